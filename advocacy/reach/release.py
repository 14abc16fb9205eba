"""What may be shown of clicks: from when on, and in which groups, campaign by campaign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advocacy.reach.audit import exposes
from advocacy.reach.privacy import Crowd, Partition, partition

DIMENSIONS = ("story", "network", "team")
"""The breakdowns inside a campaign; where they give someone away together, the last goes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """Someone who took part in a story of a campaign on a network, and since which day."""

    campaign: str
    story: str
    network: str
    team: str
    advocate: str
    day: int


Place = tuple[str, str, str, str]
"""Campaign, story, network and team of a count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The rules for the clicks of one period.

    A campaign enters any number on the day when its `min_group`-th author has posted; what was clicked
    before is dated on that day. Inside it the groups of each breakdown hide their people, and so do all
    breakdowns taken together.
    """

    first_day: int
    openings: Mapping[str, int]
    """The day on which each campaign enters; those with too few authors are absent."""
    partitions: Mapping[tuple[str, str], Partition] = field(default_factory=dict)
    """By campaign and breakdown."""

    @classmethod
    def opened(cls, authors: Iterable[Involved], *, first_day: int, min_group: int) -> Release:
        """The rules so far as they follow from the authors alone."""
        days: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for author in authors:
            known = days[author.campaign]
            known[author.advocate] = min(author.day, known.get(author.advocate, author.day))
        openings = {
            campaign: sorted(firsts.values())[min_group - 1]
            for campaign, firsts in days.items()
            if len(firsts) >= min_group
        }
        return cls(first_day=first_day, openings=openings)

    def divided(self, authors: Sequence[Involved], places: Iterable[Place], *, min_group: int) -> Release:
        """The rules with their groups; `places` are those where something was clicked."""
        mine: defaultdict[str, list[Involved]] = defaultdict(list)
        clicked: defaultdict[str, set[Place]] = defaultdict(set)
        for author in authors:
            mine[author.campaign].append(author)
        for place in places:
            clicked[place[0]].add(place)
        found: dict[tuple[str, str], Partition] = {}
        for campaign in self.openings:
            structure = _Structure(mine[campaign], clicked[campaign], start=self.start(campaign))
            for dimension, groups in structure.partitions(min_group).items():
                found[campaign, dimension] = groups
        return Release(first_day=self.first_day, openings=self.openings, partitions=found)

    def start(self, campaign: str) -> int:
        """The first day whose clicks count: the very first, for a campaign that enters in the period."""
        opening = self.openings.get(campaign)
        return 0 if opening is not None and opening >= self.first_day else self.first_day

    def dated(self, campaign: str, day: int) -> int:
        """The day on which a click of that day is shown."""
        return max(day, self.openings[campaign])


class _Structure:
    """Who is behind the clicks of one campaign."""

    def __init__(self, authors: Sequence[Involved], clicked: Collection[Place], *, start: int) -> None:
        self._authors = authors
        self._start = start
        known = {(author.campaign, author.story, author.network, author.team) for author in authors}
        self._unknown = [place for place in clicked if place not in known]

    def partitions(self, min_group: int) -> dict[str, Partition]:
        """The groups of every breakdown, made coarser until nobody is given away by all of them together."""
        found = {name: self._partition(name, min_group) for name in DIMENSIONS}
        for name in reversed(DIMENSIONS):
            if not self._exposes(found):
                break
            every = found[name].shown | found[name].together
            found[name] = Partition(together=every, small=found[name].small)
        return found

    def _partition(self, dimension: str, min_group: int) -> Partition:
        index = 1 + DIMENSIONS.index(dimension)
        until: defaultdict[str, set[str]] = defaultdict(set, {place[index]: set() for place in self._unknown})
        before: defaultdict[str, set[str]] = defaultdict(set)
        for author in self._authors:
            group = getattr(author, dimension)
            until[group].add(author.advocate)
            if author.day < self._start:
                before[group].add(author.advocate)
        crowds = {
            group: Crowd(until=frozenset(people), before=frozenset(before[group]))
            for group, people in until.items()
        }
        return partition(crowds, min_group=min_group)

    def _exposes(self, found: Mapping[str, Partition]) -> bool:
        """At the end of the period, and at its beginning: two periods may be subtracted."""
        early = [author for author in self._authors if author.day < self._start]
        return self._exposes_among(self._authors, found) or (
            bool(early) and self._exposes_among(early, found)
        )

    def _exposes_among(self, authors: Sequence[Involved], found: Mapping[str, Partition]) -> bool:
        cells: defaultdict[tuple[str | None, ...], set[str]] = defaultdict(set)
        for author in authors:
            groups = (author.story, author.network, author.team)
            cells[_cell(groups, found)].add(author.advocate)
        for place in self._unknown:
            cells[_cell(place[1:], found)].add("\0".join(place))  # someone whose post is not known
        return exposes(cells)


def _cell(groups: Sequence[str], found: Mapping[str, Partition]) -> tuple[str | None, ...]:
    return tuple(found[name].place(group) for name, group in zip(DIMENSIONS, groups, strict=True))
