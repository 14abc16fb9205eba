"""Which installation a database belongs to: a copy that publishes too would publish twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import meta
from advocacy.storage.store import insert_once

_KEY = "installation"


def of(tx: Connection) -> str | None:
    """The installation this database belongs to; None when none has published from it yet."""
    return tx.execute(sa.select(meta.c.value).where(meta.c.key == _KEY)).scalar_one_or_none()


def adopt(tx: Connection, installation: str) -> None:
    """From now on the database belongs to `installation`."""
    if not insert_once(tx, meta, {"key": _KEY, "value": installation}):
        tx.execute(meta.update().where(meta.c.key == _KEY).values(value=installation))
