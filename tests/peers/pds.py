"""A real Bluesky PDS, with accounts made on demand and its records as the truth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import requests

from peers.process import ROOT, missing, peers_directory, running

POST = "app.bsky.feed.post"
ADMINISTRATOR = ("admin", "administrator")


@dataclass(frozen=True, kw_only=True)
class PdsAccount:
    """An account with the session that came with it."""

    handle: str
    password: str = field(repr=False)
    did: str
    access: str = field(repr=False)
    """Access token, good for two hours."""
    refresh: str = field(repr=False)


class Pds:
    """A running PDS at `base_url`; `plc` is the address of its directory of identities."""

    def __init__(self, base_url: str, plc: str) -> None:
        self.base_url = base_url
        self.plc = plc
        self._session = requests.Session()
        self._session.trust_env = False
        self._numbers = count(1)

    def create_account(self, handle: str | None = None, password: str = "correct horse") -> PdsAccount:
        """Sign up; without a `handle`, one that nobody else has."""
        number = next(self._numbers)
        handle = handle or f"advocate-{number}.test"
        asked = {"handle": handle, "password": password, "email": f"{handle.replace('.', '-')}@example.test"}
        made = self.call("com.atproto.server.createAccount", json=asked)
        return PdsAccount(
            handle=handle,
            password=password,
            did=made["did"],
            access=made["accessJwt"],
            refresh=made["refreshJwt"],
        )

    def records(self, account: PdsAccount | str, collection: str = POST) -> list[dict[str, Any]]:
        """Every record of an account (or DID) in `collection`, as the server lists them: uri, cid, value."""
        did = account if isinstance(account, str) else account.did
        found: list[dict[str, Any]] = []
        asked = {"repo": did, "collection": collection, "limit": "100"}
        while True:
            page = self.call("com.atproto.repo.listRecords", "GET", params=asked)
            found += page["records"]
            if "cursor" not in page:
                return found
            asked["cursor"] = page["cursor"]

    def take_down(self, account: PdsAccount, *, applied: bool = True) -> None:
        """Suspend the account, as a moderator does; `applied=False` brings it back."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": account.did}
        body = {"subject": subject, "takedown": {"applied": applied}}
        self.call("com.atproto.admin.updateSubjectStatus", json=body, auth=ADMINISTRATOR)

    def blob(self, did: str, cid: str) -> bytes:
        """The bytes of a blob that a record names."""
        asked = {"did": did, "cid": cid}
        answer = self._session.get(f"{self.base_url}/xrpc/com.atproto.sync.getBlob", params=asked, timeout=30)
        assert answer.ok, answer.text
        return answer.content

    def call(self, method: str, verb: str = "POST", **options: Any) -> dict[str, Any]:
        """Call any method of the server; an answer that is no success is an `AssertionError`."""
        answer = self._session.request(verb, f"{self.base_url}/xrpc/{method}", timeout=30, **options)
        assert answer.ok, f"{method}: {answer.status_code} {answer.text}"
        return dict(answer.json()) if answer.content else {}

    def close(self) -> None:
        self._session.close()


def pds_command() -> list[str | Path]:
    """What starts a PDS, where it is installed."""
    peers = peers_directory()
    node, modules = peers / "bin/node", peers / "pds"
    if not node.exists() or not (modules / "node_modules").exists():
        missing("The Bluesky PDS", "scripts/install-peers")
    return [node, ROOT / "scripts/peers/pds.mjs", modules]


@contextmanager
def run_pds(**settings: str) -> Iterator[Pds]:
    """A PDS of one's own; `settings` are `PDS_…` variables: ``PDS_RATE_LIMITS_ENABLED="true"``."""
    with running(pds_command(), environment=settings) as said:
        pds = Pds(said["url"], said["plc"])
        try:
            yield pds
        finally:
            pds.close()
