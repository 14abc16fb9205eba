"""What stands out once luck is taken off: means drawn towards the average, in tiers and not in ranks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.reach.estimate import LEVEL, Estimate, around
from advocacy.reach.wording import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one author, team or kind of content.

    Attributes:
        name: which.
        mean: the true mean of its posts, as far as the posts can tell.
        tier: 1 for those who cannot be told from the best, 2 for those who cannot be told from the best of
            the rest, and so on; the same tier is a tie. As many pairs are compared, all of them at once are
            right as often as the level says.
    """

    name: str
    mean: Estimate
    tier: int


def standings(
    results: Mapping[str, Sequence[float]], *, least: int = 5, level: float = LEVEL
) -> list[Standing]:
    """Shrink each group's mean towards that of all by how much of it is luck.

    A single viral post makes nobody the best: with few posts a mean says little, and is drawn to the average.
    Take logarithms of counts with a long tail before.

    Args:
        results: of each post, by author, team or kind of content.
        least: groups with fewer posts are combined into one, named ``*``.
        level: how often the intervals are to hold the truth.

    Returns:
        The highest first.

    Raises:
        InvalidInput: There are fewer than two groups, or no group has two posts. Two or three groups are not
            drawn together: they are too few to know how much of the spread is luck.

    Source: Bühlmann & Straub (1970); Morris (1983) for the doubt about how much to shrink.

    >>> found = standings(
    ...     {"a": [9, 8, 9, 10, 9], "b": [1, 2, 1, 2, 1], "c": [2, 1, 1, 2, 2], "d": [1, 1, 2, 1, 2]}
    ... )
    >>> [(one.name, one.tier) for one in found]
    [('a', 1), ('c', 2), ('b', 2), ('d', 2)]
    """
    groups = _combined(results, least)
    posts = [len(values) for values in groups.values()]
    within = sum(sum((value - fmean(values)) ** 2 for value in values) for values in groups.values())
    free = sum(posts) - len(groups)
    if len(groups) < _FEWEST or free < 1:
        raise InvalidInput(Mistake(field="results", message=_TOO_FEW))
    noise = within / free
    means = {name: fmean(values) for name, values in groups.items()}
    return tiers(means, {name: noise / len(values) for name, values in groups.items()}, level=level)


def tiers(means: Mapping[str, float], luck: Mapping[str, float], *, level: float = LEVEL) -> list[Standing]:
    """Shrink means of which it is known how much luck is in each.

    Args:
        means: of two groups or more.
        luck: the variance of each, were its posts drawn anew.
        level: how often the intervals are to hold the truth.
    """
    between, centre = _between(means, luck)
    found = [
        (
            name,
            _shrunk(mean, luck[name], between=between, centre=centre, groups=len(means), level=level),
        )
        for name, mean in means.items()
    ]
    return _tiers(sorted(found, key=lambda one: (-one[1].value, one[0])), level)


def _combined(results: Mapping[str, Sequence[float]], least: int) -> dict[str, list[float]]:
    """Groups with enough posts, and all the others as one."""
    groups = {name: list(values) for name, values in results.items() if len(values) >= least}
    rest = [value for values in results.values() if len(values) < least for value in values]
    return {**groups, "*": rest} if rest else groups


def _between(means: Mapping[str, float], luck: Mapping[str, float]) -> tuple[float, float]:
    """Variance between groups beyond luck, and the mean of all, each depending on the other."""
    between = 0.0
    for _ in range(_ROUNDS):
        weights = {name: 1 / (between + luck[name] + _NOTHING) for name in means}
        total = sum(weights.values())
        centre = sum(weights[name] * means[name] for name in means) / total
        beyond = len(means) / (len(means) - 1)
        spread = sum(weights[name] * (beyond * (means[name] - centre) ** 2 - luck[name]) for name in means)
        between = max(spread / total, 0.0)
    return between, centre


def _shrunk(
    mean: float, luck: float, *, between: float, centre: float, groups: int, level: float
) -> Estimate:
    """The group's own mean and that of all, weighted by what is luck; with the doubt about the weight."""
    learned = max(groups - 3, 0)
    towards = learned / (groups - 1) * luck / (luck + between) if luck else 0.0
    value = (1 - towards) * mean + towards * centre
    doubt = luck * (1 - (groups - 1) / groups * towards)
    doubt += 2 / max(learned, 1) * towards**2 * (mean - centre) ** 2
    return around(
        value,
        math.sqrt(doubt),
        least=-math.inf,
        most=math.inf,
        method=_SHRUNK,
        assumptions=(_ALIKE,),
        level=level,
    )


def _tiers(ordered: Sequence[tuple[str, Estimate]], level: float) -> list[Standing]:
    """A new tier begins where luck cannot explain the distance from the tier's first, in any of all pairs."""
    pairs = len(ordered) * (len(ordered) - 1) / 2
    strict = NormalDist().inv_cdf(1 - (1 - level) / (2 * pairs)) / NormalDist().inv_cdf((1 + level) / 2)
    found: list[Standing] = []
    tier, first = 0, None
    for name, mean in ordered:
        if first is None or first.value - mean.value > strict * math.hypot(_half(first), _half(mean)):
            tier, first = tier + 1, mean
        found.append(Standing(name=name, mean=mean, tier=tier))
    return found


def _half(estimate: Estimate) -> float:
    return (estimate.high - estimate.low) / 2


_FEWEST = 2
_ROUNDS = 30
_NOTHING = 1e-12

_SHRUNK: Text = text(
    fr="Moyenne du groupe, rapprochée de celle de tous selon la part du hasard (Bühlmann et Straub).",
    en="The group's mean, drawn to that of all by how much of it is luck (Bühlmann and Straub).",
)
_ALIKE = text(
    fr="Les publications d’un groupe varient autant d’un groupe à l’autre.",
    en="Posts vary as much within one group as within another.",
)
_TOO_FEW = text(
    fr="il faut au moins deux groupes, et plus d’une publication dans l’un d’eux : réunissez-en moins",
    en="at least two groups are needed, and more than one post in some of them: combine fewer",
)
