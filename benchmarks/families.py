"""The kinds of worlds in which people reached are estimated: made up three ways, or on real graphs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from block_world import BlockWorld, Shape
from dense_graph import dense_world
from scored import Answer
from unique_audience import communities, read

from advocacy.reach.estimate import Estimate
from advocacy.reach.reached import CampaignSeen, Clicks
from advocacy.testing.world import Habits, Told, World


@cache
def graph(path: Path) -> dict[int, set[int]]:
    """The followers of each node, read once."""
    return read(path)


@cache
def groups(path: Path) -> list[list[int]]:
    """Its communities, found once."""
    return communities(graph(path), random.Random(5))  # noqa: S311 - a simulation


def neighbours(path: Path, chance: random.Random, authors: int = 40) -> list[int]:
    """Somebody in a real graph, with some of those around them."""
    followers = graph(path)
    start = chance.choice([node for node in sorted(followers) if len(followers[node]) > authors])
    return [start, *chance.sample(sorted(followers[start]), authors - 1)]


def colleagues(path: Path, chance: random.Random, authors: int = 60) -> list[int]:
    """Some of one community of a real graph."""
    return chance.sample(chance.choice(groups(path)), authors)


Drawn = Callable[[Path, random.Random], list[int]]


def from_graph(path: Path, seed: int, habits: Habits, team_of: Drawn = neighbours) -> World:
    """A world whose authors stand together in a real graph."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    followers = graph(path)
    team = team_of(path, chance)
    beyond = {}
    for node in team:
        near = chance.choices(sorted(followers[node]), k=30)
        beyond[str(node)] = [far for one in near for far in followers[one]]
    return World(
        followers={str(node): sorted(followers[node]) for node in team},
        beyond=beyond,
        habits=habits,
        chance=chance,
    )


def without_own_pairs(seen: CampaignSeen) -> CampaignSeen:
    together = {pair: count for pair, count in seen.clicks.together.items() if pair[0] != pair[1]}
    return replace(seen, clicks=Clicks(visitors=seen.clicks.visitors, together=together))


Estimator = Callable[..., Estimate]


@dataclass(frozen=True, slots=True)
class Family:
    """Worlds of one kind."""

    name: str
    worlds: Callable[[], Iterable[World | BlockWorld]]
    history: int = 6
    own_pairs: bool = True

    def reached(self, *estimators: Estimator) -> list[list[Answer]]:
        """What each estimator says of the same worlds."""
        answers: list[list[Answer]] = [[] for _ in estimators]
        for world in self.worlds():
            told = [world.campaign() for _ in range(self.history + 1)]
            seen = [one.seen if self.own_pairs else without_own_pairs(one.seen) for one in told]
            for estimator, found in zip(estimators, answers, strict=True):
                estimate = estimator(seen[-1].posts, seen[-1].clicks, history=seen[:-1])
                found.append(Answer(estimate, told[-1].people_reached, raw=usual_figures(told[-1])))
        return answers


def usual_figures(told: Told) -> tuple[float, ...]:
    """Followers × posts, impressions, members by post, members by author; in multiples of the truth."""
    posts = told.seen.posts
    figures = (
        sum(told.followers[author.author] * len(author.posts) for author in posts),
        sum(author.impressions or 0 for author in posts),
        sum(author.summed_members or 0 for author in posts),
        sum(author.members or 0 for author in posts),
    )
    return tuple(figure / told.people_reached for figure in figures)


def families(graphs: list[Path], worlds: int, seed: int) -> Iterator[Family]:
    """Every kind of world, the usual one first."""
    seeds = range(1000 * seed, 1000 * seed + worlds)

    def made_up(habits: Habits | None = None, **shape: int) -> Callable[[], Iterator[World]]:
        return lambda: (World.made(seed=one, habits=habits, **shape) for one in seeds)

    yield Family("usual, six earlier campaigns", made_up())
    yield Family("no earlier campaign", made_up(), history=0)
    yield Family("30 % of authors tell impressions only", made_up(Habits(silent=0.3)))
    yield Family("no co-clicks kept of an author's own posts", made_up(), own_pairs=False)
    for name, habits in HABITS.items():
        yield Family(name, made_up(habits))
    yield Family("a small public, so much overlap", made_up(people=20_000))
    yield Family("a core of 70 colleagues who follow nearly everyone", made_up(staff=70))
    yield Family("60 authors", made_up(Habits(follows=0.05), authors=60))
    yield Family("a large employer, 15 authors", made_up(staff=1000, authors=15, people=30_000))
    for path in graphs:
        name = path.name.split("_edges")[0]
        yield Family(f"40 neighbours in {name}", in_graph(path, seeds, Habits(follows=0.12), neighbours))
        eager = Habits(follows=0.2, sees=0.4)
        yield Family(f"60 colleagues in {name}", in_graph(path, seeds, eager, colleagues))
    for name, shape in OTHERS.items():
        yield Family(f"† {name}", partial(_blocks, shape, seeds))
    for authors in (15, 40):
        yield Family(f"‡ {authors} colleagues among friends", partial(_friends, authors, seeds))


def _blocks(shape: Shape, seeds: range) -> Iterator[BlockWorld]:
    return (BlockWorld(one, shape) for one in seeds)


def _friends(authors: int, seeds: range) -> Iterator[World]:
    return (dense_world(one, authors=authors) for one in seeds)


def in_graph(path: Path, seeds: range, habits: Habits, team_of: Drawn) -> Callable[[], Iterator[World]]:
    """Worlds whose authors stand together in a real graph."""
    return lambda: (from_graph(path, one, habits, team_of) for one in seeds)


HABITS = {
    "a third of the clicks": Habits(follows=0.027),
    "everyone almost equally eager, few keys lost": Habits(eagerness=0.7, lost=0.1),
    "eager few, many keys lost": Habits(eagerness=3.5, lost=0.35),
    "people differ twice as much in how often they look": Habits(activity=1.4),
}
OTHERS = {
    "blocks, employees as a core": Shape(),
    "who looks more also clicks more": Shape(looks_and_clicks=0.5),
    "10 authors": Shape(authors=10),
    "everyone looks almost as much": Shape(looks=0.1),
    "a large core: each tenth person sees eight authors or more": Shape(people=4000, followers=700),
}
