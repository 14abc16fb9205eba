"""What asking people to share caused, where chance decided who was asked; a plain word where it did not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.reach.encouragement import Encouragement, encourage
from advocacy.reach.estimate import Estimate
from advocacy.reach.trial import Effect, Unit, compare, student
from advocacy.reach.verdicts import (
    AS_DRAWN,
    ASKED,
    CELLS,
    FIRST,
    ITT,
    LATE,
    LESS,
    MORE,
    NO_CHANCE,
    NO_COMPARISON,
    NO_DEFIERS,
    NO_MORE_SHARES,
    ONLY_BY_SHARING,
    PERCENT,
    PERHAPS_NO_SHARES,
    SHARED,
    SOME_BEFORE,
    SPILL,
    SPILL_UNKNOWN,
    TOO_FEW,
    UNSHOWN,
    UPTAKE,
    short,
    written,
)

__all__ = ["CellOutcome", "Encouragement", "Lift", "encourage", "lift"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellOutcome:
    """What came of one item in one team's world.

    Attributes:
        item: of the design.
        team: of the design.
        outcome: what the design counts; of everyone there, not only of those who followed a link.
        shares: how often the team shared the item, asked or not.
        before: what was known beforehand and foretells the outcome, such as visits of that market last month.
        exposed: part of this cell's public that also follows a team that was asked for the item, 0 to 1.
    """

    item: str
    team: str
    outcome: float
    shares: float
    before: float | None = None
    exposed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """What can be said of cause and effect.

    Attributes:
        verdict: the answer in words, or why there is none; no cause is claimed where asking added no shares.
        asked: effect of being asked, on each cell (intention to treat); None when the data cannot say.
        shared: effect of each share that came because of asking (compliers); None when the data cannot say.
        uptake: shares that asking added to each cell.
        percent: effect of the programme in per cent, from regions or blocks.
        spill_over: what the comparison takes for granted about publics that mix.
        mark: of the registered design.
        notes: what else a reader must know: that it is early, was drawn anew, or who took no part.
    """

    verdict: Text
    asked: Estimate | None = None
    shared: Estimate | None = None
    uptake: Estimate | None = None
    spill_over: Text
    percent: Estimate | None = None
    mark: str | None = None
    notes: tuple[Text, ...] = ()

    @property
    def is_answered(self) -> bool:
        """Whether the data can say anything of cause."""
        return self.asked is not None or self.percent is not None

    def say(self, language: str) -> str:
        """The verdict, what to know beside it, each estimate with its interval, and what it rests on."""
        lines = [self.verdict.say(language), *(note.say(language) for note in self.notes)]
        for name, estimate in (
            (ASKED, self.asked),
            (SHARED, self.shared),
            (UPTAKE, self.uptake),
            (PERCENT, self.percent),
        ):
            if estimate is not None:
                lines.append(f"{name.say(language)}{written(estimate, language)}")
        return "\n".join([*lines, self.spill_over.say(language)])

    def __str__(self) -> str:
        return self.say("en")


def lift(design: Encouragement | None, outcomes: Sequence[CellOutcome]) -> Lift:
    """What asking caused: compare cells that were asked with cells that were not, by chance.

    *Asked* (intention to treat) compares all cells as they were drawn, whoever shared: it needs nothing but
    the draw. *Shared* (complier effect) divides it by the shares that asking added; its interval is found by
    trying every value (Anderson–Rubin), so that it is right when few complied, and absent when it has no end.

    Args:
        design: what was registered; None when nothing was left to chance.
        outcomes: one for each cell of the design, asked or not.

    Raises:
        InvalidInput: Cells are missing, twice there or not of the design; a missing outcome is not zero.

    >>> print(lift(None, []).verdict)
    These data cannot say what sharing caused: nobody was left unasked by chance. Next time: encourage(…).
    """
    if design is None:
        return Lift(verdict=NO_CHANCE, spill_over=NO_COMPARISON)
    _expect_all(design, outcomes)
    effect = compare([_unit(design, cell, cell.outcome) for cell in outcomes])
    added = compare([_unit(design, cell, cell.shares) for cell in outcomes])
    if effect is None or added is None:
        return Lift(verdict=TOO_FEW, spill_over=NO_COMPARISON, mark=design.mark)
    asked, uptake = _estimate(effect, design.level, ITT), _estimate(added, design.level, FIRST)
    return Lift(
        verdict=_verdict(asked, uptake, design),
        asked=asked,
        shared=_by_share(design, outcomes, effect, added) if uptake.low > _NOTHING else None,
        uptake=uptake,
        spill_over=_spill_over(design, outcomes),
        mark=design.mark,
    )


def _unit(design: Encouragement, cell: CellOutcome, outcome: float) -> Unit:
    return Unit(
        treated=(cell.item, cell.team) in design.asked,
        outcome=outcome,
        strata=(cell.team, cell.item),
        before=() if cell.before is None else (cell.before,),
    )


def _by_share(
    design: Encouragement, outcomes: Sequence[CellOutcome], effect: Effect, added: Effect
) -> Estimate | None:
    """The effect of a share: every value that the data do not contradict."""
    if not added.size:
        return None
    both = compare([_unit(design, cell, cell.outcome + cell.shares) for cell in outcomes])
    if both is None:
        return None
    critical = student(design.level, effect.freedom) ** 2
    shared = (both.error**2 - effect.error**2 - added.error**2) / 2
    a = added.size**2 - critical * added.error**2
    b = -2 * (effect.size * added.size - critical * shared)
    c = effect.size**2 - critical * effect.error**2
    root = b * b - 4 * a * c
    if a <= 0 or root < 0:
        return None
    value, half = effect.size / added.size, math.sqrt(root) / (2 * a)
    middle = -b / (2 * a)
    return Estimate(
        value=min(max(value, middle - half), middle + half),
        low=middle - half,
        high=middle + half,
        level=design.level,
        method=LATE,
        assumptions=(ONLY_BY_SHARING, NO_DEFIERS),
    )


def _estimate(effect: Effect, level: float, method: Text) -> Estimate:
    reach = effect.reach(level)
    return Estimate(
        value=effect.size,
        low=effect.size - reach,
        high=effect.size + reach,
        level=level,
        method=method,
        assumptions=(AS_DRAWN,),
    )


def _verdict(asked: Estimate, uptake: Estimate, design: Encouragement) -> Text:
    if uptake.high <= _NOTHING:
        return NO_MORE_SHARES.format(outcome=design.outcome)
    if uptake.low <= _NOTHING:
        return PERHAPS_NO_SHARES.format(outcome=design.outcome)
    if asked.low > 0:
        return MORE.format(outcome=design.outcome)
    if asked.high < 0:
        return LESS.format(outcome=design.outcome)
    return UNSHOWN.format(
        outcome=design.outcome, high=short(max(asked.high, -asked.low)), smallest=short(design.smallest)
    )


def _spill_over(design: Encouragement, outcomes: Sequence[CellOutcome]) -> Text:
    mixed = [
        cell.exposed
        for cell in outcomes
        if cell.exposed is not None and (cell.item, cell.team) not in design.asked
    ]
    if not mixed:
        return SPILL_UNKNOWN
    return SPILL.format(part=f"{100 * fmean(mixed):.0f}")


def _expect_all(design: Encouragement, outcomes: Sequence[CellOutcome]) -> None:
    met = [(cell.item, cell.team) for cell in outcomes]
    wanted = {(item, team) for item in design.items for team in design.teams}
    before = {cell.before is None for cell in outcomes}
    for holds, field, message in (
        (set(met) == wanted and len(met) == len(wanted), "outcomes", CELLS),
        (len(before) == 1, "before", SOME_BEFORE),
        (
            all(math.isfinite(cell.outcome) and math.isfinite(cell.shares) for cell in outcomes),
            "outcome",
            CELLS,
        ),
    ):
        if not holds:
            raise InvalidInput(Mistake(field=field, message=message))


_NOTHING = 1e-9
"""Shares are whole: an interval this near to none is rounding, not a share."""
