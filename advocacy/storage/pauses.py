"""The rows of `pauses`: who must wait because a network said so, and which shares that holds back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.share import ShareState
from advocacy.storage.schema import pauses, shares
from advocacy.storage.store import insert_once

EVERYONE = ""
"""The member of a pause that is for the whole app."""


HELD_UNTIL = (
    sa.select(pauses.c.until)
    .where(
        pauses.c.network == shares.c.network,
        pauses.c.member == shares.c.advocate,
        pauses.c.until > sa.bindparam("now"),
    )
    .scalar_subquery()
)
"""When the person of a share may go on; NULL when they may now."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Shares to be looked through together: those of one network, or of all (`network` is None)."""

    network: str | None
    until: datetime | None = None
    """When the network may be spoken to again; None when it may be now."""
    room: int | None = None
    """How many shares its limits let out now; None where they do not matter."""


def put(tx: Connection, *, network: str, member: str, until: datetime) -> None:
    """Keep a network (or one member of it) quiet until then; an earlier end never shortens a later one.

    A member's waiting shares are due at its end, so that they stand in nobody's way until then.
    """
    key = [pauses.c.network == network, pauses.c.member == member]
    if not insert_once(tx, pauses, {"network": network, "member": member, "until": until}):
        tx.execute(pauses.update().where(*key, pauses.c.until < until).values(until=until))
    if member != EVERYONE:
        waiting = shares.c.state.in_([ShareState.QUEUED, ShareState.UNKNOWN])
        theirs = sa.select(shares.c.id).where(
            waiting, shares.c.network == network, shares.c.advocate == member, shares.c.due_at < until
        )
        free = theirs.order_by(shares.c.id).with_for_update(skip_locked=True)
        tx.execute(shares.update().where(shares.c.id.in_(free)).values(due_at=until))


def of_apps(tx: Connection, *, now: datetime) -> dict[str, datetime]:
    """The networks that nobody may speak to now, and until when."""
    return {row.network: row.until for row in tx.execute(_OF_APPS, {"now": now})}


def of_network(tx: Connection, network: str, *, now: datetime) -> dict[str, datetime]:
    """Who must leave `network` alone now, `EVERYONE` among them, and until when."""
    query = sa.select(pauses).where(pauses.c.network == network, pauses.c.until > now)
    return {row.member: row.until for row in tx.execute(query)}


def queues(
    tx: Connection, state: ShareState, ends: Mapping[str, datetime], rooms: Mapping[str, int] | None = None
) -> list[Queue]:
    """What to look through for shares of `state`; while every network is free, all at once."""
    rooms = rooms or {}
    if not ends and not rooms:
        return [Queue(None)]
    networks = [row.network for row in tx.execute(_networks(state))]
    return [Queue(network, ends.get(network), rooms.get(network)) for network in networks]


@cache
def _networks(state: ShareState) -> sa.Select[tuple[str]]:
    """The networks with a share of `state`, by one step in the index for each, however many shares wait."""
    first = sa.select(sa.func.min(shares.c.network).label("network")).where(shares.c.state == state)
    found = first.cte("found", recursive=True)
    following = sa.select(sa.func.min(shares.c.network)).where(
        shares.c.state == state, shares.c.network > found.c.network
    )
    found = found.union_all(
        sa.select(following.correlate(found).scalar_subquery()).where(found.c.network.is_not(None))
    )
    return sa.select(found.c.network).where(found.c.network.is_not(None))


_OF_APPS = sa.select(pauses.c.network, pauses.c.until).where(
    pauses.c.member == EVERYONE, pauses.c.until > sa.bindparam("now")
)
