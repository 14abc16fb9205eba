"""The statements of the publishing protocol: what is due, the claim, the fenced settlement, the reaper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Share, ShareState
from advocacy.storage import pauses
from advocacy.storage.pauses import Queue
from advocacy.storage.schema import attempts, shares
from advocacy.storage.shares import of_row, stored

WAITING = (ShareState.UNKNOWN, ShareState.QUEUED)
"""The states of a share that the publisher takes up; what is in doubt comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A share in the outbox with what only the publisher needs to know of it."""

    share: Share
    unknown_since: datetime | None
    frozen: str | None
    sends: int = 0
    """Of a share in doubt: how many requests may each have made a post."""


def due(
    tx: Connection, *, now: datetime, limit: int, but: Collection[str] = (), only: str | None = None
) -> list[Waiting]:
    """At most `limit` shares that may be tried now, longest due first; `but` are in hand already."""
    asked = [shares.c.due_at <= now, ~pauses.told_to_wait(now)]
    if but:
        asked.append(shares.c.id.not_in(list(but)))
    if only is not None:
        asked.append(shares.c.id == only)
    ends = pauses.of_apps(tx, now=now)
    found: list[Waiting] = []
    for state in WAITING:
        free = [queue for queue in pauses.queues(tx, state, ends) if queue.until is None]
        rows = [row for queue in free for row in tx.execute(_head(state, queue, *asked).limit(limit))]
        found += map(_waiting, sorted(rows, key=lambda row: (row.due_at, row.id)))
    return found[:limit]


def claim(
    tx: Connection, waiting: Waiting, *, action: str, frozen: str, now: datetime, lease: timedelta
) -> int | None:
    """Take the share for one attempt; its number, or None when it is no longer as it was seen.

    The caller commits before a byte of the request leaves.
    """
    number = waiting.share.attempt + 1
    taken = tx.execute(
        shares.update()
        .where(*_as_seen(waiting))
        .values(
            state=ShareState.PUBLISHING, attempt=number, lease_until=now + lease, frozen=frozen, hold=None
        )
    )
    if taken.rowcount != 1:
        return None
    tx.execute(attempts.insert().values(share=waiting.share.id, number=number, action=action, started_at=now))
    return number


def set_aside(
    tx: Connection,
    waiting: Waiting,
    *,
    to: ShareState,
    due_at: datetime | None,
    reason: Text | None,
    hold: str | None,
) -> bool:
    """Write why a share could not be tried, if it is still as it was seen; whether it was."""
    later: dict[str, object] = {} if due_at is None else {"due_at": due_at}
    aside = tx.execute(
        shares.update().where(*_as_seen(waiting)).values(state=to, reason=stored(reason), hold=hold, **later)
    )
    return aside.rowcount == 1


def finish(
    tx: Connection, share_id: str, number: int, *, outcome: str, detail: str | None, now: datetime
) -> None:
    """Write down how an attempt ended; the first word stands."""
    tx.execute(
        attempts.update()
        .where(attempts.c.share == share_id, attempts.c.number == number, attempts.c.finished_at.is_(None))
        .values(outcome=outcome, detail=detail, finished_at=now)
    )


def reap(tx: Connection, *, now: datetime, only: str | None = None) -> int:
    """Shares whose sender is silent past its lease become `unknown`; how many did."""
    silent = sa.select(shares.c.id).where(
        shares.c.state == ShareState.PUBLISHING, shares.c.lease_until <= now
    )
    if only is not None:
        silent = silent.where(shares.c.id == only)
    started = (
        sa.select(attempts.c.started_at)
        .where(attempts.c.share == shares.c.id, attempts.c.number == shares.c.attempt)
        .scalar_subquery()
    )
    reaped = tx.execute(
        shares.update()
        .where(shares.c.id.in_(silent.with_for_update(skip_locked=True)))
        .values(
            state=ShareState.UNKNOWN,
            unknown_since=sa.func.coalesce(shares.c.unknown_since, started),
            due_at=now,
            lease_until=None,
        )
    )
    return reaped.rowcount


def doubt_everything(tx: Connection, *, now: datetime) -> int:
    """All that waits or is being sent becomes `unknown`: another installation may have sent it.

    What is on hold keeps its hold, and comes back with the same doubt when it is released.
    """
    since = sa.func.coalesce(shares.c.unknown_since, shares.c.accepted_at)
    tx.execute(shares.update().where(shares.c.state == ShareState.ON_HOLD).values(unknown_since=since))
    doubted = tx.execute(
        shares.update()
        .where(shares.c.state.in_([ShareState.QUEUED, ShareState.PUBLISHING]))
        .values(state=ShareState.UNKNOWN, unknown_since=since, due_at=now, lease_until=None)
    )
    return doubted.rowcount


def next_due(tx: Connection, *, now: datetime) -> datetime | None:
    """When the outbox next has something to do; None when it is empty."""
    lease = sa.select(sa.func.min(shares.c.lease_until)).where(shares.c.state == ShareState.PUBLISHING)
    moments = [tx.execute(lease).scalar(), pauses.next_end(tx, now=now)]
    ends = pauses.of_apps(tx, now=now)
    for state in WAITING:
        for queue in pauses.queues(tx, state, ends):
            first = tx.execute(_head(state, queue, ~pauses.told_to_wait(now)).limit(1)).one_or_none()
            if first is not None:
                moments.append(max(first.due_at, queue.until or first.due_at))
    return min((moment for moment in moments if moment is not None), default=None)


def _head(state: ShareState, queue: Queue, *asked: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The shares of a queue in the order of an index, so that only the first of them are read."""
    own = [] if queue.network is None else [shares.c.network == queue.network]
    sends = _SENDS if state is ShareState.UNKNOWN else sa.literal(0)
    columns = sa.select(shares, sends.label("sends"))
    asked_now = columns.where(shares.c.state == state, *own, *asked)
    return asked_now.order_by(shares.c.due_at, shares.c.id)


def _waiting(row: sa.Row[Any]) -> Waiting:
    return Waiting(share=of_row(row), unknown_since=row.unknown_since, frozen=row.frozen, sends=row.sends)


def _as_seen(waiting: Waiting) -> list[sa.ColumnElement[bool]]:
    """The share is still as it was read: nobody tried, moved, rescheduled or reworded it meanwhile."""
    share = waiting.share
    return [
        shares.c.id == share.id,
        shares.c.state == share.state,
        shares.c.attempt == share.attempt,
        shares.c.due_at == share.due_at,
        shares.c.text == share.text,
    ]


_SENDS = (
    sa.select(sa.func.count())
    .where(
        attempts.c.share == shares.c.id,
        attempts.c.action.in_(["send", "repost"]),
        sa.or_(attempts.c.outcome.is_(None), attempts.c.outcome == "unknown"),
    )
    .scalar_subquery()
)
