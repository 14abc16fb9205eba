"""The rows of `webhooks` and `webhook_messages`: who is told what, at least once.

what happened ─▶ due ─claim, COMMIT─▶ sending ─▶ delivered
                  ▲                      ├ no answer, another one, or nobody came back ─▶ due later
                  └──────────────────────┘ tried too often ─▶ failed      gone there ─▶ the webhook ends
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.exchange_schema import webhook_messages, webhooks
from advocacy.storage.store import insert_once

ACTIVE, ENDED = "active", "ended"
DUE, SENDING, DELIVERED, FAILED = "due", "sending", "delivered", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Another system that wants to know."""

    id: str
    host: str
    events: tuple[str, ...]
    state: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedWebhook:
    """The same with its secrets, which only the vault opens."""

    id: str
    secrets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one webhook."""

    id: str
    webhook: str
    event: str
    subject: str
    body: str
    attempt: int = 0


def add(tx: Connection, one: Webhook, secrets: bytes) -> None:
    """Keep a webhook."""
    tx.execute(
        webhooks.insert().values(
            id=one.id,
            host=one.host,
            secrets=secrets,
            events=list(one.events),
            state=one.state,
            added_at=one.added_at,
        )
    )


def remove(tx: Connection, webhook: str) -> bool:
    """Forget a webhook and what it was to be told; whether there was one."""
    tx.execute(webhook_messages.delete().where(webhook_messages.c.webhook == webhook))
    return tx.execute(webhooks.delete().where(webhooks.c.id == webhook)).rowcount == 1


def select(tx: Connection, *, active: bool = False) -> list[Webhook]:
    """The webhooks, oldest first."""
    query = sa.select(webhooks).order_by(webhooks.c.added_at, webhooks.c.id)
    rows = tx.execute(query.where(webhooks.c.state == ACTIVE) if active else query)
    return [
        Webhook(id=r.id, host=r.host, events=tuple(r.events), state=r.state, added_at=r.added_at)
        for r in rows
    ]


def sealed(tx: Connection) -> list[SealedWebhook]:
    """Every webhook's secrets."""
    rows = tx.execute(sa.select(webhooks.c.id, webhooks.c.secrets))
    return [SealedWebhook(id=row.id, secrets=row.secrets) for row in rows]


def reseal(tx: Connection, seen: SealedWebhook, secrets: bytes) -> bool:
    """Write its secrets under another key, unless they have changed; whether they were written."""
    same = (webhooks.c.id == seen.id, webhooks.c.secrets == seen.secrets)
    return tx.execute(webhooks.update().where(*same).values(secrets=secrets)).rowcount == 1


def end(tx: Connection, webhook: str, *, state: str = ENDED) -> None:
    """The system is gone, or back."""
    tx.execute(webhooks.update().where(webhooks.c.id == webhook).values(state=state))


def tell(tx: Connection, found: Sequence[Message], *, now: datetime) -> int:
    """Write down what is to be told; what was before stays as it is. How many were new."""
    rows = [
        {
            "id": each.id,
            "webhook": each.webhook,
            "event": each.event,
            "subject": each.subject,
            "body": each.body,
            "state": DUE,
            "attempt": 0,
            "due_at": now,
            "lease_until": None,
            "status": None,
            "made_at": now,
        }
        for each in found
    ]
    return insert_once(tx, webhook_messages, *rows)


def take(
    tx: Connection, *, now: datetime, until: datetime, limit: int, without: Collection[str] = ()
) -> list[Message]:
    """Claim what is due, oldest first, and what a process that died had claimed; the caller commits."""
    c = webhook_messages.c
    free = sa.or_(c.state == DUE, sa.and_(c.state == SENDING, c.lease_until <= now))
    active = c.webhook.in_(sa.select(webhooks.c.id).where(webhooks.c.state == ACTIVE))
    query = sa.select(c.id).where(free, c.due_at <= now, active, c.webhook.not_in(sorted(without)))
    picked = query.order_by(c.due_at, c.id).limit(limit)
    if tx.dialect.name == "postgresql":
        picked = picked.with_for_update(skip_locked=True)
    ids = list(tx.execute(picked).scalars())
    if not ids:
        return []
    claimed = {"state": SENDING, "attempt": c.attempt + 1, "lease_until": until}
    tx.execute(webhook_messages.update().where(c.id.in_(ids), free).values(**claimed))
    rows = tx.execute(sa.select(webhook_messages).where(c.id.in_(ids)).order_by(c.made_at, c.id))
    return [
        Message(id=r.id, webhook=r.webhook, event=r.event, subject=r.subject, body=r.body, attempt=r.attempt)
        for r in rows
    ]


def settle(
    tx: Connection, one: Message, *, to: str, status: int | None, due_at: datetime | None = None
) -> None:
    """Write what a try led to, unless another process has taken it meanwhile."""
    c = webhook_messages.c
    mine = (c.id == one.id, c.state == SENDING, c.attempt == one.attempt)
    changed: dict[str, object] = {"state": to, "status": status, "lease_until": None}
    if due_at is not None:
        changed["due_at"] = due_at
    tx.execute(webhook_messages.update().where(*mine).values(**changed))


def again(tx: Connection, webhook: str, *, now: datetime) -> int:
    """Have what failed told once more; how many."""
    c = webhook_messages.c
    failed = webhook_messages.update().where(c.webhook == webhook, c.state == FAILED)
    return tx.execute(failed.values(state=DUE, due_at=now, attempt=0)).rowcount


def forget(tx: Connection, *, before: datetime) -> int:
    """Empty what was delivered long ago; that it was told is kept, so that it is not told again."""
    c = webhook_messages.c
    old = webhook_messages.update().where(c.state == DELIVERED, c.made_at < before, c.body != "")
    return tx.execute(old.values(body="")).rowcount


def counts(tx: Connection) -> dict[tuple[str, str], int]:
    """How many messages of each webhook are in each state."""
    c = webhook_messages.c
    rows = tx.execute(sa.select(c.webhook, c.state, sa.func.count()).group_by(c.webhook, c.state))
    return {(webhook, state): count for webhook, state, count in rows}
