from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from peers.postgres import Postgres
from publish.mutants import MUTANTS, Mutant
from publish.scenarios import scenario
from publish.sweep import GROUPS, Bench, memory

SEED = int(os.environ.get("ADVOCACY_SEED", "0"))
"""Another one goes through other points: ``ADVOCACY_SEED=7 pytest tests/publish/test_crash.py``."""

TESTS = Path(__file__).parents[1]


def groups(*, on_postgres: bool) -> list[str]:
    return [name for name, group in GROUPS.items() if group.on_postgres is on_postgres]


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", groups(on_postgres=False))
def test_a_tenth_of_all_crashes_doubles_nothing_and_loses_nothing(name: str) -> None:
    assert_a_tenth(name)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", groups(on_postgres=True))
def test_nor_on_postgresql(name: str, postgres: Postgres) -> None:
    assert_a_tenth(name)


def assert_a_tenth(name: str) -> None:
    """In a process of its own, which is small: each point costs a fork."""
    command = [sys.executable, "-m", "publish.sweep", "--group", name, "--seed", str(SEED)]
    where = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
    done = subprocess.run(command, env=where, capture_output=True, text=True, check=False)
    (sys.__stdout__ or sys.stdout).write(f"\n{done.stdout}")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.breaks.__name__)
def test_a_broken_protocol_is_caught(mutant: Mutant) -> None:
    where = scenario(mutant.scenario)
    with TemporaryDirectory(dir=memory()) as directory:
        bench = Bench(Path(directory))
        cases = bench.cases(where, "line", mutant.how, mutant.breaks)
        random.Random(SEED).shuffle(cases)  # noqa: S311 - to be repeatable, not secret
        assert any(is_caught(bench.tell(case, mutant.breaks).wrong) for case in cases)


def is_caught(wrong: list[str]) -> bool:
    return any(complaint.startswith(("double", "lost", "frozen", "too often")) for complaint in wrong)
