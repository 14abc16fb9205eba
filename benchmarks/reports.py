"""Reports over many clicks, beside the same figures by hand-written DuckDB SQL, in one run.

    python benchmarks/reports.py [--clicks 50000000] [--memory 1GB] [--folder DIR]

A programme is made up first: 20,000 advocates, 200,000 shares, a year of clicks in files, and what the
roll-up holds of them. CPU is that of the whole process; seconds on a busy machine are upper bounds. By hand
nobody is protected: our report reads who is behind each number, and withholds what would show somebody.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.reach.compactor import compact
from advocacy.reach.engines import DuckEngine, Engine, StoreEngine
from advocacy.reach.engines.duck import connect
from advocacy.reach.folder import LocalFolder
from advocacy.reach.report import report
from advocacy.settings import Settings
from advocacy.storage import Store, event_files, rollup, schema
from advocacy.storage.event_files import EventFile

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS, ADVOCATES, SHARES, CAMPAIGNS, TEAMS = 365, 20_000, 200_000, 40, 60
SETTINGS = Settings.model_validate({"programme": {"name": "Acme", "timezone": "UTC"}})
FILED = 1_000_000
"""Clicks that the compaction is timed with."""
_DAY = 86_400_000_000
_START = int((NOW - timedelta(days=DAYS)).timestamp()) * 1_000_000


def make(folder: Path, clicks: int) -> tuple[Store, LocalFolder]:
    """The programme, in a database and files."""
    store, files = Store.open(str(folder / "advocacy.db")), LocalFolder(folder / "files")
    _people(store)
    duck = connect(temp_directory=str(folder))
    duck.execute(
        f"CREATE VIEW made AS SELECT i + 1 AS click, 'c' || CAST(hash(i) % {SHARES} AS BIGINT) AS code, "
        f"{_START} + CAST(i * {DAYS * 86_400}.0 / {clicks} AS BIGINT) * 1000000 AS clicked_at, "
        "CASE WHEN hash(i + 7) % 100 < 60 THEN 'person' WHEN hash(i + 7) % 100 < 80 THEN 'preview' "
        "ELSE 'bot' END AS kind, '' AS reason, "
        f"printf('%016x', hash(hash(i + 3) % {max(clicks // 8, 1)}, i * {DAYS} // {clicks})) AS visitor, "
        f"'www.linkedin.com' AS referrer, CAST(0 AS TINYINT) AS late FROM range({clicks}) AS r(i)"
    )
    step = max(clicks // 48, 1)
    with store.begin() as tx:
        for number, low in enumerate(range(0, clicks, step)):
            high = min(low + step, clicks)
            name = f"clicks/month=x/{low + 1:012}-{high:012}.parquet"
            target = folder / "files" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            inside = f"SELECT * FROM made WHERE click > {low} AND click <= {high}"
            duck.execute(f"COPY ({inside}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
            file = EventFile(
                name=name, month=number, rows=high - low, first_id=low + 1, last_id=high, digest=""
            )
            event_files.add(tx, low, [file], now=NOW)
    counted = duck.execute(
        f"SELECT clicked_at // {_DAY} AS day, code, kind, COUNT(*) AS clicks "
        f"FROM read_parquet('{folder}/files/clicks/*/*.parquet') GROUP BY ALL ORDER BY ALL"
    )
    _keep_rolled(store, counted)
    duck.close()
    return store, files


def _people(store: Store) -> None:
    def rows(table: sa.Table, made: list[dict[str, Any]]) -> None:
        with store.begin() as tx:
            tx.execute(table.insert(), made)

    begin = NOW - timedelta(days=DAYS)
    names = [f"campaign{n:02}" for n in range(CAMPAIGNS)]
    rows(schema.campaigns, [{"id": n, "body": {"id": n, "name": {"fr": n, "en": n}}} for n in names])
    story = {"edition": 1, "digest": "", "state": "approved", "added_at": begin}
    rows(
        schema.stories,
        [{"id": n, "campaign": n, "body": {"title": {"fr": n, "en": n}}, **story} for n in names],
    )
    rows(
        schema.advocates,
        [
            {"id": f"a{n}", "team": f"team{n % TEAMS:02}", "body": {}, "joined_at": begin}
            for n in range(ADVOCATES)
        ],
    )
    shares, links = [], []
    for n in range(SHARES):
        at = begin + timedelta(minutes=n * DAYS * 1440 // SHARES)
        key = {
            "story": names[n // ADVOCATES % CAMPAIGNS + (n % 4) * 10],
            "edition": 1,
            "campaign": names[n // ADVOCATES % CAMPAIGNS + (n % 4) * 10],
            "advocate": f"a{n % ADVOCATES}",
            "network": ("linkedin", "bluesky")[n % 2],
        }
        shares.append(
            key
            | {
                "id": f"s{n}",
                "language": "en",
                "state": "published",
                "text": "words",
                "link": f"https://go/c{n}",
            }
            | {"offered_at": at, "accepted_at": at, "due_at": at, "published_at": at, "remote_id": str(n)}
        )
        links.append(key | {"code": f"c{n}", "target": "https://x.example", "minted_at": at})
    rows(schema.shares, shares)
    rows(schema.tracked_links, links)


def _keep_rolled(store: Store, counted: Any) -> None:
    with store.begin() as tx:
        while found := counted.fetchmany(50_000):
            values = [(day, code, kind, True, clicks) for day, code, kind, clicks in found]
            tx.exec_driver_sql("INSERT INTO rolled_clicks VALUES (?, ?, ?, ?, ?)", values)
        rollup.set_mark(tx, rollup.Mark("UTC", 2**40))


_CLICKED = "FROM days JOIN links USING (code)"
_WHO = "FROM shares JOIN advocates ON shares.advocate = advocates.id"
BY_HAND = (
    f"SELECT campaign, story, network, team, day, kind, SUM(clicks) {_CLICKED} GROUP BY ALL",
    f"SELECT campaign, network, team, COUNT(*) {_WHO} GROUP BY ALL",
    "SELECT team, COUNT(*) FROM advocates GROUP BY ALL",
    f"SELECT team, COUNT(DISTINCT advocate) {_WHO} GROUP BY ALL",
)


def by_hand(folder: Path) -> None:
    """The report's figures from clicks, shares and people that lie ready as Parquet, without its rules."""
    duck = connect(temp_directory=str(folder))
    for table in ("shares", "links", "advocates"):
        duck.execute(f"CREATE VIEW {table} AS SELECT * FROM '{folder}/{table}.parquet'")
    duck.execute(
        f"CREATE TABLE days AS SELECT clicked_at // {_DAY} AS day, code, kind, COUNT(*) AS clicks "
        f"FROM read_parquet('{folder}/files/clicks/*/*.parquet') GROUP BY ALL"
    )
    for sql in BY_HAND:
        duck.execute(sql).fetchall()


