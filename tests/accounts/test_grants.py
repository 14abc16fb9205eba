from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import advocacy
from accounts.rotating import Rotating, RotatingNetwork, first_access, good_token, serving
from advocacy.accounts import Accounts
from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Secret
from advocacy.errors import AuthorizationExpired, TryLater
from advocacy.storage import Store, grants, schema
from advocacy.vault import Vault, new_key
from builders import beginning
from publish.world import START

KEY = new_key()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return str(beginning(tmp_path) / "advocacy.db")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    with opened.begin() as tx:
        row = {"id": "ada", "team": "t", "body": {}, "joined_at": START}
        tx.execute(schema.advocates.insert().values(**row))
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def accounts(store: Store, clock: FixedClock) -> Accounts:
    return Accounts(store, lambda: Vault([KEY]), clock=clock)


@pytest.fixture
def rotating() -> Rotating:
    return Rotating()


@pytest.fixture
def server(rotating: Rotating) -> Iterator[str]:
    with serving(rotating) as address:
        yield address


def token(access: Access) -> str:
    return access.secrets["access"].reveal()


def test_a_grant_that_is_good_is_used_as_it_is(accounts: Accounts) -> None:
    good = replace(first_access("https://fake.example"), secrets={"access": Secret("good")})
    accounts.connect("ada", "fake", good)
    assert accounts.access("ada", RotatingNetwork()) == good
    assert accounts.has("ada", "fake")
    assert not accounts.has("ada", "fake", purpose="metrics")


@pytest.mark.parametrize("end", ["expire", "revoke"])
def test_a_grant_that_has_ended_must_be_given_again(accounts: Accounts, end: str) -> None:
    with pytest.raises(AuthorizationExpired, match="connect it again"):
        accounts.access("ada", RotatingNetwork())
    accounts.connect("ada", "fake", first_access("https://fake.example"))
    getattr(accounts, end)("ada", "fake")
    assert not accounts.has("ada", "fake")
    with pytest.raises(AuthorizationExpired) as caught:
        accounts.access("ada", RotatingNetwork())
    assert "reliez-le" in caught.value.text.fr


def test_a_token_is_renewed_when_it_must_be(accounts: Accounts, server: str, rotating: Rotating) -> None:
    accounts.connect("ada", "fake", first_access(server))
    assert token(accounts.access("ada", RotatingNetwork())) == "access-1"
    assert token(accounts.access("ada", RotatingNetwork())) == "access-1"
    accounts.stale("ada", "fake")
    assert accounts.has("ada", "fake")
    assert token(accounts.access("ada", RotatingNetwork())) == "access-2"
    assert rotating.renewals == 2


def test_of_many_threads_one_renews(url: str, accounts: Accounts, server: str, rotating: Rotating) -> None:
    accounts.connect("ada", "fake", first_access(server))

    def ask(_number: int) -> str:
        store = Store.open(url)
        found = good_token(Accounts(store, lambda: Vault([KEY])))
        store.close()
        return found

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(ask, range(12))) == {"access-1"}
    assert (rotating.renewals, rotating.is_misused) == (1, False)


def test_of_many_processes_one_renews(url: str, accounts: Accounts, server: str, rotating: Rotating) -> None:
    accounts.connect("ada", "fake", first_access(server))
    rotating.may_answer.clear()
    program = Path(__file__).with_name("rotating.py")
    paths = [str(Path(advocacy.__file__).parents[1])]
    asking = [
        subprocess.Popen(
            [sys.executable, program, url, KEY],
            stdout=subprocess.PIPE,
            text=True,
            env={"PYTHONPATH": ":".join(paths)},
        )
        for _process in range(4)
    ]
    assert rotating.asked.wait(60)
    rotating.may_answer.set()
    assert [process.communicate(timeout=60)[0] for process in asking] == ["access-1"] * 4
    assert (rotating.renewals, rotating.is_misused) == (1, False)


