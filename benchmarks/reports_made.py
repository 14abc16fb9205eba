"""A made-up programme of any size, as `reports.py` measures it: its database, its files of clicks.

20,000 advocates in 60 teams, 200,000 shares over a year in 40 campaigns on two networks, 2 million running
totals of impressions, and as many clicks as asked for. Posts differ in what they draw (log-normal), and most
of their clicks come in the first days. Each table also lies ready as Parquet, for SQL written by hand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from advocacy.reach.engines.duck import connect
from advocacy.storage import Store, event_files, place_counts, rollup, schema
from advocacy.storage.event_files import EventFile

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAYS, ADVOCATES, SHARES, CAMPAIGNS, TEAMS, TOTALS = 365, 20_000, 200_000, 40, 60, 10
BEGIN = NOW - timedelta(days=DAYS)
START = int(BEGIN.timestamp()) * 1_000_000
DAY = 86_400_000_000
FILES = 48
CONVERSIONS = 200_000
KINDS = ("person", "preview", "bot")
_REASONS = ("", "agent: LinkedInBot/", "agent: Googlebot/")
_OFFERED = START + np.arange(SHARES, dtype=np.int64) * (DAYS * DAY // SHARES)
_LONGEST = 27 * DAY


def make(folder: Path, clicks: int) -> None:
    """Write ``advocacy.db``, ``files/`` and the Parquet files for work by hand."""
    store = Store.open(str(folder / "advocacy.db"))
    _people(store)
    store.close()
    with closing(sqlite3.connect(folder / "advocacy.db")) as database:
        database.execute("PRAGMA synchronous = OFF")
        made = _clicks(database, clicks)
        _totals(database)
        database.commit()
    _file(folder, *made)
    _ready(folder)


def _people(store: Store) -> None:
    names = [f"campaign{n:02}" for n in range(CAMPAIGNS)]
    story = {"edition": 1, "digest": "", "state": "approved", "added_at": BEGIN}
    both = [(name, {"fr": name, "en": name}) for name in names]
    tables: list[tuple[sa.Table, list[dict[str, Any]]]] = [
        (schema.campaigns, [{"id": n, "body": {"id": n, "name": t}} for n, t in both]),
        (schema.stories, [{"id": n, "campaign": n, "body": {"title": t}, **story} for n, t in both]),
        (
            schema.advocates,
            [
                {"id": f"a{n}", "team": f"team{n % TEAMS:02}", "body": {}, "joined_at": BEGIN}
                for n in range(ADVOCATES)
            ],
        ),
        (schema.shares, [_share(n, names) for n in range(SHARES)]),
        (schema.tracked_links, [_link(n, names) for n in range(SHARES)]),
    ]
    with store.begin() as tx:
        for table, rows in tables:
            tx.execute(table.insert(), rows)


def _place(number: int, names: list[str]) -> dict[str, Any]:
    story = names[number // ADVOCATES % CAMPAIGNS + number % 4 * 10]
    network = ("linkedin", "bluesky")[number % 2]
    mine = {"advocate": f"a{number % ADVOCATES}", "network": network}
    return {"story": story, "edition": 1, "campaign": story, **mine}


def _share(number: int, names: list[str]) -> dict[str, Any]:
    at = BEGIN + timedelta(microseconds=int(_OFFERED[number]) - START)
    said = {"language": "en", "text": "words", "link": f"https://go/c{number}", "remote_id": str(number)}
    moments = {"offered_at": at, "accepted_at": at, "due_at": at, "published_at": at}
    return _place(number, names) | {"id": f"s{number}", "state": "published"} | said | moments


def _link(number: int, names: list[str]) -> dict[str, Any]:
    return _place(number, names) | {"code": f"c{number}", "target": "https://x.example", "minted_at": BEGIN}


def _clicks(database: sqlite3.Connection, clicks: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Share, moment and class of each, oldest first; the roll-up is filled on the way."""
    chance = np.random.default_rng(5)
    drawn = chance.lognormal(0, 1.2, SHARES)
    counts = chance.multinomial(clicks, drawn / drawn.sum())
    shares, moments, kinds = [], [], []
    for block in np.array_split(np.arange(SHARES), FILES):
        share = np.repeat(block, counts[block]).astype(np.int32)
        quick = chance.random(len(share)) < 0.7
        wait = chance.exponential(np.where(quick, 0.6, 5.0) * DAY).astype(np.int64) % _LONGEST
        left = START + DAYS * DAY - 1 - _OFFERED[share]
        at = _OFFERED[share] + wait % left
        kind = np.searchsorted([0.6, 0.8], chance.random(len(share))).astype(np.int8)
        day = share.astype(np.int64) * DAYS + (at - START) // DAY
        key, many = np.unique(day * 3 + kind, return_counts=True)
        database.executemany(_ROLLED, zip(*_rolled(key), many.tolist(), strict=True))
        shares.append(share)
        moments.append(at)
        kinds.append(kind)
    at = np.concatenate(moments)
    order = np.argsort(at)
    return np.concatenate(shares)[order], at[order], np.concatenate(kinds)[order]


