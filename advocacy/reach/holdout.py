"""Two further designs: regions that wait, and a programme switched on and off; each drawn by chance."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from advocacy.errors import InvalidInput, Mistake
from advocacy.reach.estimate import Estimate
from advocacy.reach.lift import Lift
from advocacy.reach.trial import FEWEST, Effect, Unit, compare, smallest_effect
from advocacy.reach.verdicts import (
    AS_DRAWN,
    BY_REGION,
    BY_SWITCH,
    CARRY_OVER,
    NO_CHANCE,
    NO_COMPARISON,
    NOT_POSITIVE,
    REGIONS_MIX,
    TOO_FEW,
    of_percent,
)
from advocacy.reach.wording import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region's outcomes, week by week or day by day, of everyone there.

    Attributes:
        name: of the region.
        active: whether the programme ran there; False where it was held back.
        before: outcomes before it began anywhere, at least four.
        during: outcomes while it ran.
    """

    name: str
    active: bool
    before: tuple[float, ...]
    during: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of days during which the programme was on, or off.

    Attributes:
        active: whether it was on.
        days: outcomes, day by day.
    """

    active: bool
    days: tuple[float, ...]


def hold_out(regions: Sequence[str], *, seed: int) -> frozenset[str]:
    """Draw the half of the regions that waits.

    >>> sorted(hold_out(["north", "south", "east", "west"], seed=1))
    ['east', 'south']
    """
    return frozenset(random.Random(seed).sample(list(regions), len(regions) // 2))  # noqa: S311 - to be redrawn


def switch(pairs: int, *, seed: int) -> tuple[bool, ...]:
    """Draw on and off for 2 × `pairs` blocks: one of each in every pair, in the order of chance.

    >>> switch(3, seed=1)
    (True, False, False, True, False, True)
    """
    chance = random.Random(seed)  # noqa: S311 - anyone must be able to draw it again
    firsts = [chance.random() < _HALF for _ in range(pairs)]
    return tuple(active for first in firsts for active in (first, not first))


def smallest_percent(units: int, *, spread: float, level: float = 0.9, power: float = 0.8) -> float:
    """The effect in per cent that so many regions, or blocks, show with probability `power`.

    Args:
        units: regions, half of which wait; or blocks, half of which are on.
        spread: standard deviation, between regions, of the change from one period to the next; or, between
            the blocks of a pair, of their ratio over the square root of two. As a part of the whole: 0.1 for
            10 %. Take it from the months before.
        level: of the interval that must leave out 0.
        power: how sure one wants to be.

    Raises:
        InvalidInput: too few for any answer, or no spread.

    >>> round(smallest_percent(40, spread=0.1), 1), round(smallest_percent(16, spread=0.1), 1)
    (8.5, 14.7)
    """
    freedom = units // 2 - 1
    if freedom < FEWEST or not spread > 0:
        raise InvalidInput(Mistake(field="units, spread", message=_FEW.format(least=2 * FEWEST + 2)))
    log = smallest_effect(spread=spread, units=units, part=_HALF, level=level, power=power, freedom=freedom)
    return 100 * math.expm1(log)


def lift_by_region(regions: Sequence[Region], *, drawn: bool, level: float = 0.9) -> Lift:
    """How many per cent more the programme brought, from regions that were held back by chance.

    Each region's change (logarithm of the mean during, less that of the mean before) is compared, adjusted
    for its level and its trend before.

    Args:
        regions: all of them, active or held back.
        drawn: whether chance chose those that waited, as with `hold_out`. Regions that were chosen because
            they grow, or are easy, differ by that alone: then there is no answer.
        level: of the interval.

    Raises:
        InvalidInput: A region has fewer than four outcomes before, none during, or a mean of 0.
    """
    if not drawn:
        return Lift(verdict=NO_CHANCE, spill_over=NO_COMPARISON)
    for region in regions:
        if len(region.before) < _EARLIER or min(_mean(region.before), _mean(region.during)) <= 0:
            raise InvalidInput(Mistake(field=region.name, message=NOT_POSITIVE))
    units = [
        Unit(
            treated=region.active,
            outcome=math.log(_mean(region.during)) - math.log(_mean(region.before)),
            before=(math.log(_mean(region.before)), _trend(region.before)),
        )
        for region in regions
    ]
    effect = compare(units)
    if effect is None:
        return Lift(verdict=TOO_FEW, spill_over=NO_COMPARISON)
    asked = _percent(effect, level, by_region=True)
    return Lift(verdict=of_percent(asked), percent=asked, spill_over=REGIONS_MIX)


def lift_by_switching(blocks: Sequence[Block], *, drawn: bool, burn_in: int = 1, level: float = 0.9) -> Lift:
    """How many per cent more the programme brought while it was on, from blocks drawn in pairs.

    Args:
        blocks: in order of time, two by two, one on and one off in each pair, as `switch` draws them.
        drawn: whether chance chose which of a pair came first.
        burn_in: days at the start of each block that still belong to the one before, and are left out.
        level: of the interval.

    Raises:
        InvalidInput: A pair is not one on and one off, or a block has nothing left after `burn_in`.
    """
    if not drawn:
        return Lift(verdict=NO_CHANCE, spill_over=NO_COMPARISON)
    pairs = list(zip(blocks[::2], blocks[1::2], strict=False))
    kept = [_mean(block.days[burn_in:]) for block in blocks]
    if (
        len(blocks) % 2
        or any(one.active == other.active for one, other in pairs)
        or min(kept, default=0) <= 0
    ):
        raise InvalidInput(Mistake(field="blocks", message=NOT_POSITIVE))
    units = [
        Unit(treated=block.active, outcome=math.log(mean), strata=(number // 2,))
        for number, (block, mean) in enumerate(zip(blocks, kept, strict=True))
    ]
    effect = compare(units)
    if effect is None:
        return Lift(verdict=TOO_FEW, spill_over=NO_COMPARISON)
    asked = _percent(effect, level, by_region=False)
    return Lift(verdict=of_percent(asked), percent=asked, spill_over=CARRY_OVER)


def _percent(effect: Effect, level: float, *, by_region: bool) -> Estimate:
    reach = effect.reach(level)
    value, low, high = (
        100 * math.expm1(part) for part in (effect.size, effect.size - reach, effect.size + reach)
    )
    return Estimate(
        value=value,
        low=low,
        high=high,
        level=level,
        method=BY_REGION if by_region else BY_SWITCH,
        assumptions=(AS_DRAWN, REGIONS_MIX if by_region else CARRY_OVER),
    )


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else 0.0


def _trend(values: Sequence[float]) -> float:
    """The logarithm of the later half of the time before, less that of the earlier half."""
    middle = len(values) // 2
    earlier, later = fmean(values[:middle]), fmean(values[middle:])
    return math.log(later / earlier) if earlier > 0 and later > 0 else 0.0


_FEW = text(
    fr="il faut au moins {least} régions ou périodes, et un écart type positif : d’une mesure d’avant",
    en="at least {least} regions or blocks are needed, and a positive standard deviation: from a time before",
)
_HALF = 0.5
_EARLIER = 4
