"""How far clicks were read, written by several processes at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import Store, handoffs, visitors
from advocacy.storage.schema import clicks
from reach.programme import START, Programme

LATER = START + timedelta(days=30)


def confirm(tx: Connection) -> None:
    handoffs.confirm_followed(tx, now=LATER)


def count(tx: Connection) -> None:
    days = visitors.open_days(tx, today=LATER.toordinal() - date(1970, 1, 1).toordinal())
    if days:
        visitors.done(tx, days[-1])


@pytest.mark.postgres
@pytest.mark.parametrize("work", [confirm, count])
def test_whoever_comes_second_waits_and_goes_on(
    postgres_store: Store, work: Callable[[Connection], None]
) -> None:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.advocate("ada", "sales")
    code = made.share("ada", "pump")
    made.save(postgres_store)
    with postgres_store.begin() as tx:
        values = {"code": code, "at": START, "kind": "person", "visitor": "a", "reason": "", "referrer": ""}
        tx.execute(clicks.insert().values(values))

    def second() -> None:
        with postgres_store.begin() as tx:
            work(tx)

    with ThreadPoolExecutor(1) as pool:
        with postgres_store.begin() as tx:
            work(tx)
            other = pool.submit(second)
            while not _somebody_waits(postgres_store):
                assert not other.done()
        other.result(timeout=30)


def _somebody_waits(store: Store) -> bool:
    with store.engine.connect() as tx:
        return bool(tx.execute(sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar())
