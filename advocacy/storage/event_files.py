"""The rows of `event_files`: which files clicks have moved to, and up to which click.

clicks ──settled──▶ between ──▶ a file, synced and in place ──▶ its row here, and so the watermark
                                                                └──▶ trim: days that nobody re-judges
A reader takes the files that are listed and the clicks above the watermark: each click once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import place_counts, rollup, spare_files
from advocacy.storage.reach_schema import event_files, rolled_clicks
from advocacy.storage.schema import clicks, meta

CLICK = (
    clicks.c.id.label("click"),
    clicks.c.code,
    sa.type_coerce(clicks.c.at, sa.BigInteger).label("clicked_at"),
    clicks.c.kind,
    clicks.c.reason,
    clicks.c.visitor,
    clicks.c.referrer,
    sa.cast(clicks.c.late, sa.Integer).label("late"),
)
"""What a file holds of a click."""
_LOCK = 0x66696C65
_WITHOUT = "files without"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFile:
    """One file of clicks.

    Attributes:
        name: below the folder or bucket.
        month: of its clicks, in UTC: 202603.
        digest: SHA-256 of the file.
    """

    name: str
    month: int
    rows: int
    first_id: int
    last_id: int
    digest: str


def listed(tx: Connection) -> list[EventFile]:
    """Every file, oldest click first."""
    columns = [event_files.c[name] for name in EventFile.__slots__]
    rows = tx.execute(sa.select(*columns).order_by(event_files.c.first_id, event_files.c.name))
    return [EventFile(**row) for row in rows.mappings()]


def watermark(tx: Connection) -> int:
    """The id up to which clicks are in files."""
    return int(tx.execute(sa.select(sa.func.max(event_files.c.last_id))).scalar() or 0)


def next_batch(tx: Connection, *, now: datetime, most: int) -> tuple[int, int] | None:
    """Ids of the clicks to file next, after the first and up to the second; None when there are none."""
    low, settled = watermark(tx), rollup.settled(tx, now)
    inside = clicks.c.id.between(low + 1, settled)
    first = tx.execute(sa.select(sa.func.min(clicks.c.id)).where(inside)).scalar()
    if first is None:
        return None
    batch = clicks.c.id.between(first, min(first + most - 1, settled))
    return low, int(tx.execute(sa.select(sa.func.max(clicks.c.id)).where(batch)).scalar_one())


def between(low: int, high: int | None = None) -> sa.Select[Any]:
    """The clicks after `low` and up to `high`, with the columns of a file."""
    after: Any = sa.select(*CLICK).where(clicks.c.id > low)
    rows: sa.Select[Any] = after if high is None else after.where(clicks.c.id <= high)
    return rows


def add(tx: Connection, low: int, files: Sequence[EventFile], *, now: datetime) -> bool:
    """List the files that hold the clicks after `low`; False when another process has filed some of them."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    if watermark(tx) != low:
        return False
    for file in files:
        values = {name: getattr(file, name) for name in EventFile.__slots__}
        tx.execute(event_files.insert().values(**values, written_at=now))
    return True


def replace(tx: Connection, name: str, file: EventFile, *, now: datetime) -> bool:
    """List `file` in the place of another one, now spare; False when that is not listed any more."""
    values = {field: getattr(file, field) for field in EventFile.__slots__}
    rows = event_files.update().where(event_files.c.name == name).values(**values, written_at=now)
    if tx.execute(rows).rowcount == 0:
        return False
    spare_files.note(tx, name, now=now)
    return True


def are_without(tx: Connection, codes: Sequence[str]) -> bool:
    """Whether no file has a click on one of these links any more, as was found before."""
    known = tx.execute(sa.select(meta.c.value).where(meta.c.key == _WITHOUT)).scalar()
    return not codes or known == _digest(codes)


def set_without(tx: Connection, codes: Sequence[str]) -> None:
    """Write down that no file has a click on one of these links."""
    tx.execute(meta.delete().where(meta.c.key == _WITHOUT))
    tx.execute(meta.insert().values(key=_WITHOUT, value=_digest(codes)))


def _digest(codes: Sequence[str]) -> str:
    return sha256("\n".join(codes).encode()).hexdigest()


def oldest_day(tx: Connection, zone: ZoneInfo, *, filed: bool = True) -> int | None:
    """The first day of which clicks are still in the database; by default of those that are in files, too."""
    first = sa.select(sa.func.min(clicks.c.at)).where(*_filed(tx, filed))
    at = tx.execute(first).scalar()
    return None if at is None else rollup.day_of(at, zone)


def trim(tx: Connection, day: int, zone: ZoneInfo, *, now: datetime, filed: bool = True) -> int:
    """Delete the clicks of one day, by default of those that are in files; how many. What was counted stays.

    The day's roll-up is brought up to date first, in the same transaction, and is final from then on: a click
    of that day which comes later is counted beside it.
    """
    rollup.roll_up_in(tx, zone=zone, now=now)
    start, end = rollup.midnight(day, zone), rollup.midnight(day + 1, zone)
    of_day = (clicks.c.at >= start, clicks.c.at < end)
    gone = tx.execute(clicks.delete().where(*of_day, *_filed(tx, filed))).rowcount
    if gone:
        _finish(tx, day)
    return gone


def _filed(tx: Connection, only: bool) -> list[sa.ColumnElement[bool]]:
    return [clicks.c.id <= watermark(tx)] if only else []


def _finish(tx: Connection, day: int) -> None:
    """Make the day's counts final, added to those that are so already."""
    final, fresh = rolled_clicks.alias("final"), rolled_clicks
    twin = sa.and_(
        *(final.c[name] == fresh.c[name] for name in ("day", "code", "kind")), final.c.filed, ~fresh.c.filed
    )
    for row in tx.execute(
        sa.select(fresh.c.code, fresh.c.kind, fresh.c.clicks).where(twin, final.c.day == day)
    ).all():
        of = sa.and_(fresh.c.day == day, fresh.c.code == row.code, fresh.c.kind == row.kind)
        tx.execute(fresh.delete().where(of, ~fresh.c.filed))
        tx.execute(fresh.update().where(of).values(clicks=fresh.c.clicks + row.clicks))
    tx.execute(fresh.update().where(fresh.c.day == day, ~fresh.c.filed).values(filed=True))
    place_counts.sum_up(tx, day, day)
