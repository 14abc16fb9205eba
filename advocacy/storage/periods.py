"""Months of a time zone, and periods of four weeks since joining, as tables: texts know no date functions."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta, tzinfo

from advocacy.storage.days import date_of, day_number
from advocacy.storage.types import micros

PERIOD = 28
"""Days: four weeks have each weekday as often, which a month has not."""


def calendar(zone: tzinfo, begin: datetime, end: datetime) -> list[dict[str, str | int]]:
    """One row for each day of `zone` between two moments, both included.

    >>> from datetime import UTC
    >>> rows = calendar(UTC, datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC))
    >>> [(row["day"], row["month"], row["month_last"]) for row in rows]
    [(20512, 202602, 20512), (20513, 202603, 20543)]
    """
    first, last = (day_number(moment.astimezone(zone).date()) for moment in (begin, end))
    return [_row(date_of(number), zone) for number in range(first, last + 1)]


def age_periods(days: int) -> list[dict[str, str | int]]:
    """Periods since joining, the first of which begins on the day itself, for as many days.

    >>> age_periods(29)
    [{'period': 0, 'first_age': 0, 'last_age': 27}, {'period': 1, 'first_age': 28, 'last_age': 55}]
    """
    return [
        {"period": number, "first_age": number * PERIOD, "last_age": (number + 1) * PERIOD - 1}
        for number in range(-(-days // PERIOD))
    ]


def _row(day: date, zone: tzinfo) -> dict[str, str | int]:
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return {
        "day": day_number(day),
        "month": day.year * 100 + day.month,
        "month_last": day_number(last),
        "ends_at": micros(datetime.combine(day + timedelta(days=1), time(), zone)),
    }
