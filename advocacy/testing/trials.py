"""Made-up trials in which the truth is known: who was asked, which regions waited, when it was on."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from statistics import fmean

from advocacy.reach.encouragement import Encouragement
from advocacy.reach.holdout import Block, Region
from advocacy.reach.lift import CellOutcome
from advocacy.testing.world import poisson


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an encouragement brought, beside the truth.

    Attributes:
        outcomes: of each cell, as it would be told.
        of_asking: the true mean effect of asking on a cell.
        of_sharing: the true effect of each share that asking adds.
    """

    outcomes: tuple[CellOutcome, ...]
    of_asking: float
    of_sharing: float


def ask(
    design: Encouragement, *, seed: int, effect: float = 0.8, complies: float = 0.35, anyway: float = 0.1
) -> Asked:
    """Let people be asked as `design` says.

    Args:
        design: whom to ask for what.
        seed: of everything else.
        effect: mean effect of a share on the outcome; it differs from cell to cell.
        complies: part of a team that shares because it was asked.
        anyway: part that shares in any case.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation
    of_item = {item: chance.gauss(0, 6) for item in design.items}
    of_team = {team: chance.gauss(0, 8) for team in design.teams}
    size = {team: chance.randrange(5, 25) for team in design.teams}
    outcomes, gains, added = [], [], []
    for item in design.items:
        for team in design.teams:
            liked = 2 * anyway * chance.random()
            minds = [chance.random() for _ in range(size[team])]
            without, with_ = (sum(mind < part for mind in minds) for part in (liked, liked + complies))
            each, usual = effect * chance.gammavariate(2, 0.5), 50 + of_item[item] + of_team[team]
            usual += chance.gauss(0, 5)
            shares = with_ if (item, team) in design.asked else without
            outcomes.append(CellOutcome(item=item, team=team, outcome=usual + each * shares, shares=shares))
            gains.append(each * (with_ - without))
            added.append(with_ - without)
    shared = sum(gains) / max(sum(added), 1)
    return Asked(outcomes=tuple(outcomes), of_asking=fmean(gains), of_sharing=shared)


def regions(
    waiting: frozenset[str], names: list[str], *, seed: int, effect: float, weeks: int = 26
) -> list[Region]:
    """Regions of all sizes, each with its pace, with seasons and bad weeks; 0.06 is an effect of 6 %."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    season = [chance.gauss(0, 0.1) for _ in range(weeks)]
    found = []
    for name in names:
        size, growth, mood, outcomes = math.exp(chance.gauss(5, 0.8)), chance.gauss(0, 0.006), 0.0, []
        for week in range(weeks):
            mood = 0.6 * mood + chance.gauss(0, 0.06)
            touched = week >= weeks // 2 and name not in waiting
            mean = size * math.exp(season[week] + growth * week + mood) * (1 + effect * touched)
            outcomes.append(float(poisson(chance, mean)))
        half = weeks // 2
        before, during = tuple(outcomes[:half]), tuple(outcomes[half:])
        found.append(Region(name=name, active=name not in waiting, before=before, during=during))
    return found


def blocks(plan: tuple[bool, ...], *, seed: int, effect: float, days: int = 3) -> list[Block]:
    """Blocks of `days` with slow moods, a weekly rhythm and an effect that is half there on the first day."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    mood, day, felt, found = 0.0, 0, 0.0, []
    for active in plan:
        outcomes = []
        for number in range(days):
            day, mood = day + 1, 0.7 * mood + chance.gauss(0, 0.05)
            felt = float(active) if number else (felt + active) / 2
            mean = 200 * math.exp(mood + 0.1 * math.sin(day * 2 * math.pi / 7)) * (1 + effect * felt)
            outcomes.append(float(poisson(chance, mean)))
        found.append(Block(active=active, days=tuple(outcomes)))
    return found
