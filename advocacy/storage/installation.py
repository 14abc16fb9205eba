"""Which installation a database belongs to: a copy that publishes too would publish twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import meta
from advocacy.storage.store import insert_once

_KEY = "installation"
_TALLY = "tally"


def of(tx: Connection) -> str | None:
    """The installation this database belongs to; None when none has published from it yet."""
    return _value(tx, _KEY)


def adopt(tx: Connection, installation: str) -> None:
    """From now on the database belongs to `installation`."""
    _put(tx, _KEY, installation)


def tally(tx: Connection) -> int:
    """How often publishing was looked after from this database."""
    return int(_value(tx, _TALLY) or 0)


def set_tally(tx: Connection, counted: int) -> None:
    """Write down how often it was."""
    _put(tx, _TALLY, str(counted))


def _value(tx: Connection, key: str) -> str | None:
    return tx.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def _put(tx: Connection, key: str, value: str) -> None:
    if not insert_once(tx, meta, {"key": key, "value": value}):
        tx.execute(meta.update().where(meta.c.key == key).values(value=value))
