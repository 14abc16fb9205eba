"""ClickHouse over a star of Parquet files: the same texts, verbatim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from advocacy.clock import Clock
from advocacy.reach.engines.base import Row, whole
from advocacy.reach.star import paths
from advocacy.storage import facts
from advocacy.storage.facts import Asked


class Session(Protocol):
    """What keeps tables between queries, such as ``chdb.session.Session()``."""

    def query(self, sql: str, fmt: str = ..., /) -> Any:
        """Run one statement; its text is the answer in that format."""
        ...


class ClickHouseEngine:
    """Measures on an embedded ClickHouse, or on any session that has its `query`.

    Args:
        session: open, and closed by whoever opened it.
        folder: where `write_star` put the tables, as ClickHouse sees it.
    """

    def __init__(self, session: Session, folder: str | Path) -> None:
        self._session = session
        self._folder = Path(folder)

    @contextmanager
    def reading(self, *, zone: ZoneInfo, clock: Clock) -> Iterator[ClickHouseReading]:
        """Look at the files where they lie; see `Engine.reading`."""
        del clock  # the star was written at its own moment
        for table, file in paths(self._folder, zone).items():
            self._session.query(f"DROP VIEW IF EXISTS {table}")
            place = str(file).replace("\\", "\\\\").replace("'", "\\'")
            self._session.query(f"CREATE VIEW {table} AS SELECT * FROM file('{place}', 'Parquet')")  # noqa: S608 - quoted
        yield ClickHouseReading(self._session)


class ClickHouseReading:
    """One star, with one question at a time."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked: Asked | None = None

    def query(self, sql: str, asked: Asked) -> list[Row]:
        """The rows of `sql`; see `Reading.query`."""
        if asked != self._asked:
            self._ask(asked)
            self._asked = asked
        answer = str(self._session.query(f"{sql}\n{_AS_ELSEWHERE}", "JSONCompactEachRow"))
        return [whole(json.loads(line)) for line in answer.splitlines()]

    def _ask(self, asked: Asked) -> None:
        row = facts.row_of(asked)
        kinds = ", ".join(f"{name} {'String' if isinstance(row[name], str) else 'Int64'}" for name in row)
        values = ", ".join(_literal(value) for value in row.values())
        self._session.query("DROP TABLE IF EXISTS asked")
        self._session.query(f"CREATE TABLE asked ({kinds}) ENGINE = Memory")
        self._session.query(f"INSERT INTO asked VALUES ({values})")  # noqa: S608 - quoted


def _literal(value: str | int) -> str:
    return (
        str(value) if isinstance(value, int) else "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    )


_AS_ELSEWHERE = "SETTINGS join_use_nulls = 1, output_format_json_quote_64bit_integers = 0"
"""An outer join's missing side is NULL, not 0; and numbers are numbers."""
