"""A pair of tokens that is good once: two processes, kills, and what is truly lost is seen."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from accounts.campaign import LEASE, Restless, Strict, accounts_of, kill, kill_one, started, two
from accounts.rotating import serving
from advocacy.clock import utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.errors import AuthorizationExpired, TryLater
from advocacy.publish import Outbox, Publisher
from advocacy.share import ShareState
from advocacy.storage import Store, grants, shares
from advocacy.storage.grants import EXPIRED
from advocacy.vault import new_key
from builders import beginning
from publish import world

KEY = new_key()
SEED = int(os.environ.get("ADVOCACY_SEED", "0"))
RUNS = int(os.environ.get("ADVOCACY_RUNS", "3"))
"""Of three kills each, on both databases; the long run has 25, and another seed kills at other moments."""
SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRES = pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)


@pytest.fixture(params=[SQLITE, POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return str(beginning(tmp_path) / "advocacy.db")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    world.fill(opened, accounts_of(opened, KEY), [world.share(due_at=utc_now())])
    yield opened
    opened.close()


@pytest.fixture
def server() -> Iterator[tuple[Strict, str]]:
    strict = Strict()
    with serving(strict) as address:
        yield strict, address


def connect(store: Store, server: tuple[Strict, str], pair: dict[str, str]) -> None:
    secrets = {name: Secret(value) for name, value in pair.items()}
    access = Access(account="ada", host=server[1], secrets=secrets)
    accounts_of(store, KEY).connect("ada", "fake", access)


def state_of(store: Store) -> str:
    with store.read() as tx:
        grant = grants.get(tx, "ada", "fake", "post")
    assert grant is not None
    return grant.state


def until(done: Callable[[], bool]) -> None:
    """Wait for what other processes do."""
    give_up = utc_now().timestamp() + 60
    while not done():
        assert utc_now().timestamp() < give_up
        time.sleep(0.01)


def campaign(url: str, store: Store, server: tuple[Strict, str], *, kills: int, seed: int) -> None:
    """Kill, and after each kill ask again for the consent where the pair died with its process."""
    strict, _ = server
    chance, dead = random.Random(seed), []  # noqa: S311 - it is to be repeatable, not secret
    begun, lost_before = strict.renewals, len(strict.lost)
    connect(store, server, strict.agree_again())
    with two(url, KEY) as working:
        until(lambda: strict.renewals >= begun + 20)
        assert state_of(store) == "active", "without a kill no pair is lost"
        for _kill in range(kills):
            before = strict.renewals
            dead.append(kill_one(url, KEY, working, chance))
            until(lambda seen=before: strict.renewals > seen or state_of(store) == EXPIRED)  # type: ignore[misc]
            if state_of(store) == EXPIRED:
                connect(store, server, strict.agree_again())
    sys.__stdout__.write(  # type: ignore[union-attr]
        f"\n{kills} kills, seed {seed}: {strict.renewals - begun} renewals, "
        f"{len(strict.lost) - lost_before} pairs died with their process, {strict.at_once} at once\n"
    )
    assert strict.at_once == 1, "exactly one renews"
    lost = set(strict.lost[lost_before:])
    assert lost <= set(dead), "no pair is lost but by a kill between its answer and its commit"


def test_kills_lose_no_pair_but_the_one_in_the_dead_process(
    url: str, store: Store, server: tuple[Strict, str]
) -> None:
    campaign(url, store, server, kills=3, seed=SEED)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_kills_again_and_again_lose_no_pair_but_those_in_the_dead_process(
    url: str, store: Store, server: tuple[Strict, str]
) -> None:
    for run in range(1, RUNS + 1):  # the test above has made the first
        campaign(url, store, server, kills=3, seed=SEED + run)


def test_a_pair_that_died_with_its_process_is_asked_for_again_and_its_share_waits(
    url: str, store: Store, server: tuple[Strict, str]
) -> None:
    strict, _ = server
    connect(store, server, strict.pair())
    dying = started(url, KEY, "dying")
    assert dying.wait(60) == -9
    kill(dying)
    assert strict.renewals == 1
    accounts = accounts_of(store, KEY)

    def expired() -> bool:
        try:
            accounts.access("ada", Restless())
        except TryLater:
            return False
        except AuthorizationExpired:
            return True
        raise AssertionError

    until(expired)
    assert state_of(store) == EXPIRED
    assert not accounts.has("ada", "fake")
    outbox = Outbox(store, clock=utc_now, lease=LEASE)
    publisher = Publisher(outbox, accounts, world.desk(Restless()), clock=utc_now, senders=1)
    publisher.deliver(world.share().id)
    with store.read() as tx:
        held = shares.get(tx, world.share().id)
    assert (held.state, held.hold) == (ShareState.ON_HOLD, "authorization")
    assert held.reason is not None
    assert "connect it again" in held.reason.en
    connect(store, server, strict.agree_again())
    assert accounts.access("ada", Restless()).secrets["access"] == Secret(strict.pair()["access"])
