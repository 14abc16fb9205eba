"""From sums to numbers that may be shown: in all, and by campaign, story, network, team, day and class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from advocacy.outcome import ClickClass
from advocacy.reach.crowd import Place
from advocacy.reach.figures import DAILY, PLACES, Figures, Pair, kind_of
from advocacy.reach.metrics import Behind, Measure, measure
from advocacy.reach.number import Number
from advocacy.reach.privacy import Partition, partition
from advocacy.reach.told import (
    Line,
    Told,
    added,
    exact,
    lines_together,
    nothing,
    over_rough,
    rough,
    summed_by,
)
from advocacy.storage.days import date_of

_CONTENT = (
    *("shares_offered", "shares_accepted", "shares_declined", "share_rate", "posts"),
    *("clicks_people", "clicks_bots", "clicks_per_post"),
)
_PEOPLE = ("advocates", "adoption")
_CONSENTED = ("amplification",)
"""Divided by posts whose counts may be read, which is for each person to permit: one more or less is lost."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "campaign": _CONTENT,
    "story": _CONTENT,
    "network": _CONTENT,
    "team": (*_PEOPLE, "shares_offered", "posts", "clicks_people", "clicks_bots", "clicks_per_post"),
    "day": DAILY,
    "class": ("clicks",),
}
"""The measures of each breakdown. Answers are not told by team: who says no is nobody's business."""


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The rules of privacy, applied to one report's sums.

    Args:
        figures: the sums.
        min_group: fewest people a group may have.
        campaign: the one that is reported on; an empty string is all.
        is_cut: whether the report begins or ends on a chosen day.
        is_dated: whether people are counted as of another date than the end of the period.
        only: the measures that were asked for by name; empty: those of a report.
    """

    figures: Figures
    min_group: int
    campaign: str = ""
    is_cut: bool = False
    is_dated: bool = False
    only: tuple[str, ...] = ()

    def total(self, name: str) -> Number:
        """One measure over everything that is reported on."""
        found = measure(name)
        pair = self.whole(name)
        if pair is None:
            return Number.absent() if self.is_quiet else Number.withheld()
        if found.may_be_missing and not self._is_told(name):
            return Number.absent()
        is_answer = found.behind is Behind.INVITED and not self.is_whole
        is_rough = is_answer or (found.behind is Behind.MEMBERS and name not in _PEOPLE)
        if name in _CONSENTED:
            return over_rough(found, pair)
        return rough(found, pair) if is_rough else exact(found, pair)

    def whole(self, name: str) -> Pair | None:
        """The sum over everything that is reported on and may be counted; None when nothing may."""
        found = measure(name)
        if found.behind is Behind.MEMBERS:
            return added(self.figures.teams[name].values())
        if kind_of(found):
            kinds = self.told(found.name, "kind" if self.only else "class").numbers.values()
            return added(Pair(int(number.value or 0)) for number in kinds) if kinds else None
        counted = self._counted(found)
        if counted is None:
            return added(self.figures.cells[name].values())
        return added(self._of(name, counted).values()) if counted else None

    def _is_told(self, name: str) -> bool:
        """Whether anything at all is known of it."""
        return bool(self.figures.cells.get(name) or self.figures.kinds.get(name))

    def columns(self, dimension: str) -> tuple[str, ...]:
        """The measures of a breakdown; groups of people at another date get no other number beside them."""
        if self.only:
            return self.only
        return _PEOPLE if dimension == "team" and self.is_dated else COLUMNS[dimension]

    def lines(self, dimension: str) -> list[Line]:
        """The groups of a breakdown, in order of their ids; then those that are shown together."""
        told = {name: self.told(name, dimension) for name in self.columns(dimension)}
        groups = self._groups(dimension)
        return [
            Line(groups=(group,), numbers={name: found.of(group) for name, found in told.items()})
            for group in groups
        ] + lines_together(told)

    def told(self, name: str, dimension: str) -> Told:
        """One measure by `dimension`."""
        found = measure(name)
        if dimension in {"day", "month"}:
            return self._by_day(found, _month if dimension == "month" else str)
        if dimension in {"class", "kind"}:
            return self._by_kind(found)
        if found.behind is Behind.AUTHORS:
            return self._followed(found, dimension)
        if found.behind is Behind.INVITED:
            cells = self._of(name, self.answering)
            return Told.rounded(found, summed_by(dimension, cells), self._answering_groups(dimension))
        sums = self._sums(found, dimension)
        if dimension == "team":
            return Told.rounded(found, sums, self.taking_part(found))
        return Told(
            numbers={group: exact(found, pair) for group, pair in sums.items()}, nobody=nothing(found)
        )

    # who is behind

    @cached_property
    def is_whole(self) -> bool:
        """Whether this is the whole programme: its totals are shown as they are."""
        campaigns = self.figures.authors.campaigns.keys() | self.figures.invited.campaigns.keys()
        return not self.is_cut and (not self.campaign or campaigns <= {self.campaign})

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was offered or posted, so that there is nothing to keep back.

        Only what everyone is told anyway decides it: the two totals that nobody stands behind.
        """
        offered, posts = (self.figures.cells.get(name, {}) for name in ("shares_offered", "posts"))
        return not self.only and not added(offered.values()).part and not added(posts.values()).part

    @property
    def is_pilot(self) -> bool:
        """Whether clicks are told in all only, for no campaign has enough authors yet; never of one alone."""
        authors = len(self.figures.authors.people(self.figures.authors.campaigns))
        return self.is_whole and self.figures.is_pilot and not self.entered and authors != 1

    @cached_property
    def entered(self) -> frozenset[str]:
        """The campaigns reported on that have enough authors for their clicks to be shown."""
        return frozenset(name for name in self.figures.release.openings if self.campaign in {"", name})

    @cached_property
    def awaited(self) -> frozenset[str]:
        """The campaigns reported on that have posts, and too few authors yet."""
        mine = {name for name in self.figures.authors.campaigns if self.campaign in {"", name}}
        return frozenset(mine - self.entered)

    @cached_property
    def teams(self) -> Partition:
        """How teams are shown, by who takes part."""
        return partition(self.figures.members, min_group=self.min_group)

    @cached_property
    def team_groups(self) -> Partition:
        """How teams are shown here, by the measure that was asked for."""
        return self.taking_part(measure(self.only[0])) if self.only else self.teams

    def taking_part(self, found: Measure) -> Partition:
        """How teams are shown for a measure of some of those who take part: they must be enough too."""
        if found.name in _PEOPLE or found.behind is not Behind.MEMBERS:
            return self.teams
        sizes = {
            team: self.figures.teams[found.name].get(team, Pair()).whole for team in self.figures.members
        }
        crowds = {team: frozenset(f"{team} {n}" for n in range(size)) for team, size in sizes.items()}
        theirs = partition(crowds, min_group=self.min_group)
        if not theirs.shown and not theirs.together:
            return theirs
        return self.teams.joined(theirs)

    @cached_property
    def answering(self) -> frozenset[str]:
        """The campaigns reported on in which enough people were made offers for their answers to be shown."""
        return frozenset(name for name, people in self._invited.items() if len(people) >= self.min_group)

    @cached_property
    def unanswered(self) -> frozenset[str]:
        """The campaigns reported on in which too few people were made offers."""
        return frozenset(self._invited.keys() - self.answering)

    @cached_property
    def _invited(self) -> Mapping[str, frozenset[str]]:
        return self.figures.invited.groups("campaign", {self.campaign} if self.campaign else None)

    def _counted(self, found: Measure) -> frozenset[str] | None:
        """The campaigns that a measure counts; None for all.

        A programme in which no campaign has enough people yet is told as a whole, and only so.
        """
        if found.behind is Behind.AUTHORS:
            return None if self.is_pilot else self.entered
        campaigns = self.answering if found.behind is Behind.INVITED else None
        return None if not campaigns and self.is_whole else campaigns

    def _answering_groups(self, dimension: str) -> Partition:
        groups = self.figures.invited.groups(dimension, self.answering)
        if dimension == "campaign":
            return Partition(shown=frozenset(groups))
        return partition(groups, min_group=self.min_group)

    # measures by group

    def _sums(self, found: Measure, dimension: str) -> Mapping[str, Pair]:
        if found.behind is Behind.MEMBERS:
            return self.figures.teams[found.name]
        return summed_by(dimension, self.figures.cells[found.name])

    def _of(self, name: str, campaigns: frozenset[str]) -> Mapping[Place, Pair]:
        cells = self.figures.cells[name].items()
        return {place: pair for place, pair in cells if place[0] in campaigns}

    def _followed(self, found: Measure, dimension: str) -> Told:
        """Clicks: of each campaign, what its own partition lets through."""
        index, partitions = PLACES.index(dimension), self.figures.release.partitions
        shown: defaultdict[str, Pair] = defaultdict(Pair)
        rest: Pair | None = None
        for place, pair in self._of(found.name, self.entered).items():
            group = place[index]
            if dimension == "campaign" or partitions[place[0], dimension].place(group) is not None:
                shown[group] += pair
            else:
                rest = (rest or Pair()) + pair
        show = over_rough if dimension == "team" or found.name in _CONSENTED else exact
        groups = self.following(dimension)
        told = groups.shown & shown.keys() if found.may_be_missing else groups.shown
        return Told(
            numbers={group: show(found, shown[group]) for group in told},
            groups=groups,
            rest=(nothing(found) if rest is None else show(found, rest)) if groups.together else None,
            # that nobody of a team has posted is theirs to tell
            nobody=Number.withheld() if dimension == "team" else nothing(found),
        )

    def following(self, dimension: str) -> Partition:
        """How the groups of a breakdown are shown for clicks, over all campaigns reported on."""
        waiting = self.figures.authors.groups(dimension, self.awaited).keys()
        if dimension == "campaign":
            return Partition(shown=self.entered, small=frozenset(waiting))
        found = [self.figures.release.partitions[name, dimension] for name in sorted(self.entered)]
        shown = frozenset[str]().union(*(part.shown for part in found))
        together = frozenset[str]().union(*(part.together for part in found))
        small = frozenset(waiting).union(*(part.small for part in found))
        return Partition(shown=shown, together=together, small=small - shown)

    def _by_day(self, found: Measure, label: Callable[[int], str]) -> Told:
        is_clicks = found.behind is Behind.AUTHORS
        if is_clicks and not self.entered:
            return Told(numbers={})
        sums: defaultdict[str, int] = defaultdict(int)
        for (campaign, day), count in self.figures.days[found.name].items():
            if not is_clicks:
                sums[label(day)] += count
            elif campaign in self.entered:
                sums[label(self.figures.release.dated(campaign, day))] += count
        return Told(numbers={day: Number.exact(count) for day, count in sums.items()}, nobody=nothing(found))

    def _by_kind(self, found: Measure) -> Told:
        is_class = not self.only
        counts = self.figures.classes if is_class else self.figures.kinds[found.name]
        counted = self._counted(found)
        if counted is not None and not counted:
            return Told(numbers={}, nobody=Number.absent() if self.is_quiet else Number.withheld())
        sums = dict.fromkeys(map(str, ClickClass), 0) if is_class else {}
        for (campaign, kind), count in counts.items():
            if counted is None or campaign in counted:
                sums[kind] = sums.get(kind, 0) + count
        return Told(numbers={kind: Number.exact(count) for kind, count in sums.items()})

    def _groups(self, dimension: str) -> list[str]:
        if dimension == "class":
            return [str(kind) for kind in ClickClass]
        if dimension in {"kind", "month"}:
            return sorted({group for name in self.only for group in self.told(name, dimension).numbers})
        if dimension == "day":
            every = map(measure, self.figures.days)
            days = {int(day) for found in every for day in self._by_day(found, str).numbers}
            return [str(day) for day in range(min(days), max(days) + 1)] if days else []
        groups = {place[PLACES.index(dimension)] for cells in self.figures.cells.values() for place in cells}
        return sorted(groups | set(self.figures.members) if dimension == "team" else groups)


def _month(day: int) -> str:
    return date_of(day).isoformat()[:7]
