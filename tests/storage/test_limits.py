"""The rows of `limits` and `spending`: who may ask when, whoever looks, and what is read for it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from advocacy.share import ShareState
from advocacy.storage import Store, limits, outbox, pauses, schema, spending
from advocacy.storage.limits import Gauge, Key, Pace
from advocacy.storage.outbox import Waiting
from advocacy.storage.spending import Month
from publish.world import START, accounts_of, fill, share

SECOND = timedelta(seconds=1)
PACE = Pace(10 * SECOND, 3)
APP = Key("", "fake", 60)
QUEUED = [
    *(replace(share(number), due_at=START + number * SECOND) for number in range(1, 6)),
    replace(share(6, network="other"), due_at=START + 3 * SECOND),
]


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, accounts_of(store, lambda: START), QUEUED)
    return store


@pytest.fixture
def tx(filled: Store) -> Iterator[Connection]:
    with filled.begin() as connection:
        yield connection


def use(tx: Connection, times: int, *, key: Key = APP, now: datetime = START) -> None:
    gauge = limits.lock(tx, {key: PACE})[key]
    for _each in range(times):
        gauge = gauge.used(now)
    limits.write(tx, {key: gauge})


def numbers(found: list[Waiting]) -> list[int]:
    return [int(waiting.share.id[-5:]) for waiting in found]


def due(tx: Connection, limit: int = 9) -> list[int]:
    return numbers(outbox.due(tx, now=START + 10 * SECOND - timedelta(microseconds=1), limit=limit))


def test_a_network_with_little_room_gets_no_more_shares(tx: Connection) -> None:
    assert due(tx) == [1, 2, 3, 6, 4, 5]
    use(tx, 1)
    assert due(tx) == [1, 2, 6]
    assert due(tx, limit=2) == [1, 2]
    use(tx, 1)
    assert due(tx) == [1, 6]


def test_a_network_without_room_waits_until_there_is_some(tx: Connection) -> None:
    use(tx, 3)
    assert due(tx) == [6]
    assert outbox.next_due(tx, now=START) == START + 3 * SECOND
    outbox_of_fake = START + 10 * SECOND
    tx.execute(schema.limits.update().values(network="other", opens_at=START + 20 * SECOND))
    assert outbox.next_due(tx, now=START) == START + 1 * SECOND
    use(tx, 3)
    assert outbox.next_due(tx, now=START + 5 * SECOND) == outbox_of_fake


def test_the_limit_of_a_person_closes_nobody_s_queue(tx: Connection) -> None:
    use(tx, 3, key=Key("ada", "fake", 60))
    assert due(tx) == [1, 2, 3, 6, 4, 5]


def test_of_several_limits_the_one_with_the_least_room_counts(tx: Connection) -> None:
    use(tx, 1)
    use(tx, 2, key=Key("", "fake", 3600))
    assert limits.of_apps(tx, now=START)["fake"].room(START) == 1


def test_the_end_of_a_pause_and_of_a_limit_count_together(tx: Connection) -> None:
    use(tx, 3)
    pauses.put(tx, network="fake", member=pauses.EVERYONE, until=START + 30 * SECOND)
    pauses.put(tx, network="other", member=pauses.EVERYONE, until=START + 40 * SECOND)
    assert outbox.next_due(tx, now=START + 8 * SECOND) == START + 30 * SECOND


def test_what_is_in_doubt_is_not_kept_from_being_looked_up(tx: Connection) -> None:
    use(tx, 3)
    tx.execute(
        schema.shares.update()
        .where(schema.shares.c.id == share(2).id)
        .values(state=ShareState.UNKNOWN, unknown_since=START, attempt=1)
    )
    assert due(tx) == [2, 6]


def test_a_pace_that_is_set_anew_holds_at_once(tx: Connection) -> None:
    use(tx, 3)
    faster = limits.lock(tx, {APP: Pace(SECOND, 3)})[APP]
    assert faster.opens(START) == START + SECOND


def test_everyone_uses_the_same_gauge(filled: Store) -> None:
    """Also those who are the first to need it, in any order."""
    keys = [Key(f"person-{number}", "fake", 60) for number in range(5)]
    barrier = Barrier(4)

    def use_all(turn: int) -> None:
        barrier.wait()
        for again in range(5):
            mine = keys[turn:] + keys[:turn] if again % 2 else list(reversed(keys))
            with filled.begin() as tx:
                gauges = limits.lock(tx, dict.fromkeys(mine, PACE))
                limits.write(tx, {key: gauge.used(START + SECOND) for key, gauge in gauges.items()})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(use_all, range(4)))
    with filled.read() as tx:
        found = limits.select(tx)
    # 20 were used at one moment: the first three are the burst, and a gauge shows one interval at most
    expected = Gauge(pace=PACE)
    for _each in range(20):
        expected = expected.used(START + SECOND)
    assert {key: gauge.opens_at for key, gauge in found.items()} == dict.fromkeys(keys, expected.opens_at)


def test_money_is_counted_to_the_millionth(tx: Connection) -> None:
    month = Month("x", "2026-03")
    spent = spending.lock(tx, [month])
    assert spent == {month: Decimal(0)}
    spending.write(tx, {month: Decimal("12.345678")})
    assert spending.of(tx, month) == Decimal("12.345678")
    assert spending.lock(tx, [month, Month("x", "2026-04")])[month] == Decimal("12.345678")


def test_only_the_first_rows_are_read_however_many_wait(filled: Store) -> None:
    statements: list[tuple[str, object]] = []
    with filled.begin() as tx:
        use(tx, 1)
        use(tx, 3, key=Key("", "other", 60))
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql("SET LOCAL enable_seqscan = off")

        @event.listens_for(tx, "before_cursor_execute")
        def note(_tx: object, _cursor: object, text: str, values: object, *_about: object) -> None:
            statements.append((text, values))

        outbox.due(tx, now=START, limit=8)
        outbox.next_due(tx, now=START)
        limits.lock(tx, {APP: PACE, Key("ada", "fake", 60): PACE})
        event.remove(tx, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if tx.dialect.name == "sqlite" else "EXPLAIN "
        for text, values in statements:
            if not text.startswith("INSERT"):
                rows = tx.exec_driver_sql(explain + text, values)  # type: ignore[arg-type]
                plan = "\n".join(str(row) for row in rows)
                for wrong in ("SCAN shares", "SCAN limits", "Seq Scan on"):
                    assert wrong not in plan, (text, plan)
