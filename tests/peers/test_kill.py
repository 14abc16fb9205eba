from __future__ import annotations

import fcntl
import sys
from pathlib import Path

import pytest

from peers.kill import kill_repeatedly, run_and_kill

COUNTS = "import sys, time\nwhile True:\n  open(sys.argv[1], 'a').write('x')\n  time.sleep(0.01)"
HAS_A_CHILD = """
import fcntl, os, sys, time
if not os.fork():
    locked = open(sys.argv[1], "w")
    fcntl.flock(locked, fcntl.LOCK_EX)
    print("locked", file=locked, flush=True)
time.sleep(1000)
"""


def test_the_same_seed_kills_at_the_same_moments(tmp_path: Path) -> None:
    runs = [
        kill_repeatedly(
            [sys.executable, "-c", COUNTS, tmp_path / "count"],
            times=3,
            seed=5,
            between=(0.01, 0.1),
            ready=(tmp_path / "count").exists,
        )
        for _ in range(2)
    ]
    assert all(run.killed for run in runs[0])
    assert [run.seconds for run in runs[0]] == [run.seconds for run in runs[1]]


def test_children_are_killed_with_it(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    command = [sys.executable, "-c", HAS_A_CHILD, lock]
    ended = run_and_kill(command, 0, ready=lambda: lock.exists() and lock.read_text() == "locked\n")
    assert ended.killed
    with lock.open() as again:
        fcntl.flock(again, fcntl.LOCK_EX)  # waits for as long as the child lives


def test_it_ends_early_when_the_work_is_done() -> None:
    runs = kill_repeatedly([sys.executable, "-c", "print('done')"], times=9, seed=1, between=(30, 30))
    assert [(run.killed, run.output) for run in runs] == [(False, "done\n")]


def test_a_program_that_fails_by_itself_is_no_success() -> None:
    with pytest.raises(AssertionError, match=r"seed 1 failed by itself:\noops"):
        kill_repeatedly([sys.executable, "-c", "raise SystemExit('oops')"], times=2, seed=1, between=(30, 30))
