"""A database with a few shares in it, and what a publisher of them needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from advocacy.accounts import Accounts
from advocacy.clock import Clock
from advocacy.connectors.base import Access, Connector, Outgoing, Secret
from advocacy.language import Text
from advocacy.publish import Desk, Outbox, Policy, Publisher
from advocacy.publish.decide import Decision
from advocacy.share import Share, ShareState
from advocacy.storage import Store, freezes, schema, shares
from advocacy.vault import Vault, new_key

FROZEN = Text(fr="suspendu", en="frozen")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_KEY = new_key()
VAULT = Vault([_KEY])


def share(number: int = 1, *, network: str = "fake", advocate: str = "ada", **changed: object) -> Share:
    """An accepted share, due at once; `number` makes it another one."""
    values: dict[str, object] = {
        "id": f"share-{number:05}",
        "story": f"story-{number:05}",
        "edition": 1,
        "campaign": "spring",
        "advocate": advocate,
        "network": network,
        "language": "en",
        "state": ShareState.QUEUED,
        "text": f"Words number {number}",
        "link": "",
        "offered_at": START,
        "accepted_at": START,
        "due_at": START,
    }
    return Share(**values | changed)  # type: ignore[arg-type]


def fill(store: Store, accounts: Accounts, queued: Sequence[Share]) -> None:
    """Put the shares into the database, with what they refer to; each advocate's account is connected."""
    stories = {(each.story, each.edition) for each in queued}
    advocates = {each.advocate for each in queued}
    with store.begin() as tx:
        tx.execute(schema.stories.insert(), [_story(*key) for key in sorted(stories)])
        tx.execute(
            schema.advocates.insert(),
            [{"id": name, "team": "t", "body": {}, "joined_at": START} for name in sorted(advocates)],
        )
        for each in queued:
            assert shares.add(tx, each)
    for advocate, network in sorted({(each.advocate, each.network) for each in queued}):
        accounts.connect(advocate, network, access(advocate))


def empty(store: Store) -> None:
    """Take everything out again, for the next test."""
    with store.begin() as tx:
        for table in reversed(schema.metadata.sorted_tables):
            tx.execute(sa.delete(table))


def access(account: str = "ada", token: str = "t0ken") -> Access:
    return Access(account=account, host="https://fake.example", secrets={"token": Secret(token)})


def accounts_of(store: Store, clock: Clock) -> Accounts:
    return Accounts(store, lambda: VAULT, clock=clock)


def desk(
    connector: Connector,
    *,
    policy: Policy = Policy.HOLD,
    gate: Decision | None = None,
) -> Desk:
    return Desk(
        connector=lambda _network: connector,
        outgoing=lambda each: Outgoing(share=each.id, text=each.text, language=each.language, link=each.link),
        gate=lambda _share: gate,
        policy=lambda _network: policy,
    )


def publisher(
    store: Store,
    connector: Connector,
    clock: Clock,
    *,
    policy: Policy = Policy.HOLD,
    lease: timedelta = timedelta(seconds=60),
    senders: int = 1,
    **options: Any,
) -> Publisher:
    outbox = Outbox(store, clock=clock, lease=lease)
    accounts = accounts_of(store, clock)
    there = replace(desk(connector, policy=policy), gate=partial(frozen, store))
    return Publisher(outbox, accounts, there, clock=clock, senders=senders, **options)


def frozen(store: Store, each: Share) -> Decision | None:
    """The part of the gate that holds back what a freeze covers."""
    with store.read() as tx:
        active = freezes.select(tx)
    if not any(one.covers(campaign=each.campaign, network=each.network, story=each.story) for one in active):
        return None
    return Decision(to=ShareState.ON_HOLD, outcome="held", hold=freezes.HOLD, reason=FROZEN)


def _story(story: str, edition: int) -> dict[str, object]:
    return {
        "id": story,
        "edition": edition,
        "campaign": "spring",
        "digest": "",
        "body": {},
        "state": "approved",
        "added_at": START,
    }
