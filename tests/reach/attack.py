"""An attacker with every report: what can be computed from all tables, filters and periods together?

The real report is made from a made-up programme whose click counts are powers of four, one for each place
and day where clicks can happen. Every number shown then says, digit by digit, which of them it adds up.
Linear algebra tells whether some combination of the shown numbers is about one person alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from advocacy.clock import Clock, FixedClock
from advocacy.reach.answer import Source, answer, breakdowns
from advocacy.reach.crowd import Involved
from advocacy.reach.engines.base import Row
from advocacy.reach.metrics import behind, measure, measures
from advocacy.reach.number import Kind
from advocacy.reach.public_facts import public_facts
from advocacy.reach.question import Question
from advocacy.reach.report import Report, report
from advocacy.settings import Settings
from advocacy.storage.days import date_of
from advocacy.storage.facts import Asked

BASE = 4
DAY_ONE = 20_514
PRIME = 2**61 - 1
Item = tuple[str, str, str, str, int]
Vector = dict[int, int]


@dataclass(frozen=True)
class World:
    """Who posted what, where and when; people can be anywhere once they have posted there."""

    posts: tuple[Involved, ...]
    days: int

    @property
    def last_day(self) -> int:
        return DAY_ONE + self.days - 1

    def authors_of(self, item: Item) -> frozenset[str]:
        """Those whose posts a click at that place and day may have followed."""
        *place, day = item
        return frozenset(
            post.advocate
            for post in self.posts
            if [post.campaign, post.story, post.network, post.team] == place and post.day <= day
        )

    def items(self) -> list[Item]:
        """Every place and day where something can be clicked."""
        places = {(post.campaign, post.story, post.network, post.team) for post in self.posts}
        days = range(DAY_ONE, DAY_ONE + self.days)
        every = [(*place, day) for place, day in product(sorted(places), days)]
        return [item for item in every if self.authors_of(item)]


class WorldEngine:
    """Answers the definitions from a `World`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts = {item: BASE**index for index, item in enumerate(world.items())}

    @contextmanager
    def reading(self, *, zone: ZoneInfo, clock: Clock) -> Iterator[WorldEngine]:
        yield self

    def query(self, sql: str, asked: Asked) -> list[Row]:
        if "FROM names" in sql:
            return [("campaign", name, name, name) for name in {post.campaign for post in self._world.posts}]
        if sql in {behind("counted"), behind("followed")}:
            metrics = ("followers",) if sql == behind("followed") else COUNTS
            return [(*person, metric) for person in self._people("authors", asked) for metric in metrics]
        people = {behind("authors"): "authors", behind("invited"): "invited", behind("members"): "members"}
        if sql in people:
            return self._people(people[sql], asked)
        found, dimensions = _TEXTS[sql]
        return self._sums(found, dimensions, asked)

    def _people(self, crowd: str, asked: Asked) -> list[Row]:
        if crowd == "members":
            return sorted({(post.team, post.advocate) for post in self._world.posts})
        posts = [post for post in self._world.posts if post.day <= asked.last_day]
        if crowd == "invited":
            posts = [post for post in posts if post.day >= asked.first_day]
        return [(p.campaign, p.story, p.network, p.team, p.advocate, p.day, p.day) for p in posts]

    def _sums(self, name: str, dimensions: Sequence[str], asked: Asked) -> list[Row]:
        counts = self._counts.items() if name in _FOLLOWED else ()
        sums: dict[tuple[str | int, ...], int] = {}
        for (campaign, story, network, team, day), count in counts:
            if asked.first_day <= day <= asked.last_day and asked.campaign in {"", campaign}:
                known: dict[str, str | int] = {
                    "campaign": campaign,
                    "story": story,
                    "network": network,
                    "team": team,
                }
                known |= {"day": day}
                known |= {"click_class": "person", "metric": "likes", "priced": "click"}
                key = tuple(known[dimension] for dimension in dimensions)
                sums[key] = sums.get(key, 0) + count
        more = (1,) if name in {"clicks_per_post", "share_rate", "adoption"} else ()
        return [(*key, count, *more) for key, count in sums.items()]


_PLACES = ("campaign", "story", "network", "team")
_TEXTS = {
    found.over(*dimensions): (found.name, dimensions)
    for found in measures()
    for dimensions in (
        *(_PLACES, ("campaign", "network"), ("campaign", "day"), ("team",)),
        *(("campaign", kind) for kind in ("click_class", "metric", "priced")),
        *(
            ("campaign", within, kind)
            for within in ("story", "network", "day")
            for kind in ("click_class", "metric")
        ),
    )
}
COUNTS = ("likes", "reposts", "impressions", "members_reached")
"""What the networks tell of everyone's posts."""
COUNTED = ("impressions", "engagements", "summed_members_reached", "visitor_days", "network_counts")
"""What is asked for by name and tells how people's posts were received."""
_FOLLOWED = {"clicks", "clicks_people", "clicks_per_post", *COUNTED}


