"""A second made-up public, drawn otherwise than `advocacy.testing.world`: blocks of employer, trade and home.

Who follows whom is a stochastic block model with employees as its core; everyone may see a post, followers
first; people who look more may also click more. It shows what `people_reached` is worth in another world than
that on which its constants were settled; only that some publics have a core was learned here, on other seeds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from advocacy.reach.reached import AuthorPosts, CampaignSeen, Clicks, PostSeen
from advocacy.testing.world import Told

Click = tuple[int, str, str, str]
Mask = np.ndarray
DAYS, LOST, APPEAL, AGAIN = 10, 0.25, 0.12, 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What differs between such worlds.

    Attributes:
        authors: employees who may post.
        people: all there are.
        employees: of them, those who follow each other most.
        bond: how much likelier an employee follows a colleague than a stranger does.
        followers: of an author, about.
        looks: squared coefficient of variation of how much people look.
        looks_and_clicks: 0 when who looks more clicks no more of what they see, 1 when in proportion.
    """

    authors: int = 30
    people: int = 40_000
    employees: int = 400
    bond: float = 60.0
    followers: float = 420.0
    looks: float = 0.6
    looks_and_clicks: float = 0.0


class BlockWorld:
    """Its people, and its authors' followers."""

    def __init__(self, seed: int, shape: Shape) -> None:
        self._chance, self._shape = np.random.default_rng(seed), shape
        chance, people, staff = self._chance, shape.people, shape.employees
        trade, home = chance.integers(0, 10, people), chance.integers(0, 14, people)
        trade[:staff] = np.where(chance.random(staff) < 0.6, 0, trade[:staff])
        known, is_staff = chance.gamma(1.5, 1 / 1.5, people), np.arange(people) < staff
        self._looks = chance.gamma(1 / shape.looks, shape.looks, people)
        eager = chance.gamma(0.5, 2.0, people) * self._looks**shape.looks_and_clicks
        self._eager = eager / eager.mean()
        self._followers, self._near = [], []
        for author in chance.choice(staff, shape.authors, replace=False):
            alike = 6.0 * (trade == trade[author]) + 3.0 * (home == home[author])
            weight = known * (1 + shape.bond * is_staff * chance.uniform(0.3, 1.5) + alike)
            wanted = shape.followers * chance.lognormal(-0.2, 0.6)
            self._followers.append(chance.random(people) < -np.expm1(-weight * wanted / weight.sum()))
            near = known * (1 + shape.bond / 2 * is_staff + alike)
            self._near.append(near / near.mean())

    def campaign(self) -> Told:
        """Let a campaign happen."""
        chance, met = self._chance, np.zeros(self._shape.people, bool)
        authors, clicks, sizes = list[AuthorPosts](), list[Click](), dict[str, int]()
        for number in range(self._shape.authors):
            if authors and chance.random() > 0.8:
                continue
            name, mine, posts = f"author-{number}", np.zeros(self._shape.people, bool), []
            appeal = APPEAL * chance.lognormal(-0.1, 0.45)
            for post in range(chance.integers(1, 6)):
                seen = self._seen(number)
                follows = self._clicks(seen, appeal, (name, f"{name}/{post}"))
                posts.append(_post(chance, seen, follows))
                clicks += follows
                mine |= seen
            met |= mine
            sizes[name] = int(self._followers[number].sum())
            authors.append(AuthorPosts(author=name, posts=tuple(posts), members_reached=int(mine.sum())))
        seen_by_us = CampaignSeen(posts=tuple(authors), clicks=Clicks.of(clicks))
        return Told(seen=seen_by_us, people_reached=int(met.sum()), followers=sizes)

    def _seen(self, author: int) -> Mask:
        chance, looks = self._chance, self._looks
        interest = -np.log(0.72) * chance.lognormal(-0.1, 0.45)
        seen = self._followers[author] & (chance.random(looks.size) < -np.expm1(-interest * looks))
        beyond = 0.4 * seen.sum() / (self._near[author] * looks).sum()
        return np.asarray(
            seen | (chance.random(looks.size) < -np.expm1(-beyond * self._near[author] * looks))
        )

    def _clicks(self, seen: Mask, appeal: float, post: tuple[str, str]) -> list[Click]:
        chance, people = self._chance, np.flatnonzero(seen)
        first, found = int(chance.integers(DAYS)), []
        for person in people[chance.random(people.size) < np.minimum(appeal * self._eager[people], 1)]:
            key = f"lost {chance.integers(10**12)}" if chance.random() < LOST else str(person)
            found.append((first + int(chance.geometric(0.55)) - 1, key, *post))
        return found


def _post(chance: Generator, seen: Mask, follows: list[Click]) -> PostSeen:
    members = int(seen.sum())
    return PostSeen(
        impressions=int(chance.geometric(1 - AGAIN, members).sum()),
        members_reached=members,
        clicks=dict(Counter(day for day, *_ in follows)),
    )
