"""What may be shown of clicks: from when on, and in which groups, campaign by campaign.

Every number of a report is a difference of two sums "until the end of a day", each in the groups that were
fit to be shown on that day. The proof in ``docs/explanation/numbers.md`` rests on nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from advocacy.reach.audit import exposes
from advocacy.reach.crowd import DIMENSIONS, Crowd, Place
from advocacy.reach.privacy import Partition, partition


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The rules for the clicks of one period.

    A campaign enters any number on the day when its `min_group`-th author has posted; what was clicked
    before is dated on that day.
    """

    first_day: int
    openings: Mapping[str, int]
    """The day on which each campaign enters; those with too few authors are absent."""
    partitions: Mapping[tuple[str, str], Partition]
    """By campaign and breakdown."""
    ended: Mapping[tuple[str, str], Partition]
    """The same as they would be if nothing had been before the period."""

    @classmethod
    def of(cls, people: Crowd, *, first_day: int, last_day: int, min_group: int) -> Release:
        """The rules for a period, from everyone whose links could be followed by its end."""
        mine = people.campaigns
        openings = {
            campaign: opening
            for campaign, theirs in mine.items()
            if (opening := _opening(theirs, min_group)) is not None and opening <= last_day
        }
        found: dict[tuple[str, str], Partition] = {}
        ended: dict[tuple[str, str], Partition] = {}
        for campaign, opening in openings.items():
            groups = groups_at(mine[campaign], last_day, min_group=min_group)
            ended |= {(campaign, name): groups[name] for name in DIMENSIONS}
            if opening < first_day:
                before = groups_at(mine[campaign], first_day - 1, min_group=min_group)
                groups = {name: groups[name].joined(before[name]) for name in DIMENSIONS}
            found |= {(campaign, name): groups[name] for name in DIMENSIONS}
        return cls(first_day=first_day, openings=openings, partitions=found, ended=ended)

    def late(self, dimension: str, campaigns: Collection[str]) -> frozenset[str]:
        """The groups that had too few authors when the period began, and have enough at its end."""
        small = (self.partitions[campaign, dimension].small for campaign in campaigns)
        still = (self.ended[campaign, dimension].small for campaign in campaigns)
        return frozenset[str]().union(*small) - frozenset[str]().union(*still)

    def first_start(
        self, people: Crowd, dimension: str, campaigns: Collection[str], *, least: int
    ) -> int | None:
        """The day from which a period would show all groups that are `late`, if one can be named.

        Args:
            people: those that the release is of.
            dimension: what the groups are of.
            campaigns: those reported on.
            least: fewest authors a group may have.
        """
        groups, mine = self.late(dimension, campaigns), people.campaigns
        days = [
            day
            for campaign in campaigns
            for group in groups & self.partitions[campaign, dimension].small
            if (day := _opening(mine[campaign].within(dimension, group), least)) is not None
        ]
        if not days:
            return None
        first = max(days) + 1
        before = (
            groups_at(mine[campaign], first - 1, min_group=least)[dimension]
            for campaign in campaigns
            if self.openings[campaign] < first
        )
        ended = (self.ended[campaign, dimension] for campaign in campaigns)
        kept = (part.small | part.together for part in (*before, *ended))
        return first if groups.isdisjoint(frozenset[str]().union(*kept)) else None

    def start(self, campaign: str) -> int:
        """The first day whose clicks count: the very first, for a campaign that enters in the period."""
        opening = self.openings.get(campaign)
        return 0 if opening is not None and opening >= self.first_day else self.first_day

    def told(self, people: Crowd) -> frozenset[str]:
        """The campaigns of which sums of this period alone may be shown: none that enters within it.

        Unless nobody in it could be followed before, so that nothing is taken off.
        """
        late = {campaign for campaign, opening in self.openings.items() if opening >= self.first_day}
        before = {campaign for (campaign, _story), day in people.began.items() if day < self.first_day}
        return frozenset(self.openings.keys() - (late & before))

    def dated(self, campaign: str, day: int) -> int:
        """The day on which a click of that day is shown."""
        return max(day, self.openings[campaign])


def groups_at(people: Crowd, day: int, *, min_group: int) -> Mapping[str, Partition]:
    """The groups in which sums until the end of `day` may be shown, for each breakdown of one campaign.

    They are made coarser until all breakdowns taken together give nobody away.
    """
    there = people.authors_at(day)
    found = {name: partition(_grouped(there, index), min_group=min_group) for index, name in _PLACED}
    for name in reversed(DIMENSIONS):
        if not exposes(_cells(there, found)):
            break
        everything = found[name].shown | found[name].together
        found[name] = Partition(together=everything, small=found[name].small)
    return found


def _opening(people: Crowd, min_group: int) -> int | None:
    """The day on which there were enough authors."""
    firsts = people.first_posts()
    return sorted(firsts.values())[min_group - 1] if len(firsts) >= min_group else None


def _grouped(there: Mapping[Place, frozenset[str]], index: int) -> Mapping[str, frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for place, authors in there.items():
        groups[place[index]] |= authors
    return {group: frozenset(authors) for group, authors in groups.items()}


def _cells(
    there: Mapping[Place, frozenset[str]], found: Mapping[str, Partition]
) -> Mapping[tuple[str | None, ...], set[str]]:
    """Who is known to be behind each cell; where nobody is, someone unknown is there alone."""
    cells: defaultdict[tuple[str | None, ...], set[str]] = defaultdict(set)
    for place, authors in there.items():
        cells[tuple(found[name].place(place[index]) for index, name in _PLACED)] |= authors
    return {cell: authors or {f"unknown {cell}"} for cell, authors in cells.items()}


_PLACED = tuple(enumerate(DIMENSIONS, start=1))
"""Where a breakdown stands in a place."""
