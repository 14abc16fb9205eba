"""The statements of the publishing protocol: what is due, the claim, the fenced settlement, the reaper."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Share, ShareState
from advocacy.storage.schema import attempts, pauses, shares
from advocacy.storage.shares import of_row, stored
from advocacy.storage.store import insert_once


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A share in the outbox with what only the publisher needs to know of it."""

    share: Share
    unknown_since: datetime | None
    frozen: str | None


def due(
    tx: Connection, *, now: datetime, limit: int, but: Collection[str] = (), only: str | None = None
) -> list[Waiting]:
    """At most `limit` shares that may be tried now, longest due first; `but` are in hand already."""
    found: list[Waiting] = []
    for state in (ShareState.UNKNOWN, ShareState.QUEUED):  # what is in doubt is settled first
        if len(found) < limit:
            found += _due(tx, state, now=now, limit=limit - len(found), but=but, only=only)
    return found


def _due(
    tx: Connection,
    state: ShareState,
    *,
    now: datetime,
    limit: int,
    but: Collection[str],
    only: str | None,
) -> list[Waiting]:
    paused = (
        sa.exists()
        .where(
            pauses.c.network == shares.c.network,
            pauses.c.member.in_(["", shares.c.advocate]),
            pauses.c.until > now,
        )
        .correlate(shares)
    )
    query = (
        sa.select(shares)
        .where(shares.c.state == state, shares.c.due_at <= now, ~paused)
        .order_by(shares.c.due_at, shares.c.id)
        .limit(limit)
    )
    if but:
        query = query.where(shares.c.id.not_in(list(but)))
    if only is not None:
        query = query.where(shares.c.id == only)
    return [
        Waiting(share=of_row(row), unknown_since=row.unknown_since, frozen=row.frozen)
        for row in tx.execute(query)
    ]


def claim(
    tx: Connection, waiting: Waiting, *, action: str, frozen: str, now: datetime, lease: timedelta
) -> int | None:
    """Take the share for one attempt; its number, or None when another process was faster.

    The caller commits before a byte of the request leaves.
    """
    share = waiting.share
    number = share.attempt + 1
    taken = tx.execute(
        shares.update()
        .where(
            shares.c.id == share.id,
            shares.c.state == share.state,
            shares.c.attempt == share.attempt,
        )
        .values(
            state=ShareState.PUBLISHING,
            attempt=number,
            lease_until=now + lease,
            frozen=sa.func.coalesce(shares.c.frozen, frozen),
            hold=None,
        )
    )
    if taken.rowcount != 1:
        return None
    tx.execute(attempts.insert().values(share=share.id, number=number, action=action, started_at=now))
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
    share = waiting.share
    later: dict[str, object] = {} if due_at is None else {"due_at": due_at}
    aside = tx.execute(
        shares.update()
        .where(
            shares.c.id == share.id,
            shares.c.state == share.state,
            shares.c.attempt == share.attempt,
        )
        .values(state=to, reason=stored(reason), hold=hold, **later)
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


def reap(tx: Connection, *, now: datetime) -> int:
    """Shares whose sender is silent past its lease become `unknown`; how many did."""
    started = (
        sa.select(attempts.c.started_at)
        .where(attempts.c.share == shares.c.id, attempts.c.number == shares.c.attempt)
        .scalar_subquery()
    )
    reaped = tx.execute(
        shares.update()
        .where(shares.c.state == ShareState.PUBLISHING, shares.c.lease_until <= now)
        .values(
            state=ShareState.UNKNOWN,
            unknown_since=sa.func.coalesce(shares.c.unknown_since, started),
            due_at=now,
        )
    )
    return reaped.rowcount


def doubt_everything(tx: Connection, *, now: datetime) -> int:
    """All that waits or is being sent becomes `unknown`: another installation may have sent it."""
    waiting = shares.c.state.in_([ShareState.QUEUED, ShareState.PUBLISHING])
    doubted = tx.execute(
        shares.update()
        .where(waiting)
        .values(
            state=ShareState.UNKNOWN,
            unknown_since=sa.func.coalesce(shares.c.unknown_since, shares.c.accepted_at),
            due_at=now,
            lease_until=None,
        )
    )
    return doubted.rowcount


def pause(tx: Connection, *, network: str, member: str, until: datetime) -> None:
    """Keep a network (or one member of it) quiet until then; an earlier end never shortens a later one."""
    key = [pauses.c.network == network, pauses.c.member == member]
    if not insert_once(tx, pauses, {"network": network, "member": member, "until": until}):
        tx.execute(pauses.update().where(*key, pauses.c.until < until).values(until=until))


def next_due(tx: Connection) -> datetime | None:
    """When the outbox next has something to do; None when it is empty.

    A pause may move this later still, a lease that ends counts too.
    """
    waiting = shares.c.state.in_([ShareState.QUEUED, ShareState.UNKNOWN])
    first = tx.execute(sa.select(sa.func.min(shares.c.due_at)).where(waiting)).scalar()
    lease = tx.execute(
        sa.select(sa.func.min(shares.c.lease_until)).where(shares.c.state == ShareState.PUBLISHING)
    ).scalar()
    return min((moment for moment in (first, lease) if moment is not None), default=None)