def ready(folder: Path) -> None:
    """What `by_hand` reads, written beforehand."""
    duck = connect()
    with closing(sqlite3.connect(folder / "advocacy.db")) as source:
        for table, columns in (
            ("shares", ("campaign", "network", "advocate")),
            ("tracked_links", ("code", "campaign", "story", "network", "advocate")),
            ("advocates", ("id", "team")),
        ):
            text = folder / "rows.csv"
            rows = source.execute(f"SELECT {', '.join(columns)} FROM {table}")
            text.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
            types = ", ".join(f"'{name}': 'VARCHAR'" for name in columns)
            read = f"read_csv('{text}', header = false, columns = {{{types}}})"
            duck.execute(f"CREATE TABLE {table} AS SELECT * FROM {read}")
    linked = "SELECT tracked_links.*, team FROM tracked_links JOIN advocates ON advocates.id = advocate"
    duck.execute(f"COPY ({linked}) TO '{folder}/links.parquet'")
    for table in ("shares", "advocates"):
        duck.execute(f"COPY {table} TO '{folder}/{table}.parquet'")


def put_clicks(folder: Path, clicks: int) -> None:
    """Clicks that are in the database and in no file."""
    with closing(sqlite3.connect(folder / "advocacy.db")) as database:
        rows = (
            (
                f"c{n % SHARES}",
                _START + n * 1_000_000,
                "person",
                "",
                f"{n * 2654435761 % 2**64:016x}",
                "www.x.com",
            )
            for n in range(clicks)
        )
        database.execute("DELETE FROM event_files")
        into = "INSERT INTO clicks (code, at, kind, reason, visitor, referrer) VALUES (?, ?, ?, ?, ?, ?)"
        database.executemany(into, rows)
        database.commit()


def measured(work: Callable[[], Any]) -> tuple[float, float]:
    """CPU seconds and MB resident of `work`, in a process of its own."""
    parent, child = multiprocessing.Pipe()

    def run() -> None:
        before = time.process_time()
        work()
        child.send((time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)
    return parent.recv()


def told(name: str, found: tuple[float, float], floor: float | None = None) -> None:
    ratio = f"{found[0] / floor:8.2f}" if floor else " " * 8
    print(f"{name:52}{found[0]:9.2f}{found[1]:9.0f}{ratio}")


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--clicks", type=int, default=2_000_000)
    options.add_argument("--memory", default="1GB")
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        store, files = make(folder, given.clicks)
        store.close()
        ready(folder)
        url = str(folder / "advocacy.db")

        def told_by(engine: Callable[[Store], Engine]) -> Callable[[], Any]:
            return lambda: report(engine(Store.open(url)), settings=SETTINGS, clock=FixedClock(NOW))

        print(f"{given.clicks:,} clicks, {SHARES:,} shares, {ADVOCATES:,} advocates; {time.strftime('%F')}")
        print(f"{'':52}{'CPU s':>9}{'MB':>9}{'× hand':>8}")
        hand = measured(lambda: by_hand(folder))
        told("by hand: DuckDB on ready Parquet, no rules", hand)
        told("report, SQLite with the roll-up", measured(told_by(StoreEngine)), hand[0])
        told("report, DuckDB", measured(told_by(lambda s: DuckEngine(s, files))), hand[0])
        low = measured(told_by(lambda s: DuckEngine(s, files, memory=given.memory)))
        told(f"report, DuckDB, {given.memory}", low, hand[0])
        put_clicks(folder, FILED)
        goes = {"zone": ZoneInfo("UTC"), "keep": timedelta(days=9999), "clock": FixedClock(NOW)}
        rate = measured(lambda: compact(Store.open(url), LocalFolder(folder / "other"), **goes))
        print(f"compaction from SQLite: {FILED / rate[0]:,.0f} clicks per CPU second")


if __name__ == "__main__":
    main()
