"""What is told of one measure: which numbers, of which groups, how exactly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advocacy.reach.crowd import Place
from advocacy.reach.figures import PLACES, Pair
from advocacy.reach.metrics import Form, Measure, measure
from advocacy.reach.number import Kind, Number
from advocacy.reach.privacy import Partition, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The numbers of one group, or of several `groups` together."""

    groups: tuple[str, ...]
    numbers: Mapping[str, Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One measure by group: some by themselves, others as one, of the rest nothing."""

    numbers: Mapping[str, Number]
    groups: Partition = field(default_factory=Partition)
    rest: Number | None = None
    """Of the groups that are told as one."""
    nobody: Number = field(default_factory=Number.withheld)
    """What is told of a group in which there is nobody."""

    @classmethod
    def rounded(cls, found: Measure, sums: Mapping[str, Pair], groups: Partition) -> Told:
        """Rounded numbers of the groups that may be shown."""
        rest = added(sums.get(group, Pair()) for group in groups.together)
        return cls(
            numbers={group: rough(found, sums.get(group, Pair())) for group in groups.shown},
            groups=groups,
            rest=rough(found, rest) if groups.together else None,
        )

    def of(self, group: str) -> Number:
        """The number in the row of `group`."""
        kept_back = self.groups.together | self.groups.small
        return self.numbers.get(group, Number.withheld() if group in kept_back else self.nobody)

    def as_one(self, groups: frozenset[str], form: Form) -> Number:
        """The number in the row of `groups` together; of counts that each of them shows, the sum."""
        if self.rest is not None and self.groups.together == groups:
            return self.rest
        each = [self.of(group) for group in groups]
        if form is Form.COUNT and all(number.kind is Kind.EXACT for number in each):
            return Number.exact(sum(number.value or 0 for number in each))
        if all(number.kind is Kind.ABSENT for number in each):
            return Number.absent()
        return Number.withheld()


def lines_together(told: Mapping[str, Told]) -> list[Line]:
    """One line for each set of groups that some measure tells as one."""
    sets = dict.fromkeys(found.groups.together for found in told.values() if found.rest is not None)
    return [
        Line(
            groups=tuple(sorted(groups)),
            numbers={name: found.as_one(groups, measure(name).form) for name, found in told.items()},
        )
        for groups in sets
    ]


def summed_by(dimension: str, cells: Mapping[Place, Pair]) -> Mapping[str, Pair]:
    """Cells added up over all but one breakdown."""
    sums: defaultdict[str, Pair] = defaultdict(Pair)
    for place, pair in cells.items():
        sums[place[PLACES.index(dimension)]] += pair
    return sums


def added(pairs: Iterable[Pair]) -> Pair:
    """All of them in one."""
    return sum(pairs, start=Pair())


def exact(found: Measure, pair: Pair) -> Number:
    """A sum as it is."""
    return Number.exact(pair.part) if found.form is Form.COUNT else Number.ratio(pair.part, pair.whole)


def nothing(found: Measure) -> Number:
    """What is told where there are no facts: nothing happened, or nobody told us."""
    return Number.absent() if found.may_be_missing else exact(found, Pair())


def rough(found: Measure, pair: Pair) -> Number:
    """Shares, posts and answers so rounded that one person's are lost in it; the size of a group is exact."""
    if found.name == "advocates":
        return Number.exact(pair.part)
    if found.form is Form.COUNT:
        return Number.between(rounded(pair.part))
    return Number.between(rounded(pair.part, of=pair.whole), of=pair.whole)


def over_rough(found: Measure, pair: Pair) -> Number:
    """Clicks as they are; the posts they are divided by, rounded."""
    if found.form is not Form.QUOTIENT:
        return exact(found, pair)
    return Number.quotient(pair.part, rounded(pair.whole))
