"""How true the estimates are, where the truth is known; writes docs/explanation/estimates.md.

    python benchmarks/truth.py [EDGES.csv.gz …] [--worlds 60] [--trials 400] [--sets 100] [--seed 1]

Worlds and trials are made up (`advocacy.testing`). The graphs are real, and not part of this project.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import fmean, median, stdev

from block_world import BlockWorld, Shape
from unique_audience import Lists, drawn, from_sample, from_sketches, made, read

from advocacy.reach.estimate import Estimate
from advocacy.reach.holdout import hold_out, lift_by_region, lift_by_switching, switch
from advocacy.reach.lift import encourage, lift
from advocacy.reach.reached import CampaignSeen, Clicks, people_reached
from advocacy.testing.trials import ask, blocks, regions
from advocacy.testing.world import Habits, Told, World

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "estimates.md"


@dataclass(frozen=True, slots=True)
class Answer:
    """An estimate beside the truth; `raw` are figures that others would have given."""

    estimate: Estimate
    truth: float
    raw: tuple[float, ...] = ()

    @property
    def error(self) -> float:
        """As a part of the truth."""
        return self.estimate.value / self.truth - 1

    @property
    def holds(self) -> bool:
        """Whether the truth lies in the interval."""
        return self.estimate.low <= self.truth <= self.estimate.high

    @property
    def width(self) -> float:
        """Of the interval, as a part of the truth."""
        return (self.estimate.high - self.estimate.low) / self.truth


def row(name: str, answers: list[Answer]) -> str:
    errors = [answer.error for answer in answers]
    cells = (
        f"{median(map(abs, errors)):.1%}",
        f"{fmean(errors):+.1%}",
        f"{fmean(answer.holds for answer in answers):.0%}",
        f"{median(answer.width for answer in answers):.2f}",
        f"{max(answer.width for answer in answers):.2f}",
        str(len(answers)),
    )
    return f"| {name} | " + " | ".join(cells) + " |"


HEAD = "| | median error | mean error | cover | median width | widest | sets |\n|---|---|---|---|---|---|---|"


def audiences(graphs: list[Path], sets: int, seed: int) -> Iterator[str]:
    """Unique audience, by kind of set and method; the kinds with sixty colleagues first."""
    chance = random.Random(seed)  # noqa: S311 - sets to try, not secrets
    methods: dict[str, Callable[[Lists], Estimate]] = {
        "sketches of 1,024": lambda lists: from_sketches(lists, 1024),
        "sketches of 256": lambda lists: from_sketches(lists, 256),
        "400 sampled followers": lambda lists: from_sample(lists, 400, chance),
    }
    found: defaultdict[str, list[Answer]] = defaultdict(list)
    sums: defaultdict[str, list[float]] = defaultdict(list)
    kinds = [pair for path in graphs for pair in drawn(path, sets, chance)]
    for kind, lists in [*kinds, *made(max(sets // 3, 1), chance)]:
        truth = len(set().union(*lists))
        sums[kind].append(sum(map(len, lists)) / truth)
        for name, method in methods.items():
            found[f"{kind}, {name}"].append(Answer(method(lists), truth))
    yield HEAD
    yield from (row(name, answers) for name, answers in found.items())
    yield ""
    yield "Followers summed, in multiples of the truth: " + "; ".join(
        f"{kind} {median(ratios):.2f}" for kind, ratios in sums.items()
    )


@cache
def graph(path: Path) -> dict[int, set[int]]:
    """The followers of each node, read once."""
    return read(path)


def from_graph(path: Path, seed: int, habits: Habits, authors: int = 40) -> World:
    """A world whose authors are neighbours in a real graph."""
    chance = random.Random(seed)  # noqa: S311 - a simulation
    followers = graph(path)
    start = chance.choice([node for node in sorted(followers) if len(followers[node]) > authors])
    team = [start, *chance.sample(sorted(followers[start]), authors - 1)]
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


def reached(
    worlds: Iterable[World | BlockWorld], *, history: int = 6, own_pairs: bool = True
) -> list[Answer]:
    answers = []
    for world in worlds:
        told = [world.campaign() for _ in range(history + 1)]
        seen = [one.seen if own_pairs else without_own_pairs(one.seen) for one in told]
        estimate = people_reached(seen[-1].posts, seen[-1].clicks, history=seen[:-1])
        answers.append(Answer(estimate, told[-1].people_reached, raw=usual_figures(told[-1])))
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


def people(graphs: list[Path], worlds: int, seed: int) -> Iterator[str]:
    usual = Habits()
    seeds = range(1000 * seed, 1000 * seed + worlds)

    def made_up(habits: Habits = usual, **shape: int) -> Iterator[World]:
        return (World.made(seed=one, habits=habits, **shape) for one in seeds)

    first = reached(made_up())
    yield HEAD
    yield row("usual, six earlier campaigns", first)
    yield row("no earlier campaign", reached(made_up(), history=0))
    yield row("30 % of authors tell impressions only", reached(made_up(Habits(silent=0.3))))
    yield row("no co-clicks kept of an author's own posts", reached(made_up(), own_pairs=False))
    yield row("a third of the clicks", reached(made_up(Habits(follows=0.027))))
    yield row(
        "everyone almost equally eager, few keys lost", reached(made_up(Habits(eagerness=0.7, lost=0.1)))
    )
    yield row("eager few, many keys lost", reached(made_up(Habits(eagerness=3.5, lost=0.35))))
    yield row("a small public, so much overlap", reached(made_up(people=20_000)))
    yield row("a core of 70 colleagues who follow nearly everyone", reached(made_up(staff=70)))
    yield row("people differ twice as much in how often they look", reached(made_up(Habits(activity=1.4))))
    yield row("60 authors", reached(made_up(Habits(follows=0.05), authors=60)))
    yield row("a large employer, 15 authors", reached(made_up(staff=1000, authors=15, people=30_000)))
    for path in graphs:
        name = path.name.split("_edges")[0]
        habits = Habits(follows=0.12)
        yield row(f"40 neighbours in {name}", reached(from_graph(path, one, habits) for one in seeds))
    for name, shape in OTHERS.items():
        yield row(f"† {name}", reached(BlockWorld(one, shape) for one in seeds))
    names = ("followers × posts", "impressions", "members by post", "members by author")
    figures = [median(answer.raw[place] for answer in first) for place in range(len(names))]
    yield ""
    yield "Other figures, in multiples of the truth (usual worlds): " + "; ".join(
        f"{name} {figure:.2f}" for name, figure in zip(names, figures, strict=True)
    )


OTHERS = {
    "blocks, employees as a core": Shape(),
    "who looks more also clicks more": Shape(looks_and_clicks=0.5),
    "10 authors": Shape(authors=10),
    "everyone looks almost as much": Shape(looks=0.1),
    "a large core: each tenth person sees eight authors or more": Shape(people=4000, followers=700),
}


def trials(count: int, seed: int) -> Iterator[str]:
    yield "| | truth | mean estimate | standard error of that mean | cover | median width | trials |"
    yield "|---|---|---|---|---|---|---|"
    shapes = {
        "12 items, 10 teams, 4 asks": (12, 10, 4, 0.8, 0.35),
        "the same, sharing does nothing": (12, 10, 4, 0.0, 0.35),
        "5 items, 6 teams, 2 asks": (5, 6, 2, 0.8, 0.35),
        "20 items, 4 teams, 3 asks, few comply": (20, 4, 3, 0.8, 0.1),
    }
    for name, (items, teams, asks, effect, complies) in shapes.items():
        asked, shared = [], []
        for number in range(count):
            plan = encourage(
                items=[f"item-{n}" for n in range(items)],
                teams=[f"team-{n}" for n in range(teams)],
                budget=asks,
                outcome="sign-ups",
                spread=5,
                seed=seed * 100_000 + number,
            )
            truth = ask(plan, seed=seed * 100_000 + 50_000 + number, effect=effect, complies=complies)
            found = lift(plan, truth.outcomes)
            if found.asked:
                asked.append(Answer(found.asked, truth.of_asking))
            if found.shared:
                shared.append(Answer(found.shared, truth.of_sharing))
        yield trial_row(f"asked: {name}", asked)
        yield trial_row(f"a share: {name}", shared)
    for half in (16, 40):
        yield trial_row(f"{half} regions, +6 %", list(by_region(half, count, seed)))
    for pairs in (10, 30):
        yield trial_row(f"{2 * pairs} blocks of 3 days, +5 %", list(by_switching(pairs, count, seed)))


def by_region(number: int, count: int, seed: int) -> Iterator[Answer]:
    names = [f"region-{n}" for n in range(number)]
    for one in range(seed * 100_000, seed * 100_000 + count):
        waiting = hold_out(names, seed=one)
        found = lift_by_region(regions(waiting, names, seed=one, effect=0.06), drawn=True).percent
        if found:
            yield Answer(found, 6.0)


def by_switching(pairs: int, count: int, seed: int) -> Iterator[Answer]:
    for one in range(seed * 100_000, seed * 100_000 + count):
        found = lift_by_switching(blocks(switch(pairs, seed=one), seed=one, effect=0.05), drawn=True).percent
        if found:
            yield Answer(found, 5.0)


def trial_row(name: str, answers: list[Answer]) -> str:
    errors = [answer.estimate.value - answer.truth for answer in answers]
    truth = fmean(answer.truth for answer in answers)
    cells = (
        f"{truth:.2f}",
        f"{truth + fmean(errors):.2f}",
        f"{stdev(errors) / len(errors) ** 0.5:.2f}",
        f"{fmean(answer.holds for answer in answers):.0%}",
        f"{median(answer.estimate.high - answer.estimate.low for answer in answers):.2f}",
        str(len(answers)),
    )
    return f"| {name} | " + " | ".join(cells) + " |"


TEXT = """\
# How true the estimates are