def _rolled(key: np.ndarray) -> Iterator[list[Any]]:
    yield [f"c{share}" for share in (key // (DAYS * 3)).tolist()]
    yield (key // 3 % DAYS + START // DAY).tolist()
    yield [KINDS[kind] for kind in (key % 3).tolist()]


def _totals(database: sqlite3.Connection) -> None:
    """Running totals of impressions, with resets and restatements among them."""
    chance = np.random.default_rng(6)
    share = np.repeat(np.arange(SHARES), TOTALS)
    turn = np.tile(np.arange(1, TOTALS + 1), SHARES)
    grown = chance.poisson(chance.lognormal(4, 1, SHARES)[share] / turn).reshape(-1, TOTALS).cumsum(1).ravel()
    odd = chance.random(len(grown))
    total = np.where(odd < 0.02, grown // 10, np.where(odd < 0.05, grown * 9 // 10, grown))
    at = _OFFERED[share] + turn * turn * (DAY // 8)
    rows = zip((f"s{n}" for n in share.tolist()), at.tolist(), total.tolist(), strict=True)
    into = "INSERT INTO metric_snapshots (share, at, metric, count) VALUES (?, ?, 'impressions', ?)"
    database.executemany(into, rows)


def _file(folder: Path, share: np.ndarray, at: np.ndarray, kind: np.ndarray) -> None:
    chance, store, duck = np.random.default_rng(7), Store.open(str(folder / "advocacy.db")), connect()
    (folder / "files" / "clicks").mkdir(parents=True)
    people = max(len(share) // 8, 1)
    with store.begin() as tx:
        for number, part in enumerate(np.array_split(np.arange(len(share)), FILES)):
            day = (at[part] - START) // DAY
            seed = (chance.random(len(part)) ** 2 * people).astype(np.int64) * 400 + day
            made = {"number": part + 1, "share": share[part], "moment": at[part], "seed": seed}
            made["class"] = kind[part]
            name = f"clicks/{part[0] + 1:012}-{part[-1] + 1:012}.parquet"
            duck.register("made", made)
            words = {"kinds": list(KINDS), "reasons": list(_REASONS)}
            duck.execute(_COPY.format(file=folder / "files" / name, **words))
            file = EventFile(
                name=name,
                month=number,
                rows=len(part),
                first_id=int(part[0]) + 1,
                last_id=int(part[-1]) + 1,
                digest="",
            )
            event_files.add(tx, int(part[0]), [file], now=NOW)
        first = START // DAY
        for day in range(first, first + DAYS, rollup.AT_ONCE):
            place_counts.sum_up(tx, day, day + rollup.AT_ONCE - 1)
        rollup.set_mark(tx, rollup.Mark("UTC", 2**40))
    duck.close()
    store.close()


def _ready(folder: Path) -> None:
    """What work by hand reads: clicks as they lie in the files, and the tables of the database."""
    duck = connect()
    with closing(sqlite3.connect(folder / "advocacy.db")) as source:
        for table, columns in _TABLES.items():
            text = folder / "rows.csv"
            rows = source.execute(f"SELECT {', '.join(columns)} FROM {table}")
            text.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
            kinds = {name: "BIGINT" if name in _NUMBERS else "VARCHAR" for name in columns}
            duck.execute(
                f"COPY (SELECT * FROM read_csv('{text}', header = false, columns = {kinds})) "
                f"TO '{folder}/{table}.parquet' (FORMAT parquet, COMPRESSION zstd)"
            )
            text.unlink()
    duck.execute(
        f"COPY (SELECT 'v' || row_number() OVER () AS conversion, visitor, "
        f"clicked_at + CAST(hash(click) % 3600000000 AS BIGINT) AS happened_at "
        f"FROM (SELECT * FROM read_parquet('{folder}/files/clicks/*.parquet') WHERE kind = 'person' "
        f"USING SAMPLE reservoir({CONVERSIONS} ROWS) REPEATABLE (3))) TO '{folder}/conversions.parquet'"
    )


_ROLLED = "INSERT INTO rolled_clicks (code, day, kind, filed, clicks) VALUES (?, ?, ?, 1, ?)"
_COPY = (
    "COPY (SELECT number AS click, 'c' || share AS code, moment AS clicked_at, {kinds}[class + 1] AS kind, "
    "{reasons}[class + 1] AS reason, printf('%016x', hash(seed)) AS visitor, "
    "['www.linkedin.com', 'bsky.app', ''][number % 3 + 1] AS referrer, CAST(0 AS BIGINT) AS late FROM made "
    "ORDER BY click) TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
)
_TABLES = {
    "shares": ("id", "campaign", "story", "network", "advocate", "offered_at", "published_at"),
    "tracked_links": ("code", "campaign", "story", "network", "advocate"),
    "advocates": ("id", "team", "joined_at"),
    "metric_snapshots": ("share", "at", "metric", "count"),
}
_NUMBERS = frozenset({"offered_at", "published_at", "joined_at", "at", "count"})
