from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Attempt, Hold, Post, ShareState
from advocacy.storage import Store, claims, outbox, schema, shares
from advocacy.storage.outbox import Waiting
from publish.world import START, accounts_of, fill, share

LEASE = timedelta(seconds=60)
SHARE = share().id
POST = Post(share=SHARE, network="fake", remote_id="1", url="https://fake.example/1", published_at=START)
REASON = Text(fr="parce que", en="because")


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, accounts_of(store, lambda: START), [share(number) for number in range(1, 9)])
    return store


@pytest.fixture
def tx(filled: Store) -> Iterator[Connection]:
    with filled.begin() as connection:
        yield connection


def seen(tx: Connection) -> Waiting:
    return outbox.due(tx, now=START, limit=1)[0]


def claim(tx: Connection, waiting: Waiting, frozen: str = "{}") -> int | None:
    number = claims.claim(tx, waiting, frozen=frozen, lease_until=START + LEASE)
    if number is not None:
        claims.begin(tx, [attempt(number, waiting.share.id)])
    return number


def attempt(number: int, of: str = SHARE) -> Attempt:
    return Attempt(share=of, number=number, action="send", started_at=START)


def settle(tx: Connection, attempt: int, to: ShareState, **about: Any) -> bool:
    values = {"due_at": None, "reason": REASON, "hold": None, "unknown_since": None, **about}
    return claims.settle(tx, SHARE, attempt, to=to, **values)


def column(tx: Connection, name: str) -> Any:
    return tx.execute(sa.select(schema.shares.c[name]).where(schema.shares.c.id == SHARE)).scalar_one()


def put(tx: Connection, **values: object) -> None:
    tx.execute(schema.shares.update().where(schema.shares.c.id == SHARE).values(**values))


def test_a_claim_is_an_attempt_with_a_lease(tx: Connection) -> None:
    assert claim(tx, seen(tx), "the request") == 1
    assert column(tx, "state") == ShareState.PUBLISHING
    assert column(tx, "lease_until") == START + LEASE
    assert column(tx, "frozen") == "the request"
    assert shares.attempts_of(tx, SHARE) == [Attempt(share=SHARE, number=1, action="send", started_at=START)]


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"state": ShareState.CANCELLED},
        {"state": ShareState.UNKNOWN},
        {"attempt": 1},
        {"due_at": START + timedelta(days=365)},
        {"text": "Other words, accepted meanwhile"},
    ],
)
def test_what_changed_since_it_was_seen_is_not_claimed(tx: Connection, meanwhile: dict[str, object]) -> None:
    waiting = seen(tx)
    put(tx, **meanwhile)
    assert claim(tx, waiting) is None
    assert shares.attempts_of(tx, SHARE) == []
    assert not claims.set_aside(
        tx, waiting, to=ShareState.ON_HOLD, due_at=None, reason=REASON, hold=Hold.CHARTER
    )
    assert shares.get(tx, SHARE).reason is None


def test_a_share_is_claimed_once(filled: Store) -> None:
    """However many want it, and in whatever order they take the rows."""
    barrier = Barrier(4)

    def take(number: int) -> int:
        with filled.read() as tx:
            waiting = outbox.due(tx, now=START, limit=8)
        barrier.wait()
        with filled.begin() as tx:
            return sum(claim(tx, each) is not None for each in waiting)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, range(4))) == 8


def test_a_share_set_aside_says_why(tx: Connection) -> None:
    waiting = seen(tx)
    assert claims.set_aside(tx, waiting, to=ShareState.ON_HOLD, due_at=None, reason=REASON, hold=Hold.CHARTER)
    held = shares.get(tx, SHARE)
    assert (held.state, held.reason, held.hold) == (ShareState.ON_HOLD, REASON, "charter")
    assert held.due_at == waiting.share.due_at
    assert held.attempt == 0


def test_an_attempt_is_settled_by_its_number(tx: Connection) -> None:
    claim(tx, seen(tx))
    later = START + timedelta(minutes=1)
    assert not settle(tx, 2, ShareState.REJECTED)
    assert settle(tx, 1, ShareState.QUEUED, due_at=later)
    assert shares.get(tx, SHARE).due_at == later
    assert column(tx, "lease_until") is None
    assert not settle(tx, 1, ShareState.REJECTED)


@pytest.mark.parametrize("to", [ShareState.QUEUED, ShareState.REJECTED, ShareState.ON_HOLD])
def test_a_refusal_counts_after_the_lease_too(tx: Connection, to: ShareState) -> None:
    claim(tx, seen(tx))
    assert claims.reap(tx, now=START + LEASE) == 1
    assert settle(tx, 1, to)
    assert shares.get(tx, SHARE).state is to
    assert column(tx, "unknown_since") is None


