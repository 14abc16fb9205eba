from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from advocacy.share import Hold, ShareState
from advocacy.storage import Store, claims, outbox, pauses, schema, shares
from advocacy.storage.outbox import Waiting
from publish.world import START, accounts_of, fill, share

SECOND = timedelta(seconds=1)
QUEUED = [
    replace(share(1), due_at=START + 3 * SECOND),
    replace(share(2, advocate="bob"), due_at=START + 1 * SECOND),
    replace(share(3, network="other"), due_at=START + 2 * SECOND),
    replace(share(4, network="other", advocate="bob"), due_at=START + 60 * SECOND),
    replace(share(5, advocate="eve"), state=ShareState.OFFERED),
]
LATER = START + timedelta(minutes=30)


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, accounts_of(store, lambda: START), QUEUED)
    return store


@pytest.fixture
def tx(filled: Store) -> Iterator[Connection]:
    with filled.begin() as connection:
        yield connection


def numbers(found: list[Waiting]) -> list[int]:
    return [int(waiting.share.id[-5:]) for waiting in found]


def due(tx: Connection, seconds: float = 10, **options: object) -> list[int]:
    now = START + timedelta(seconds=seconds)
    return numbers(outbox.due(tx, now=now, **{"limit": 9, **options}))  # type: ignore[arg-type]


def put(tx: Connection, number: int, **values: object) -> None:
    tx.execute(schema.shares.update().where(schema.shares.c.id == share(number).id).values(**values))


def test_the_longest_due_comes_first(tx: Connection) -> None:
    assert due(tx) == [2, 3, 1]
    assert due(tx, 60) == [2, 3, 1, 4]
    assert due(tx, 1) == [2]
    assert due(tx, 0) == []
    assert due(tx, limit=2) == [2, 3]
    assert due(tx, limit=2, but=[share(2).id]) == [3, 1]
    assert due(tx, only=share(1).id) == [1]
    assert due(tx, only=share(4).id) == []


def test_what_is_in_doubt_comes_before_everything(tx: Connection) -> None:
    put(tx, 1, state=ShareState.UNKNOWN, unknown_since=START, attempt=1)
    assert due(tx) == [1, 2, 3]


def test_shares_due_at_the_same_moment_are_in_the_order_of_their_ids(tx: Connection) -> None:
    tx.execute(schema.shares.update().values(due_at=START))
    assert due(tx) == [1, 2, 3, 4]
    assert due(tx, limit=3) == [1, 2, 3]


def test_a_network_that_asked_for_a_pause_is_left_alone(tx: Connection) -> None:
    pauses.put(tx, network="other", member=pauses.EVERYONE, until=LATER)
    assert due(tx) == [2, 1]
    assert due(tx, 30 * 60) == [2, 3, 1, 4]


def test_a_pause_of_a_member_is_for_that_network_only(tx: Connection) -> None:
    pauses.put(tx, network="other", member="bob", until=LATER)
    assert due(tx, 60) == [2, 3, 1]
    assert due(tx, 30 * 60) == [2, 3, 1, 4]


def test_it_holds_for_shares_that_come_later_too(tx: Connection) -> None:
    pauses.put(tx, network="fake", member="eve", until=LATER)
    put(tx, 5, state=ShareState.QUEUED)
    assert due(tx) == [2, 3, 1]
    assert due(tx, 30 * 60) == [5, 2, 3, 1, 4]


def test_a_longer_pause_stands(tx: Connection) -> None:
    for until in (LATER, START + SECOND):
        pauses.put(tx, network="other", member=pauses.EVERYONE, until=until)
    assert due(tx) == [2, 1]


@pytest.mark.parametrize(
    ("pause", "moment"),
    [
        (None, START + 1 * SECOND),
        (("other", ""), START + 1 * SECOND),
        (("fake", ""), START + 2 * SECOND),
        (("fake", "bob"), START + 2 * SECOND),
        (("other", "bob"), START + 1 * SECOND),
    ],
)
def test_the_next_moment_is_known(tx: Connection, pause: tuple[str, str] | None, moment: datetime) -> None:
    if pause:
        pauses.put(tx, network=pause[0], member=pause[1], until=LATER)
    assert outbox.next_due(tx, now=START) == moment