def reports(world: World, *, min_group: int) -> Iterator[Report]:
    """Every report that can be asked for: each campaign and all, from each day until each day."""
    programme = Settings().programme.model_copy(update={"min_group": min_group})
    settings = Settings().model_copy(update={"programme": programme})
    clock = FixedClock(datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=world.last_day))
    days: list[date | None] = [None, *(date_of(DAY_ONE + index) for index in range(world.days))]
    campaigns = [None, *sorted({post.campaign for post in world.posts})]
    for campaign, since, until in product(campaigns, days, days):
        if since is None or until is None or since <= until:
            yield report(
                WorldEngine(world),
                settings=settings,
                clock=clock,
                campaign=campaign,
                since=since,
                until=until,
            )


def answers(world: World, name: str, *, min_group: int) -> Iterator[int]:
    """Every count that can be had of one measure: each campaign and all, each breakdown, each period."""
    programme = Settings().programme.model_copy(update={"min_group": min_group})
    source = Source.of(
        WorldEngine(world),
        settings=Settings().model_copy(update={"programme": programme}),
        clock=FixedClock(datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=world.last_day)),
    )
    days: list[date | None] = [None, *(date_of(DAY_ONE + index) for index in range(world.days))]
    campaigns = [None, *sorted({post.campaign for post in world.posts})]
    for campaign, since, until in product(campaigns, days, days):
        if since is None or until is None or since <= until:
            question = source.question(campaign=campaign, since=since, until=until)
            for by in ("", *breakdowns(measure(name))):
                for row in answer(source, name, by=by, question=question):
                    yield from (int(n.value or 0) for n in row.numbers if n.kind is Kind.EXACT)


def shown(found: Report) -> Iterator[int]:
    """Every count of clicks that a report shows."""
    if found["clicks_people"].is_shown:
        yield int(found["clicks_people"].value or 0)
    for dimension in ("campaign", "story", "network", "team", "day", "class"):
        table = found.by(dimension)
        name = "clicks" if dimension == "class" else "clicks_people"
        names = [column.name for column in table.measures]
        for row in table:
            number = row.numbers[names.index(name)] if name in names else None
            if number is not None and number.kind is Kind.EXACT:
                yield int(number.value or 0)


def exported(world: World, *, min_group: int) -> Iterator[int]:
    """Every count of clicks, and of what networks count, in every file of facts that can be asked for."""
    days: list[date | None] = [None, *(date_of(DAY_ONE + index) for index in range(world.days))]
    campaigns = [None, *sorted({post.campaign for post in world.posts})]
    noon = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=world.last_day)
    for campaign, since, until in product(campaigns, days, days):
        if since is None or until is None or since <= until:
            question = Question.of(
                campaign=campaign, since=since, until=until, zone=ZoneInfo("UTC"), now=noon
            )
            with WorldEngine(world).reading(zone=question.zone, clock=FixedClock(noon)) as reading:
                facts = list(public_facts(reading, question, least=min_group))
            yield from (fact.value for fact in facts if fact.fact in {"clicks", "likes"})


def vector(count: int) -> Vector:
    """Which items a count adds up."""
    found, index = {}, 0
    while count:
        count, digit = divmod(count, BASE)
        if digit:
            found[index] = digit
        index += 1
    return found


def differences(one: Report, other: Report) -> Iterator[int]:
    """Every difference of clicks that a comparison shows."""
    found = one.compare(other)
    lines = [found["clicks_people"]]
    for dimension in ("campaign", "story", "network", "team"):
        lines += found.by(dimension, "clicks_people").lines
    lines += found.by("class", "clicks").lines
    for line in lines:
        if line.difference.kind is Kind.EXACT:
            yield int(line.difference.value or 0)


def signed_vector(count: int) -> Vector:
    """Which items a difference adds (1) and takes away (-1)."""
    found, index = {}, 0
    while count:
        digit = (count + 1) % BASE - 1
        count = (count - digit) // BASE
        if digit:
            found[index] = digit
        index += 1
    return found


def given_away(world: World, rows: Sequence[Vector]) -> set[str]:
    """The people of whom some combination of `rows` tells a number that is theirs alone."""
    items = world.items()
    alone: dict[str, set[int]] = {}
    for index, item in enumerate(items):
        people = world.authors_of(item)
        if len(people) == 1:
            alone.setdefault(next(iter(people)), set()).add(index)
    whole = rank(rows)
    return {
        person
        for person, mine in alone.items()
        if rank([{i: v for i, v in row.items() if i not in mine} for row in rows]) < whole
    }


def rank(rows: Sequence[Vector]) -> int:
    """Of a matrix, modulo a large prime."""
    pivots: dict[int, Vector] = {}
    for row in rows:
        left = dict(row)
        while left:
            lead = min(left)
            if lead not in pivots:
                inverse = pow(left[lead], -1, PRIME)
                pivots[lead] = {column: value * inverse % PRIME for column, value in left.items()}
                break
            factor = left[lead]
            for column, value in pivots[lead].items():
                rest = (left.get(column, 0) - factor * value) % PRIME
                if rest:
                    left[column] = rest
                else:
                    left.pop(column, None)
    return len(pivots)


def attack(world: World, *, min_group: int) -> set[str]:
    """The people whom all reports together give away."""
    numbers = {count for found in reports(world, min_group=min_group) for count in shown(found)}
    return given_away(world, [vector(count) for count in sorted(numbers)])
