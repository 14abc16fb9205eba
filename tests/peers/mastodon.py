"""A Mastodon server (mastodon_mock), with accounts made on demand and its statuses as the truth."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from peers.process import missing, running

SCOPES = "read write follow"


@dataclass(frozen=True, kw_only=True)
class MastodonApp:
    """What a client got when it registered itself."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class MastodonAccount:
    """An account with a token that may read and write for it."""

    id: str
    username: str
    token: str = field(repr=False)


class Mastodon:
    """A running server at `base_url`; what it stores lies in the SQLite file `database`."""

    def __init__(self, base_url: str, database: Path) -> None:
        self.base_url = base_url
        self.database = database
        self._session = requests.Session()
        self._session.trust_env = False
        self._numbers = count(1)
        self.people: dict[str, MastodonAccount] = {}
        """Those who follow somebody here, by name."""

    def register_app(
        self, name: str = "advocacy", redirect_uri: str = "urn:ietf:wg:oauth:2.0:oob"
    ) -> MastodonApp:
        """Register a client, as every client does first."""
        body = {"client_name": name, "redirect_uris": redirect_uri, "scopes": SCOPES}
        made = self.call("/api/v1/apps", data=body)
        return MastodonApp(client_id=made["client_id"], client_secret=made["client_secret"])

    def create_account(self, username: str | None = None) -> MastodonAccount:
        """Sign up through a registered client; without a `username`, one that nobody else has."""
        number = next(self._numbers)
        username = username or f"advocate_{number}"
        app = self.register_app()
        client = {
            "grant_type": "client_credentials",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
            "scope": SCOPES,
        }
        application = self.call("/oauth/token", data=client)["access_token"]
        person = {
            "username": username,
            "email": f"{username}@example.test",
            "password": "correct horse",
            "agreement": "true",
            "locale": "fr",
        }
        token = self.call("/api/v1/accounts", token=application, data=person)["access_token"]
        known = self.call("/api/v1/accounts/verify_credentials", "GET", token=token)
        return MastodonAccount(id=known["id"], username=username, token=token)

    def create_accounts(self, number: int) -> list[MastodonAccount]:
        """Sign up `number` people."""
        return [self.create_account() for _ in range(number)]

    def statuses(self, account: MastodonAccount | str) -> list[dict[str, Any]]:
        """Every status of an account (or account id), newest first, as the server lists them."""
        owner = account if isinstance(account, str) else account.id
        found: list[dict[str, Any]] = []
        asked: dict[str, str] = {"limit": "40"}
        while page := self.call(f"/api/v1/accounts/{owner}/statuses", "GET", params=asked):
            found += page
            asked["max_id"] = page[-1]["id"]
        return found

    def fault(
        self,
        effect: str | Mapping[str, Any],
        *,
        path: str = "/api/v1/statuses",
        methods: tuple[str, ...] = ("POST",),
        number: int | None = 1,
    ) -> None:
        """Make the next `number` requests (None: all) fail.

        `effect` is ``"ratelimit"``, ``"malformed"``, ``{"type": "status", "status": 503}``,
        ``{"type": "latency", "delay_ms": 400}`` or ``"timeout"`` (answers after 30 s, and does post).
        The fixture takes every fault away after each test.
        """
        what = {"type": effect} if isinstance(effect, str) else dict(effect)
        rule = {"match": {"methods": list(methods), "path": path}, "effect": what, "count": number}
        self.call("/api/v1/_mock/faults", json=rule)

    def clear_faults(self) -> None:
        """Take every fault away."""
        self.call("/api/v1/_mock/faults", "DELETE")

    def hide_followers(self, account: MastodonAccount) -> None:
        """Let an account hide who follows it, as its person would in their settings."""
        with closing(sqlite3.connect(self.database, timeout=10)) as database, database:
            database.execute("UPDATE accounts SET hide_collections = 1 WHERE id = ?", (int(account.id),))

    def forget_keys(self) -> None:
        """Forget every Idempotency-Key, as a real server does after an hour."""
        with closing(sqlite3.connect(self.database, timeout=10)) as database, database:
            database.execute("DELETE FROM idempotency")

    def file(self, url: str) -> bytes:
        """The bytes of an image, at the address that a status gives."""
        answer = self._session.get(url, timeout=30)
        assert answer.ok, answer.text
        return answer.content

    def call(self, path: str, verb: str = "POST", *, token: str | None = None, **options: Any) -> Any:
        """Call any method of the server; an answer that is no success is an `AssertionError`."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._session.request(verb, self.base_url + path, headers=headers, timeout=30, **options)
        assert answer.ok, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    def close(self) -> None:
        self._session.close()


def mastodon_command(database: Path) -> list[str | Path]:
    """What starts a Mastodon server, where it is installed."""
    if find_spec("mastodon_mock") is None:
        missing("mastodon_mock", "pip install --editable '.[dev]'")
    return [sys.executable, Path(__file__).with_name("serve_mastodon.py"), database]


@contextmanager
def run_mastodon() -> Iterator[Mastodon]:
    """A Mastodon server of one's own."""
    with TemporaryDirectory(prefix="advocacy-mastodon-") as directory:
        database = Path(directory, "mastodon.db")
        with running(mastodon_command(database)) as said:
            mastodon = Mastodon(said["url"], database)
            try:
                yield mastodon
            finally:
                mastodon.close()
