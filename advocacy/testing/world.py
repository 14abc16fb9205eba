"""A made-up public in which the truth is known: who follows whom, who saw which post, who followed a link."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from advocacy.reach.reached import AuthorPosts, CampaignSeen, Clicks, PostSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How people of the world behave.

    Attributes:
        sees: chance that a follower of usual activity sees a post of usual interest.
        second: people beyond the followers who see a post, for each follower who does.
        activity: spread of how much people look at all (of its logarithm).
        follows: chance that someone who saw a post of usual appeal follows its link.
        eagerness: squared coefficient of variation, between people, of following links.
        lost: chance that a click carries another key than its visitor's.
        delay: chance that a click comes on the day of the post, and if not, on the next, and so on.
        posts: mean number of posts of an author in a campaign, at least 1.
        days: over which a campaign's posts are spread.
        takes_part: chance that an author takes part in a campaign.
        silent: chance that an author's network tells impressions only.
    """

    sees: float = 0.25
    second: float = 0.35
    activity: float = 0.7
    follows: float = 0.08
    eagerness: float = 2.0
    lost: float = 0.25
    delay: float = 0.5
    posts: float = 3.0
    days: int = 10
    takes_part: float = 0.8
    silent: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A campaign as networks and links tell of it, beside the truth.

    Attributes:
        seen: what is known.
        people_reached: the truth.
        followers: of each author who took part.
    """

    seen: CampaignSeen
    people_reached: int
    followers: Mapping[str, int]


@dataclass(slots=True, kw_only=True)
class World:
    """People with their habits, and authors with their followers.

    Attributes:
        followers: by author, whom a post can reach at once.
        beyond: by author, whom it can reach through others; more likely those who stand there more often.
        habits: of everyone.
        chance: everything is drawn from it.

    >>> told = World.made(seed=1, authors=5).campaign()
    >>> told.people_reached <= sum(author.members for author in told.seen.posts)
    True
    """

    followers: Mapping[str, Sequence[int]]
    beyond: Mapping[str, Sequence[int]]
    habits: Habits = field(default_factory=Habits)
    chance: random.Random
    _people: dict[int, tuple[float, float]] = field(default_factory=dict)

    @classmethod
    def made(
        cls,
        *,
        seed: int,
        authors: int = 30,
        people: int = 60_000,
        staff: int = 300,
        usual: int = 450,
        habits: Habits | None = None,
    ) -> World:
        """Authors of one employer; their followers are colleagues, the trade, the town, and anyone.

        Args:
            seed: of everything.
            authors: how many.
            people: how many there are at all.
            staff: of them, the employer's.
            usual: the median number of followers.
            habits: as usual unless given.
        """
        chance = random.Random(seed)  # noqa: S311 - a simulation
        crowd = _Crowd(chance, people, staff)
        lists, beyond = {}, {}
        trades, towns = chance.sample(range(_TRADES), 3), chance.sample(range(_TOWNS), 4)
        for number in range(authors):
            size, trade, town = (
                usual * chance.lognormvariate(0, 0.6),
                chance.choice(trades),
                chance.choice(towns),
            )
            mix = {"staff": 0.12, f"trade {trade}": 0.4, f"town {town}": 0.25, "all": 0.23}
            met = {person for pool, part in mix.items() for person in crowd.draw(pool, round(size * part))}
            lists[f"author-{number}"] = sorted(met)
            beyond[f"author-{number}"] = crowd.draw(f"trade {trade}", 20 * usual)
        return cls(followers=lists, beyond=beyond, habits=habits or Habits(), chance=chance)

    def campaign(self) -> Told:
        """Let a campaign happen."""
        chance, habits = self.chance, self.habits
        everyone: set[int] = set()
        authors: list[AuthorPosts] = []
        clicks: list[tuple[int, str, str, str]] = []
        for author in self.followers:
            if chance.random() >= habits.takes_part and authors:
                continue
            appeal = habits.follows * _spread(chance, 0.4)
            posts, met = [], set[int]()
            for number in range(1 + poisson(chance, habits.posts - 1)):
                views = self._views(author)
                follows = self._clicks(views, appeal, (author, f"{author}/{number}"))
                clicks += follows
                posts.append(_post(views, follows))
                met |= views.keys()
            everyone |= met
            authors.append(_author(author, posts, len(met), silent=chance.random() < habits.silent))
        seen = CampaignSeen(posts=tuple(authors), clicks=Clicks.of(clicks))
        sizes = {author.author: len(self.followers[author.author]) for author in authors}
        return Told(seen=seen, people_reached=len(everyone), followers=sizes)

    def _views(self, author: str) -> dict[int, int]:
        """How often each person saw a post."""
        chance, habits = self.chance, self.habits
        interest = -math.log1p(-habits.sees) * _spread(chance, 0.5)
        met = [
            person
            for person in self.followers[author]
            if chance.random() < -math.expm1(-interest * self._habits_of(person)[0])
        ]
        met += chance.choices(self.beyond[author], k=poisson(chance, habits.second * len(met)))
        return {person: 1 + poisson(chance, self._habits_of(person)[0] / 3) for person in set(met)}

    def _clicks(
        self, views: Mapping[int, int], appeal: float, post: tuple[str, str]
    ) -> list[tuple[int, str, str, str]]:
        chance, habits = self.chance, self.habits
        posted, found = chance.randrange(habits.days), []
        for person in views:
            if chance.random() < appeal * self._habits_of(person)[1]:
                day = posted
                while chance.random() > habits.delay:
                    day += 1
                lost = chance.random() < habits.lost
                found.append((day, f"{person}/{chance.random()}" if lost else str(person), *post))
        return found

    def _habits_of(self, person: int) -> tuple[float, float]:
        """How much this person looks, and how readily they click; both 1 on average."""
        if person not in self._people:
            spread = self.habits.eagerness
            eager = self.chance.gammavariate(1 / spread, spread) if spread else 1.0
            self._people[person] = (_spread(self.chance, self.habits.activity), eager)
        return self._people[person]


class _Crowd:
    """People with a trade, a town and a number of acquaintances."""

    def __init__(self, chance: random.Random, people: int, staff: int) -> None:
        self._chance = chance
        known = [_spread(chance, 0.8) for _ in range(people)]
        pools: defaultdict[str, list[int]] = defaultdict(list)
        for person in range(people):
            pools[f"trade {chance.randrange(_TRADES)}"].append(person)
            pools[f"town {chance.randrange(_TOWNS)}"].append(person)
        pools["staff"], pools["all"] = list(range(staff)), list(range(people))
        self._pools = {name: (pool, list(accumulate(known[p] for p in pool))) for name, pool in pools.items()}

    def draw(self, name: str, size: int) -> list[int]:
        """People of a pool, better known ones more often."""
        pool, weights = self._pools[name]
        return self._chance.choices(pool, cum_weights=weights, k=size)


def poisson(chance: random.Random, mean: float) -> int:
    """A Poisson number; a rounded normal one where the mean is large."""
    if mean > _LARGE:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, number = math.exp(-mean), chance.random(), 0
    while product > limit:
        number, product = number + 1, product * chance.random()
    return number


def _spread(chance: random.Random, sigma: float) -> float:
    """A lognormal number with mean 1."""
    return chance.lognormvariate(-sigma * sigma / 2, sigma)


def _post(views: Mapping[int, int], clicks: Sequence[tuple[int, str, str, str]]) -> PostSeen:
    by_day = Counter(day for day, _visitor, _author, _post in clicks)
    return PostSeen(impressions=sum(views.values()), members_reached=len(views), clicks=dict(by_day))


def _author(author: str, posts: Sequence[PostSeen], members: int, *, silent: bool) -> AuthorPosts:
    if not silent:
        return AuthorPosts(author=author, posts=tuple(posts), members_reached=members)
    only = (PostSeen(impressions=post.impressions, clicks=post.clicks) for post in posts)
    return AuthorPosts(author=author, posts=tuple(only))


_TRADES = 10
_TOWNS = 12
_LARGE = 30
