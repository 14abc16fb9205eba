"""Who takes part: advocates, their accounts, and the audiences they are in."""

from __future__ import annotations

from advocacy.people.advocate import FACTS, Advocate
from advocacy.people.audience import Audience
from advocacy.people.profile import Grant, Lane, Profile
from advocacy.people.roster import COLUMNS, read_advocates

__all__ = ["COLUMNS", "FACTS", "Advocate", "Audience", "Grant", "Lane", "Profile", "read_advocates"]
