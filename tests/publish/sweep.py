"""Every crash there can be, or a seeded part of them: ``PYTHONPATH=tests python -m publish.sweep --all``."""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from advocacy.storage import Store
from peers.postgres import run_postgres
from publish import world
from publish.crash import SHARE, Mutation, Story, Verdict
from publish.paper import Paper
from publish.scenarios import SCENARIOS, Scenario
from publish.survey import State
from publish.trap import Point, Unit


@dataclass(frozen=True, kw_only=True)
class Case:
    """Points of one scenario that cannot differ, by the first of them; of a kill, the files it leaves."""

    scenario: Scenario
    point: Point
    points: int = 1
    state: State | None = None

    def __str__(self) -> str:
        how = "killed" if self.point.how is signal.SIGKILL else "stopped"
        return f"{self.scenario.name}: {how} before {self.point.unit} {self.point.at}"


@dataclass(kw_only=True)
class Tally:
    """What came of many cases."""

    cases: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    wrong: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, parts: Sequence[Tally]) -> Tally:
        return cls(
            cases=sum(part.cases for part in parts),
            ends=sum((part.ends for part in parts), Counter()),
            posts=sum(part.posts for part in parts),
            wrong=[complaint for part in parts for complaint in part.wrong],
        )

    def add(self, case: Case, verdict: Verdict) -> None:
        self.cases += 1
        self.ends[verdict.state] += case.points
        self.posts += verdict.posts
        self.wrong += [f"{case}: {complaint}" for complaint in verdict.wrong]

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {state}" for state, count in self.ends.most_common())
        return f"{self.ends.total()} points in {self.cases} that differ: {ends}; {len(self.wrong)} wrong"


@dataclass(frozen=True, kw_only=True)
class Group:
    """A kind of points, and the scenarios where all of them are gone through."""

    unit: Unit
    how: signal.Signals = signal.SIGKILL
    where: Callable[[Scenario], bool] = lambda _scenario: True
    on_postgres: bool = False


_LONG = {
    "posts can be found, request lost",
    "posts can be found, repost, request lost",
    "keys for an hour, answers lost for long",
}
"""The same rounds over and over: killed everywhere, not stopped everywhere."""
GROUPS = {
    "killed before an instruction": Group(unit="opcode"),
    "killed around a statement": Group(unit="statement"),
    "stopped before a line": Group(
        unit="line", how=signal.SIGSTOP, where=lambda each: each.name not in _LONG
    ),
    "killed around a statement of PostgreSQL": Group(unit="statement", on_postgres=True),
    "stopped around a statement of PostgreSQL": Group(
        unit="statement",
        how=signal.SIGSTOP,
        where=lambda each: each.name.endswith(("answered", "answer lost")),
        on_postgres=True,
    ),
}


class Bench:
    """A place to tell stories, one after another, each from the same beginning."""

    def __init__(self, directory: Path, postgres: str | None = None) -> None:
        self._here, self._states = directory, directory / "states"
        self._paper = Paper(directory / "paper")
        self._database, self._beginning = directory / "now.db", directory / "beginning.db"
        if postgres is None:
            self._fill(Store.open(str(self._beginning)))
        self.store = Store.open(postgres or str(self._database))
        self.store.close()
        self._is_file = postgres is None

    def tell(self, case: Case, mutation: Mutation | None = None) -> Verdict:
        self._begin()
        story = self._story(case.scenario, mutation)
        return story.tell(case.point) if case.state is None else story.go_on(case.state, self._here)

    def cases(
        self, scenario: Scenario, unit: Unit, how: signal.Signals, mutation: Mutation | None = None
    ) -> list[Case]:
        """Every point of the scenario, those together that cannot differ."""
        point = Point(unit=unit, at=1, how=how)
        self._begin()
        self._story(scenario, mutation).moments(unit, only_written=True)  # what is built once is built
        self._begin()
        story = self._story(scenario, mutation)
        if how is signal.SIGKILL and self._is_file:
            shutil.rmtree(self._states, ignore_errors=True)
            self._states.mkdir()
            files = [self._database, self._database.with_name("now.db-wal"), self._here / "paper"]
            return [
                Case(scenario=scenario, point=replace(point, at=each.first), points=each.points, state=each)
                for each in story.survey(unit, files, self._states)
            ]
        firsts = story.moments(unit, only_written=how is signal.SIGKILL)
        ends = [*firsts[1:], firsts[-1] + 1]
        return [
            Case(scenario=scenario, point=replace(point, at=first), points=end - first)
            for first, end in zip(firsts, ends, strict=True)
        ]

    def run(self, cases: Sequence[Case]) -> Tally:
        tally = Tally()
        for case in cases:
            tally.add(case, self.tell(case))
        return tally

    def _story(self, scenario: Scenario, mutation: Mutation | None) -> Story:
        story = Story(store=self.store, paper=self._paper, scenario=scenario)
        story.mutation = mutation or story.mutation
        return story

    def _begin(self) -> None:
        self._paper.burn()
        if self._is_file:
            for file in self._here.glob("now.db*"):
                file.unlink()
            shutil.copyfile(self._beginning, self._database)
        else:
            world.empty(self.store)
            self._fill(self.store)

    def _fill(self, store: Store) -> None:
        world.fill(store, world.accounts_of(store, lambda: world.START), [SHARE])
        store.close()


def main() -> int:
    """Go through all groups (or a part of each) and print what came of them; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every point, not a part of them")
    parser.add_argument("--part", type=int, default=10, help="every how many-th point, by lot (default 10)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="how many processes share the work")
    parser.add_argument("--group", choices=list(GROUPS), action="append", help="only these groups")
    asked = parser.parse_args()
    broken = 0
    for name in asked.group or GROUPS:
        tally = sweep(name, one_in=1 if asked.all else asked.part, seed=asked.seed, jobs=asked.jobs)
        print(f"{name}, seed {asked.seed}: {tally}", *tally.wrong, sep="\n  ", flush=True)  # noqa: T201
        broken += len(tally.wrong)
    return 1 if broken else 0


def sweep(name: str, *, one_in: int, seed: int, jobs: int) -> Tally:
    """Go through one in so many of a group's points, drawn by `seed`."""
    with ExitStack() as stack:
        urls: list[str | None] = [None] * jobs
        if GROUPS[name].on_postgres:
            server = stack.enter_context(run_postgres())
            urls = [stack.enter_context(server.database()) for _job in range(jobs)]
        pool = stack.enter_context(ProcessPoolExecutor(jobs, mp_context=get_context("spawn")))
        shares = [
            pool.submit(_sweep, name, url, one_in, seed, slice(job, None, jobs))
            for job, url in enumerate(urls)
        ]
        return Tally.of([share.result() for share in shares])


def _sweep(name: str, url: str | None, one_in: int, seed: int, mine: slice) -> Tally:
    """This process's share: every so many-th scenario, and of each a part of what differs, by lot."""
    group, lot = GROUPS[name], random.Random(seed)  # noqa: S311 - to be repeatable
    parts = []
    with TemporaryDirectory(dir=memory()) as directory:
        bench = Bench(Path(directory), url)
        for scenario in [each for each in SCENARIOS if group.where(each)][mine]:
            cases = bench.cases(scenario, group.unit, group.how)
            parts.append(bench.run(lot.sample(cases, -(-len(cases) // one_in))))
    return Tally.of(parts)


def memory() -> str | None:
    """Where files cost no disk: a crash of a process loses nothing that it wrote."""
    directory = Path("/dev/shm")  # noqa: S108 - a directory of our own is made in it
    return str(directory) if directory.is_dir() else None


if __name__ == "__main__":
    sys.exit(main())
