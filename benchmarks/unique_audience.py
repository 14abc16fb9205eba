"""How well unique audience is estimated, on graphs where the truth is known.

    python benchmarks/unique_audience.py EDGES.csv.gz … [--sets 200] [--seed 1]

An edge list has two columns of node numbers and a header; followers of a node are its neighbours.
Ambassadors are drawn as colleagues (members of one community, found by label propagation) and at random.
A third kind of set is made up here: large lists that overlap, for sketches that are far from complete.
The graphs are not part of this project.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean, median

from advocacy.reach.estimate import Estimate
from advocacy.reach.overlap import AudienceSketch, unique_audience, unique_audience_from_sample

Lists = list[set[int]]
KEY = b"a key for the benchmark only"
SKETCHES = (1024, 256, 64)
SAMPLES = (400, 100)


def read(path: Path) -> dict[int, set[int]]:
    """The followers of each node."""
    followers: defaultdict[int, set[int]] = defaultdict(set)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for one, other in list(csv.reader(lines))[1:]:
            followers[int(one)].add(int(other))
            followers[int(other)].add(int(one))
    return dict(followers)


def communities(followers: dict[int, set[int]], chance: random.Random) -> list[list[int]]:
    """Groups of nodes by label propagation, those large enough for sixty colleagues."""
    labels = {node: node for node in followers}
    for _ in range(8):
        for node in chance.sample(sorted(followers), len(followers)):
            counts = Counter(labels[near] for near in followers[node])
            top = max(counts.values())
            labels[node] = min(label for label, count in counts.items() if count == top)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for node, label in labels.items():
        groups[label].append(node)
    return [sorted(group) for group in groups.values() if len(group) >= 60]


def drawn(path: Path, count: int, chance: random.Random) -> Iterator[tuple[str, Lists]]:
    """Sets of ambassadors from one graph."""
    followers = read(path)
    groups, nodes, name = communities(followers, chance), sorted(followers), path.name.split("_edges")[0]
    for ambassadors in (5, 20, 60):
        for _ in range(count):
            colleagues = chance.sample(chance.choice(groups), ambassadors) if groups else []
            if colleagues:
                yield f"{name} colleagues {ambassadors}", [followers[node] for node in colleagues]
            yield (
                f"{name} random {ambassadors}",
                [followers[node] for node in chance.sample(nodes, ambassadors)],
            )


def made(count: int, chance: random.Random) -> Iterator[tuple[str, Lists]]:
    """Large lists: half of each is drawn from a common public, whose reach into each account differs."""
    for ambassadors in (1, 5, 20):
        for _ in range(count):
            public, lists = range(40_000), []
            for _account in range(ambassadors):
                size = int(min(800 * chance.paretovariate(1.0), 30_000))
                shared = chance.sample(public, size // 2)
                own = (chance.randrange(10**9) for _ in range(size - size // 2))
                lists.append({*shared, *own})
            yield f"made up {ambassadors}", lists


def from_sketches(lists: Lists, k: int) -> Estimate:
    """What sketches of `k` hashes tell."""
    return unique_audience(AudienceSketch.of(map(str, ids), key=KEY, k=k) for ids in lists)


def from_sample(lists: Lists, people: int, chance: random.Random) -> Estimate:
    """What `people` followers tell, shared out over the accounts by size."""
    total = sum(map(len, lists))
    met = []
    for ids in lists:
        size = min(max(round(people * len(ids) / total), 1), len(ids))
        met.append([sum(one in other for other in lists) for one in chance.sample(sorted(ids), size)])
    return unique_audience_from_sample([len(ids) for ids in lists], met)


def main() -> None:
    """Print a table: median error, cover and width of the 90 % interval, by kind of set and method."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("graphs", type=Path, nargs="*")
    asked.add_argument("--sets", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - sets to try, not secrets
    methods: dict[str, Callable[[Lists], Estimate]] = {
        f"sketch {k}": lambda lists, k=k: from_sketches(lists, k) for k in SKETCHES
    } | {f"sample {n}": lambda lists, n=n: from_sample(lists, n, chance) for n in SAMPLES}
    results: defaultdict[tuple[str, str], list[tuple[float, bool, float]]] = defaultdict(list)
    kinds = [pair for path in options.graphs for pair in drawn(path, options.sets, chance)]
    for kind, lists in [*kinds, *made(max(options.sets // 3, 1), chance)]:
        truth = len(set().union(*lists))
        results[kind, "sum"].append((abs(sum(map(len, lists)) / truth - 1), False, 0.0))
        for name, method in methods.items():
            found = method(lists)
            error, width = abs(found.value / truth - 1), (found.high - found.low) / truth
            results[kind, name].append((error, found.low <= truth <= found.high, width))
    print(f"{'sets':<28}{'method':<14}{'median error':>13}{'worst':>9}{'cover':>8}{'width':>8}")
    for (kind, name), rows in results.items():
        errors, covers, widths = zip(*rows, strict=True)
        line = f"{median(errors):>13.1%}{max(errors):>9.1%}"
        more = "" if name == "sum" else f"{fmean(covers):>8.0%}{median(widths):>8.2f}"
        print(f"{kind:<28}{name:<14}{line}{more}")


if __name__ == "__main__":
    main()
