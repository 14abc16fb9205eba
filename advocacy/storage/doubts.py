"""The shares in doubt, for the people who clear them up."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.share import ShareState
from advocacy.storage.outbox import Waiting
from advocacy.storage.schema import shares
from advocacy.storage.shares import of_row


def select(tx: Connection, *, advocate: str | None = None) -> list[Waiting]:
    """Every `unknown` share, or those of one person, longest in doubt first."""
    asked = [shares.c.state == ShareState.UNKNOWN]
    if advocate is not None:
        asked.append(shares.c.advocate == advocate)
    query = sa.select(shares).where(*asked).order_by(shares.c.unknown_since, shares.c.id)
    return [
        Waiting(share=of_row(row), unknown_since=row.unknown_since, frozen=row.frozen)
        for row in tx.execute(query)
    ]
