"""Who takes part: advocates, their accounts, and the audiences they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.people.advocate import FACTS, Advocate
    from advocacy.people.audience import Audience
    from advocacy.people.lane import Lane
    from advocacy.people.profile import Grant, Profile
    from advocacy.people.roster import COLUMNS, read_advocates

__all__ = ["COLUMNS", "FACTS", "Advocate", "Audience", "Grant", "Lane", "Profile", "read_advocates"]

__getattr__ = lazily(
    __name__,
    {
        "Audience": "advocacy.people.audience",
        "Lane": "advocacy.people.lane",
        **dict.fromkeys(("FACTS", "Advocate"), "advocacy.people.advocate"),
        **dict.fromkeys(("Grant", "Profile"), "advocacy.people.profile"),
        **dict.fromkeys(("COLUMNS", "read_advocates"), "advocacy.people.roster"),
    },
)