This page is written by `benchmarks/truth.py`, where the truth is known: on real follow graphs, and in worlds
and trials that are made up. Intervals are of 90 %; *cover* is how many of them held the truth. What the
estimates are and how to ask for them is in [the reference](../reference/estimates.md).

## Unique audience

People who follow at least one of some authors. Colleagues are members of one community of the graph. Lists
that are made up are large and overlap, for sketches that are far from complete.

{audiences}

Graphs: mutual follows; Rozemberczki, Allen & Sarkar, *Multi-scale attributed node embedding*, arXiv
1909.13021.

## People reached

People who saw at least one post. Thirty authors of one employer post three times each; people differ in how
much they look and how readily they click, a quarter of the clicks carry a strange key, and keys live for one
day.

{people}

The rows marked † are of a second simulator, `benchmarks/block_world.py`, whose public is drawn otherwise
(blocks of employer, trade and home).

What would make it wrong: a network that sums members over an author's posts and calls it each member once;
people who click being unlike the rest in how many colleagues they see; several networks at once. Few
co-clicks, much overlap and many authors leave the median error above 5 %; the interval widens with them.
Where some of the public see nearly every author, too few people are found, the more so the larger that core.
The worlds and the estimator have the same authors: what the estimator starts from was settled on other seeds
of the first simulator, and that some publics have a core on other seeds of the second.

## Lift

Who is asked, which regions wait and when it is on are drawn by chance. The effect of a share is told
only where asking added shares beyond doubt; where few comply, the trials left are those in which many
did, and their mean is off.

{trials}
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("graphs", type=Path, nargs="*")
    asked.add_argument("--worlds", type=int, default=60)
    asked.add_argument("--trials", type=int, default=400)
    asked.add_argument("--sets", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--print", action="store_true", help="show the page, do not write it")
    options = asked.parse_args()
    page = TEXT.format(
        audiences="\n".join(audiences(options.graphs, options.sets, options.seed)),
        people="\n".join(people(options.graphs, options.worlds, options.seed)),
        trials="\n".join(trials(options.trials, options.seed)),
    )
    if options.print:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
