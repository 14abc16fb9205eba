"""Attribution: how one conversion is shared out among the clicks before it. Tracked is not caused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

WINDOW = timedelta(days=30)
"""How long before a conversion a click may lie."""
HALF_LIFE = timedelta(days=7)
"""In the time-decay model, a click this much older gets half as much."""
_ENDS = Fraction(2, 5)
"""What the first and the last click each get by position; those between share the rest."""


class Model(StrEnum):
    """Who gets the credit."""

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"
    POSITION = "position"
    TIME_DECAY = "time_decay"


def credits_of(
    clicks: Sequence[datetime],
    converted_at: datetime,
    model: Model,
    *,
    window: timedelta = WINDOW,
    half_life: timedelta = HALF_LIFE,
) -> tuple[Fraction, ...]:
    """The share of a conversion that each click gets; they sum to 1, or are all 0 when none counts.

    Args:
        clicks: their moments, oldest first.
        converted_at: clicks after it, or longer before it than `window`, get nothing.
        model: how it is shared out.
        window: how long before it a click may lie.
        half_life: of the time-decay model.

    >>> from datetime import UTC
    >>> days = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2, 8, 9)]
    >>> [str(part) for part in credits_of(days[:3], days[3], Model.POSITION)]
    ['2/5', '1/5', '2/5']
    """
    inside = [index for index, at in enumerate(clicks) if converted_at - window <= at <= converted_at]
    ages = [converted_at - clicks[index] for index in inside]
    shared = dict(zip(inside, _shared_out(ages, model, half_life), strict=True))
    return tuple(shared.get(index, Fraction(0)) for index in range(len(clicks)))


def _shared_out(ages: Sequence[timedelta], model: Model, half_life: timedelta) -> list[Fraction]:
    weights = [_weight(index, len(ages), age / half_life, model) for index, age in enumerate(ages)]
    whole = sum(weights, Fraction(0))
    return [weight / whole for weight in weights] if whole else []


def _weight(index: int, count: int, half_lives: float, model: Model) -> Fraction:
    first, last = index == 0, index == count - 1
    if model is Model.FIRST:
        return Fraction(first)
    if model is Model.LAST:
        return Fraction(last)
    if model is Model.TIME_DECAY:
        return Fraction(2.0**-half_lives)
    if model is Model.LINEAR or count <= len(("first", "last")):
        return Fraction(1)
    return _ENDS if first or last else (1 - 2 * _ENDS) / (count - 2)
