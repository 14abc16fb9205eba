"""A made-up network of friends: dense groups that overlap, with a team inside one of them.

Such graphs are where sums mislead most: colleagues who know each other share most of their public, and a few
others besides. It is drawn here because the graphs that would show it may not be part of this project.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from advocacy.testing.world import Habits, World

FOLLOWS = 0.12
_DENSE, _LOOSE = (0.12, 0.5), (0.1, 0.6)


def dense_world(seed: int, *, authors: int = 40, people: int = 4000) -> World:
    """Authors of one group; whom a post reaches through others are friends of friends."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    friends: defaultdict[int, set[int]] = defaultdict(set)
    team = chance.sample(range(people), chance.randint(60, 400))
    _befriend(friends, team, chance.uniform(*_DENSE), chance)
    grouped = 0
    while grouped < 1.2 * people:
        group = chance.sample(range(people), int(min(200, 15 * chance.paretovariate(1.1))))
        _befriend(friends, group, chance.uniform(*_LOOSE), chance)
        grouped += len(group)
    for _ in range(2 * people):
        _befriend(friends, chance.sample(range(people), 2), 1.0, chance)
    chosen = chance.sample(team, min(authors, len(team) // 2))
    beyond = {}
    for author in chosen:
        near = chance.choices(sorted(friends[author]), k=30)
        beyond[str(author)] = [far for one in near for far in sorted(friends[one])]
    return World(
        followers={str(author): sorted(friends[author]) for author in chosen},
        beyond=beyond,
        habits=Habits(follows=FOLLOWS),
        chance=chance,
    )


def _befriend(
    friends: defaultdict[int, set[int]], group: Sequence[int], likely: float, chance: random.Random
) -> None:
    for one, other in combinations(group, 2):
        if chance.random() < likely:
            friends[one].add(other)
            friends[other].add(one)
