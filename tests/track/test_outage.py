"""The disk or the database fails while people follow links, and comes back."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from advocacy.storage import Store, clicks
from peers.postgres import run_postgres
from track.server import Server, follow_until_killed, one, serving
from track.support import linked

CONNECTIONS = 16
MORE = 400
"""Clicks that are answered after it failed, and as many after it came back."""


async def follow_through(
    server: Server, code: str, *steps: Callable[[], None]
) -> tuple[set[str], list[dict[str, Any]]]:
    """Follow a link, and take a step whenever some hundred more were answered.

    The answer is the marks of all that were, and what the server said of its health after each step.
    """
    answered: set[str] = set()
    health: list[dict[str, Any]] = []
    started = asyncio.Event()
    following = asyncio.create_task(
        follow_until_killed(server.port, code, connections=CONNECTIONS, started=started, answered=answered)
    )
    await started.wait()
    while len({mark.partition("-")[0] for mark in answered}) < CONNECTIONS:  # noqa: ASYNC110 - as below
        await asyncio.sleep(0.01)  # every worker knows the link
    for step in steps:
        step()
        before = len(answered)
        while len(answered) < before + MORE:  # noqa: ASYNC110 - those who follow it know nothing of this
            await asyncio.sleep(0.01)
        status, _, body = await one(server.port, "/healthz")
        health.append({"http": status, **json.loads(body)})
    stopped = asyncio.get_running_loop().run_in_executor(None, server.stop)
    await following
    await stopped
    return answered, health


def marks(store: Store) -> list[str]:
    with store.read() as tx:
        return [click.referrer for click in clicks.read(tx)]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("workers", [1, 2])
def test_a_crash_of_postgresql_costs_no_click_and_no_restart(tmp_path: Path, workers: int) -> None:
    with run_postgres() as postgres:  # its own, since every connection to it ends
        database = postgres.url()
        store = Store.open(database)
        (code,) = linked(store)
        with serving(database, tmp_path, workers=workers, logs="") as server:
            steps = (lambda: crash(database), lambda: wait_for(database))
            answered, _ = asyncio.run(follow_through(server, code, *steps))
        stored = marks(store)
        store.close()
    assert answered <= set(stored), f"{len(answered - set(stored))} of {len(answered)} clicks are lost"
    assert len(stored) == len(set(stored)), "a click is stored twice"
    assert list((tmp_path / "advocacy-clicks").iterdir()) == []  # made where it was started


def crash(database: str) -> None:
    """SIGKILL to one of its processes: PostgreSQL ends all of them, and recovers."""
    with psycopg.connect(database) as mine:
        os.kill(mine.info.backend_pid, signal.SIGKILL)


def wait_for(database: str) -> None:
    """Come back when it takes connections again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(database).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.05)  # it is recovering
        else:
            return


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="it limits another process")
def test_a_full_disk_is_told_and_recording_goes_on_when_there_is_room(tmp_path: Path) -> None:
    database = str(tmp_path / "clicks.db")
    store = Store.open(database)
    (code,) = linked(store)
    with serving(database, tmp_path) as server:

        def room(size: int) -> None:
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

        steps = (lambda: room(0), lambda: room(resource.RLIM_INFINITY), lambda: None)
        answered, (full, roomy, later) = asyncio.run(follow_through(server, code, *steps))
    stored = marks(store)
    store.close()
    assert (full["http"], full["status"]) == (503, "losing clicks")
    assert len(answered - set(stored)) == later["dropped"] == roomy["dropped"] >= full["dropped"] > 0
    assert set(stored) <= answered
