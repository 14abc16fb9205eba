"""A number that was not counted: with its interval, its method and what it takes for granted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from advocacy.language import Text, number
from advocacy.reach.trial import student
from advocacy.reach.wording import text

LEVEL = 0.9
"""How often an interval holds the truth, unless another level is asked for."""

_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    r"""An estimate is never shown without its interval.

    >>> found = Estimate(value=14312, low=12906.3, high=15801, level=0.9, method=Text(fr="…", en="…"))
    >>> str(found)
    '14,300 (90% interval 12,900–15,800)'
    >>> found.say("fr")
    '14\u202f300 (intervalle à 90\u202f%\u202f: 12\u202f900–15\u202f800)'
    """

    value: float
    low: float
    high: float
    level: float
    """The share of such intervals that hold the truth."""
    method: Text
    assumptions: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"an estimate lies within its interval: {self.low}, {self.value}, {self.high}")

    @property
    def is_exact(self) -> bool:
        """Whether nothing was left to estimate."""
        return self.low == self.high

    def say(self, language: str) -> str:
        """In words, to three digits: more would be a promise that the interval does not keep."""
        value, low, high = (number(_rounded(part), language) for part in (self.value, self.low, self.high))
        if self.is_exact:
            return number(self.value, language)
        shown = _SHOWN.format(value=value, low=low, high=high, level=number(100 * self.level, language))
        return shown.say(language)

    def explain(self, language: str) -> str:
        """The same with its method and assumptions, one a line."""
        lines = [self.say(language), self.method.say(language), *(a.say(language) for a in self.assumptions)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.say("en")


def around(
    value: float,
    error: float,
    *,
    least: float,
    most: float,
    method: Text,
    assumptions: tuple[Text, ...],
    level: float = LEVEL,
    freedom: float = math.inf,
) -> Estimate:
    """An estimate with its standard error and its degrees of freedom, kept within what is possible."""
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, such as 0.9, not {level}")
    margin = student(level, freedom) * error
    held = min(max(value, least), most)
    low, high = max(min(held, value - margin), least), min(max(held, value + margin), most)
    return Estimate(value=held, low=low, high=high, level=level, method=method, assumptions=assumptions)


def _rounded(value: float) -> float:
    if not value:
        return 0
    digits = _DIGITS - 1 - math.floor(math.log10(abs(value)))
    return round(value, min(digits, 0))


_SHOWN = text(
    fr="{value} (intervalle à {level}\N{NARROW NO-BREAK SPACE}% : {low}–{high})",
    en="{value} ({level}% interval {low}–{high})",
)
