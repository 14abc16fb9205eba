"""Which groups of people may be shown, which only together, and how their answers are rounded.

The reasons, and the attacks each rule answers, are in ``docs/explanation/numbers.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

STEP = 3
"""Answers and participation are rounded to a multiple of this: one person's is lost in the rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """The people a number may be about.

    Args:
        until: everyone by the end of the period.
        before: of them, those who were there before it began.
    """

    until: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()

    def __or__(self, other: Crowd) -> Crowd:
        """Both together; someone in both is one person."""
        return Crowd(until=self.until | other.until, before=self.before | other.before)

    def hides(self, min_group: int) -> bool:
        """Whether each is lost among the others, in the period and in what came before it.

        >>> few, many = frozenset("ab"), frozenset("abcdefghijkl")
        >>> Crowd(until=many).hides(10), Crowd(until=few).hides(10), Crowd(until=many, before=few).hides(10)
        (True, False, False)
        """
        return len(self.until) >= min_group and (not self.before or len(self.before) >= min_group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """How the groups of one breakdown are shown; without `shown` and `together`, none is."""

    shown: frozenset[str] = frozenset()
    """By themselves."""
    together: frozenset[str] = frozenset()
    """As one: those that are too small, and those without which the small could be computed."""
    small: frozenset[str] = frozenset()
    """Those that are too small by themselves."""

    def place(self, group: str) -> str | None:
        """The row that `group` is counted in: its own, or None for the common one."""
        return group if group in self.shown else None

    @property
    def absorbed(self) -> frozenset[str]:
        """Large enough, and kept back for the sake of the small."""
        return self.together - self.small


def partition(groups: Mapping[str, Crowd], *, min_group: int) -> Partition:
    """Decide which of `groups`, whose total is known, may be shown.

    A group is shown when it hides its people and so do the groups left over, taken as one: total minus the
    shown ones is then about enough people too. While the rest is too small, the smallest group joins it.

    >>> people = {"sales": range(24), "support": range(30, 44), "legal": range(50, 54)}
    >>> teams = {team: Crowd(until=frozenset(map(str, ids))) for team, ids in people.items()}
    >>> found = partition(teams, min_group=10)
    >>> sorted(found.shown), sorted(found.together)
    (['sales'], ['legal', 'support'])
    """
    small = {name for name, crowd in groups.items() if not crowd.hides(min_group)}
    shown = sorted(groups.keys() - small, key=lambda name: (len(groups[name].until), name))
    together, rest = set(small), _union(groups[name] for name in small)
    while together and shown and not rest.hides(min_group):
        smallest = shown.pop(0)
        together.add(smallest)
        rest |= groups[smallest]
    if together and not rest.hides(min_group):
        return Partition(small=frozenset(groups))
    return Partition(shown=frozenset(shown), together=frozenset(together), small=frozenset(small))


@dataclass(frozen=True, slots=True)
class Rounded:
    """A count of people or of their answers, known to lie between `low` and `high`."""

    value: int
    low: int
    high: int


def rounded(count: int, *, of: int | None = None) -> Rounded:
    """`count` as a multiple of `STEP`, never above `of`, the whole that it is a part of.

    >>> rounded(14), rounded(11, of=11)
    (Rounded(value=15, low=14, high=16), Rounded(value=9, low=8, high=11))
    """
    nearest = (count + STEP // 2) // STEP * STEP
    if of is None:
        return Rounded(nearest, max(nearest - 1, 0), nearest + 1)
    top = of - of % STEP
    value = min(nearest, top)
    return Rounded(value, max(value - 1, 0), of if value == top else value + 1)


def _union(crowds: Iterable[Crowd]) -> Crowd:
    whole = Crowd()
    for crowd in crowds:
        whole |= crowd
    return whole
