"""Offers that were answered and those that were not, from numbers that the report shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from advocacy.reach.metrics import Form
from advocacy.reach.number import Kind, Number

if TYPE_CHECKING:
    from advocacy.reach.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the share rate hides: an offer without an answer lowers it as much as a no."""

    open: Number
    """How many offers have no answer."""
    rate: Number
    """How many of those answered were accepted."""

    @classmethod
    def of(cls, report: Report) -> Self | None:
        """Nothing where every offer is answered, where none is, or where answers are not shown."""
        pair = report.breakdown.whole("share_rate")
        yes, no = (_bounds(report[name]) for name in ("shares_accepted", "shares_declined"))
        if pair is None or yes is None or no is None or yes[0] + no[0] <= 0:
            return None
        left = tuple(max(pair.whole - one - other, 0) for one, other in zip(yes, no, strict=True))
        if left[0] <= 0:
            return None
        rates = (_part(yes[0], no[0]), _part(yes[1], no[2]), _part(yes[2], no[1]))
        kind = Kind.EXACT if left[1] == left[2] else Kind.BETWEEN
        return cls(
            open=Number(kind=kind, value=left[0], low=left[2], high=left[1]),
            rate=Number(kind=kind, value=rates[0], low=rates[1], high=rates[2]),
        )

    def said(self, language: str) -> dict[str, str]:
        """Both as people write them, by the names they have in sentences."""
        return {"open": self.open.say(Form.COUNT, language), "rate": self.rate.say(Form.PERCENT, language)}


def _bounds(found: Number) -> tuple[float, float, float] | None:
    """Value, low and high."""
    if found.value is None or found.low is None or found.high is None:
        return None
    return found.value, found.low, found.high


def _part(yes: float, no: float) -> float:
    return yes / (yes + no) if yes + no else 0.0
