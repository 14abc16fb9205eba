"""A server in a process of its own, which cannot outlive the test run that started it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).parents[2]


def peers_directory() -> Path:
    """Where `scripts/install-peers` puts things: `.peers/`, or `$ADVOCACY_PEERS`."""
    return Path(os.environ.get("ADVOCACY_PEERS") or ROOT / ".peers").absolute()


def missing(what: str, install: str) -> NoReturn:
    """Say that a peer is not installed: a failure under ``CI=true``, a skipped test on a laptop."""
    reason = f"{what} is not installed. Install it with: {install}"
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@contextmanager
def running(
    command: Sequence[str | Path], *, environment: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """Start `command` and give what it says when ready: one line of JSON.

    Every peer stops by itself when its standard input closes. The kernel closes our end of it however we end,
    SIGKILL included. It is in a session of its own, since a terminal's interrupt is meant for the tests.
    """
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
        try:
            yield _ready(process, log)
        finally:
            _stop(process)


def _ready(process: subprocess.Popen[str], log: Any) -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        process.wait(10)
        log.seek(0)
        pytest.fail(
            f"{process.args!r} did not start (exit {process.returncode}):\n{log.read()[-4000:]}",
            pytrace=False,
        )
    return dict(json.loads(line))


def _stop(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    process.stdout.close()
