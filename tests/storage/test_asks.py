"""Who was asked, by several departments at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from advocacy.storage import Store, asks
from advocacy.storage.asks import Ask
from reach.programme import START, Programme


@pytest.mark.postgres
def test_two_departments_do_not_both_find_room_for_the_last_question(postgres_store: Store) -> None:
    made = Programme()
    made.advocate("ada", "sales")
    made.save(postgres_store)

    def ask(story: str) -> int:
        with postgres_store.begin() as tx:
            return asked(tx, story)

    def asked(tx: sa.Connection, story: str) -> int:
        before = asks.count(tx, "ada", since=START - timedelta(days=7))
        asks.put(tx, Ask(advocate="ada", story=story, edition=1, by="hr", since=START, at=START))
        return before

    with ThreadPoolExecutor(1) as pool:
        with postgres_store.begin() as tx:
            assert asked(tx, "pump") == 0
            other = pool.submit(ask, "valve")
            while not _somebody_waits(postgres_store):
                assert not other.done()
        assert other.result(timeout=30) == 1


def _somebody_waits(store: Store) -> bool:
    with store.engine.connect() as tx:
        return bool(tx.execute(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar())
