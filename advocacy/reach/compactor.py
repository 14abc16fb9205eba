"""Old clicks move from the database to monthly Parquet files, each click into one file, once.

settled clicks ─▶ lines ─▶ Parquet ─▶ sync, rename ─▶ listed with the watermark ─▶ days trimmed
                              ×                  ×                          ×
                     nothing happened     a file nobody reads       filed, and still in both places:
                                          (`sweep` removes it)      readers go by the watermark
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from advocacy.clock import Clock, utc_now
from advocacy.reach.engines.duck import load
from advocacy.reach.folder import Folder
from advocacy.reach.forgetting import forget, forgetful
from advocacy.reach.sweeping import sweep
from advocacy.storage import Store, erasing, event_files, rollup
from advocacy.storage.event_files import EventFile
from advocacy.storage.lines import lines
from advocacy.storage.types import micros

MOST = 1_000_000
"""Clicks that are filed at once."""
KEPT = timedelta(days=90)
"""How long clicks stay in the database beside their files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What one run did.

    Attributes:
        clicks: moved to files.
        files: written for them.
        trimmed: clicks deleted from the database, which are in files.
        rewritten: files that were written anew, without the clicks on links of people who were erased.
    """

    clicks: int
    files: int
    trimmed: int
    rewritten: int = 0


def compact(
    store: Store,
    files: Folder,
    *,
    zone: ZoneInfo,
    keep: timedelta = KEPT,
    most: int = MOST,
    clock: Clock = utc_now,
    progress: Callable[[int], None] = lambda _clicks: None,
) -> Compacted:
    """File the clicks that came since the last time, then trim the days that are older than `keep`.

    It may be killed at any moment and run again; two at once do no harm, and one of them does nothing.

    Args:
        store: the programme's database.
        files: where the files go.
        zone: the programme's time zone, by whose days the database is trimmed.
        keep: how long clicks stay in the database too, so that they may be judged anew.
        most: clicks to a file, at most; it bounds the memory that this takes.
        clock: what tells the time.
        progress: told how many clicks were filed, batch by batch.

    Raises:
        MissingExtra: DuckDB is not installed.
    """
    sweep(store, files, clock=clock)
    rewritten = forget(store, files, clock=clock)
    clicks = written = 0
    for batch in _file_all(store, files, most=most, clock=clock):
        clicks += sum(file.rows for file in batch)
        written += len(batch)
        progress(clicks)
    trimmed = sum(_trim(store, zone=zone, keep=keep, clock=clock))
    return Compacted(clicks=clicks, files=written, trimmed=trimmed, rewritten=rewritten)


def _file_all(store: Store, files: Folder, *, most: int, clock: Clock) -> Iterator[list[EventFile]]:
    """Batch after batch, until nothing is left or another process turns out to be at it."""
    while True:
        with store.read() as tx:
            ids = event_files.next_batch(tx, now=clock(), most=most)
        if ids is None:
            return
        batch = _write(store, files, *ids)
        with store.begin() as tx:
            if not event_files.add(tx, ids[0], batch, now=clock()):
                return
        yield batch


def _write(store: Store, files: Folder, low: int, high: int) -> list[EventFile]:
    """Put the clicks after `low` and up to `high` where the files lie; they are not listed yet."""
    with store.read() as tx:
        codes = erasing.codes(tx)
    with tempfile.TemporaryDirectory(prefix="advocacy-compact-") as name, forgetful(codes) as database:
        parquet, rows = Path(name, "clicks.parquet"), event_files.between(low, high)
        with store.read() as tx:
            load(database, "lines", rows, lines(tx, rows, key="id"), Path(name))
        written = []
        for month, count, first, last in database.execute(_MONTHS).fetchall():
            begin, end = _month(month)
            database.execute(_COPY.format(file=parquet, begin=begin, end=end))
            file = EventFile(
                name=f"clicks/month={month // 100}-{month % 100:02}/{first:012}-{last:012}.parquet",
                month=month,
                rows=count,
                first_id=first,
                last_id=last,
                digest=hashlib.sha256(parquet.read_bytes()).hexdigest(),
            )
            files.put(file.name, parquet)
            written.append(file)
        return written


def _trim(store: Store, *, zone: ZoneInfo, keep: timedelta, clock: Clock) -> Iterator[int]:
    """Delete filed clicks day by day, so that nobody waits long for the database."""
    end = rollup.day_of(clock() - keep, zone)
    while True:
        with store.begin() as tx:
            day = event_files.oldest_day(tx, zone)
            if day is None or day >= end:
                return
            yield event_files.trim(tx, day, zone, now=clock())


def _month(month: int) -> tuple[int, int]:
    """When a month, such as 202603, begins in UTC, and when the next one does."""
    begin = datetime(month // 100, month % 100, 1, tzinfo=UTC)
    return micros(begin), micros((begin + timedelta(days=32)).replace(day=1))


_KEPT = "code NOT IN (SELECT code FROM erased)"
_MONTHS = (
    "SELECT year(make_timestamp(clicked_at)) * 100 + month(make_timestamp(clicked_at)) AS month, "  # noqa: S608 - texts of our own
    f"COUNT(*) FILTER ({_KEPT}), MIN(click), MAX(click) FROM lines GROUP BY ALL ORDER BY month"
)
"""A month of which nothing is kept has an empty file: the watermark is the last click of a file."""
_COPY = (
    f"COPY (SELECT * FROM lines WHERE clicked_at >= {{begin}} AND clicked_at < {{end}} AND {_KEPT}) "  # noqa: S608 - texts of our own
    "TO '{file}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
)
