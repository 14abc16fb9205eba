"""From sums to numbers that may be shown: in all, and by campaign, story, network, team, day and class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from advocacy.outcome import ClickClass
from advocacy.reach.figures import DAILY, PLACES, Figures, Pair
from advocacy.reach.metrics import Behind, Form, Measure, measure
from advocacy.reach.number import Number
from advocacy.reach.privacy import Crowd, Partition, partition, rounded
from advocacy.reach.release import Involved

_CONTENT = (
    *("shares_offered", "shares_accepted", "shares_declined", "share_rate", "posts"),
    *("clicks_people", "clicks_bots", "clicks_per_post"),
)
_PEOPLE = ("advocates", "adoption")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "campaign": _CONTENT,
    "story": _CONTENT,
    "network": _CONTENT,
    "team": (*_PEOPLE, "shares_offered", "posts", "clicks_people", "clicks_bots", "clicks_per_post"),
    "day": DAILY,
    "class": ("clicks",),
}
"""The measures of each breakdown. Answers are not told by team: who says no is nobody's business."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The numbers of one group, or of several `groups` together."""

    groups: tuple[str, ...]
    numbers: Mapping[str, Number]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of one measure: of some groups by themselves, of others as one, of the rest nothing."""

    numbers: Mapping[str, Number]
    groups: Partition = field(default_factory=Partition)
    rest: Number | None = None
    nobody: Number = field(default_factory=Number.withheld)
    """What is told of a group that is in neither."""

    def of(self, group: str) -> Number:
        """The number in the row of `group`."""
        kept_back = self.groups.together | self.groups.small
        return self.numbers.get(group, Number.withheld() if group in kept_back else self.nobody)

    def as_one(self, groups: frozenset[str]) -> Number:
        """The number in the row of `groups` together."""
        if self.rest is None or self.groups.together != groups:
            return Number.withheld()
        return self.rest


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The rules of privacy, applied to one report's sums.

    Args:
        figures: the sums.
        min_group: fewest people a group may have.
        campaign: the one that is reported on; an empty string is all.
        is_cut: whether the report begins or ends on a chosen day.
        is_dated: whether people are counted as of another date than the end of the period.
    """

    figures: Figures
    min_group: int
    campaign: str = ""
    is_cut: bool = False
    is_dated: bool = False

    def total(self, name: str) -> Number:
        """One measure over everything that is reported on."""
        found = measure(name)
        if found.behind is Behind.MEMBERS:
            return _number(found, _sum(self.figures.teams[name].values()))
        pair = _sum(self.figures.cells[name].values())
        if found.behind is Behind.INVITED and not self.is_whole:
            everyone = Crowd(until=frozenset(person.advocate for person in self._invited))
            return _rough(found, pair) if everyone.hides(self.min_group) else Number.withheld()
        if found.behind is Behind.AUTHORS and not self._is_open_pilot:
            return _number(found, _sum(self._clicks(name).values())) if self.entered else Number.withheld()
        return _number(found, pair)

    def columns(self, dimension: str) -> tuple[str, ...]:
        """The measures of a breakdown; groups of people at another date get no other number beside them."""
        return _PEOPLE if dimension == "team" and self.is_dated else COLUMNS[dimension]

    def lines(self, dimension: str) -> list[Line]:
        """The groups of a breakdown, in order of their ids; then those that are shown together."""
        told = {name: self.told(name, dimension) for name in self.columns(dimension)}
        groups = self._groups(dimension)
        return [
            Line(groups=(group,), numbers={name: found.of(group) for name, found in told.items()})
            for group in groups
        ] + _together(told)

    def told(self, name: str, dimension: str) -> Told:
        """One measure by `dimension`."""
        found = measure(name)
        if dimension == "day":
            return self._by_day(found)
        if dimension == "class":
            return self._by_class()
        if found.behind is Behind.AUTHORS:
            return self._followed(found, dimension)
        sums = self._sums(found, dimension)
        if found.behind is Behind.INVITED:
            return _rounded(found, sums, self._answering(dimension))
        if dimension == "team":
            return _rounded(found, sums, self.teams)
        return Told(
            numbers={group: _number(found, pair) for group, pair in sums.items()}, nobody=_zero(found)
        )

    # who is behind

    @cached_property
    def is_whole(self) -> bool:
        """Whether this is the whole programme: its totals are shown as they are."""
        campaigns = {person.campaign for person in (*self.figures.authors, *self.figures.invited)}
        return not self.is_cut and (not self.campaign or campaigns <= {self.campaign})

    @cached_property
    def entered(self) -> frozenset[str]:
        """The campaigns reported on that have enough authors for their clicks to be shown."""
        return frozenset(name for name in self.figures.release.openings if self.campaign in {"", name})

    @cached_property
    def awaited(self) -> frozenset[str]:
        """The campaigns reported on that have posts, and too few authors yet."""
        mine = {person.campaign for person in self.figures.authors if self.campaign in {"", person.campaign}}
        return frozenset(mine - self.entered)

    @cached_property
    def teams(self) -> Partition:
        """How teams are shown, by who takes part."""
        crowds = {team: Crowd(until=people) for team, people in self.figures.members.items()}
        return partition(crowds, min_group=self.min_group)

    @property
    def _is_open_pilot(self) -> bool:
        """A programme in which no campaign has enough authors yet is told as a whole, and only so."""
        return self.is_whole and not self.figures.release.openings

    @cached_property
    def _invited(self) -> tuple[Involved, ...]:
        return tuple(person for person in self.figures.invited if self.campaign in {"", person.campaign})

    def _answering(self, dimension: str) -> Partition:
        crowds: defaultdict[str, set[str]] = defaultdict(set)
        for person in self._invited:
            crowds[getattr(person, dimension)].add(person.advocate)
        groups = {group: Crowd(until=frozenset(people)) for group, people in crowds.items()}
        return partition(groups, min_group=self.min_group)

    # measures by group

    def _sums(self, found: Measure, dimension: str) -> Mapping[str, Pair]:
        if found.behind is Behind.MEMBERS:
            return self.figures.teams[found.name]
        sums: defaultdict[str, Pair] = defaultdict(Pair)
        for place, pair in self.figures.cells[found.name].items():
            sums[place[PLACES.index(dimension)]] += pair
        return sums

    def _clicks(self, name: str) -> Mapping[tuple[str, str, str, str], Pair]:
        cells = self.figures.cells[name].items()
        return {place: pair for place, pair in cells if place[0] in self.entered}

    def _followed(self, found: Measure, dimension: str) -> Told:
        """Clicks: of each campaign, what its own partition lets through."""
        index, partitions = PLACES.index(dimension), self.figures.release.partitions
        shown: defaultdict[str, Pair] = defaultdict(Pair)
        rest = Pair()
        for place, pair in self._clicks(found.name).items():
            group = place[index]
            if dimension == "campaign" or partitions[place[0], dimension].place(group) is not None:
                shown[group] += pair
            else:
                rest += pair
        show = _rough_clicks if dimension == "team" else _number
        groups = self.following(dimension)
        return Told(
            numbers={group: show(found, shown[group]) for group in groups.shown},
            groups=groups,
            rest=show(found, rest) if groups.together else None,
            nobody=_zero(found),
        )

    def following(self, dimension: str) -> Partition:
        """How the groups of a breakdown are shown for clicks, over all campaigns reported on."""
        waiting = {
            getattr(person, dimension) for person in self.figures.authors if person.campaign in self.awaited
        }
        if dimension == "campaign":
            return Partition(shown=self.entered, small=frozenset(waiting))
        found = [self.figures.release.partitions[name, dimension] for name in sorted(self.entered)]
        shown = frozenset[str]().union(*(part.shown for part in found))
        together = frozenset[str]().union(*(part.together for part in found))
        small = frozenset(waiting).union(*(part.small for part in found))
        return Partition(shown=shown, together=together, small=small - shown)

    def _by_day(self, found: Measure) -> Told:
        is_clicks = found.behind is Behind.AUTHORS
        if is_clicks and not self.entered:
            return Told(numbers={})
        sums: defaultdict[str, int] = defaultdict(int)
        for (campaign, day), count in self.figures.days[found.name].items():
            if not is_clicks:
                sums[str(day)] += count
            elif campaign in self.entered:
                sums[str(self.figures.release.dated(campaign, day))] += count
        return Told(numbers={day: Number.exact(count) for day, count in sums.items()}, nobody=_zero(found))

    def _by_class(self) -> Told:
        if not self.entered and not self._is_open_pilot:
            return Told(numbers={})
        sums = dict.fromkeys(map(str, ClickClass), 0)
        for (campaign, kind), count in self.figures.classes.items():
            if campaign in self.entered or self._is_open_pilot:
                sums[kind] = sums.get(kind, 0) + count
        return Told(numbers={kind: Number.exact(count) for kind, count in sums.items()})

    def _groups(self, dimension: str) -> list[str]:
        if dimension == "class":
            return [str(kind) for kind in ClickClass]
        if dimension == "day":
            days = {int(day) for name in DAILY for day in self._by_day(measure(name)).numbers}
            return [str(day) for day in range(min(days), max(days) + 1)] if days else []
        found = {place[PLACES.index(dimension)] for cells in self.figures.cells.values() for place in cells}
        return sorted(found | set(self.figures.members) if dimension == "team" else found)


