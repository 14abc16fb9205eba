"""Which whole week or month a scheduled report is about, and when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from advocacy.settings.reports import ReportSchedule, Weekday

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole days, and the moment from which the report about them is sent."""

    first: date
    last: date
    due_at: datetime


def last_period(schedule: ReportSchedule, *, zone: ZoneInfo, now: datetime) -> Period:
    """The last period whose report is due at `now`.

    >>> from datetime import UTC
    >>> weekly = ReportSchedule(email=("claire@acme.example",), weekday="tuesday", hour=9)
    >>> period = last_period(weekly, zone=ZoneInfo("Europe/Paris"), now=datetime(2026, 3, 11, tzinfo=UTC))
    >>> str(period.first), str(period.last), str(period.due_at)
    ('2026-03-02', '2026-03-08', '2026-03-10 09:00:00+01:00')
    """
    today = now.astimezone(zone).date()
    if schedule.every == "week":
        return _week(schedule, today, zone, now)
    return _month(schedule, today.replace(day=1), zone, now)


def _week(schedule: ReportSchedule, today: date, zone: ZoneInfo, now: datetime) -> Period:
    monday = today - timedelta(days=today.weekday())
    offset = timedelta(days=get_args(Weekday).index(schedule.weekday))
    due_at = _at(monday + offset, schedule.hour, zone)
    if due_at > now:
        monday, due_at = monday - _WEEK, _at(monday - _WEEK + offset, schedule.hour, zone)
    return Period(first=monday - _WEEK, last=monday - _DAY, due_at=due_at)


def _month(schedule: ReportSchedule, first: date, zone: ZoneInfo, now: datetime) -> Period:
    due_at = _at(first.replace(day=schedule.day), schedule.hour, zone)
    if due_at > now:
        first = (first - _DAY).replace(day=1)
        due_at = _at(first.replace(day=schedule.day), schedule.hour, zone)
    return Period(first=(first - _DAY).replace(day=1), last=first - _DAY, due_at=due_at)


def _at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone)
