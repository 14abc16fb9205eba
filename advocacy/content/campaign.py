"""An effort with a purpose, goals and dates; stories belong to it."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from advocacy.documents import Day, Slug, Unfit, Words


class Campaign(BaseModel):
    """A campaign; its `id` is the ``utm_campaign`` of every tracked link.

    >>> spring = Campaign(id="spring", name="Printemps / Spring", starts="2026-03-01", ends="2026-05-31")
    >>> spring.runs_on(date(2026, 3, 15))
    True
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Slug = Field(description="Short name that never changes.")
    name: Words = Field(description="Name as people read it.")
    purpose: Words | None = Field(default=None, description="What it is for.")
    goals: tuple[Words, ...] = Field(default=(), description="What will show that it worked.")
    starts: Day | None = Field(default=None, description="First day.")
    ends: Day | None = Field(default=None, description="Last day.")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Campaign:
        if self.starts and self.ends and self.ends < self.starts:
            raise Unfit(
                fr=f"la fin ({self.ends}) précède le début ({self.starts})",
                en=f"the end ({self.ends}) comes before the start ({self.starts})",
                at=("ends",),
            )
        return self

    def runs_on(self, day: date) -> bool:
        """Whether `day` lies within its dates; an absent date sets no limit."""
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)
