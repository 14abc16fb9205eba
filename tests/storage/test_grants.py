from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection

from advocacy.storage import Store, grants, schema
from advocacy.storage.grants import ACTIVE, EXPIRED, REVOKED, STALE, SealedGrant
from publish.world import START

GRANT = SealedGrant(
    advocate="ada",
    network="fake",
    purpose="post",
    account="ada@fake.example",
    host="https://fake.example",
    secrets=b"sealed once",
    details={"id": "7"},
    state=ACTIVE,
    changed_at=START,
    expires_at=START + timedelta(days=60),
)
FRESH = replace(GRANT, secrets=b"sealed again")
UNTIL = START + timedelta(minutes=2)


@pytest.fixture
def tx(store: Store) -> Iterator[Connection]:
    with store.begin() as connection:
        row = {"id": "ada", "team": "t", "body": {}, "joined_at": START}
        connection.execute(schema.advocates.insert().values(**row))
        grants.put(connection, GRANT)
        yield connection


def found(tx: Connection) -> SealedGrant:
    grant = grants.get(tx, "ada", "fake", "post")
    assert grant is not None
    return grant


def take(tx: Connection, seen: SealedGrant = GRANT, *, at: timedelta = timedelta()) -> bool:
    return grants.take_renewal(tx, seen, now=START + at, until=UNTIL + at)


def test_a_grant_comes_back_as_it_was_put(tx: Connection) -> None:
    assert found(tx) == GRANT
    assert grants.get(tx, "ada", "fake", "metrics") is None


def test_a_grant_does_not_show_its_secrets(tx: Connection) -> None:
    assert "sealed" not in repr(found(tx))


def test_a_grant_given_again_takes_the_place_of_the_first(tx: Connection) -> None:
    assert take(tx)
    grants.put(tx, FRESH)
    assert found(tx) == FRESH
    assert take(tx, FRESH), "the renewal of the first is void"


def test_one_process_renews(tx: Connection) -> None:
    assert take(tx)
    assert not take(tx)
    assert not take(tx, at=timedelta(minutes=1, seconds=59))
    assert take(tx, at=timedelta(minutes=2)), "the first is held for dead"


def test_nobody_renews_what_changed_meanwhile(tx: Connection) -> None:
    grants.put(tx, FRESH)
    assert not take(tx, GRANT)


def test_the_renewed_grant_is_written(tx: Connection) -> None:
    take(tx)
    assert grants.end_renewal(tx, GRANT, FRESH)
    assert found(tx) == FRESH
    assert take(tx, FRESH)


def test_a_late_renewal_counts_as_long_as_nobody_wrote_another(tx: Connection) -> None:
    take(tx)
    take(tx, at=timedelta(hours=1))
    assert grants.end_renewal(tx, GRANT, FRESH)
    assert not grants.end_renewal(tx, GRANT, replace(FRESH, secrets=b"of the second process"))
    assert found(tx).secrets == FRESH.secrets


def test_a_renewal_brings_no_revoked_grant_back(tx: Connection) -> None:
    take(tx)
    assert grants.revoke(tx, "ada", "fake", "post", now=START)
    assert not grants.end_renewal(tx, GRANT, FRESH)
    assert (found(tx).state, found(tx).secrets) == (REVOKED, b"")


def test_only_the_one_that_took_it_gives_it_up(tx: Connection) -> None:
    take(tx)
    take(tx, at=timedelta(minutes=2))
    assert not grants.give_up_renewal(tx, GRANT, until=UNTIL)
    assert not take(tx, at=timedelta(minutes=3))
    assert grants.give_up_renewal(tx, GRANT, until=UNTIL + timedelta(minutes=2))
    assert take(tx, at=timedelta(minutes=3))


@pytest.mark.parametrize("state", [STALE, EXPIRED])
def test_a_mark_is_for_the_grant_that_was_seen(tx: Connection, state: str) -> None:
    assert grants.set_state(tx, GRANT, state, now=UNTIL)
    assert (found(tx).state, found(tx).changed_at) == (state, UNTIL)
    grants.put(tx, FRESH)
    assert not grants.set_state(tx, GRANT, state, now=UNTIL)
    assert found(tx).state == ACTIVE


def test_there_must_be_something_to_revoke(tx: Connection) -> None:
    assert not grants.revoke(tx, "ada", "elsewhere", "post", now=START)
