from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from peers.postgres import Postgres
from publish.mutants import MUTANTS, Mutant
from publish.scenarios import scenario
from publish.sweep import GROUPS, Bench, memory, part_of

SEED = int(os.environ.get("ADVOCACY_SEED", "0"))
"""Another one goes through other points: ``ADVOCACY_SEED=7 pytest tests/publish/test_crash.py``."""


@pytest.fixture
def directory() -> Iterator[Path]:
    with TemporaryDirectory(dir=memory()) as name:
        yield Path(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, group in GROUPS.items() if not group.on_postgres])
def test_a_tenth_of_all_crashes_doubles_nothing_and_loses_nothing(name: str, directory: Path) -> None:
    assert_a_tenth(name, Bench(directory))


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("name", [name for name, group in GROUPS.items() if group.on_postgres])
def test_nor_on_postgresql(name: str, directory: Path, postgres: Postgres) -> None:
    with postgres.database() as url:
        assert_a_tenth(name, Bench(directory, url))


def assert_a_tenth(name: str, bench: Bench) -> None:
    tally = bench.run(part_of(bench.group(GROUPS[name]), 10, SEED))
    sys.__stdout__.write(f"\n{name}, seed {SEED}: {tally}\n")
    assert not tally.wrong, "\n".join(tally.wrong)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.breaks.__name__)
def test_a_broken_protocol_is_caught(mutant: Mutant, directory: Path) -> None:
    bench, where = Bench(directory), scenario(mutant.scenario)
    cases = list(bench.cases([where], "line", mutant.how))
    random.Random(SEED).shuffle(cases)  # noqa: S311 - to be repeatable, not secret
    verdicts = (bench.tell(where, case.point, mutant.breaks) for case in cases)
    assert any(is_caught(verdict.wrong) for verdict in verdicts)


def is_caught(wrong: list[str]) -> bool:
    return any(complaint.startswith(("double", "lost")) for complaint in wrong)
