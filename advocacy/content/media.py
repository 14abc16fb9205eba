"""An image or video of a story, with what must be known of it before anyone shares it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from advocacy.documents import Line, Unfit, WebAddress, Words


def _beside(value: str) -> str:
    parts = value.replace("\\", "/").split("/")
    if not value.strip() or parts[0] in ("", "~") or ".." in parts or ":" in parts[0]:
        raise Unfit(
            fr=f"chemin relatif au fichier de l’histoire attendu, comme media/pompe.jpg, pas « {value} »",
            en=f"path relative to the story’s file expected, such as media/pump.jpg, not “{value}”",
        )
    return value


RelativePath = Annotated[str, AfterValidator(_beside), Field(max_length=400)]


class Media(BaseModel):
    """One image or video; `people` counts those who can be recognised, and `consent` says they agreed.

    >>> Media(path="media/pump.jpg", alt="Une pompe / A pump", rights="own").people
    0
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    path: RelativePath | None = Field(default=None, description="File, relative to the story’s file.")
    url: WebAddress | None = Field(default=None, description="Address, instead of a path.")
    alt: Words = Field(description="What it shows, for those who do not see it.")
    rights: Line = Field(description="Whose it is or under which licence: own, cc-by-4.0, agency contract…")
    people: StrictInt = Field(default=0, ge=0, description="How many people can be recognised.")
    consent: StrictBool | None = Field(
        default=None, description="Whether they agreed in writing to be shown."
    )
    ai_generated: StrictBool = Field(default=False, description="Whether a machine made or altered it.")
    retouched: StrictBool = Field(default=False, description="Whether people or places were retouched.")
    document: StrictBool = Field(
        default=False, description="Whether a screen, minutes or a whiteboard can be read on it."
    )
    badge: StrictBool = Field(default=False, description="Whether a badge can be read on it.")
    video: StrictBool = Field(default=False, description="Whether it is a film.")
    card: StrictBool = Field(
        default=False, description="Whether it is the picture on the link’s card, and no image of its own."
    )
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = Field(
        default=None, description="The file’s SHA-256; filled in when the story is added."
    )
    credit: Line | None = Field(default=None, description="Who is named as its author.")

    @model_validator(mode="after")
    def _one_place(self) -> Media:
        if (self.path is None) == (self.url is None):
            raise Unfit(fr="path ou url attendu, l’un des deux", en="path or url expected, one of the two")
        return self

    @model_validator(mode="after")
    def _people_are_asked(self) -> Media:
        if self.people and self.consent is None:
            raise Unfit(
                fr="des personnes sont reconnaissables : écrivez « consent: true » ou « consent: false »",
                en="people can be recognised: write “consent: true” or “consent: false”",
            )
        return self
