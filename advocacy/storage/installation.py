"""Which installation a database belongs to: a copy that publishes too would publish twice."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import meta
from advocacy.storage.store import insert_once

_KEY = "installation"
_TALLY = "tally"
_EPOCH = "epoch"


def of(tx: Connection) -> str | None:
    """The installation this database belongs to; None when none has published from it yet."""
    return _value(tx, _KEY)


def adopt(tx: Connection, installation: str) -> None:
    """From now on the database belongs to `installation`, as it is now."""
    _put(tx, _KEY, installation)
    _put(tx, _EPOCH, epoch(tx))


def is_as_adopted(tx: Connection) -> bool:
    """Whether the database is the one that was adopted, and not one restored or failed over since."""
    known = _value(tx, _EPOCH)
    return known is None or known == epoch(tx)


def epoch(tx: Connection) -> str:
    """What changes when a PostgreSQL database is restored: its timeline, or the number of a table.

    A replica that took over, and a recovery to a point in time, begin a new timeline; a dump that is put back
    makes its tables anew. Of SQLite nothing is known here; see `advocacy.program.installation`.
    """
    if tx.dialect.name != "postgresql":
        return ""
    timeline, table = tx.execute(_EPOCH_NOW).one()
    return f"{timeline}.{table}"


def tally(tx: Connection) -> int:
    """How often publishing was looked after from this database."""
    return int(_value(tx, _TALLY) or 0)


def set_tally(tx: Connection, counted: int) -> None:
    """Write down how often it was."""
    _put(tx, _TALLY, str(counted))


_EPOCH_NOW = sa.text("SELECT timeline_id, 'meta'::regclass::oid FROM pg_control_checkpoint()")


def _value(tx: Connection, key: str) -> str | None:
    return tx.execute(sa.select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def _put(tx: Connection, key: str, value: str) -> None:
    if not insert_once(tx, meta, {"key": key, "value": value}):
        tx.execute(meta.update().where(meta.c.key == key).values(value=value))
