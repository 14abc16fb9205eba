"""How true the estimates are, where the truth is known; writes docs/explanation/estimates.md.

    python benchmarks/truth.py [EDGES.csv.gz …] [--worlds 60] [--trials 400] [--sets 100] [--seed 1]
    python benchmarks/truth.py [EDGES.csv.gz …] --against EARLIER_REACHED.py [--worlds 60] [--seed 1]

Worlds and trials are made up (`advocacy.testing`). The graphs are real, and not part of this project.
"""

from __future__ import annotations

import argparse
import random
import runpy
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean, median, stdev

from families import Estimator, families
from scored import HEAD, Answer, row
from unique_audience import Lists, drawn, from_sample, from_sketches, made

from advocacy.reach.estimate import Estimate
from advocacy.reach.holdout import hold_out, lift_by_region, lift_by_switching, switch
from advocacy.reach.lift import encourage, lift
from advocacy.reach.reached import people_reached
from advocacy.testing.trials import ask, blocks, regions

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "estimates.md"


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


def people(graphs: list[Path], worlds: int, seed: int) -> Iterator[str]:
    """How near people reached are, by kind of world."""
    yield "| | median error | cover | median width | sets |"
    yield "|---|---|---|---|---|"
    figures: list[float] = []
    names = ("followers × posts", "impressions", "members by post", "members by author")
    for family in families(graphs, worlds, seed):
        (answers,) = family.reached(people_reached)
        figures = figures or [median(answer.raw[place] for answer in answers) for place in range(len(names))]
        yield f"| {family.name} | {' | '.join(figures_of(answers))} | {len(answers)} |"
    yield ""
    yield "Other figures, in multiples of the truth (usual worlds): " + "; ".join(
        f"{name} {figure:.2f}" for name, figure in zip(names, figures, strict=True)
    )
    yield ""
    yield f"Seeds of the worlds: {1000 * seed} to {1000 * seed + worlds - 1}."


def beside(other: Path, graphs: list[Path], worlds: int, seed: int) -> Iterator[str]:
    """An earlier `advocacy/reach/reached.py` beside ours, on the same worlds."""
    theirs: Estimator = runpy.run_path(str(other))["people_reached"]
    yield "| | median error before | after | cover before | after | median width before | after | sets |"
    yield "|---|---|---|---|---|---|---|---|"
    for family in families(graphs, worlds, seed):
        before, after = family.reached(theirs, people_reached)
        cells = zip(figures_of(before), figures_of(after), strict=True)
        yield (
            f"| {family.name} | " + " | ".join(f"{was} | {now}" for was, now in cells) + f" | {len(after)} |"
        )


def figures_of(answers: list[Answer]) -> tuple[str, str, str]:
    """Median error, cover and median width."""
    error = median(abs(answer.error) for answer in answers)
    cover, width = fmean(answer.holds for answer in answers), median(answer.width for answer in answers)
    return f"{error:.1%}", f"{cover:.0%}", f"{width:.2f}"


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
(blocks of employer, trade and home); those marked ‡ of a third, `benchmarks/dense_graph.py`, where colleagues
share most of their friends.

What would make it wrong: a network that sums members over an author's posts and calls it each member once;
people who click being unlike the rest in how many colleagues they see; several networks at once. With few
co-clicks, or where some of the public see nearly every author, the median error is above 5 %; the interval
widens with them. The worlds and the estimator have the same authors: what the estimator starts from, how the
union bends and how wide the interval is were settled on other seeds of these simulators, and on other teams
in these graphs. `--against` sets an earlier estimator beside it on the same worlds.

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
    asked.add_argument("--against", type=Path, help="an earlier reached.py, to be set beside ours")
    options = asked.parse_args()
    if options.against:
        for line in beside(options.against, options.graphs, options.worlds, options.seed):
            print(line, flush=True)
        return
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
