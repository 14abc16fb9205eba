"""The rows of `imports`: files that were taken in, so that the same one again changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from advocacy.storage.exchange_schema import imports
from advocacy.storage.store import insert_once


def is_new(tx: Connection, digest: str, *, kind: str, now: datetime) -> bool:
    """Write down that a file is taken in; False where it was before."""
    row = {"digest": digest, "kind": kind, "at": now}
    return insert_once(tx, imports, row) == 1