def _together(told: Mapping[str, Told]) -> list[Line]:
    """One line for each set of groups that some measure shows as one."""
    sets = dict.fromkeys(found.groups.together for found in told.values() if found.rest is not None)
    return [
        Line(
            groups=tuple(sorted(groups)),
            numbers={name: found.as_one(groups) for name, found in told.items()},
        )
        for groups in sets
    ]


def _rounded(found: Measure, sums: Mapping[str, Pair], groups: Partition) -> Told:
    rest = _sum(sums.get(group, Pair()) for group in groups.together)
    return Told(
        numbers={group: _rough(found, sums.get(group, Pair())) for group in groups.shown},
        groups=groups,
        rest=_rough(found, rest) if groups.together else None,
    )


def _sum(pairs: Iterable[Pair]) -> Pair:
    return sum(pairs, start=Pair())


def _number(found: Measure, pair: Pair) -> Number:
    return Number.exact(pair.part) if found.form is Form.COUNT else Number.ratio(pair.part, pair.whole)


def _zero(found: Measure) -> Number:
    return _number(found, Pair())


def _rough(found: Measure, pair: Pair) -> Number:
    """Shares, posts and answers so rounded that one person's are lost in it; the size of a group is exact."""
    if found.name == "advocates":
        return Number.exact(pair.part)
    if found.form is Form.COUNT:
        return Number.between(rounded(pair.part))
    return Number.between(rounded(pair.part, of=pair.whole), of=pair.whole)


def _rough_clicks(found: Measure, pair: Pair) -> Number:
    """Clicks are exact; the posts they are divided by are not."""
    return (
        _number(found, pair) if found.form is Form.COUNT else Number.quotient(pair.part, rounded(pair.whole))
    )
