"""A publisher in a process of its own, where limits hold: ``python crowd.py DATABASE KEY LIMITS TOLD``.

LIMITS are such as ``app:20/1s/5`` and ``member:4/1s/2``. The first process whose request finds no file TOLD
makes it, and is told to wait for two seconds, for everybody.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

from advocacy.accounts import Accounts
from advocacy.clock import utc_now
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted
from advocacy.connectors.limit import Limit
from advocacy.errors import TryLater
from advocacy.language import Text
from advocacy.publish import Desk, Outbox, Publisher
from advocacy.storage import Store
from advocacy.vault import Vault

WAIT = timedelta(seconds=2)


def limit(written: str) -> Limit:
    """One of LIMITS."""
    scope, rest = written.split(":")
    count, span, burst = rest.split("/")
    return Limit(
        count=int(count),
        per=timedelta(seconds=int(span.removesuffix("s"))),
        burst=int(burst),
        scope="app" if scope == "app" else "member",
    )


class Limited(Connector):
    """Takes every post, and once asks for a pause."""

    name = "fake"
    title = "Fake"

    def __init__(self, limits: tuple[Limit, ...], told: Path | None) -> None:
        self.capabilities = Capabilities(lane=Lane.TOKEN, limits=limits)
        self.told = told

    @staticmethod
    def text_length(text: str) -> int:
        return len(text)

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        return outgoing.text

    def publish(self, frozen: str, access: Access) -> Posted:
        if self.told is not None:
            try:
                self.told.touch(exist_ok=False)
            except FileExistsError:
                pass
            else:
                raise TryLater(Text(fr="attendre", en="wait"), until=utc_now() + WAIT, scope="app")
        return Posted(remote_id=frozen, url="https://fake.example/1")


def main(database: str, key: str, limits: str, told: str) -> None:
    """Publish until nothing is due within a minute."""
    store = Store.open(database)
    connector = Limited(tuple(map(limit, limits.split())), Path(told) if told else None)
    desk = Desk(
        connector=lambda _name: connector,
        outgoing=lambda share: Outgoing(share=share.id, text=share.text, language=share.language),
    )
    clock = store.clock(utc_now)
    publisher = Publisher(
        Outbox(store, clock=clock), Accounts(store, lambda: Vault([key])), desk, clock=clock, senders=4
    )
    publisher.run(until_empty=True, patience=timedelta(minutes=1))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
