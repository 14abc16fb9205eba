"""Figures of the house that checks use: networks, working hours."""

from __future__ import annotations

from datetime import time
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from advocacy.documents import Country, TimeZone, Unfit

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class NetworkSettings(BaseModel):
    """What the charter says of a network; the host's own facts count where this is silent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int | None = Field(default=None, gt=0)
    cut_off: int | None = Field(default=None, gt=0)
    """Characters shown before “see more”."""


class WorkingHours(BaseModel):
    """When the programme may publish for somebody; holidays are those of the author's country."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    zone: TimeZone = "Europe/Paris"
    days: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    from_: time = Field(default=time(8), alias="from")
    to: time = time(19)
    country: Country | None = None

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.from_ >= self.to:
            raise Unfit(
                fr="la journée finit avant de commencer : « from » vient avant « to »",
                en="the day ends before it begins: “from” comes before “to”",
            )
        return self


class House(BaseModel):
    """All figures of a charter."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    networks: dict[str, NetworkSettings] = Field(default_factory=dict)
    working_hours: WorkingHours = Field(default_factory=WorkingHours)
