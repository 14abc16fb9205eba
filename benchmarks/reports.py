"""Reports over many clicks, beside hand-written DuckDB SQL for the same figures, in one run.

    python benchmarks/reports.py --clicks 50000000 [--times 3] [--memory 1GB] [--folder DIR]

A programme is made up first (`reports_made.py`). Two comparisons follow, each step in a process of its own,
with the SQL of `reports_sql.py`:

The report: every figure of `program.report()`, with who is behind it. By hand: clicks by place and class and
by campaign and day, shares and posts by place and by day, adoption; and what the rules of privacy ask: how
many authors each group of each breakdown has, and its complement, and each cell; on which day each author of
a campaign first posted; the same groups of those who were made offers. It counts clicks in Parquet that lies
ready; our report reads the roll-up in the database, which a worker keeps.

Six questions (REACH): clicks by day, network and campaign; exact visitors by campaign; teams in order with
three months rolling; retention of those who joined; gains from running totals; the last click before a sale.

CPU is that of the whole process and its threads. All steps are done in turn, as many times as asked for, and
the least of each is told; seconds on a busy machine are upper bounds, ratios hold.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reports_made import ADVOCATES, NOW, SHARES, START, make
from reports_sql import HAND, HAND_REPORT, OURS, READY, ROLLED

from advocacy.clock import FixedClock
from advocacy.reach.compactor import compact
from advocacy.reach.engines import DuckEngine, Engine, StoreEngine
from advocacy.reach.engines.duck import connect
from advocacy.reach.folder import LocalFolder
from advocacy.reach.metrics import measure
from advocacy.reach.report import report
from advocacy.settings import Settings
from advocacy.storage import Store
from advocacy.storage.facts import Asked

SETTINGS = Settings.model_validate({"programme": {"name": "Acme", "timezone": "UTC"}})
UTC_ZONE, CLOCK, ASKED = ZoneInfo("UTC"), FixedClock(NOW), Asked(as_of=NOW)
FILED = 1_000_000
"""Clicks that the compaction is timed with."""


def by_hand(folder: Path, texts: Iterable[str]) -> None:
    duck = connect(temp_directory=str(folder))
    for sql in (*READY, *texts):
        duck.execute(sql.replace("{folder}", str(folder))).fetchall()


def ours(engine: Engine, folder: Path, texts: Iterable[str]) -> None:
    with engine.reading(zone=UTC_ZONE, clock=CLOCK) as reading:
        for sql in texts:
            reading.query(sql.replace("{folder}", str(folder)), ASKED)


def some(texts: Mapping[str, str], which: str) -> list[str]:
    return [sql for name, sql in texts.items() if which in {"", name}]


def question(engine: Engine, name: str) -> None:
    found = measure(name)
    with engine.reading(zone=UTC_ZONE, clock=CLOCK) as reading:
        reading.query(found.over(*found.grain), ASKED)


def file_clicks(folder: Path) -> None:
    """File what `put_clicks` made; it stays in the database."""
    store = Store.open(str(folder / "hot.db"))
    compact(store, LocalFolder(folder / "filed"), zone=UTC_ZONE, keep=timedelta(days=9999), clock=CLOCK)
    store.close()


def put_clicks(folder: Path) -> None:
    """A database with clicks that are in no file."""
    hot = folder / "hot.db"
    hot.unlink(missing_ok=True)
    Store.open(str(hot)).close()
    with closing(sqlite3.connect(hot)) as database:
        rows = (
            (
                f"c{n % SHARES}",
                START + n * 10_000_000,
                "bot" if n % 5 == 0 else "person",
                "agent: Googlebot/" if n % 5 == 0 else "",
                f"{n * 2654435761 % 2**64:016x}",
                "www.linkedin.com",
            )
            for n in range(FILED)
        )
        into = "INSERT INTO clicks (code, at, kind, reason, visitor, referrer) VALUES (?, ?, ?, ?, ?, ?)"
        database.executemany(into, rows)
        database.commit()


def step(name: str, folder: Path, memory: str) -> None:
    """Do one thing, and print what it took."""
    store, files = Store.open(str(folder / "advocacy.db")), LocalFolder(folder / "files")
    small = DuckEngine(store, files, memory=memory)
    what, _, which = name.partition(": ")
    works: dict[str, Callable[[], Any]] = {
        "hand report": lambda: by_hand(folder, HAND_REPORT),
        "sqlite report": lambda: report(StoreEngine(store), settings=SETTINGS, clock=CLOCK),
        "duckdb report": lambda: report(DuckEngine(store, files), settings=SETTINGS, clock=CLOCK),
        "small report": lambda: report(small, settings=SETTINGS, clock=CLOCK),
        "hand six": lambda: by_hand(folder, some(HAND, which)),
        "duckdb six": lambda: ours(DuckEngine(store, files), folder, some(OURS, which)),
        "small six": lambda: ours(small, folder, some(OURS, which)),
        "sqlite": lambda: question(StoreEngine(store), which),
        "compact": lambda: file_clicks(folder),
    }
    if what == "compact":
        put_clicks(folder)
    before = time.process_time()
    works[what]()
    cpu, memory_used = time.process_time() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([cpu, memory_used]))


def measured(name: str, folder: Path, memory: str) -> tuple[float, float]:
    """CPU seconds and MB resident of a step, in a process of its own."""
    command = [sys.executable, __file__, "--folder", str(folder), "--memory", memory, "--step", name]
    cpu, resident = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return cpu, resident


def least(names: Iterable[str], folder: Path, memory: str, times: int) -> dict[str, tuple[float, float]]:
    """The least CPU and the most memory of each step, of so many rounds."""
    rounds = [{name: measured(name, folder, memory) for name in names} for _ in range(times)]
    return {
        name: (min(found[name][0] for found in rounds), max(found[name][1] for found in rounds))
        for name in rounds[0]
    }


def main() -> None:
    raw = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    options.add_argument("--clicks", type=int, default=2_000_000)
    options.add_argument("--memory", default="1GB")
    options.add_argument("--times", type=int, default=1, help="each step is done so often; the least is told")
    options.add_argument("--folder", type=Path, help="a programme made before, or where to leave one")
    options.add_argument("--step", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.step:
        step(given.step, given.folder, given.memory)
        return
    with tempfile.TemporaryDirectory() as name:
        folder: Path = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "conversions.parquet").exists():
            make(folder, given.clicks)
        tell(folder, given.clicks, given.memory, given.times)


def tell(folder: Path, clicks: int, memory: str, times: int) -> None:
    about = (
        f"{SHARES:,} shares, {ADVOCATES:,} advocates; {time.strftime('%F')}, load {os.getloadavg()[0]:.1f}"
    )
    print(f"{clicks:,} clicks, {about}")
    print(f"{'':52}{'CPU s':>9}{'MB':>9}{'× hand':>8}", flush=True)
    found = least(STEPS, folder, memory, times)
    for name, (said, floor) in STEPS.items():
        cpu, resident = found[name]
        ratio = f"{cpu / found[floor][0]:8.2f}" if floor else ""
        print(f"{said.format(memory=memory):52}{cpu:9.2f}{resident:9.0f}{ratio}")
    print(f"compaction from SQLite: {FILED / found['compact'][0]:,.0f} clicks per CPU second")


STEPS: dict[str, tuple[str, str]] = {
    "hand report": ("report by hand: DuckDB on ready Parquet", ""),
    "sqlite report": ("report, sqlite", "hand report"),
    "duckdb report": ("report, duckdb", "hand report"),
    "small report": ("report, duckdb, {memory}", "hand report"),
    "hand six": ("six questions by hand: DuckDB on ready Parquet", ""),
    "duckdb six": ("six questions, duckdb", "hand six"),
    "small six": ("six questions, duckdb, {memory}", "hand six"),
    **{f"hand six: {name}": (f"  {name}, by hand", "") for name in HAND},
    **{f"duckdb six: {name}": (f"  {name}", f"hand six: {name}") for name in HAND},
    **{f"sqlite: {name}": (f"one question of plain SQLite: {name}", "") for name in ROLLED},
    "compact": ("compaction of a million clicks", ""),
}
"""What is measured: how it is said, and what it is compared with."""


if __name__ == "__main__":
    main()
