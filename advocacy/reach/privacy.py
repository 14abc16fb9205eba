"""Which groups of people may be shown, which only together, and how their answers are rounded.

The reasons, and the attacks each rule answers, are in ``docs/explanation/numbers.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

STEP = 3
"""Answers and participation are rounded to a multiple of this: one person's is lost in the rounding."""


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

    def joined(self, other: Partition) -> Partition:
        """What both show: groups that either keeps together stay together."""
        together = self.together | other.together
        return Partition(shown=self.shown - together, together=together, small=self.small | other.small)


def partition(groups: Mapping[str, frozenset[str]], *, min_group: int) -> Partition:
    """Decide which of `groups` of people, whose total is known, may be shown.

    A group is shown when it has enough people and so have the groups left over, taken as one: total minus the
    shown ones is then about enough people too. While the rest is too small, the smallest group joins it.

    >>> people = {"sales": range(24), "support": range(30, 44), "legal": range(50, 54)}
    >>> teams = {team: frozenset(map(str, ids)) for team, ids in people.items()}
    >>> found = partition(teams, min_group=10)
    >>> sorted(found.shown), sorted(found.together)
    (['sales'], ['legal', 'support'])
    """
    small = {name for name, people in groups.items() if len(people) < min_group}
    shown = sorted(groups.keys() - small, key=lambda name: (len(groups[name]), name))
    together, rest = set(small), frozenset[str]().union(*(groups[name] for name in small))
    while together and shown and len(rest) < min_group:
        smallest = shown.pop(0)
        together.add(smallest)
        rest |= groups[smallest]
    if together and len(rest) < min_group:
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
