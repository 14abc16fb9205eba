from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection

from advocacy.storage import Store, consents, schema
from advocacy.storage.consents import SealedApp, SealedConsent
from publish.world import START

ASKED = SealedConsent(
    state="hash of the state",
    session="hash of the session",
    advocate="ada",
    network="fake",
    purpose="post",
    asked={"url": "https://fake.example/authorize", "says": {"iss": "https://fake.example"}},
    secrets=b"sealed once",
    expires_at=START + timedelta(minutes=10),
)
APP = SealedApp(
    network="fake",
    host="https://fake.example",
    redirect_uri="https://acme.example/back",
    client_id="7",
    secrets=b"sealed once",
    made_at=START,
)


@pytest.fixture
def begun(store: Store) -> Store:
    with store.begin() as tx:
        rows: list[dict[str, object]] = [
            {"id": name, "team": "t", "body": {}, "joined_at": START} for name in ("ada", "ben")
        ]
        tx.execute(schema.advocates.insert(), rows)
        consents.ask(tx, ASKED, now=START)
    return store


@pytest.fixture
def tx(begun: Store) -> Iterator[Connection]:
    with begun.begin() as connection:
        yield connection


def test_a_consent_comes_back_as_it_was_asked_and_once(tx: Connection) -> None:
    assert consents.take(tx, "another state") is None
    assert consents.take(tx, ASKED.state) == ASKED
    assert consents.take(tx, ASKED.state) is None


def test_of_many_who_bring_the_same_state_one_gets_it(begun: Store) -> None:
    def bring(_number: int) -> bool:
        with begun.begin() as tx:
            return consents.take(tx, ASKED.state) is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(bring, range(8))) == 1


def test_what_was_not_answered_in_time_is_forgotten(tx: Connection) -> None:
    late = START + timedelta(minutes=10)
    consents.ask(tx, replace(ASKED, state="a later one", expires_at=late + timedelta(minutes=10)), now=late)
    assert [one.state for one in consents.waiting(tx)] == ["a later one"]


def test_one_person_is_asked_nothing_any_more(tx: Connection) -> None:
    consents.ask(tx, replace(ASKED, state="of ben", advocate="ben"), now=START)
    consents.forget(tx, "ada")
    assert [one.advocate for one in consents.waiting(tx)] == ["ben"]


def test_a_row_shows_no_secret() -> None:
    assert "sealed" not in f"{ASKED!r}{APP!r}"
    assert "hash of" not in repr(ASKED)


def test_the_first_registration_is_kept(tx: Connection) -> None:
    key = (APP.network, APP.host, APP.redirect_uri)
    assert consents.app_of(tx, *key) is None
    assert consents.put_app(tx, APP)
    assert not consents.put_app(tx, replace(APP, client_id="8"))
    assert consents.app_of(tx, *key) == APP
    consents.forget_app(tx, *key)
    assert consents.all_apps(tx) == []


def test_secrets_are_sealed_anew_where_they_did_not_change(tx: Connection) -> None:
    consents.put_app(tx, APP)
    assert consents.reseal_app(tx, APP, b"sealed again")
    assert not consents.reseal_app(tx, APP, b"sealed by a late one")
    assert consents.reseal(tx, ASKED, b"sealed again")
    assert not consents.reseal(tx, ASKED, b"sealed by a late one")
    assert [one.secrets for one in consents.all_apps(tx)] == [b"sealed again"]
    assert [one.secrets for one in consents.waiting(tx)] == [b"sealed again"]
