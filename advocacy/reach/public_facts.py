"""Facts that may leave the programme: how many, by day, by story and by network, as a report would show them.

each campaign by day ┐
             by story├ never crossed: the day on which one person posted first says whose clicks they are,
           by network┘ and so does a story that one person posted on one network
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from advocacy.reach.figures import PLACES, Figures, Released, read_figures, released_counts
from advocacy.reach.metrics import measure
from advocacy.reach.noise import deviation, discrete_laplace, to_sum
from advocacy.reach.privacy import STEP, partition, rounded
from advocacy.storage.days import date_of

if TYPE_CHECKING:
    from advocacy.reach.engines.base import Reading
    from advocacy.reach.question import Question

OTHERS = "*"
"""In place of a name: smaller groups, together."""


class Place(NamedTuple):
    """What a fact is about: a campaign, or a story or a network of it."""

    campaign: str
    story: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One number: of one day, one story or one network of a campaign."""

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
    rounded_to: int = 1
    """3 where `value` is rounded to a multiple of it, for it is about people's answers."""
    noise: float = 0.0
    """Standard deviation of the noise in `value`; 0 where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """How much noise counts get, and the key that makes it the same each time."""

    epsilon: Fraction
    key: bytes


def public_facts(
    reading: Reading, question: Question, *, least: int, noise: Noise | None = None
) -> Iterator[Fact]:
    """Every fact of a period, by the rules of a report: groups below `least` people are put together.

    Raises:
        NotFound: there is no such campaign.
    """
    only = [measure(name) for name in (*_OPEN, _ANSWERS)]
    figures = read_figures(reading, question.asked, min_group=least, only=only, by="day")
    question.require_campaign(figures.names)
    sums: dict[_Cell, int] = defaultdict(int)
    for cells in (
        _open(figures, question.campaign, least),
        _answers(figures, least),
        _followed(Released(reading, question.asked, figures.release)),
        _counted(reading, question, least),
    ):
        for cell, value in cells:
            sums[cell] += value
    told = sums if noise is None else _with_noise(sums, question, noise)
    about = 0.0 if noise is None else round(deviation(noise.epsilon), 2)
    for (name, day, where, kind), value in sorted(told.items()):
        is_answer = name == _ANSWERS
        yield Fact(
            fact=name,
            day=day,
            **where._asdict(),
            kind=kind,
            value=rounded(value).value if is_answer else value,
            rounded_to=STEP if is_answer else 1,
            noise=about,
        )


_Cell = tuple[str, str, Place, str]
"""Fact, day, place and kind."""
_OPEN, _ANSWERS = ("shares_offered", "posts"), "shares_accepted"
_WITHIN = ("story", "network")


def _open(figures: Figures, campaign: str, least: int) -> Iterator[tuple[_Cell, int]]:
    """What the programme did and anyone can see."""
    names = _names(figures, campaign, least)
    for name in _OPEN:
        for place, pair in figures.cells[name].items():
            for within in _WITHIN:
                if where := names.get(_at(place, within)):
                    yield (name, "", where, ""), pair.part
        for (which, day), value in figures.days[name].items():
            if where := names.get(Place(which)):
                yield (name, date_of(day).isoformat(), where, ""), value


def _names(figures: Figures, campaign: str, least: int) -> Mapping[Place, Place]:
    """What each place is called; the names of what few took part in are left out."""
    people: defaultdict[str, defaultdict[Place, set[str]]] = defaultdict(lambda: defaultdict(set))
    for crowd in (figures.invited, figures.authors):
        for place, involved in crowd.places.items():
            if campaign in {"", place[0]}:
                for within in ("", *_WITHIN):
                    people[within][_at(place, within)].update([who for *_, who, _since, _posted in involved])
    return {place: name for groups in people.values() for place, name in shown(groups, least).items()}


def _answers(figures: Figures, least: int) -> Iterator[tuple[_Cell, int]]:
    """What people answered: of campaigns that enough were asked in, and never by day."""
    groups = {
        (campaign, within): partition(crowd.groups(within), min_group=least)
        for campaign, crowd in figures.invited.campaigns.items()
        if len(crowd.people(crowd.campaigns)) >= least
        for within in _WITHIN
    }
    for place, pair in figures.cells[_ANSWERS].items():
        for within in _WITHIN:
            if found := groups.get((place[0], within)):
                group = found.place(place[PLACES.index(within)])
                yield (_ANSWERS, "", _within(place[0], within, group), ""), pair.part


def _followed(released: Released) -> Iterator[tuple[_Cell, int]]:
    """How often people's posts were followed: from the day and in the groups that a report shows."""
    yield from _received("clicks", "click_class", released)


def _counted(reading: Reading, question: Question, least: int) -> Iterator[tuple[_Cell, int]]:
    """What networks count of them, each count by those of whose posts it is known."""
    for metric, released in released_counts(reading, question.asked, min_group=least).items():
        for (_kind, day, where, _none), value in _received("network_counts", "metric", released, metric):
            yield (metric, day, where, ""), value


def _received(name: str, kind: str, released: Released, only: str = "") -> Iterator[tuple[_Cell, int]]:
    found, rules = measure(name), released.release
    for within in _WITHIN:
        for campaign, group, what, value in released.rows(found, "campaign", within, kind):
            if campaign in rules.openings and only in {"", what}:
                known = rules.partitions[str(campaign), within].place(str(group))
                yield (name, "", _within(str(campaign), within, known), str(what)), _int(value)
    for campaign, day, what, value in released.rows(found, "campaign", "day", kind):
        if campaign in rules.openings and only in {"", what}:
            on = date_of(rules.dated(str(campaign), _int(day))).isoformat()
            yield (name, on, Place(str(campaign)), str(what)), _int(value)


def _at(place: tuple[str, str, str, str], within: str) -> Place:
    campaign, story, network, _team = place
    return Place(campaign, story if within == "story" else "", network if within == "network" else "")


def _within(campaign: str, within: str, group: str | None) -> Place:
    """A group of a campaign; without a name, those that are shown together."""
    return Place(campaign, **{within: group or OTHERS})


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


def _with_noise(sums: Mapping[_Cell, int], question: Question, noise: Noise) -> dict[_Cell, int]:
    """Every count with its noise; days, stories and networks of one fact add up to the same total."""
    asked = question.asked
    asking = f"{asked.first_day} {asked.last_day} {asked.campaign}"

    def drawn(count: int, *about: str) -> int:
        words = "\n".join((asking, *about))
        return max(0, count + discrete_laplace(noise.epsilon, key=noise.key, about=words))

    groups: dict[tuple[str, str, bool, bool], list[_Cell]] = defaultdict(list)
    for cell in sorted(sums):
        name, day, where, kind = cell
        groups[name, kind, bool(day), bool(where.story)].append(cell)
    found: dict[_Cell, int] = {}
    for (name, kind, *_grain), cells in groups.items():
        total = drawn(sum(sums[cell] for cell in cells), name, kind)
        each = [drawn(sums[cell], name, kind, cell[1], *cell[2]) for cell in cells]
        found |= dict(zip(cells, to_sum(each, total), strict=True))
    return found


def _int(value: object) -> int:
    return int(value) if isinstance(value, int) else 0
