"""The rows of `slots`: the moment of each share, whose choice it is and why, and what still needs one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Hold, Share, ShareState
from advocacy.storage.schema import shares, slots
from advocacy.storage.shares import of_row

REPLANNED = (Hold.LATE, Hold.SCHEDULE)
"""The holds of shares that a new slot sets free."""
_LIVE = (
    ShareState.QUEUED,
    ShareState.PUBLISHING,
    ShareState.UNKNOWN,
    ShareState.PUBLISHED,
    ShareState.ON_HOLD,
)
_UNTRIED = sa.and_(
    shares.c.state == ShareState.QUEUED, shares.c.attempt == 0, shares.c.unknown_since.is_(None)
)
_HELD = sa.and_(shares.c.state == ShareState.ON_HOLD, shares.c.hold.in_(REPLANNED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A share with the moment that was chosen for it."""

    share: Share
    at: datetime
    by: str
    """``person`` or ``programme``."""
    why: Text


def put(tx: Connection, share: str, *, at: datetime, by: str, why: Text, now: datetime) -> None:
    """Write the share's moment down, in place of any other."""
    forget(tx, [share])
    tx.execute(slots.insert().values(share=share, at=at, by=by, why=dict(why), planned_at=now))


def give(tx: Connection, share: str, *, at: datetime, by: str, why: Text, now: datetime) -> bool:
    """Give the share a moment, if it still waits and was not tried meanwhile; whether it has it."""
    moved = tx.execute(
        shares.update()
        .where(shares.c.id == share, sa.or_(_UNTRIED, _HELD))
        .values(state=ShareState.QUEUED, due_at=at, hold=None, reason=None)
    )
    if moved.rowcount == 1:
        put(tx, share, at=at, by=by, why=why, now=now)
    return moved.rowcount == 1


def forget(tx: Connection, ids: Collection[str]) -> None:
    """These shares have no moment any more: they go out when they are due."""
    tx.execute(slots.delete().where(slots.c.share.in_(sorted(ids))))


def of_share(tx: Connection, share: str) -> Kept | None:
    """The moment of a share; None when none was chosen."""
    row = tx.execute(_KEPT.where(shares.c.id == share)).one_or_none()
    return None if row is None else _kept(row)


def select(tx: Connection, *, since: datetime | None = None, **equal: object) -> list[Kept]:
    """The moments of shares that wait or are posted, first to last; `equal` are columns of shares."""
    asked = [shares.c[name] == value for name, value in equal.items() if value is not None]
    recent = [] if since is None else [slots.c.at >= since]
    query = _KEPT.where(shares.c.state.in_(_LIVE), *asked, *recent).order_by(slots.c.at, shares.c.id)
    return [_kept(row) for row in tx.execute(query)]


def published(tx: Connection, *, since: datetime) -> Sequence[Share]:
    """What was published since then without a slot."""
    query = sa.select(shares).where(
        shares.c.published_at >= since, shares.c.id.not_in(sa.select(slots.c.share))
    )
    return [of_row(row) for row in tx.execute(query)]


def without(tx: Connection, **equal: object) -> list[Share]:
    """Shares that need a slot: never tried and nobody chose their moment, or they missed the one they had."""
    asked = [shares.c[name] == value for name, value in equal.items() if value is not None]
    unplanned = sa.and_(_UNTRIED, shares.c.id.not_in(sa.select(slots.c.share)))
    query = sa.select(shares).where(sa.or_(unplanned, _HELD), *asked).order_by(shares.c.id)
    return [of_row(row) for row in tx.execute(query)]


def _kept(row: sa.Row[Any]) -> Kept:
    return Kept(share=of_row(row), at=row.at, by=row.by, why=Text(**row.why))


_KEPT = sa.select(shares, slots.c.at, slots.c.by, slots.c.why).join(slots, slots.c.share == shares.c.id)
