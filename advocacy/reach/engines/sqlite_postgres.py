"""The programme's own database, SQLite or PostgreSQL: the same texts, verbatim."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from advocacy.clock import Clock
from advocacy.reach.engines.base import Row, whole
from advocacy.storage import Store, facts
from advocacy.storage.facts import Asked, Star


class StoreEngine:
    """Measures over an open `Store`; nothing is written to its tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @contextmanager
    def reading(self, *, zone: ZoneInfo, clock: Clock) -> Iterator[StoreReading]:
        """One transaction on a snapshot; the temporary star schema goes with it."""
        with snapshot(self._store) as connection:
            yield StoreReading(connection, facts.Star(connection, zone=zone, now=clock()))


@contextmanager
def snapshot(store: Store) -> Iterator[Connection]:
    """A transaction that sees one state of the database, and may make temporary tables."""
    options = {"advocacy_read": True}
    if store.engine.dialect.name == "postgresql":
        # its usual level shows each statement a newer state, and shares would not add up with posts
        options |= {"isolation_level": "REPEATABLE READ"}  # type: ignore[dict-item]
    with store.engine.connect().execution_options(**options) as connection:
        try:
            yield connection
        finally:
            connection.rollback()


class StoreReading:
    """One snapshot of a `Store`."""

    def __init__(self, connection: Connection, star: Star) -> None:
        self._connection = connection
        self._star = star
        self._asked: Asked | None = None

    def query(self, sql: str, asked: Asked) -> list[Row]:
        """The rows of `sql`; see `Reading.query`."""
        self._star.need(sql)
        if asked != self._asked:
            facts.ask(self._connection, asked)
            self._asked = asked
        # past SQLAlchemy, whose rows cost more than the query
        cursor: Any = self._connection.exec_driver_sql(sql).cursor
        rows: list[Any] = list(cursor.fetchall())
        return [whole(row) for row in rows] if self._connection.dialect.name == "postgresql" else rows