def test_where_everybody_waits_the_end_of_the_pause_is_the_next_moment(tx: Connection) -> None:
    for network in ("fake", "other"):
        pauses.put(tx, network=network, member=pauses.EVERYONE, until=LATER)
    assert outbox.next_due(tx, now=START + 10 * SECOND) == LATER


def test_who_comes_later_waits_for_the_end_of_the_pause_too(tx: Connection) -> None:
    tx.execute(schema.shares.update().values(state=ShareState.OFFERED))
    pauses.put(tx, network="fake", member="eve", until=LATER)
    put(tx, 5, state=ShareState.QUEUED)
    assert outbox.next_due(tx, now=START + 10 * SECOND) == LATER


def test_a_lease_is_a_moment(tx: Connection) -> None:
    tx.execute(schema.shares.update().values(state=ShareState.OFFERED))
    assert outbox.next_due(tx, now=START) is None
    put(tx, 1, state=ShareState.PUBLISHING, attempt=1, lease_until=LATER)
    assert outbox.next_due(tx, now=START) == LATER


@pytest.mark.parametrize("paused", [(), ("fake",), ("fake", "other")])
def test_only_the_first_rows_are_read_however_many_wait(
    filled: Store, monkeypatch: pytest.MonkeyPatch, paused: tuple[str, ...]
) -> None:
    """Every statement must be answered by an index, without sorting."""
    statements: list[tuple[str, object]] = []
    with filled.begin() as tx:
        for network in paused:
            pauses.put(tx, network=network, member=pauses.EVERYONE, until=LATER)
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql("SET LOCAL enable_seqscan = off")

        @event.listens_for(tx, "before_cursor_execute")
        def note(_tx: object, _cursor: object, text: str, values: object, *_about: object) -> None:
            statements.append((text, values))

        outbox.due(tx, now=START, limit=8)
        outbox.next_due(tx, now=START)
        event.remove(tx, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if tx.dialect.name == "sqlite" else "EXPLAIN "
        for text, values in statements:
            plan = "\n".join(str(row) for row in tx.exec_driver_sql(explain + text, values))  # type: ignore[arg-type]
            assert "SCAN shares" not in plan, (text, plan)
            assert "TEMP B-TREE" not in plan, (text, plan)
            assert "Seq Scan on shares" not in plan, (text, plan)


def test_another_installation_may_have_sent_everything(tx: Connection) -> None:
    put(tx, 1, state=ShareState.PUBLISHING, attempt=1, lease_until=LATER)
    put(tx, 2, state=ShareState.ON_HOLD, hold=Hold.CRISIS)
    put(tx, 3, state=ShareState.PUBLISHED, remote_id="1")
    assert set(outbox.doubt_everything(tx, now=START)) == {share(1).id, share(4).id}
    assert {each.id: each.state for each in shares.select(tx)} == {
        share(1).id: ShareState.UNKNOWN,
        share(2).id: ShareState.ON_HOLD,
        share(3).id: ShareState.PUBLISHED,
        share(4).id: ShareState.UNKNOWN,
        share(5).id: ShareState.OFFERED,
    }
    shares.move(tx, share(2).id, ShareState.QUEUED, hold=None)
    found = {waiting.share.id: waiting for waiting in outbox.due(tx, now=START + 10 * SECOND, limit=9)}
    assert found[share(2).id].unknown_since == START
    assert claims.reap(tx, now=LATER) == 0


def test_a_lost_request_counts_although_its_share_is_queued_again(tx: Connection) -> None:
    put(tx, 1, attempt=2)
    tried = [("send", "unknown"), ("look", "not seen")]
    for number, (action, outcome) in enumerate(tried, start=1):
        row = {"share": share(1).id, "number": number, "action": action, "started_at": START}
        tx.execute(schema.attempts.insert().values(**row, outcome=outcome))
    found = {waiting.share.id: waiting.sends for waiting in outbox.due(tx, now=LATER, limit=9)}
    assert (found[share(1).id], found[share(2).id]) == (1, 0)
