"""A story: what is approved, then offered to advocates in words for their network and language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_serializer, model_validator

from advocacy.content.media import Media
from advocacy.content.message import Message
from advocacy.documents import Line, Moment, NetworkName, Path, Slug, Unfit, WebAddress, Words
from advocacy.people import Advocate, Audience


def _rule(text: str) -> str:
    Audience.parse(text)
    return text.strip()


AudienceRule = Annotated[str, AfterValidator(_rule)]


class Story(BaseModel):
    """A package of content for one campaign.

    >>> story = Story(
    ...     id="pump", campaign="spring", title="La pompe / The pump", link="https://acme.example/pump",
    ...     messages=[Message(network="bluesky", language="en", text="We made it: {{ link }}")],
    ... )
    >>> ada = Advocate(id="ada", name="Ada Morel", team="sales")
    >>> story.write(story.message_for(ada, "bluesky"), ada, link="https://go.acme.example/a1")
    'We made it: https://go.acme.example/a1'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Slug = Field(description="Short name that never changes.")
    campaign: Slug = Field(description="The campaign it belongs to.")
    title: Words = Field(description="What advocates read first.")
    summary: Words | None = Field(default=None, description="What it is about, in a sentence or two.")
    link: WebAddress | None = Field(
        default=None, description="Where readers are led; each advocate gets a personal link to it."
    )
    messages: tuple[Message, ...] = Field(min_length=1, description="Wordings, by network and language.")
    media: tuple[Media, ...] = Field(default=(), description="Images and videos.")
    reshare: dict[NetworkName, Line] = Field(
        default={}, description="The brand’s own post that is passed on, by network: its address or id."
    )
    topics: frozenset[Slug] = Field(default=frozenset(), description="What it is about, in short names.")
    audience: AudienceRule = Field(
        default="", description="Who it is for, such as: team = sales and country = FR."
    )
    opens: Moment | None = Field(default=None, description="From when it may be shared.")
    closes: Moment | None = Field(default=None, description="Until when it may be shared.")
    disclosure: Words | None = Field(
        default=None, description="How a post says its author works here; {{ disclosure }}."
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Story:
        wrong = [*self._dates(), *self._message_faults(), *self._card_faults()]
        if wrong:
            first, *more = wrong
            raise Unfit(fr=first.text.fr, en=first.text.en, hint=first.hint, at=first.at, more=more)
        return self

    @field_serializer("topics")
    def _topics_in_order(self, topics: frozenset[str]) -> list[str]:
        return sorted(topics)

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks it has messages for, in the order of its file."""
        return tuple(dict.fromkeys(message.network for message in self.messages))

    @property
    def who(self) -> Audience:
        """The audience it is for."""
        return Audience.parse(self.audience)

    def is_open(self, at: datetime) -> bool:
        """Whether it may be shared at the moment `at`."""
        return (self.opens is None or self.opens <= at) and (self.closes is None or at < self.closes)

    def digest(self) -> str:
        """A hash of the content: the same whatever the order of keys, another one for any change."""
        body = self.model_dump(mode="json", exclude_defaults=True)
        written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()

    def message_for(
        self, advocate: Advocate, network: str, *, fallback: Sequence[str] = ()
    ) -> Message | None:
        """The wording for `advocate` on `network`; None when there is none they could share.

        Their own language comes first, then its other regions, then the languages of `fallback`. Among
        several wordings one is drawn by the person's id: always the same, and colleagues differ.
        """
        usable = [
            message
            for message in self.messages
            if message.network == network
            and message.suits(self._facts(message, advocate, link=self.link or ""))
        ]
        for language in (advocate.language, *fallback):
            choice = _in_language(usable, language)
            if choice:
                return choice[_draw(self.id, network, advocate.id, among=len(choice))]
        return None

    def write(self, message: Message, advocate: Advocate, *, link: str) -> str:
        """The text of `message` for `advocate`, with their personal `link`.

        Raises:
            InvalidInput: when it prints a fact that is not known of them.
        """
        return message.render(self._facts(message, advocate, link=link))

    def _facts(self, message: Message, advocate: Advocate, *, link: str) -> dict[str, str]:
        facts = advocate.facts()
        if self.link:
            facts["link"] = link
        if self.disclosure:
            facts["disclosure"] = self.disclosure.say(message.language)
        return facts

    def _dates(self) -> Iterator[Unfit]:
        if self.opens and self.closes and self.closes <= self.opens:
            yield Unfit(fr="la fermeture précède l’ouverture", en="it closes before it opens", at=("closes",))

    def _card_faults(self) -> Iterator[Unfit]:
        cards = [index for index, medium in enumerate(self.media) if medium.card]
        for index in cards[1:] if self.link else cards:
            yield Unfit(
                fr="une image de carte va avec le lien de l’histoire, et il n’y en a qu’une",
                en="the picture of a card goes with the story’s link, and there is only one",
                at=("media", index, "card"),
            )

    def _message_faults(self) -> Iterator[Unfit]:
        for index, message in enumerate(self.messages):
            place: Path = ("messages", index, "text")
            if message in self.messages[:index]:
                yield Unfit(fr="ce message est écrit deux fois", en="this message is written twice", at=place)
            yield from self._broken_promises(message, place)

    def _broken_promises(self, message: Message, place: Path) -> Iterator[Unfit]:
        """A message leads to the story’s link, and names only what the story has."""
        if self.link and "link" not in message.names:
            yield Unfit(
                fr="le lien de l’histoire n’est pas dans le message : ajoutez {{ link }}",
                en="the story’s link is not in the message: add {{ link }}",
                at=place,
            )
        for name, value in (("link", self.link), ("disclosure", self.disclosure)):
            if value is None and name in message.names:
                yield Unfit(
                    fr=f"{{{{ {name} }}}} est écrit, mais l’histoire n’a pas de champ {name}",
                    en=f"{{{{ {name} }}}} is printed, but the story has no field {name}",
                    at=place,
                )


def _in_language(messages: Sequence[Message], language: str) -> list[Message]:
    """Those in exactly `language`, else those of another region of it."""
    exact = [message for message in messages if message.language == language]
    base = _base(language)
    return exact or [message for message in messages if _base(message.language) == base]


def _base(language: str) -> str:
    return language.partition("-")[0]


def _draw(*parts: str, among: int) -> int:
    """A number below `among` that depends on `parts` alone."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:8]) % among
