"""The comparison behind every lift: with and without, within strata, adjusted, with a robust error."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One thing that chance gave the treatment or not.

    Attributes:
        treated: what chance said.
        outcome: what came of it.
        strata: the groups whose averages are taken out, such as its team and its item.
        before: what was known of it beforehand.
    """

    treated: bool
    outcome: float
    strata: tuple[Hashable, ...] = ()
    before: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A difference that the treatment made, its standard error and its degrees of freedom."""

    size: float
    error: float
    freedom: int

    def reach(self, level: float) -> float:
        """How far the interval of `level` goes to each side."""
        return student(level, self.freedom) * self.error


FEWEST = 6
"""Degrees of freedom below which no answer is given."""


def compare(units: Sequence[Unit]) -> Effect | None:
    """The average effect of the treatment; None when there are too few units or no contrast.

    Averages of the strata are taken out of all columns; the outcome is then regressed on
    treatment and covariates, with the error HC2, which is the design's own for pairs and for strata.

    Source: Lin (2013) on regression adjustment; Samii & Aronow (2012) on HC2 and Neyman's error.

    >>> compare([Unit(treated=bool(n % 2), outcome=5.0 * (n % 2) + n // 2 % 3) for n in range(24)]).size
    5.0
    """
    groups = [_groups(units, place) for place in range(len(units[0].strata))] if units else []
    freedom = len(units) - 1 - sum(len(group) - 1 for group in groups) - 1
    freedom -= len(units[0].before) if units else 0
    if freedom < FEWEST:
        return None
    everyone = [list(range(len(units)))]
    outcome = _centred([unit.outcome for unit in units], groups or [everyone])
    columns = [[float(unit.treated) for unit in units]]
    columns += [[unit.before[place] for unit in units] for place in range(len(units[0].before))]
    centred = [_centred(column, groups or [everyone]) for column in columns]
    treated = _left_after(centred[0], centred[1:])
    strength = sum(part * part for part in treated)
    if strength < _NOTHING:
        return None
    size = _dot(treated, outcome) / strength
    rest = _left_after([y - size * t for y, t in zip(outcome, treated, strict=True)], centred[1:])
    taken = (len(units) - 1 - freedom) / len(units)  # leverage of strata and covariates, spread evenly
    variance = sum(
        (t * e) ** 2 / max(1 - taken - t * t / strength, _NOTHING) for t, e in zip(treated, rest, strict=True)
    )
    return Effect(size=size, error=math.sqrt(variance) / strength, freedom=freedom)


def smallest_effect(
    *, spread: float, units: int, part: float, level: float, power: float, freedom: int
) -> float:
    """The effect that a trial would show with probability `power`.

    Args:
        spread: standard deviation of the outcome of a unit, within strata.
        units: how many there are.
        part: of them treated.
        level: of the interval that must leave out 0.
        power: how sure one wants to be, such as 0.8.
        freedom: degrees of freedom that are left.

    >>> round(smallest_effect(spread=4, units=400, part=0.5, level=0.9, power=0.8, freedom=350), 2)
    1.0
    """
    error = spread / math.sqrt(units * part * (1 - part))
    return (student(level, freedom) + NormalDist().inv_cdf(power)) * error


def student(level: float, freedom: float) -> float:
    """How many standard errors an interval of `level` reaches to each side, by Student's t.

    Source: Abramowitz & Stegun 26.7.5; right to three digits from 4 degrees of freedom.

    >>> round(student(0.9, 10), 2), round(student(0.95, math.inf), 2)
    (1.81, 1.96)
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    terms: tuple[float, ...] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + math.fsum(term / freedom**place for place, term in enumerate(terms, start=1))


def _groups(units: Sequence[Unit], place: int) -> list[list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        found[unit.strata[place]].append(number)
    return list(found.values())


def _centred(column: Sequence[float], strata: Sequence[Sequence[Sequence[int]]]) -> list[float]:
    """The column with the averages of all strata taken out, turn by turn until none is left."""
    left = list(column)
    for _ in range(_TURNS if len(strata) > 1 else 1):
        moved = 0.0
        for groups in strata:
            for group in groups:
                mean = fmean([left[number] for number in group])
                moved = max(moved, abs(mean))
                for number in group:
                    left[number] -= mean
        if moved < _NOTHING:
            break
    return left


def _left_after(column: Sequence[float], others: Sequence[Sequence[float]]) -> list[float]:
    """What the others do not explain of the column (Gram–Schmidt)."""
    left, basis = list(column), list[list[float]]()
    for other in others:
        basis.append(_minus(other, basis))
    return _minus(left, basis)


def _minus(column: Sequence[float], basis: Sequence[Sequence[float]]) -> list[float]:
    left = list(column)
    for direction in basis:
        length = _dot(direction, direction)
        if length > _NOTHING:
            along = _dot(left, direction) / length
            left = [value - along * part for value, part in zip(left, direction, strict=True)]
    return left


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


_NOTHING = 1e-12
_TURNS = 50
