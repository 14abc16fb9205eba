"""One number in two reports: the difference, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt
from statistics import NormalDist

from advocacy.language import Text
from advocacy.reach.estimate import LEVEL, Estimate
from advocacy.reach.metrics import Form, Measure
from advocacy.reach.number import Kind, Number, written
from advocacy.reach.wording import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One measure in both, over everything or of one group."""

    key: str
    """The measure's name, or the group's id."""
    label: str
    measure: Measure
    here: Number
    there: Number
    estimate: Estimate | None = None
    """Of a rate: its difference, with what chance alone could make of it."""
    why_not: Text | None = None
    """Why the two are not set against each other."""

    @property
    def difference(self) -> Number:
        """`here` − `there`, within the bounds that both leave; kept back where either is."""
        kinds = {self.here.kind, self.there.kind}
        if Kind.WITHHELD in kinds:
            return Number.withheld()
        one, other = _bounds(self.here), _bounds(self.there)
        if one is None or other is None:
            return Number.absent()
        kind = Kind.BETWEEN if Kind.BETWEEN in kinds else Kind.EXACT
        return Number(kind=kind, value=one[0] - other[0], low=one[1] - other[2], high=one[2] - other[1])

    def cells(self, language: str) -> tuple[str, str, str]:
        """Both numbers and the difference, as people write them."""
        form = self.measure.form
        return self.here.say(form, language), self.there.say(form, language), self._signed(language)

    def said(self, language: str) -> str:
        """What may be said of the difference; nothing, where chance has no part or its part is not known."""
        if self.why_not is not None:
            return self.why_not.say(language)
        if self.estimate is None:
            return ""
        low, high = self.estimate.low, self.estimate.high
        verdict = _NOT_TOLD_APART if low <= 0 <= high else _MORE if low > 0 else _LESS
        low_said, high_said = (signed(bound, Form.PERCENT, language) for bound in (low, high))
        level = round(100 * self.estimate.level)
        return verdict.format(bounds=_between(low_said, high_said), level=level).say(language)

    def to_dict(self) -> dict[str, object]:
        """Plain values, with bounds wherever a number is shown."""
        parts = {"here": self.here, "there": self.there, "difference": self.difference}
        found: dict[str, object] = {}
        for name, part in parts.items():
            found |= {name: part.value, f"{name}_low": part.low, f"{name}_high": part.high}
        low, high = (self.estimate.low, self.estimate.high) if self.estimate else (None, None)
        kept = " ".join(name for name, part in parts.items() if part.kind is Kind.WITHHELD)
        return found | {"interval_low": low, "interval_high": high, "withheld": kept}

    def _signed(self, language: str) -> str:
        found, form = self.difference, self.measure.form
        if found.low is None or found.high is None:
            return found.say(form, language)
        low, high = signed(found.low, form, language), signed(found.high, form, language)
        return low if low == high else _between(low, high).say(language)


def rate_difference(
    here: Number, there: Number, people: int, other_people: int, *, level: float = LEVEL
) -> Estimate:
    """The difference of two shown rates, with what chance leaves open (Newcombe 1998, method 10).

    Several offers to one person stand or fall together, so the numbers of people count, not of offers. Of a
    rounded rate the whole range is taken: the interval is the widest that any truth in it would have.

    >>> found = rate_difference(Number.ratio(60, 100), Number.ratio(45, 100), 50, 50)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.15, -0.01, 0.3)
    """
    least = _newcombe(here.low or 0, there.high or 0, people, other_people, level)[0]
    most = _newcombe(here.high or 0, there.low or 0, people, other_people, level)[1]
    value = (here.value or 0) - (there.value or 0)
    return Estimate(
        value=value,
        low=max(min(least, value), -1),
        high=min(max(most, value), 1),
        level=level,
        method=_METHOD,
        assumptions=(_ALONE,),
    )


def beyond_luck(here: tuple[float, float], there: tuple[float, float]) -> bool:
    """Whether clicks per post differ by more than luck explains; each side is its clicks and its posts.

    A few posts carry most clicks, and which ones is luck: the variance of one post is taken to be its mean
    and twice the square of it. The logarithm of the ratio then has, of each side, the variance
    1/clicks + 2/posts (delta method); half a click is added to both, so that none has a logarithm too.

    >>> beyond_luck((247, 71), (243, 70)), beyond_luck((900, 90), (200, 90))
    (False, True)
    """
    (clicks, posts), (other, others) = ((found + 0.5, of) for found, of in (here, there))
    spread = sqrt(1 / clicks + _SPREAD / posts + 1 / other + _SPREAD / others)
    return abs(log(clicks / posts) - log(other / others)) > NormalDist().inv_cdf(_SURE) * spread


def signed(value: float, form: Form, language: str) -> str:
    r"""A difference as people write it; of percentages, in points.

    >>> signed(-0.031, Form.PERCENT, "fr"), signed(12, Form.COUNT, "en")
    ('−3\xa0points', '+12')
    """
    said = written(abs(100 * value if form is Form.PERCENT else value), _PLAIN.get(form, form), language)
    sign = "" if not said.strip("0.,") else "+" if value > 0 else "−"
    return f"{sign}{said}{_POINTS if form is Form.PERCENT else ''}"


def _between(low: str, high: str) -> Text:
    """Both ends, with the unit once."""
    return _RANGE.format(low=low.removesuffix(_POINTS), high=high)


def _bounds(found: Number) -> tuple[float, float, float] | None:
    if found.value is None or found.low is None or found.high is None:
        return None
    return found.value, found.low, found.high


def _newcombe(one: float, other: float, people: int, other_people: int, level: float) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + level) / 2)
    (low, high), (other_low, other_high) = _wilson(one, people, z), _wilson(other, other_people, z)
    down, up = (
        sqrt((one - low) ** 2 + (other_high - other) ** 2),
        sqrt((high - one) ** 2 + (other - other_low) ** 2),
    )
    return one - other - down, one - other + up


def _wilson(rate: float, people: int, z: float) -> tuple[float, float]:
    middle, whole = rate + z * z / (2 * people), 1 + z * z / people
    half = z * sqrt(rate * (1 - rate) / people + z * z / (4 * people**2))
    return (middle - half) / whole, (middle + half) / whole


_SPREAD = 2
_SURE = 0.975
_PLAIN = {Form.PERCENT: Form.COUNT}
_POINTS = "\N{NO-BREAK SPACE}points"
_RANGE = text(fr="de {low} à {high}", en="{low} to {high}")
_MORE = text(
    fr="Plus haut que le hasard ne l’explique : {bounds} (intervalle à {level} %).",
    en="Higher than chance explains: {bounds} ({level}% interval).",
)
_LESS = text(
    fr="Plus bas que le hasard ne l’explique : {bounds} (intervalle à {level} %).",
    en="Lower than chance explains: {bounds} ({level}% interval).",
)
_NOT_TOLD_APART = text(
    fr="Le hasard suffit à l’expliquer : {bounds} (intervalle à {level} %).",
    en="Chance alone would explain it: {bounds} ({level}% interval).",
)
_METHOD = text(
    fr="Différence de deux parts, intervalles de Wilson combinés (Newcombe, 1998, méthode 10).",
    en="Difference of two proportions, from both Wilson intervals (Newcombe 1998, method 10).",
)
_ALONE = text(
    fr="Chaque personne décide pour elle-même, et de la même façon pour toutes ses offres ; si les mêmes ont "
    "répondu des deux côtés, l’intervalle est plutôt trop large.",
    en="Each person decides for themselves, and alike for all their offers; where the same people answered "
    "on "
    "both sides, the interval is too wide rather than too narrow.",
)
