"""Whether and how people are told of offers that wait for them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from advocacy.documents import Line, WebAddress


class Nudges(BaseModel):
    """By what, and where one answers; how often is `schedule.asks_per_week`."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    network: Line | None = Field(
        default=None,
        description="What carries them, such as email, set up in its own section; none are sent without it.",
    )
    address: WebAddress | None = Field(
        default=None,
        description="Where people answer: /offers/SHARE and /nudges/KEY (no more of them) are put behind it.",
    )
