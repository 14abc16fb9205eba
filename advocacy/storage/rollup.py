"""The roll-up: clicks as judged, counted by link, day and class, so that a report need not read them all.

clicks ─judged─▶ rolled_clicks ─added up─▶ rolled_places ─┐
   └── of open days, judged when read ────────────────────┴─▶ place_days, which measures read

A day is open while clicks touch it that came after the roll-up's mark. The mark stays some minutes behind,
for a click may be committed after one with a higher id.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import place_counts
from advocacy.storage.clicks import BURST, DOUBLE_CLICK, judged
from advocacy.storage.days import DAY, Span, date_of, day_number, shift_of, spans
from advocacy.storage.reach_schema import rolled_clicks, rolled_places
from advocacy.storage.schema import clicks, meta, tracked_links
from advocacy.storage.store import Store

BEHIND = timedelta(minutes=10)
"""How far the mark stays behind: longer than any transaction that inserts clicks."""
AT_ONCE = 7
"""Days that are counted in one statement, so that their sorting fits in memory."""
_KEY = "rollup"
_LOCK = 0x726F6C6C
_MARGIN = (DOUBLE_CLICK + BURST) // timedelta(microseconds=1)


class Days(NamedTuple):
    """Whole days, the last included."""

    first: int
    last: int


class Mark(NamedTuple):
    """How far the roll-up has come: the id of the last click in it, and the time zone of its days."""

    zone: str
    click: int


def roll_up(store: Store, *, zone: ZoneInfo, now: datetime) -> int:
    """Count the clicks that came since the last time; the number of days that were counted (again).

    Running it twice changes nothing. A roll-up in another time zone is made anew, as far as its clicks are
    still here.
    """
    with store.begin() as tx:
        return roll_up_in(tx, zone=zone, now=now)


def roll_up_in(tx: Connection, *, zone: ZoneInfo, now: datetime) -> int:
    """The same, inside a transaction."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    known = list(_spans(tx, zone, now))
    place_counts.follow(tx)
    if mark(tx).zone != zone.key:
        for table in (rolled_clicks, rolled_places):
            tx.execute(table.delete().where(~table.c.filed))
    found = open_days(tx, zone, known)
    for days in found:
        inside = rolled_clicks.c.day.between(days.first, days.last)
        tx.execute(rolled_clicks.delete().where(inside, ~rolled_clicks.c.filed))
        fresh = counted(days, zone, known)
        columns = [*fresh.selected_columns.keys(), "filed"]
        tx.execute(rolled_clicks.insert().from_select(columns, fresh.add_columns(sa.false())))
        place_counts.sum_up(tx, days.first, days.last)
    set_mark(tx, Mark(zone.key, settled(tx, now)))
    return sum(days.last - days.first + 1 for days in found)


def mark(tx: Connection) -> Mark:
    """How far the last roll-up came."""
    kept = tx.execute(sa.select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    return Mark(*json.loads(kept)) if kept else Mark("", 0)


def open_days(tx: Connection, zone: ZoneInfo, known: Sequence[Span]) -> list[Days]:
    """The days that clicks since the mark touch, in runs of at most `AT_ONCE`."""
    found = mark(tx)
    since = found.click if found.zone == zone.key else 0
    touched: set[int] = set()
    for margin in (-_MARGIN, 0, _MARGIN):
        day = (_at(clicks) + shift_of(_at(clicks), known) + margin) // DAY
        rows = tx.execute(sa.select(day.label("day")).where(clicks.c.id > since).distinct())
        touched |= {int(row.day) for row in rows}
    return list(_runs(sorted(touched)))


def counted(days: Days, zone: ZoneInfo, known: Sequence[Span]) -> sa.Select[Any]:
    """SQL that judges and counts the clicks of some days: `day`, `code`, `kind`, `clicks`."""
    found = judged(since=midnight(days.first, zone), until=midnight(days.last + 1, zone))
    day = ((_at(found) + shift_of(_at(found), known)) // DAY).label("day")
    linked = found.join(tracked_links, tracked_links.c.code == found.c.code)
    parts = (day, found.c.code, found.c.kind)
    rows: Any = sa.select(*parts, sa.func.count().label("clicks")).select_from(linked).group_by(*parts)
    return cast("sa.Select[Any]", rows)


def _spans(tx: Connection, zone: ZoneInfo, now: datetime) -> Iterator[Span]:
    """The zone's distances from UTC, over all the time in which there can be clicks."""
    first = tx.execute(sa.select(sa.func.min(clicks.c.at))).scalar() or now
    return spans(zone, min(first, now) - timedelta(days=1), now + timedelta(days=1))


def _runs(days: Iterable[int]) -> Iterator[Days]:
    run: list[int] = []
    for day in days:
        if run and (day != run[-1] + 1 or len(run) == AT_ONCE):
            yield Days(run[0], run[-1])
            run = []
        run.append(day)
    if run:
        yield Days(run[0], run[-1])


def settled(tx: Connection, now: datetime) -> int:
    """The last click up to which all are committed and counted; one that comes later has a higher id."""
    recent = tx.execute(sa.select(sa.func.min(clicks.c.id)).where(clicks.c.at > now - BEHIND)).scalar()
    if recent is not None:
        return int(recent) - 1
    return max(tx.execute(sa.select(sa.func.max(clicks.c.id))).scalar() or 0, mark(tx).click)


def _at(table: sa.FromClause) -> sa.ColumnElement[int]:
    return sa.type_coerce(table.c.at, sa.BigInteger)


def day_of(at: datetime, zone: ZoneInfo) -> int:
    """The day of a moment, in days since 1970."""
    return day_number(at.astimezone(zone).date())


def midnight(day: int, zone: ZoneInfo) -> datetime:
    """The first moment of a day; where the clocks skip midnight, the moment they skip to."""
    return datetime.combine(date_of(day), time(), zone).astimezone(UTC)


def set_mark(tx: Connection, found: Mark) -> None:
    """Say how far it has come."""
    tx.execute(meta.delete().where(meta.c.key == _KEY))
    tx.execute(meta.insert().values(key=_KEY, value=json.dumps(found)))