def test_the_new_pair_is_kept_before_anyone_uses_it(store: Store, accounts: Accounts, server: str) -> None:
    accounts.connect("ada", "fake", first_access(server))
    used = accounts.access("ada", RotatingNetwork())
    another_process = accounts_of_key(store)
    assert another_process.access("ada", RotatingNetwork()) == used


def accounts_of_key(store: Store) -> Accounts:
    return Accounts(store, lambda: Vault([KEY]), clock=FixedClock(START))


class Refusing(RotatingNetwork):
    """The network cannot be reached when a token is to be renewed."""

    def renew(self, access: Access, *, now: object) -> Access:
        raise ConnectionError


def test_who_could_not_renew_lets_the_next_one_try(accounts: Accounts, server: str) -> None:
    accounts.connect("ada", "fake", first_access(server))
    with pytest.raises(ConnectionError):
        accounts.access("ada", Refusing())
    assert token(accounts.access("ada", RotatingNetwork())) == "access-1"


def test_a_process_that_died_while_renewing_is_waited_for_two_minutes(
    store: Store, accounts: Accounts, clock: FixedClock, server: str
) -> None:
    accounts.connect("ada", "fake", first_access(server))
    with store.begin() as tx:
        seen = grants.get(tx, "ada", "fake", "post")
        assert seen is not None
        assert grants.take_renewal(tx, seen, now=START, until=START + timedelta(minutes=2))
    with pytest.raises(TryLater) as caught:
        accounts.access("ada", RotatingNetwork())
    assert caught.value.until == START + timedelta(seconds=2)
    clock.advance(minutes=2)
    assert token(accounts.access("ada", RotatingNetwork())) == "access-1"


class Meanwhile(RotatingNetwork):
    """While a token is renewed, something else happens to the grant."""

    def __init__(self, accounts: Accounts, what: str) -> None:
        self.accounts, self.what = accounts, what

    def renew(self, access: Access, *, now: object) -> Access:
        if self.what == "revoke":
            self.accounts.revoke("ada", "fake")
        else:
            given_again = replace(access, secrets={"access": Secret("given again")})
            self.accounts.connect("ada", "fake", given_again)
        return replace(access, secrets={"access": Secret("too late")})


def test_a_renewal_does_not_undo_what_the_person_did_meanwhile(accounts: Accounts) -> None:
    for what in ("connect", "revoke"):
        accounts.connect("ada", "fake", first_access("https://fake.example"))
        with pytest.raises(TryLater):
            accounts.access("ada", Meanwhile(accounts, what))
        if what == "connect":
            assert token(accounts.access("ada", RotatingNetwork())) == "given again"
        else:
            assert not accounts.has("ada", "fake")


@pytest.mark.parametrize("mark", ["stale", "expire"])
def test_a_late_refusal_of_the_old_token_says_nothing_about_the_new_one(
    accounts: Accounts, server: str, rotating: Rotating, mark: str
) -> None:
    old = first_access(server)
    accounts.connect("ada", "fake", old)
    new = accounts.access("ada", RotatingNetwork())
    getattr(accounts, mark)("ada", "fake", used=old)
    assert accounts.access("ada", RotatingNetwork()) == new
    assert rotating.renewals == 1
    getattr(accounts, mark)("ada", "fake", used=new)
    assert accounts.has("ada", "fake") == (mark == "stale")


def test_marking_what_is_not_there_changes_nothing(accounts: Accounts) -> None:
    accounts.stale("ada", "fake")
    accounts.expire("nobody", "fake")
    accounts.revoke("ada", "fake")
    assert not accounts.has("ada", "fake")


def test_an_expired_grant_does_not_become_stale(accounts: Accounts) -> None:
    accounts.connect("ada", "fake", first_access("https://fake.example"))
    accounts.expire("ada", "fake")
    accounts.stale("ada", "fake")
    assert not accounts.has("ada", "fake")


def test_the_vault_is_not_asked_for_before_a_token_is_needed(store: Store) -> None:
    def no_key() -> Vault:
        raise AssertionError

    assert not Accounts(store, no_key).has("ada", "fake")