def test_but_not_after_another_attempt_or_a_word_of_the_person(tx: Connection) -> None:
    claim(tx, seen(tx))
    claims.reap(tx, now=START + LEASE)
    put(tx, attempt=2)
    assert not settle(tx, 1, ShareState.QUEUED)
    put(tx, attempt=1, state=ShareState.CANCELLED)
    assert not settle(tx, 1, ShareState.QUEUED)


@pytest.mark.parametrize(
    "state",
    [
        ShareState.PUBLISHING,
        ShareState.UNKNOWN,
        ShareState.QUEUED,
        ShareState.ON_HOLD,
        ShareState.CANCELLED,
    ],
)
def test_a_post_is_written_down_however_late(tx: Connection, state: ShareState) -> None:
    put(tx, state=state, attempt=7, lease_until=START, reason={"fr": "", "en": ""}, unknown_since=START)
    claims.publish(tx, [POST])
    found = shares.get(tx, SHARE)
    assert (found.state, found.remote_id, found.reason) == (ShareState.PUBLISHED, "1", None)
    assert column(tx, "lease_until") is None
    assert column(tx, "unknown_since") is None


def test_the_first_post_stands(tx: Connection) -> None:
    put(tx, state=ShareState.PUBLISHING, attempt=1, lease_until=START)
    claims.publish(tx, [POST])
    claims.publish(tx, [replace(POST, remote_id="2")])
    assert shares.get(tx, SHARE).remote_id == "1"
    assert shares.posts_of(tx) == [POST]


def test_the_first_word_on_an_attempt_stands(tx: Connection) -> None:
    claim(tx, seen(tx))
    for outcome, detail in (("unknown", "no answer \x00\ud83d"), ("published", "1")):
        claims.finish(tx, [replace(attempt(1), outcome=outcome, detail=detail, finished_at=START)])
    [found] = shares.attempts_of(tx, SHARE)
    assert (found.outcome, found.detail, found.finished_at) == ("unknown", "no answer ??", START)


def test_whose_lease_is_over_is_held_for_dead(tx: Connection) -> None:
    claim(tx, seen(tx))
    just_before = START + LEASE - timedelta(microseconds=1)
    assert claims.reap(tx, now=just_before) == 0
    assert claims.reap(tx, now=START + LEASE, only=share(2).id) == 0
    assert claims.reap(tx, now=START + LEASE, only=SHARE) == 1
    [waiting] = outbox.due(tx, now=START + LEASE, limit=1)
    assert (waiting.share.state, waiting.unknown_since, waiting.sends) == (ShareState.UNKNOWN, START, 1)
    assert claims.reap(tx, now=START + LEASE) == 0


def test_the_doubt_is_as_old_as_the_first_attempt_without_an_answer(tx: Connection) -> None:
    claim(tx, seen(tx))
    long_ago = START - timedelta(hours=1)
    put(tx, unknown_since=long_ago)
    claims.reap(tx, now=START + LEASE)
    assert column(tx, "unknown_since") == long_ago


@pytest.mark.parametrize(
    ("tried", "sends"),
    [
        ([], 0),
        ([("send", None)], 1),
        ([("send", "unknown"), ("look", "not seen")], 1),
        ([("send", "later"), ("send", "unknown")], 1),
        ([("send", "unknown"), ("send again", "unknown"), ("send again", None)], 1),
        ([("send", "unknown"), ("look", "absent"), ("send", None)], 2),
        ([("send", None), ("repost", "unknown"), ("repost", "rejected")], 2),
    ],
)
def test_requests_that_may_each_have_made_a_post_are_counted(
    tx: Connection, tried: list[tuple[str, str | None]], sends: int
) -> None:
    for number, (action, outcome) in enumerate(tried, start=1):
        row = {"share": SHARE, "number": number, "action": action, "outcome": outcome, "started_at": START}
        tx.execute(schema.attempts.insert().values(**row))
    put(tx, state=ShareState.UNKNOWN, unknown_since=START, attempt=len(tried))
    assert seen(tx).sends == sends


def test_a_reaper_and_a_settlement_do_not_wait_in_a_circle(filled: Store) -> None:
    with filled.begin() as tx:
        for waiting in outbox.due(tx, now=START, limit=8):
            claim(tx, waiting)
    barrier = Barrier(2)

    def reap() -> int:
        barrier.wait()
        with filled.begin() as tx:
            return claims.reap(tx, now=START + LEASE)

    def settle_all() -> int:
        barrier.wait()
        with filled.begin() as tx:
            return sum(
                claims.settle(
                    tx,
                    share(number).id,
                    1,
                    to=ShareState.REJECTED,
                    due_at=None,
                    reason=REASON,
                    hold=None,
                    unknown_since=None,
                )
                for number in range(8, 0, -1)
            )

    with ThreadPoolExecutor(2) as pool:
        reaped, settled = pool.submit(reap), pool.submit(settle_all)
        assert settled.result() == 8
        assert 0 <= reaped.result() <= 8
    with filled.read() as tx:
        assert shares.counts(tx) == {ShareState.REJECTED: 8}
