"""A token appears nowhere: not in the database, a log, an error or a repr, whatever the network does."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted, Retry, RetryKind
from advocacy.errors import AuthorizationExpired, OutcomeUnknown, Rejected, TryLater
from advocacy.language import Text
from advocacy.publish.outbox import Settlement
from advocacy.share import Share
from advocacy.storage import Store, shares
from builders import beginning
from publish import world

CANARY = "c4nary-t0ken-7f3a"
SAID = Text(fr="dit", en="said")


def errors(token: str) -> dict[str, BaseException]:
    """What a connector may raise; a careless one quotes the token."""
    return {
        "unknown": OutcomeUnknown(SAID),
        "later": TryLater(SAID),
        "rejected": Rejected(SAID),
        "renew": AuthorizationExpired(SAID, refreshable=True),
        "expired": AuthorizationExpired(SAID),
        "header": ValueError(f"Invalid header value b'Bearer {token}\\n'"),
        "address": RuntimeError(f"GET https://fake.example/me?access_token={token} failed"),
        "json": KeyError(token),
    }


class Careless(Connector):
    """Fails with an error that quotes the token, at the place asked for."""

    name = "fake"
    title = "Fake"
    capabilities = Capabilities(lane=Lane.TOKEN, retry=(Retry(RetryKind.FINDABLE),))

    def __init__(self, kind: str, place: str) -> None:
        self.kind, self.place = kind, place

    @staticmethod
    def text_length(text: str) -> int:
        return len(text)

    def _fail(self, place: str, access: Access) -> None:
        if place == self.place:
            raise errors(access.secrets["token"].reveal())[self.kind]

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        self._fail("freeze", access)
        return outgoing.text

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        return self.place == "renew"

    def renew(self, access: Access, *, now: datetime) -> Access:
        self._fail("renew", access)
        return access

    def publish(self, frozen: str, access: Access) -> Posted:
        self._fail("publish", access)
        raise OutcomeUnknown(SAID)

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        self._fail("find", access)
        return None


@pytest.mark.parametrize("place", ["freeze", "renew", "publish", "find"])
@pytest.mark.parametrize("kind", errors(""))
def test_a_token_appears_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str, place: str
) -> None:
    caplog.set_level(logging.DEBUG)
    settled: list[Settlement] = []
    store, clock = Store.open(str(beginning(tmp_path) / "advocacy.db")), FixedClock(world.START)
    accounts = world.accounts_of(store, clock)
    world.fill(store, accounts, [world.share()])
    accounts.connect("ada", "fake", world.access(token=CANARY))
    publisher = world.publisher(store, Careless(kind, place), clock, on_settled=settled.append)
    for _turn in range(3):
        publisher.deliver(world.share().id)
        clock.advance(minutes=1)
    assert settled
    written = [repr(settled), repr(accounts), caplog.text, *files(tmp_path), *said_of(store)]
    written += [repr(vars(record)) for record in caplog.records]
    store.close()
    written += files(tmp_path)
    for text in written:
        assert CANARY not in text


def files(directory: Path) -> list[str]:
    """Every byte on the disk."""
    return [file.read_bytes().decode("latin-1") for file in directory.iterdir()]


def said_of(store: Store) -> list[str]:
    with store.read() as tx:
        share: Share = shares.get(tx, world.share().id)
        return [repr(share), repr(shares.attempts_of(tx, share.id))]
