"""How many members stand behind impressions, learned from authors of whom both are known."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from advocacy.reach.seen import AuthorPosts


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """An author's members reached: told by the network (`error` 0) or inferred.

    Attributes:
        author: the id.
        count: members, each once.
        error: standard deviation of the logarithm of `count`.
    """

    author: str
    count: float
    error: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """Members for each thing counted, as a power of the number of posts: ``exp(start) · posts ** slope``.

    Fitted on logarithms with a prior, so that it can be asked even where nobody has both figures: it then
    answers with the prior, and its errors say so.
    """

    start: float
    slope: float
    covariance: tuple[float, float, float]
    """Of `start`, of both, of `slope`."""
    scatter: float
    """Standard deviation between authors."""

    @classmethod
    def fit(cls, seen: Iterable[tuple[int, float]], *, prior: tuple[float, float]) -> Frequency:
        """From pairs of a number of posts and members for each thing counted.

        Args:
            seen: of authors who have both figures.
            prior: start and slope to lean on, with standard deviations of 0.3 and 0.2.
        """
        rows = [(math.log(posts), math.log(ratio)) for posts, ratio in seen if ratio > 0]
        scatter = _SCATTER
        for _ in range(3):  # the scatter and the line depend on each other
            line = _regress(rows, prior, scatter)
            squares = sum((y - line.start - line.slope * x) ** 2 for x, y in rows)
            scatter = math.sqrt((_SCATTER**2 * _WEIGHT + squares) / (_WEIGHT + len(rows)))
        return _regress(rows, prior, scatter)

    def members(self, author: str, counted: float, posts: int) -> Members:
        """Members behind `counted` impressions, or summed members, of so many posts."""
        x = math.log(posts)
        here, both, there = self.covariance
        line = self.start + self.slope * x
        error = math.sqrt(here + 2 * x * both + x * x * there + self.scatter**2)
        return Members(
            author=author, count=min(counted, counted * math.exp(line + self.scatter**2 / 2)), error=error
        )


def members_of(posts: Iterable[AuthorPosts], history: Iterable[AuthorPosts]) -> list[Members]:
    """Members reached by each author of `posts`, left out where nothing at all is known."""
    current = list(posts)
    teachers = [*current, *history]
    summed = Frequency.fit(_ratios(teachers, of_impressions=False), prior=_BY_POST)
    shown = Frequency.fit(_ratios(teachers, of_impressions=True), prior=_BY_IMPRESSION)
    found = (_members(seen, summed, shown) for seen in current)
    return [members for members in found if members is not None and members.count > 0]


def _members(seen: AuthorPosts, summed: Frequency, shown: Frequency) -> Members | None:
    if seen.members is not None:
        return Members(author=seen.author, count=seen.members)
    if seen.summed_members is not None:
        return summed.members(seen.author, seen.summed_members, len(seen.posts))
    if seen.impressions is not None:
        return shown.members(seen.author, seen.impressions, len(seen.posts))
    return None


def _ratios(teachers: Iterable[AuthorPosts], *, of_impressions: bool) -> Iterable[tuple[int, float]]:
    for seen in teachers:
        counted = seen.impressions if of_impressions else seen.summed_members
        if seen.members and counted and (of_impressions or len(seen.posts) > 1):
            yield len(seen.posts), seen.members / counted


def _regress(rows: Iterable[tuple[float, float]], prior: tuple[float, float], scatter: float) -> Frequency:
    """Bayesian straight line through (log posts, log ratio), of known scatter."""
    a = 1 / _START_DOUBT**2
    b = 0.0
    c = 1 / _SLOPE_DOUBT**2
    u, v = a * prior[0], c * prior[1]
    for x, y in rows:
        a, b, c = a + 1 / scatter**2, b + x / scatter**2, c + x * x / scatter**2
        u, v = u + y / scatter**2, v + x * y / scatter**2
    det = a * c - b * b
    return Frequency(
        start=(c * u - b * v) / det,
        slope=(a * v - b * u) / det,
        covariance=(c / det, -b / det, a / det),
        scatter=scatter,
    )


_BY_POST = (0.0, -0.3)
_BY_IMPRESSION = (-0.3, -0.3)
_START_DOUBT = 0.3
_SLOPE_DOUBT = 0.2
_SCATTER = 0.15
_WEIGHT = 4
