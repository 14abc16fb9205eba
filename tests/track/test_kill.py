from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from advocacy.outcome import ClickClass
from advocacy.storage import Store, clicks
from track.server import Server, follow_until_killed, serving
from track.support import linked

KILLS = int(os.environ.get("ADVOCACY_KILLS", "2"))
"""For each of the seven ways below; 20 are asked for by the full run."""

WAYS = [
    pytest.param("sqlite", 1, "full", id="sqlite"),
    pytest.param("sqlite", 2, "full", id="sqlite, two workers"),
    pytest.param("sqlite", 1, "relaxed", id="sqlite, relaxed"),
    pytest.param("postgres", 1, "full", id="postgres", marks=pytest.mark.postgres),
    pytest.param("postgres", 2, "full", id="postgres, two workers", marks=pytest.mark.postgres),
]


@pytest.fixture
def address(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], str]:
    def of(kind: str) -> str:
        return str(tmp_path / "clicks.db") if kind == "sqlite" else request.getfixturevalue("postgres_url")

    return of


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "workers", "durability"), WAYS)
def test_every_answered_click_is_in_the_database(
    address: Callable[[str], str], tmp_path: Path, kind: str, workers: int, durability: str
) -> None:
    database = address(kind)
    store = Store.open(database)
    (code,) = linked(store)
    random = Random(f"{kind} {workers} {durability}")  # noqa: S311 - repeatable, not secret
    answered: set[str] = set()
    for _ in range(KILLS):
        with serving(database, tmp_path, workers=workers, durability=durability) as server:
            answered |= asyncio.run(follow_and_kill(server, code, after=random.uniform(0, 0.7)))
    with serving(database, tmp_path, workers=workers, durability=durability) as server:
        server.stop()  # it takes over what the killed ones left, and ends
    with store.read() as tx:
        stored = [click.referrer for click in clicks.read(tx)]
    store.close()
    assert len(answered) > KILLS * 64
    assert answered <= set(stored), (
        f"{len(answered - set(stored))} of {len(answered)} answered clicks are lost"
    )
    assert len(stored) == len(set(stored)), "a click is stored twice"


async def follow_and_kill(server: Server, code: str, *, after: float) -> set[str]:
    """Kill the server at a random moment while 64 connections follow a link."""
    started = asyncio.Event()
    following = asyncio.create_task(follow_until_killed(server.port, code, connections=64, started=started))
    await started.wait()
    await asyncio.sleep(after)  # the random moment
    server.kill()
    return await following


@pytest.mark.slow
def test_a_server_that_is_asked_to_stop_leaves_nothing_behind(tmp_path: Path) -> None:
    database = str(tmp_path / "clicks.db")
    store = Store.open(database)
    (code,) = linked(store)
    with serving(database, tmp_path, workers=2, durability="relaxed") as server:
        answered = asyncio.run(follow_and_stop(server, code))
    assert list((tmp_path / "logs").iterdir()) == []
    with store.read() as tx:
        found = clicks.read(tx)
    assert answered <= {click.referrer for click in found}
    assert {click.kind for click in found} <= {ClickClass.PERSON, ClickClass.DUPLICATE}


async def follow_and_stop(server: Server, code: str) -> set[str]:
    started = asyncio.Event()
    following = asyncio.create_task(follow_until_killed(server.port, code, connections=8, started=started))
    await started.wait()
    stopped = asyncio.get_running_loop().run_in_executor(None, server.stop)
    answered = await following
    await stopped
    return answered
