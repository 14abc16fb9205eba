"""A finding that a person disputes, and what was answered.

open ──answered──▶ upheld (the rule was right) or granted (the person was)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Ruled(StrEnum):
    """Who was right."""

    UPHELD = "upheld"
    """The rule."""
    GRANTED = "granted"
    """The person; the rule needs mending, or an exemption."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One finding disputed by the person it was told to; it is kept with the review that found it."""

    id: str
    review: str
    subject: str
    """What was reviewed: ``share:…``."""
    charter: str
    """The version that found it."""
    rule: str
    evidence: str | None
    by: str
    reason: str
    at: datetime
    outcome: Ruled | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedRule:
    """How often a rule was disputed, and who was right."""

    rule: str
    open: int
    upheld: int
    granted: int
