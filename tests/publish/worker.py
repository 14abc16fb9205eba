"""A publisher in a process of its own, which may be killed: ``python worker.py DATABASE KEY LEASE READY``."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from advocacy.accounts import Accounts
from advocacy.connectors import registry
from advocacy.connectors.base import Connector, Outgoing
from advocacy.publish import Desk, Outbox, Publisher
from advocacy.share import Share
from advocacy.storage import Store
from advocacy.vault import Vault


def main(database: str, key: str, lease: str, ready: str) -> None:
    """Publish until nothing is due within two minutes; the file `ready` is there once it begins."""
    store = Store.open(database)
    vault = Vault([key])
    soon = {"mastodon": {"resend_after": 10}}  # these servers are done with a request long before that
    known: dict[str, Connector] = {
        name: registry.connector(name, allow_private_hosts=["127.0.0.1"], **soon.get(name, {}))
        for name in ("bluesky", "mastodon")
    }
    publisher = Publisher(
        Outbox(store, lease=timedelta(seconds=float(lease))),
        Accounts(store, lambda: vault),
        Desk(connector=known.__getitem__, outgoing=_outgoing),
    )
    Path(ready).touch()
    publisher.run(until_empty=True)
    store.close()


def _outgoing(share: Share) -> Outgoing:
    return Outgoing(share=share.id, text=share.text, language=share.language, link=share.link)


if __name__ == "__main__":
    main(*sys.argv[1:])
