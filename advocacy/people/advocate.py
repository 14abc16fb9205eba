"""An employee who has opted in: who they are to the programme, and the facts a message may use."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_serializer, model_validator

from advocacy.documents import Country, Day, LanguageTag, Line, Slug, TimeZone, Unfit
from advocacy.people.author import Author
from advocacy.people.hours import Away, AwayText, HoursText
from advocacy.people.profile import Profile

FACTS = ("first_name", "name", "job", "team", "city", "country")
"""What a message may say of an advocate, besides the link."""


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]+", value):
        raise Unfit(
            fr=f"adresse e-mail attendue, comme ada@acme.example, pas « {value} »",
            en=f"e-mail address expected, such as ada@acme.example, not “{value}”",
        )
    return value


def _tag(value: str) -> str:
    if re.fullmatch(r"[\w.-]+(:[\w.-]+)?", value):
        return value.casefold()
    raise Unfit(
        fr=f"étiquette attendue, comme topic:pompes ou nouveau, pas « {value} »",
        en=f"tag expected, such as topic:pumps or newcomer, not “{value}”",
    )


Email = Annotated[str, AfterValidator(_email), Field(max_length=254)]
Tag = Annotated[str, AfterValidator(_tag)]


class Advocate(BaseModel):
    """An employee who takes part by choice, with the accounts they want to share from.

    >>> ada = Advocate(id="ada", name="Ada Morel", team="sales", city="Lyon", tags={"topic:pumps"})
    >>> ada.facts()
    {'first_name': 'Ada', 'name': 'Ada Morel', 'team': 'sales', 'city': 'Lyon'}
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Slug = Field(description="Short name that never changes.")
    name: Line = Field(description="Name as colleagues write it.")
    first_name: Line | None = Field(
        default=None, description="Given name; the first word of the name without it."
    )
    email: Email | None = Field(default=None, description="Where offers are announced.")
    language: LanguageTag = Field(default="en", description="Language this person shares in.")
    timezone: TimeZone = Field(default="UTC", description="Time zone of their working hours.")
    team: Line = Field(description="Team, for audiences and for reports of ten people or more.")
    country: Country | None = Field(default=None, description="Country as two capitals, such as FR.")
    city: Line | None = Field(default=None, description="City they work in.")
    job: Line | None = Field(default=None, description="Job, as they would introduce themselves.")
    author: Author = Field(
        default=Author.EMPLOYEE, description="What ties them to the company, for rules that ask it."
    )
    tags: frozenset[Tag] = Field(
        default=frozenset(), description="Words for audiences: topic:pumps, newcomer."
    )
    hours: HoursText | None = Field(
        default=None, description="Hours they choose, such as mon-thu 9:00-18:00; the charter’s without them."
    )
    leave: tuple[AwayText, ...] = Field(
        default=(), description="Days they are away, such as 2026-07-13..2026-07-31."
    )
    joined: Day | None = Field(default=None, description="Day they joined the programme.")
    profiles: tuple[Profile, ...] = Field(default=(), description="Their accounts, at most one a network.")

    @model_validator(mode="after")
    def _one_profile_a_network(self) -> Advocate:
        networks = [profile.network for profile in self.profiles]
        for index, network in enumerate(networks):
            if network in networks[:index]:
                raise Unfit(
                    fr=f"deux comptes pour {network} : gardez-en un",
                    en=f"two accounts for {network}: keep one",
                    at=("profiles", index),
                )
        return self

    @field_serializer("tags")
    def _tags_in_order(self, tags: frozenset[str]) -> list[str]:
        return sorted(tags)

    def facts(self) -> dict[str, str]:
        """What a message may say of this person; what is not known is absent."""
        known: dict[str, Any] = {name: getattr(self, name) for name in FACTS}
        known["first_name"] = self.first_name or self.name.split()[0]
        return {name: value for name, value in known.items() if value}

    def is_away(self, day: date) -> bool:
        """Whether they are on leave on that day."""
        return any(Away.of(written).include(day) for written in self.leave)

    def profile(self, network: str) -> Profile | None:
        """Their account on `network`; None when they have none there."""
        return next((profile for profile in self.profiles if profile.network == network), None)
