"""Days and moments as numbers: days since 1970 in a time zone, microseconds since 1970 in UTC."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

import sqlalchemy as sa

from advocacy.storage.types import micros

DAY = 86_400_000_000
"""Microseconds."""
_EPOCH = date(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


class Span(NamedTuple):
    """A time in which a zone keeps its distance from UTC; the first and the last span are open-ended."""

    start: datetime
    end: datetime | None
    shift: timedelta


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(1970, 1, 31))
    30
    """
    return (day - _EPOCH).days


def date_of(number: int) -> date:
    """The date that `day_number` turned into a number.

    >>> date_of(day_number(date(2026, 3, 29))).isoformat()
    '2026-03-29'
    """
    return _EPOCH + timedelta(days=number)


def spans(zone: tzinfo, begin: datetime, end: datetime) -> Iterator[Span]:
    """The spans of `zone` between two moments.

    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> paris = ZoneInfo("Europe/Paris")
    >>> found = spans(paris, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    >>> [(start.isoformat(), str(shift)) for start, _end, shift in found]
    [('2026-03-01T00:00:00+00:00', '1:00:00'), ('2026-03-29T01:00:00+00:00', '2:00:00')]
    """
    start, seen = begin, begin
    while seen < end:
        later = seen + timedelta(days=1)
        if _shift(zone, later) != _shift(zone, seen):
            change = _change(zone, seen, later)
            yield Span(start, change, _shift(zone, seen))
            start = change
        seen = later
    yield Span(start, None, _shift(zone, start))


def shift_of(at: sa.ColumnElement[int], known: Sequence[Span]) -> sa.ColumnElement[int]:
    """SQL for a zone's distance from UTC at a moment, in microseconds.

    Args:
        at: the moment, in microseconds.
        known: the zone's spans.
    """
    *changes, last = known
    kept: Any = last.shift // _MICROSECOND
    if not changes:
        return sa.literal(kept, sa.BigInteger)
    ends = [(at < micros(span.end), span.shift // _MICROSECOND) for span in changes if span.end]
    return sa.case(*ends, else_=kept)


def _change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """The second at which the distance from UTC changes, by halving."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _shift(zone, middle) == _shift(zone, before):
            before = middle
        else:
            after = middle
    return after


def _shift(zone: tzinfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
