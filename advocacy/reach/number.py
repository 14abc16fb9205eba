"""A number as it may be shown: exact, known within bounds, kept back, or absent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from advocacy.language import Language, Text, number
from advocacy.reach.metrics import Form
from advocacy.reach.privacy import Rounded


class Kind(StrEnum):
    """How sure a number is."""

    EXACT = "exact"
    BETWEEN = "between"
    """Rounded so that nobody's part can be told; the truth lies between `low` and `high`."""
    WITHHELD = "withheld"
    """Too few people stand behind it."""
    ABSENT = "absent"
    """There is nothing to measure; not the same as 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    r"""What stands in one place of a table.

    >>> share_rate = Number.ratio(31, 40)
    >>> share_rate.say(Form.PERCENT, "fr"), share_rate.say(Form.PERCENT, "en")
    ('78\u202f%', '78%')
    >>> Number.withheld().say(Form.COUNT, "en")
    'not shown'
    """

    kind: Kind
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def exact(cls, value: float) -> Number:
        """A number that is shown as it is."""
        return cls(kind=Kind.EXACT, value=value, low=value, high=value)

    @classmethod
    def between(cls, count: Rounded, *, of: int | None = None) -> Number:
        """A rounded count, or its share of the whole `of`."""
        if of == 0:
            return cls.absent()
        whole = of or 1
        return cls(
            kind=Kind.BETWEEN, value=count.value / whole, low=count.low / whole, high=count.high / whole
        )

    @classmethod
    def ratio(cls, part: int, whole: int) -> Number:
        """`part` ÷ `whole`; absent when there is no whole, or less than none after corrections."""
        return cls.exact(part / whole) if whole > 0 else cls.absent()

    @classmethod
    def quotient(cls, part: int, whole: Rounded) -> Number:
        """`part` ÷ a rounded `whole`; absent when the whole may be nothing."""
        if whole.low <= 0:
            return cls.absent()
        value, low, high = part / whole.value, part / whole.high, part / whole.low
        return cls(kind=Kind.BETWEEN, value=value, low=low, high=high)

    @classmethod
    def withheld(cls) -> Number:
        """A number that is kept back."""
        return cls(kind=Kind.WITHHELD)

    @classmethod
    def absent(cls) -> Number:
        """Nothing to measure."""
        return cls(kind=Kind.ABSENT)

    @property
    def is_shown(self) -> bool:
        """Whether there is a value."""
        return self.value is not None

    def say(self, form: Form, language: str) -> str:
        """As people of `language` write it."""
        if self.value is None or self.low is None or self.high is None:
            return (NOT_SHOWN if self.kind is Kind.WITHHELD else ABSENT).say(language)
        if self.kind is Kind.EXACT:
            return written(self.value, form, language)
        if form is Form.PERCENT:
            low, high = number(100 * self.low, language), written(self.high, form, language)
            return high if f"{low}%" == high.replace(" ", "") else f"{low}–{high}"
        return f"≈\N{NO-BREAK SPACE}{written(self.value, form, language)}"


def written(value: float, form: Form, language: str) -> str:
    """A plain value as people of `language` write it.

    >>> written(0.12, Form.PERCENT, "en"), written(6.04, Form.QUOTIENT, "fr"), written(1234, Form.COUNT, "en")
    ('12%', '6,0', '1,234')
    """
    if form is Form.PERCENT:
        space = "\N{NARROW NO-BREAK SPACE}" if Language.of(language) is Language.FR else ""
        return f"{number(100 * value, language)}{space}%"
    return number(value, language, digits=1 if form is Form.QUOTIENT else 0)


NOT_SHOWN = Text(fr="non montré", en="not shown")
ABSENT = Text(fr="–", en="–")
