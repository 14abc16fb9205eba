"""The rows of `spare_files`: files of clicks that nobody opens any more, until nobody reads them either.

listed ──replaced──▶ spare for an hour, for a report that began before ──▶ removed
put there by a run that was killed ──seen──┘
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.reach_schema import spare_files
from advocacy.storage.store import insert_once

GRACE = timedelta(hours=1)
"""Longer than a report reads, and than a file is on its way to being listed."""


def note(tx: Connection, *names: str, now: datetime) -> None:
    """Say that these files are not listed, or not any more."""
    insert_once(tx, spare_files, *({"name": name, "since": now} for name in names))


def due(tx: Connection, there: Collection[str], *, now: datetime) -> list[str]:
    """Of all spare files, `there`, those to remove; the others are noted."""
    note(tx, *there, now=now)
    tx.execute(spare_files.delete().where(spare_files.c.name.not_in(there)))
    old = sa.select(spare_files.c.name).where(spare_files.c.since <= now - GRACE)
    return list(tx.execute(old.order_by(spare_files.c.name)).scalars())
