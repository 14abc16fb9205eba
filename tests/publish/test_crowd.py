"""Several processes on one database keep the limits together, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from advocacy.accounts import Accounts
from advocacy.share import Attempt, ShareState
from advocacy.storage import Store, schema, shares
from advocacy.vault import Vault, new_key
from publish import crowd, world

PROCESSES = 2
PEOPLE = 4
SHARES = 40
SECOND = timedelta(seconds=1)
KEY = new_key()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return str(tmp_path / "advocacy.db")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    queued = [world.share(number, advocate=f"person-{number % PEOPLE}") for number in range(SHARES)]
    world.fill(opened, Accounts(opened, lambda: Vault([KEY])), queued)
    yield opened
    opened.close()


def publish(url: str, limits: str, told: Path | None = None) -> None:
    """All processes at once, until everything is published."""
    command = [sys.executable, crowd.__file__, url, KEY, limits, str(told or "")]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _each in range(PROCESSES)]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said


def attempts(store: Store) -> list[tuple[str, Attempt]]:
    """Who tried, and every try, first to last."""
    query = sa.select(schema.attempts, schema.shares.c.advocate).join(
        schema.shares, schema.shares.c.id == schema.attempts.c.share
    )
    with store.read() as tx:
        rows = [dict(row._mapping) for row in tx.execute(query.order_by(schema.attempts.c.started_at))]
    return [(row.pop("advocate"), Attempt(**row)) for row in rows]


def most_in(moments: list[datetime], span: timedelta) -> int:
    return max(sum(first <= moment < first + span for moment in moments) for first in moments)


def test_processes_do_not_exceed_the_limits_together(url: str, store: Store) -> None:
    publish(url, "app:20/1s/5 member:6/1s/2")
    tried = attempts(store)
    with store.read() as tx:
        assert shares.counts(tx) == {ShareState.PUBLISHED: SHARES}
    assert len(tried) == SHARES
    assert most_in([attempt.started_at for _who, attempt in tried], SECOND) <= 20
    for person in {who for who, _attempt in tried}:
        mine = [attempt.started_at for who, attempt in tried if who == person]
        assert len(mine) == SHARES / PEOPLE
        assert most_in(mine, SECOND) <= 6


def test_a_pause_that_one_process_was_told_is_kept_by_all(url: str, store: Store, tmp_path: Path) -> None:
    publish(url, "app:50/1s/10", told=tmp_path / "told")
    tried = [attempt for _who, attempt in attempts(store)]
    [refused] = [attempt for attempt in tried if attempt.outcome == "later"]
    assert refused.finished_at is not None
    with store.read() as tx:
        assert shares.counts(tx) == {ShareState.PUBLISHED: SHARES}
        until = tx.execute(sa.select(schema.pauses.c.until)).scalar_one()
    on_its_way = timedelta(milliseconds=300)
    broken = [each for each in tried if refused.finished_at + on_its_way < each.started_at < until]
    assert broken == []
    assert len([each for each in tried if each.started_at >= until]) >= SHARES / 2
