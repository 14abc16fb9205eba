"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(at: datetime) -> int:
    """A moment in microseconds since 1970, in UTC.

    >>> micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000

    Raises:
        ValueError: it has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return (at - _EPOCH) // timedelta(microseconds=1)


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment as whole microseconds since 1970 in UTC: exact, ordered, and the same in every engine."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        """To microseconds; a moment without a zone is refused."""
        del dialect
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        """Back to a moment in UTC."""
        del dialect
        return None if value is None else _EPOCH + timedelta(microseconds=value)
