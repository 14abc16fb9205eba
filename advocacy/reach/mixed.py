"""Means of groups whose members share authors: what is each author's own is told apart from the group's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One value, of one author and one group."""

    author: str
    group: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The mean of each group, about that of all, and its variance; authors counted as drawn by chance."""

    means: dict[str, float]
    luck: dict[str, float]


def group_means(observed: Sequence[Observed]) -> Means:
    """Generalised least squares with a random effect of each author (Henderson 1975).

    A group in which every author is another's keeps all of the authors' spread as its luck; where authors are
    in several groups, their own level is taken off.

    >>> found = group_means([Observed(author=a, group=g, value=v)
    ...                      for a, v in (("ada", 9.0), ("bea", 1.0)) for g in "xyz"])
    >>> {name: round(mean, 6) for name, mean in found.means.items()}
    {'x': 0.0, 'y': 0.0, 'z': 0.0}
    """
    groups = sorted({each.group for each in observed})
    noise, own = _spread([each.value for each in observed]), 0.0
    solved = _solve(observed, groups, noise, own)
    for _ in range(_ROUNDS):  # what is whose depends on how much there is of each
        noise, own = _parts(observed, dict(zip(groups, solved.values, strict=True)))
        solved = _solve(observed, groups, noise, own)
    sizes = Counter(each.group for each in observed)
    weights = [sizes[group] / len(observed) for group in groups]
    middle = sum(w * value for w, value in zip(weights, solved.values, strict=True))
    common = [sum(w * c for w, c in zip(weights, row, strict=True)) for row in solved.covariance]
    all_ = sum(w * c for w, c in zip(weights, common, strict=True))
    return Means(
        means={group: value - middle for group, value in zip(groups, solved.values, strict=True)},
        luck={
            group: max(solved.covariance[n][n] - 2 * common[n] + all_, 0.0) for n, group in enumerate(groups)
        },
    )


@dataclass(frozen=True, slots=True)
class _Solved:
    values: list[float]
    covariance: list[list[float]]


def _solve(observed: Sequence[Observed], groups: Sequence[str], noise: float, own: float) -> _Solved:
    """Values of groups, and their covariance, for known variances of posts and of authors."""
    place = {group: n for n, group in enumerate(groups)}
    size = len(groups)
    matrix = [[0.0] * size for _ in groups]
    right = [0.0] * size
    for values in _by_author(observed).values():
        counts = Counter(place[each.group] for each in values)
        shared = own / (len(values) * own + noise)
        total = sum(each.value for each in values)
        for each in values:
            right[place[each.group]] += (each.value - shared * total) / noise
        for one, count in counts.items():
            matrix[one][one] += count / noise
            for other, more in counts.items():
                matrix[one][other] -= shared * count * more / noise
    covariance = _inverse(matrix)
    return _Solved([sum(c * r for c, r in zip(row, right, strict=True)) for row in covariance], covariance)


def _parts(observed: Sequence[Observed], values: dict[str, float]) -> tuple[float, float]:
    """How much of the spread is of posts and how much of authors, once groups are taken off."""
    left = {
        author: [each.value - values[each.group] for each in theirs]
        for author, theirs in _by_author(observed).items()
    }
    within = sum(sum((value - fmean(theirs)) ** 2 for value in theirs) for theirs in left.values())
    free = len(observed) - len(left) - len(values) + 1
    if free < 1:
        return max(_spread([v for theirs in left.values() for v in theirs]), _LEAST), 0.0
    noise = max(within / free, _LEAST)
    between = sum(len(theirs) * fmean(theirs) ** 2 for theirs in left.values()) - noise * len(left)
    return noise, max(between / len(observed), 0.0)


def _by_author(observed: Sequence[Observed]) -> dict[str, list[Observed]]:
    found: defaultdict[str, list[Observed]] = defaultdict(list)
    for each in observed:
        found[each.author].append(each)
    return dict(found)


def _spread(values: Sequence[float]) -> float:
    mean = fmean(values)
    return max(sum((value - mean) ** 2 for value in values) / len(values), _LEAST)


def _inverse(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """Gauss and Jordan, for a few dozen groups; the matrix is positive definite."""
    size = len(matrix)
    rows = [[*row, *(float(n == m) for m in range(size))] for n, row in enumerate(matrix)]
    for n in range(size):
        pivot = max(rows[n][n], _LEAST)
        rows[n] = [value / pivot for value in rows[n]]
        for m in range(size):
            if m != n and rows[m][n]:
                by = rows[m][n]
                rows[m] = [value - by * from_ for value, from_ in zip(rows[m], rows[n], strict=True)]
    return [row[size:] for row in rows]


_ROUNDS = 6
_LEAST = 1e-12
