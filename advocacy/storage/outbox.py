"""What waits to be published, and when; `claims` is what moves it.

Each statement is built once: building one costs more than running it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from advocacy.share import Share, ShareState
from advocacy.storage import grants, limits, pauses, schema
from advocacy.storage.grants import SealedGrant
from advocacy.storage.pauses import Queue
from advocacy.storage.schema import attempts, shares
from advocacy.storage.shares import of_row

WAITING = (ShareState.UNKNOWN, ShareState.QUEUED)
"""The states of a share that the publisher takes up; what is in doubt comes first."""
STANDING = (*WAITING, ShareState.ON_HOLD)
"""The states of a share that is not published yet, and could be."""
UNSETTLED = (*STANDING, ShareState.PUBLISHING)
"""The same, with those that are being sent at this moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A share in the outbox with what only the publisher needs to know of it."""

    share: Share
    unknown_since: datetime | None
    frozen: str | None
    sends: int = 0
    """How many requests may each have made a post."""
    grant: SealedGrant | None = None
    """What the person granted, as it was when the share was read."""
    kept_at: str | None = None
    """Where the account lived with which it was last tried (`Connector.kept_at`)."""


def due(
    tx: Connection, *, now: datetime, limit: int, but: Collection[str] = (), only: str | None = None
) -> list[Waiting]:
    """At most `limit` shares that may be tried now, longest due first; `but` are in hand already."""
    ends = pauses.of_apps(tx, now=now)
    asked = {"now": now, "only": only}
    found: list[Waiting] = []
    for state in WAITING:
        free = [queue for queue in _queues(tx, state, ends, now=now, most=limit) if queue.until is None]
        about = [
            (_due(state, queue, only), _about(queue) | {"most": _fewer(limit, queue.room) + len(but)})
            for queue in free
        ]
        rows = [row for query, values in about for row in tx.execute(query, asked | values)]
        rows = sorted((row for row in rows if row.id not in but), key=lambda row: (row.due_at, row.id))
        found += [_waiting(row) for row in rows]
    return found[:limit]


def next_due(tx: Connection, *, now: datetime) -> datetime | None:
    """When the outbox next has something to do; None when it is empty."""
    moments = [tx.execute(_NEXT_LEASE).scalar()]
    ends = pauses.of_apps(tx, now=now)
    for state in WAITING:
        for queue in _queues(tx, state, ends, now=now):
            first = tx.execute(
                _first(state, of_network=queue.network is not None), {"now": now} | _about(queue)
            )
            moments += [max(row.due_at, row.held_until or now, queue.until or now) for row in first]
    return min((moment for moment in moments if moment is not None), default=None)


def standing(tx: Connection) -> dict[ShareState, tuple[int, datetime]]:
    """By state, how many shares wait, and since when (or from when on) the longest waiting one is due."""
    query = (
        sa.select(shares.c.state, sa.func.count(), sa.func.min(shares.c.due_at))
        .where(shares.c.state.in_(STANDING))
        .group_by(shares.c.state)
    )
    return {ShareState(state): (count, due_at) for state, count, due_at in tx.execute(query)}


def doubt_everything(tx: Connection, *, now: datetime) -> list[str]:
    """All that waits or is being sent becomes `unknown`, by id: another installation may have sent it.

    What is on hold keeps its hold, and comes back with the same doubt when it is released.
    """
    since = sa.func.coalesce(shares.c.unknown_since, shares.c.accepted_at)
    tx.execute(shares.update().where(shares.c.state == ShareState.ON_HOLD).values(unknown_since=since))
    doubted = tx.execute(
        shares.update()
        .where(shares.c.state.in_([ShareState.QUEUED, ShareState.PUBLISHING]))
        .values(state=ShareState.UNKNOWN, unknown_since=since, due_at=now, lease_until=None)
        .returning(shares.c.id)
    )
    return list(doubted.scalars())


def _waiting(row: sa.Row[Any]) -> Waiting:
    return Waiting(
        share=of_row(row),
        unknown_since=row.unknown_since,
        frozen=row.frozen,
        sends=row.sends,
        grant=grants.of_row(row),
        kept_at=row.kept_at,
    )


def _queues(
    tx: Connection, state: ShareState, ends: dict[str, datetime], *, now: datetime, most: int = 1
) -> list[Queue]:
    """What to look through; a network whose limit is used up waits, and one with little room gets no more."""
    if state is not ShareState.QUEUED:  # what is in doubt is mostly looked up
        return pauses.queues(tx, state, ends)
    closed, rooms = dict(ends), {}
    for network, gauge in limits.of_apps(tx, now=now).items():
        room = gauge.room(now)
        if room == 0:
            closed[network] = max(gauge.opens(now), closed.get(network, now))
        elif room < most:
            rooms[network] = room
    return pauses.queues(tx, state, closed, rooms)


def _fewer(limit: int, room: int | None) -> int:
    return limit if room is None else min(limit, room)


def _about(queue: Queue) -> dict[str, object]:
    return {"network": queue.network}


def _due(state: ShareState, queue: Queue, only: str | None) -> sa.Select[Any]:
    return _head(state, of_network=queue.network is not None, of_share=only is not None)


@cache
def _head(state: ShareState, *, of_network: bool, of_share: bool) -> sa.Select[Any]:
    """What is due, in the order of an index, so that only the first rows are read."""
    query = (
        sa.select(shares, _SENDS.label("sends"), *grants.COLUMNS)
        .outerjoin_from(shares, schema.grants, _GRANTED)
        .where(*_queue(state, of_network=of_network))
    )
    if of_share:
        query = query.where(shares.c.id == bindparam("only"))
    return (
        query.where(shares.c.due_at <= bindparam("now"), pauses.HELD_UNTIL.is_(None))
        .order_by(shares.c.due_at, shares.c.id)
        .limit(bindparam("most"))
    )


@cache
def _first(state: ShareState, *, of_network: bool) -> sa.Select[*tuple[Any, ...]]:
    """When the first shares are due, those of members who must wait included."""
    rows = sa.select(shares.c.due_at, pauses.HELD_UNTIL.label("held_until"))
    asked = rows.where(*_queue(state, of_network=of_network))
    return asked.order_by(shares.c.due_at, shares.c.id).limit(_FIRST)


def _queue(state: ShareState, *, of_network: bool) -> list[sa.ColumnElement[bool]]:
    own = [shares.c.network == bindparam("network")] if of_network else []
    return [shares.c.state == state, *own]


_FIRST = 50
"""Shares looked at for the next moment: more members than that who must wait are very rare."""

_NEXT_LEASE = sa.select(sa.func.min(shares.c.lease_until)).where(shares.c.state == ShareState.PUBLISHING)
_LOST = (
    sa.select(sa.func.count())
    .where(
        attempts.c.share == shares.c.id,
        attempts.c.action.in_(["send", "repost"]),
        sa.or_(attempts.c.outcome.is_(None), attempts.c.outcome == "unknown"),
    )
    .scalar_subquery()
)
_SENDS = sa.case((shares.c.attempt == 0, 0), else_=_LOST)
"""How many requests may each have made a post; also of a share that is queued again, where one was lost."""
_GRANTED = sa.and_(
    schema.grants.c.advocate == shares.c.advocate,
    schema.grants.c.network == shares.c.network,
    schema.grants.c.purpose == grants.POST,
)
