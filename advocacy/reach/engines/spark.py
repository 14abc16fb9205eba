"""Spark over a star of Parquet files: the same texts, verbatim, on as many machines as there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from advocacy.clock import Clock
from advocacy.reach.engines.base import Row, whole
from advocacy.reach.star import paths
from advocacy.storage import facts
from advocacy.storage.facts import Asked

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class SparkEngine:
    """Measures on one's own Spark session.

    Args:
        session: open, and closed by whoever opened it.
        folder: where `write_star` put the tables, as all of its machines see it.
    """

    def __init__(self, session: SparkSession, folder: str | Path) -> None:
        self._session = session
        self._folder = Path(folder)

    @contextmanager
    def reading(self, *, zone: ZoneInfo, clock: Clock) -> Iterator[SparkReading]:
        """Name the files; see `Engine.reading`. They do not change, so neither does what is read."""
        del clock  # the star was written at its own moment
        for table, file in paths(self._folder, zone).items():
            self._session.read.parquet(str(file)).createOrReplaceTempView(table)
        yield SparkReading(self._session)


class SparkReading:
    """One star, with one question at a time."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session
        self._asked: Asked | None = None

    def query(self, sql: str, asked: Asked) -> list[Row]:
        """The rows of `sql`; see `Reading.query`."""
        if asked != self._asked:
            self._ask(asked)
            self._asked = asked
        return [whole(found) for found in self._session.sql(sql).collect()]

    def _ask(self, asked: Asked) -> None:
        row = facts.row_of(asked)
        kinds = ", ".join(f"{name} {'STRING' if isinstance(row[name], str) else 'BIGINT'}" for name in row)
        self._session.createDataFrame([tuple(row.values())], kinds).createOrReplaceTempView("asked")
