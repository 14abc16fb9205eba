"""Facts that may leave the programme: how many, by day and by story, and of no group that is too small.

by day and campaign, or by campaign, story and network over all days: never both at once, for the day on which
one person posted first says whose clicks they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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


def public_facts(reading: Reading, asked: Asked, *, least: int) -> Iterator[Fact]:
    """Every fact of a period, the groups below `least` people put together; none where all are too few."""
    people: dict[Place, set[str]] = defaultdict(set)
    for campaign, story, network, advocate in reading.query(_PEOPLE, asked):
        people[Place(str(campaign), str(story), str(network))].add(str(advocate))
    places = shown(people, least)
    campaigns = shown(_by_campaign(people), least)
    sums: dict[tuple[str, str, Place, str], int] = defaultdict(int)
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
    for (name, on, where, kind_of), value in sorted(sums.items()):
        yield Fact(fact=name, day=on, **where._asdict(), kind=kind_of, value=value)


def shown(people: Mapping[Place, set[str]], least: int) -> dict[Place, Place]:
    """Under which name each group is shown: its own, or with others so that no rest is below `least`.

    >>> many, few = {str(number) for number in range(12)}, {"a", "b"}
    >>> sorted(shown({Place("spring"): many, Place("autumn"): few}, 10).values())
    [Place(campaign='*', story='', network=''), Place(campaign='*', story='', network='')]
    """
    together = {place for place, who in people.items() if len(who) < least}
    rest: set[str] = set().union(*(people[place] for place in together))
    for place in sorted(people.keys() - together, key=lambda each: (len(people[each]), each)):
        if not together or len(rest) >= least:
            break
        together.add(place)  # else the small ones are what is left when the others are taken off
        rest |= people[place]
    if together and len(rest) < least:
        return {}
    return {place: _others(place) if place in together else place for place in people}


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
