"""Start a program of the tests and kill it, with all its children, at moments that a seed decides."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryFile


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How one run ended: killed after `seconds`, or by itself with `status`."""

    killed: bool
    seconds: float
    status: int
    output: str
    """What it wrote, to both outputs."""


def run_and_kill(
    command: Sequence[str | Path],
    after: float,
    *,
    environment: Mapping[str, str] | None = None,
    ready: Callable[[], bool] | None = None,
) -> Ended:
    """Run `command` in a process group of its own and SIGKILL the group `after` seconds.

    With `ready`, the seconds count from when it first says True, so that a slow start is not what is killed.
    """
    with TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
        try:
            while ready and not ready() and not _ends_within(process, 0.01):
                pass
            killed = not _ends_within(process, after)
        finally:
            with suppress(ProcessLookupError):  # the group is gone with its last process
                os.killpg(process.pid, signal.SIGKILL)
            status = process.wait()
        output.seek(0)
        return Ended(killed=killed, seconds=after, status=status, output=output.read())


def kill_repeatedly(
    command: Sequence[str | Path],
    *,
    times: int,
    seed: int,
    between: tuple[float, float],
    environment: Mapping[str, str] | None = None,
    ready: Callable[[], bool] | None = None,
    after_each: Callable[[int, Ended], None] | None = None,
) -> list[Ended]:
    """Run `command` until it was killed `times` times or ended by itself; a run gets seconds `between` two.

    `after_each(number, ended)` looks at what was left behind. A program that fails by itself is an
    AssertionError that names the seed. The caller runs it once more to its end: recovering is part of it.
    """
    random = Random(seed)  # noqa: S311 it is to be repeatable, not secret
    runs: list[Ended] = []
    for number in range(times):
        ended = run_and_kill(command, random.uniform(*between), environment=environment, ready=ready)
        runs.append(ended)
        assert ended.killed or ended.status == 0, (
            f"run {number} of seed {seed} failed by itself:\n{ended.output}"
        )
        if after_each:
            after_each(number, ended)
        if not ended.killed:
            break
    return runs


def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
