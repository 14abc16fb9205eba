"""The people behind numbers, place by place; they are never shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

DIMENSIONS = ("story", "network", "team")
"""The breakdowns inside a campaign; where they give someone away together, the last goes first."""

Place = tuple[str, str, str, str]
"""Campaign, story, network and team."""


class Involved(NamedTuple):
    """Someone who took part in a story of a campaign on a network, by the columns that tell of it."""

    campaign: str
    story: str
    network: str
    team: str
    advocate: str
    day: int
    """Since when."""
    posted_day: int | None
    """Since when a post of theirs is known."""

    @property
    def place(self) -> Place:
        """Where they took part."""
        return self[:4]


class Crowd:
    """Everyone behind the numbers of one kind, looked at once however many breakdowns ask.

    Rows as they come from an engine will do for `Involved`: half a million objects cost more than the rest.

    >>> crowd = Crowd([Involved("spring", "pump", "x", "sales", "ada", 3, None)])
    >>> crowd.groups("team"), crowd.began
    ({'sales': frozenset({'ada'})}, {('spring', 'pump'): 3})
    """

    def __init__(self, people: Iterable[Involved]) -> None:
        found: defaultdict[Place, list[Involved]] = defaultdict(list)
        for person in people:
            found[person[:4]].append(person)
        self.places: Mapping[Place, Sequence[Involved]] = dict(found)

    @cached_property
    def campaigns(self) -> Mapping[str, Crowd]:
        """Those of each campaign."""
        found: defaultdict[str, dict[Place, Sequence[Involved]]] = defaultdict(dict)
        for place, people in self.places.items():
            found[place[0]][place] = people
        return {campaign: _of(places) for campaign, places in found.items()}

    @cached_property
    def began(self) -> Mapping[tuple[str, str], int]:
        """The first day of each story of a campaign."""
        found: dict[tuple[str, str], int] = {}
        for place, people in self.places.items():
            first = min(day for *_, day, _posted in people)
            found[place[:2]] = min(first, found.get(place[:2], first))
        return found

    def people(self, campaigns: Collection[str]) -> frozenset[str]:
        """Everyone in some campaigns."""
        groups = self.groups("campaign", campaigns)
        return frozenset().union(*groups.values())

    def groups(self, dimension: str, campaigns: Collection[str] | None = None) -> dict[str, frozenset[str]]:
        """Who is in each group of a breakdown, of all campaigns or of some."""
        index = Involved._fields.index(dimension)
        found: defaultdict[str, set[str]] = defaultdict(set)
        for place, people in self.places.items():
            if campaigns is None or place[0] in campaigns:
                found[place[index]].update([who for *_, who, _day, _posted in people])
        return {group: frozenset(people) for group, people in found.items()}

    def within(self, dimension: str, group: str) -> Crowd:
        """Those of one group of a breakdown."""
        index = Involved._fields.index(dimension)
        return _of({place: people for place, people in self.places.items() if place[index] == group})

    def authors_at(self, day: int) -> Mapping[Place, frozenset[str]]:
        """Where someone was involved at the end of `day`: those of whom a post was known by then."""
        return {
            place: frozenset(
                [who for *_, who, _since, posted in people if posted is not None and posted <= day]
            )
            for place, people in self.places.items()
            if any(since <= day for *_, since, _posted in people)
        }

    def first_posts(self) -> Mapping[str, int]:
        """The day of each author's first post."""
        found: dict[str, int] = {}
        for people in self.places.values():
            for *_, who, _since, posted in people:
                if posted is not None and posted <= found.get(who, posted):
                    found[who] = posted
        return found


def _of(places: Mapping[Place, Sequence[Involved]]) -> Crowd:
    crowd = Crowd(())
    crowd.places = places
    return crowd
