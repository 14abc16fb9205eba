"""Facts that may leave the programme: how many, by day and by story, and of no group that is too small.

by day and campaign, or by campaign, story and network over all days: never both at once, for the day on which
one person posted first says whose clicks they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from advocacy.reach.noise import deviation, discrete_laplace, to_sum
from advocacy.reach.privacy import partition
from advocacy.storage.days import date_of
from advocacy.storage.facts import Asked

if TYPE_CHECKING:
    from advocacy.reach.engines.base import Reading, Value

OTHERS = "*"
"""In place of a name: smaller groups, together."""


class Place(NamedTuple):
    """What a fact is about."""

    campaign: str
    story: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One number: of one day (in a campaign), or of one story on one network."""

    fact: str
    """``shares_offered``, ``shares_accepted``, ``posts``, ``clicks``, or what a network counts."""
    day: str
    """ISO; empty for all days of the period."""
    campaign: str
    story: str
    network: str
    kind: str
    """Of clicks: their class."""
    value: int
    noise: float = 0.0
    """Standard deviation of the noise in `value`; 0 where it is exact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """How much noise counts get, and the key that makes it the same each time."""

    epsilon: Fraction
    key: bytes


def public_facts(reading: Reading, asked: Asked, *, least: int, noise: Noise | None = None) -> Iterator[Fact]:
    """Every fact of a period, the groups below `least` people put together; none where all are too few."""
    people: dict[Place, set[str]] = defaultdict(set)
    for campaign, story, network, advocate in reading.query(_PEOPLE, asked):
        people[Place(str(campaign), str(story), str(network))].add(str(advocate))
    places = shown(people, least)
    campaigns = shown(_by_campaign(people), least)
    sums: dict[_Cell, int] = defaultdict(int)
    for fact, sql in _FACTS.items():
        for day, campaign, story, network, kind, value in reading.query(sql, asked):
            place = places.get(Place(str(campaign), str(story), str(network)))
            whole = campaigns.get(Place(str(campaign)))
            name = fact or str(kind)
            kind_of = str(kind) if fact == "clicks" else ""
            if place is not None:
                sums[name, "", place, kind_of] += _int(value)
            if whole is not None and day is not None:
                sums[name, date_of(_int(day)).isoformat(), whole, kind_of] += _int(value)
    told = sums if noise is None else _with_noise(sums, asked, noise)
    about = 0.0 if noise is None else round(deviation(noise.epsilon), 2)
    for (name, on, where, kind_of), value in sorted(told.items()):
        yield Fact(fact=name, day=on, **where._asdict(), kind=kind_of, value=value, noise=about)


def _with_noise(sums: Mapping[_Cell, int], asked: Asked, noise: Noise) -> dict[_Cell, int]:
    """Every count with its noise; days and places of one fact add up to the same total, which has its own."""
    asking = f"{asked.first_day} {asked.last_day} {asked.campaign}"

    def drawn(count: int, *about: str) -> int:
        words = "\n".join((asking, *about))
        return max(0, count + discrete_laplace(noise.epsilon, key=noise.key, about=words))

    groups: dict[tuple[str, str, bool], list[_Cell]] = defaultdict(list)
    for cell in sorted(sums):
        groups[cell[0], cell[3], bool(cell[1])].append(cell)
    found: dict[_Cell, int] = {}
    for (name, kind, _by_day), cells in groups.items():
        total = drawn(sum(sums[cell] for cell in cells), name, kind)
        each = [drawn(sums[cell], name, kind, cell[1], *cell[2]) for cell in cells]
        found |= dict(zip(cells, to_sum(each, total), strict=True))
    return found


_Cell = tuple[str, str, Place, str]


def shown(people: Mapping[Place, set[str]], least: int) -> dict[Place, Place]:
    """Under which name each group is shown: its own, or with others so that no rest is below `least`.

    >>> many, few = {str(number) for number in range(12)}, {"a", "b"}
    >>> sorted(shown({Place("spring"): many, Place("autumn"): few}, 10).values())
    [Place(campaign='*', story='', network=''), Place(campaign='*', story='', network='')]
    """
    named = {"\n".join(place): place for place in people}
    found = partition({name: frozenset(people[place]) for name, place in named.items()}, min_group=least)
    names = {name: named[name] for name in found.shown}
    names |= {name: _others(named[name]) for name in found.together}
    return {named[name]: shown_as for name, shown_as in names.items()}


def _others(place: Place) -> Place:
    return Place(*(OTHERS if part else "" for part in place))


def _by_campaign(people: Mapping[Place, set[str]]) -> dict[Place, set[str]]:
    found: dict[Place, set[str]] = defaultdict(set)
    for place, who in people.items():
        found[Place(place.campaign)] |= who
    return found


def _int(value: Value) -> int:
    return int(value or 0)


_INSIDE = (
    "{day} >= asked.first_day AND {day} <= asked.last_day "
    "AND (asked.campaign = '' OR {table}.campaign = asked.campaign)"
)
_OFFERED = _INSIDE.format(day="share_facts.offered_day", table="share_facts")
_POSTED = _INSIDE.format(day="share_facts.posted_day", table="share_facts")
_CLICKED = _INSIDE.format(day="place_days.day", table="place_days")
_PEOPLE = """
SELECT share_facts.campaign, share_facts.story, share_facts.network, share_facts.advocate
FROM share_facts CROSS JOIN asked
WHERE share_facts.offered_day <= asked.last_day
  AND (asked.campaign = '' OR share_facts.campaign = asked.campaign)
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, share_facts.advocate
"""


def _shares(what: str, day: str, where: str) -> str:
    columns = f"share_facts.{day}, share_facts.campaign, share_facts.story, share_facts.network"
    return f"""
SELECT {columns}, '' AS kind, {what} AS value
FROM share_facts CROSS JOIN asked
WHERE {where}
GROUP BY {columns}
"""  # noqa: S608 - texts of our own


_FACTS: Mapping[str, str] = {
    "shares_offered": _shares("COUNT(*)", "offered_day", _OFFERED),
    "shares_accepted": _shares("SUM(share_facts.accepted)", "offered_day", _OFFERED),
    "posts": _shares("COUNT(*)", "posted_day", f"share_facts.posted = 1 AND {_POSTED}"),
    "clicks": f"""
SELECT place_days.day, place_days.campaign, place_days.story, place_days.network, place_days.kind,
  SUM(place_days.clicks) AS value
FROM place_days CROSS JOIN asked
WHERE {_CLICKED}
GROUP BY place_days.day, place_days.campaign, place_days.story, place_days.network, place_days.kind
""",  # noqa: S608 - texts of our own
    "": f"""
SELECT NULL AS day, share_facts.campaign, share_facts.story, share_facts.network, count_facts.metric AS kind,
  SUM(count_facts.total) AS value
FROM count_facts
JOIN share_facts ON share_facts.share = count_facts.share
JOIN (
  SELECT share, metric, MAX(counted_at) AS counted_at FROM count_facts GROUP BY share, metric
) AS newest
  ON newest.share = count_facts.share AND newest.metric = count_facts.metric
    AND newest.counted_at = count_facts.counted_at
CROSS JOIN asked
WHERE {_POSTED}
GROUP BY share_facts.campaign, share_facts.story, share_facts.network, count_facts.metric
""",  # noqa: S608 - texts of our own
}
"""The last one is what networks count, under the networks' own names: the newest totals of the posts."""
