"""When shares go out whose moment nobody chose, and how often a person is asked."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt


class Schedule(BaseModel):
    """The figures by which slots are chosen; a person's hours stand with the person."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    automatic: StrictBool = Field(
        default=False,
        description="Whether a share accepted without a moment gets a slot; else it goes out at once.",
    )
    days: StrictInt = Field(
        default=5, ge=1, le=60, description="Working days that colleagues’ shares are spread over."
    )
    gap: StrictInt = Field(
        default=10,
        ge=0,
        le=1440,
        description="Fewest minutes between two colleagues’ posts on one network.",
    )
    alike_gap: StrictInt = Field(
        default=4,
        ge=0,
        le=720,
        description="Fewest hours between two posts in nearly the same words on one network.",
    )
    per_day: StrictInt = Field(
        default=1, ge=1, le=24, description="Most posts of one person in a day, on all networks together."
    )
    latest: StrictInt = Field(
        default=24,
        ge=0,
        le=8760,
        description="Hours after which a share that missed its slot is held and reported, not sent.",
    )
    asks_per_week: StrictInt = Field(
        default=3,
        ge=0,
        le=100,
        description="How often one person is asked in seven days, by all departments together; 0: no end.",
    )
