"""The sums that a report is made of, read in one go from an engine; not yet fit to be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import cast

from advocacy.language import Text
from advocacy.reach.crowd import Crowd, Involved, Place
from advocacy.reach.engines.base import Reading, Row
from advocacy.reach.metrics import Behind, Form, Measure, behind, measure, reported
from advocacy.reach.release import Release
from advocacy.storage.facts import Asked

PLACES = ("campaign", "story", "network", "team")
DAILY = ("shares_offered", "posts", "clicks_people", "clicks_bots")
"""The measures that are told day by day."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sum: a count stands in `part`, a ratio has its `whole` too."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Pair) -> Pair:
        return Pair(self.part + other.part, self.whole + other.whole)


Cells = Mapping[Place, Pair]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything that a report needs to know."""

    cells: Mapping[str, Cells]
    """By measure, then by campaign, story, network and team."""
    days: Mapping[str, Mapping[tuple[str, int], int]]
    """By measure, then by campaign and day."""
    classes: Mapping[tuple[str, str], int]
    """Requests by campaign and click class."""
    kinds: Mapping[str, Mapping[tuple[str, str], int]]
    """By measure that tells things apart otherwise, then by campaign and kind."""
    teams: Mapping[str, Mapping[str, Pair]]
    """By measure of participation, then by team."""
    invited: Crowd
    authors: Crowd
    members: Mapping[str, frozenset[str]]
    """Who takes part, by team."""
    release: Release
    is_pilot: bool = True
    """Whether a programme of small campaigns is told as a whole: not where only few let counts be read."""
    names: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    """By kind (campaign or story) and id."""


def read_figures(
    reading: Reading, asked: Asked, *, min_group: int, only: Collection[Measure] = (), by: str = ""
) -> Figures:
    """Read every sum of a report, and everyone behind it, from one state.

    Args:
        reading: where from.
        asked: of which days and campaign.
        min_group: fewest people a group may have.
        only: these measures, and only who is behind them; by default those of a report.
        by: what `only` is told by.
    """
    wanted = only or reported()
    posts = not only or any(found.behind in {Behind.AUTHORS, Behind.INVITED} for found in only)
    every = _involved(reading, "authors", asked) if posts else Crowd([])
    told = known_of(reading, asked, only)
    authors = every if told is None else told
    release = _release(authors, asked, min_group)
    is_pilot = told is None or not _release(every, asked, min_group).openings
    source = Released(reading, asked, release)
    cells: dict[str, Cells] = {}
    days: dict[str, Mapping[tuple[str, int], int]] = {}
    for found in wanted:
        if {"campaign", "network"} <= set(found.grain) and kind_of(found) is None:
            cells[found.name] = source.cells(found)
        if by in _DAYS if only else found.name in DAILY:
            days[found.name] = source.days(found)
    return Figures(
        cells=cells,
        days=days,
        classes={} if only else source.kinds(measure("clicks"), "click_class"),
        kinds={
            found.name: source.kinds(found, kind)
            if "*" not in found.counts or is_pilot
            else _counts(reading, asked, found, min_group=min_group)
            for found in only
            if (kind := kind_of(found))
        },
        teams={found.name: source.teams(found) for found in wanted if found.grain == ("team",)},
        invited=_involved(reading, "invited", asked) if posts else Crowd([]),
        authors=authors,
        members=_members(reading, asked),
        release=release,
        is_pilot=is_pilot,
        names={
            (str(kind), str(id_)): Text(fr=str(fr), en=str(en))
            for kind, id_, fr, en in reading.query("SELECT kind, id, fr, en FROM names", asked)
        },
    )


def authors_of(reading: Reading, asked: Asked, *, min_group: int) -> tuple[Crowd, Release]:
    """Whose posts could be followed by the end of a period, and what may be shown of who followed them."""
    authors = _involved(reading, "authors", asked)
    return authors, _release(authors, asked, min_group)


def known_of(reading: Reading, asked: Asked, only: Collection[Measure]) -> Crowd | None:
    """Those of whose posts is known what some measures count; None where the measures ask for nothing of it.

    Twelve may have posted and one let their counts be read: what is counted is then that one's alone.
    """
    counts = next((found.counts for found in only if found.counts), ())
    if not counts:
        return None
    rows = reading.query(behind("followed" if counts == ("followers",) else "counted"), asked)
    return Crowd([_person(row) for row in rows if counts == ("*",) or row[7] in counts])


def released_counts(reading: Reading, asked: Asked, *, min_group: int) -> Mapping[str, Released]:
    """For each count of the networks: what may be shown of it, by those of whose posts it is known."""
    people: defaultdict[str, list[Involved]] = defaultdict(list)
    for row in reading.query(behind("counted"), asked):
        people[str(row[7])].append(_person(row))
    return {
        metric: Released(reading, asked, _release(Crowd(people[metric]), asked, min_group))
        for metric in sorted(people)
    }


def _counts(
    reading: Reading, asked: Asked, found: Measure, *, min_group: int
) -> Mapping[tuple[str, str], int]:
    return {
        (campaign, metric): count
        for metric, source in released_counts(reading, asked, min_group=min_group).items()
        for (campaign, name), count in source.kinds(found, "metric").items()
        if name == metric and campaign in source.release.openings
    }


def _person(row: Row) -> Involved:
    campaign, story, network, team, advocate = map(str, row[:5])
    return Involved(campaign, story, network, team, advocate, _int(row[5]), _int(row[6]))


def kind_of(found: Measure) -> str | None:
    """What tells its rows apart besides place and day: the class of a click, what is priced."""
    return next((name for name in found.grain if name in _KINDS), None)


def is_daily(found: Measure) -> bool:
    """Whether it is a count that can be told day by day."""
    return found.form is Form.COUNT and "day" in found.grain and kind_of(found) is None


_DAYS = ("day", "month")
_KINDS = ("click_class", "metric", "priced")


class Released:
    """A reading, with the day from which each campaign's clicks count."""

    def __init__(self, reading: Reading, asked: Asked, release: Release) -> None:
        self._reading = reading
        self._asked = asked
        self.release = release

    def cells(self, found: Measure) -> Cells:
        """By campaign, story, network and team, as far as it is told by them."""
        known = [name for name in PLACES if name in found.grain]
        cells: dict[Place, Pair] = {}
        for row in self.rows(found, *known):
            placed = dict(zip(known, map(str, row), strict=False))
            campaign, story, network, team = (placed.get(name, "") for name in PLACES)
            cells[campaign, story, network, team] = _pair(row, len(known))
        return cells

    def days(self, found: Measure) -> Mapping[tuple[str, int], int]:
        """Of a count: another question, for by place and day at once the rows would be many."""
        return {(str(row[0]), _int(row[1])): _int(row[2]) for row in self.rows(found, "campaign", "day")}

    def kinds(self, found: Measure, kind: str) -> Mapping[tuple[str, str], int]:
        """By campaign and what tells its rows apart besides."""
        rows = self.rows(found, "campaign", kind)
        return {(str(row[0]), str(row[1])): _int(row[2]) for row in rows}

    def teams(self, found: Measure) -> Mapping[str, Pair]:
        """Of participation: by team."""
        rows = self._reading.query(found.over("team"), self._asked)
        return {str(row[0]): _pair(row, 1) for row in rows}

    def rows(self, found: Measure, *dimensions: str) -> Iterator[Row]:
        """The sums of the period; of clicks, from the day on which their campaign enters."""
        sql = found.over(*dimensions)
        if found.behind is not Behind.AUTHORS:
            yield from self._reading.query(sql, self._asked)
            return
        for start in sorted({self._asked.first_day, *map(self.release.start, self.release.openings)}):
            for row in self._reading.query(sql, replace(self._asked, first_day=start)):
                if self.release.start(str(row[0])) == start:
                    yield row


def _release(authors: Crowd, asked: Asked, min_group: int) -> Release:
    return Release.of(authors, first_day=asked.first_day, last_day=asked.last_day, min_group=min_group)


def _involved(reading: Reading, crowd: str, asked: Asked) -> Crowd:
    return Crowd(cast("list[Involved]", reading.query(behind(crowd), asked)))


def _members(reading: Reading, asked: Asked) -> Mapping[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for team, advocate in reading.query(behind("members"), asked):
        found[str(team)].add(str(advocate))
    return {team: frozenset(people) for team, people in found.items()}


def _pair(row: Row, start: int) -> Pair:
    return Pair(*(_int(value) for value in row[start:]))


def _int(value: object) -> int:
    return int(value) if isinstance(value, int) else 0
