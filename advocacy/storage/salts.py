"""The rows of `salts`: the random key of a day's visitors, destroyed within 48 hours."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import salts
from advocacy.storage.store import insert_once

KEPT_DAYS = 2
"""The day's own salt and the one of the day before: 48 hours from the first moment of a day."""


def of_day(tx: Connection, day: int) -> bytes:
    """The salt of a day (counted from 1970), drawn at random by whoever asks first."""
    insert_once(tx, salts, {"day": day, "salt": secrets.token_bytes(32)})
    return bytes(tx.execute(sa.select(salts.c.salt).where(salts.c.day == day)).scalar_one())


def forget(tx: Connection, *, today: int) -> int:
    """Destroy the salts of all days but `today` and the day before; how many there were."""
    return tx.execute(salts.delete().where(salts.c.day <= today - KEPT_DAYS)).rowcount
