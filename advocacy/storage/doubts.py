"""The shares that wait, for people to look at: those in doubt, and all that is in the outbox."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.share import ShareState
from advocacy.storage.outbox import UNSETTLED, Waiting
from advocacy.storage.schema import shares
from advocacy.storage.shares import of_row


def select(tx: Connection, *, advocate: str | None = None) -> list[Waiting]:
    """Every `unknown` share, or those of one person, longest in doubt first."""
    asked = [shares.c.state == ShareState.UNKNOWN]
    if advocate is not None:
        asked.append(shares.c.advocate == advocate)
    query = sa.select(shares).where(*asked).order_by(shares.c.unknown_since, shares.c.id)
    return [_waiting(row) for row in tx.execute(query)]


def waiting(tx: Connection, *, limit: int) -> list[Waiting]:
    """At most so many shares that are not yet published, longest due first."""
    query = sa.select(shares).where(shares.c.state.in_(UNSETTLED)).order_by(shares.c.due_at, shares.c.id)
    return [_waiting(row) for row in tx.execute(query.limit(limit))]


def _waiting(row: Row[Any]) -> Waiting:
    return Waiting(share=of_row(row), unknown_since=row.unknown_since, frozen=row.frozen, kept_at=row.kept_at)
