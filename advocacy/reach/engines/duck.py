"""DuckDB over the files of clicks and what is still in the database: the same texts, verbatim."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from advocacy.clock import Clock
from advocacy.errors import MissingExtra
from advocacy.language import Text
from advocacy.reach.engines.base import Row, whole
from advocacy.reach.engines.sqlite_postgres import snapshot
from advocacy.reach.folder import Folder
from advocacy.storage import Store, event_files, facts
from advocacy.storage.copies import COPIED, copy_of
from advocacy.storage.facts import Asked
from advocacy.storage.lines import QUOTE, SEPARATOR, lines
from advocacy.storage.relations import DERIVED

if TYPE_CHECKING:
    import sqlalchemy as sa
    from duckdb import DuckDBPyConnection
    from sqlalchemy.engine import Connection

    from advocacy.storage.facts import Star


class DuckEngine:
    """Measures over millions of clicks.

    Args:
        store: the programme's database, for everything but old clicks.
        files: where `compact` put those.
        memory: most that DuckDB may use, such as ``1GB``; beyond it, it works on disk.
        threads: how many it may use; all processors by default.

    Raises:
        MissingExtra: when it is asked, and DuckDB is not installed.
    """

    def __init__(
        self, store: Store, files: Folder, *, memory: str | None = None, threads: int | None = None
    ) -> None:
        self._store = store
        self._files = files
        self._limits = {"memory_limit": memory, "threads": threads}

    @contextmanager
    def reading(self, *, zone: ZoneInfo, clock: Clock) -> Iterator[DuckReading]:
        """Copy what is small, look at the files where they lie; see `Engine.reading`."""
        with tempfile.TemporaryDirectory(prefix="advocacy-duck-") as folder, snapshot(self._store) as tx:
            limits = {name: value for name, value in self._limits.items() if value is not None}
            database = connect(temp_directory=folder, **limits)
            try:
                self._files.open_to(database)
                files = [self._files.address(file.name) for file in event_files.listed(tx)]
                star = facts.Star(tx, zone=zone, now=clock())
                yield DuckReading(database, tx, star, files=files, folder=Path(folder))
            finally:
                database.close()


class DuckReading:
    """One snapshot, of which each table is taken along when the first text names it.

    Args:
        database: empty as yet.
        tx: the snapshot.
        star: the relations that the programme's own database makes in it.
        files: addresses of the files of clicks.
        folder: for what is on its way.
    """

    def __init__(
        self, database: DuckDBPyConnection, tx: Connection, star: Star, *, files: Sequence[str], folder: Path
    ) -> None:
        self._database = database
        self._tx = tx
        self._star = star
        self._files = files
        self._folder = folder
        self._there: set[str] = set()
        self._asked: Asked | None = None
        database.execute(
            "CREATE TABLE asked (first_day BIGINT, last_day BIGINT, as_of BIGINT, campaign VARCHAR)"
        )

    def query(self, sql: str, asked: Asked) -> list[Row]:
        """The rows of `sql`; see `Reading.query`."""
        self._need(sql)
        if asked != self._asked:
            row = facts.row_of(asked)
            self._database.execute("DELETE FROM asked")
            self._database.execute("INSERT INTO asked VALUES ($1, $2, $3, $4)", list(row.values()))
            self._asked = asked
        found = self._database.execute(sql)
        is_plain = all(str(column[1]) in _PLAIN for column in found.description)
        return found.fetchall() if is_plain else [whole(row) for row in found.fetchall()]

    def write(self, table: str, file: Path) -> None:
        """Write a table of the star schema to a Parquet file."""
        self._need(table)
        place = str(file).replace("'", "''")
        self._database.execute(f"COPY {table} TO '{place}' (FORMAT parquet, COMPRESSION zstd)")

    def _need(self, text: str) -> None:
        for name in facts.named(text):
            if name not in self._there:
                self._there.add(name)
                self._make(name)

    def _make(self, name: str) -> None:
        if name == "filed_clicks":
            self._look_at_files()
        elif name in _VIEWS:
            self._need(_VIEWS[name])
            day = self._star.day_of("clicks.clicked_at")
            self._database.execute(_VIEWS[name].format(day=day).replace(" / ", " // "))
        elif name in COPIED:
            self._star.need(name)
            rows, key = copy_of(self._tx, name)
            load(self._database, name, rows, lines(self._tx, rows, key=key), self._folder)

    def _look_at_files(self) -> None:
        if self._files:
            listed = ", ".join("'" + name.replace("'", "''") + "'" for name in self._files)
            self._database.execute(f"CREATE VIEW filed_clicks AS SELECT * FROM read_parquet([{listed}])")  # noqa: S608 - quoted
        else:
            self._need("hot_clicks")
            self._database.execute("CREATE VIEW filed_clicks AS SELECT * FROM hot_clicks WHERE click < 0")


def connect(**options: Any) -> DuckDBPyConnection:
    """A database in memory, which asks nothing of the network.

    Raises:
        MissingExtra: DuckDB is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 - heavy: imported on first use
    except ImportError:
        raise MissingExtra("reach", Text(fr="un moteur d’analyse", en="an analytic engine")) from None
    fixed = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    return duckdb.connect(config={**fixed, **options})


def load(
    database: DuckDBPyConnection, table: str, rows: sa.Select[Any], text: Iterable[bytes], folder: Path
) -> None:
    """Make a table of `lines` of the query `rows`; a file in `folder` holds them on the way."""
    file = folder / f"{table}.txt"
    with file.open("wb") as out:
        out.writelines(text)
    types = {column.name: _type(column) for column in rows.selected_columns}
    texts = [name for name, kind in types.items() if kind == "VARCHAR"]
    # reading in parallel takes less time and a third more of the processors
    options = (
        f"delim='{SEPARATOR}', quote='{QUOTE}', escape='{QUOTE}', header=false, auto_detect=false, "
        "nullstr='', parallel=false"
    )
    database.execute(
        f"CREATE TABLE {table} AS "  # noqa: S608 - names of our own
        f"SELECT * FROM read_csv('{file}', {options}, force_not_null={texts}, columns={types})"
    )
    file.unlink()


def _type(column: Any) -> str:
    return "VARCHAR" if column.type.python_type is str else "BIGINT"


_PLAIN = frozenset({"BIGINT", "HUGEINT", "INTEGER", "VARCHAR"})
"""Types whose values come as plain integers and texts."""
_VIEWS = {
    "count_facts": DERIVED["count_facts"],
    "growth_facts": DERIVED["growth_facts"],
    "click_facts": """
    CREATE VIEW click_facts AS
    SELECT clicks.click, clicks.code, clicks.clicked_at, clicks.kind, clicks.visitor,
      link_places.campaign, link_places.story, link_places.network, link_places.team, link_places.advocate,
      {day} AS day
    FROM (
      SELECT click, code, clicked_at, kind, visitor FROM filed_clicks
      UNION ALL
      SELECT click, code, clicked_at, kind, visitor FROM hot_clicks
    ) AS clicks
    JOIN link_places ON link_places.code = clicks.code
    """,
}
