"""When something may be published for a person: their time zone, hours, leave and public holidays.

Every moment is judged by the clock on the person's wall, so that the hour that a change of time skips is no
moment, and the hour that it repeats is two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from advocacy.people.hours import Away, Hours, Span

MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Closed(StrEnum):
    """Why nothing is published for a person on a day."""

    DAY_OFF = "day off"
    HOLIDAY = "holiday"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A person's working time.

    >>> from zoneinfo import ZoneInfo
    >>> ada = Calendar(zone=ZoneInfo("Europe/Paris"), hours=Hours.of("mon-fri 9:00-18:00"))
    >>> [ada.is_open(datetime(2026, 3, 2, hour, tzinfo=UTC)) for hour in (7, 8, 17)]
    [False, True, False]
    """

    zone: ZoneInfo
    hours: Hours
    leave: tuple[Away, ...] = ()
    is_holiday: Callable[[date], bool] = field(default=lambda _day: False)
    is_own: bool = False
    """Whether the hours are the person's own choice, and not the company's."""

    def local(self, moment: datetime) -> datetime:
        """`moment` by the clock on the person's wall."""
        return moment.astimezone(self.zone)

    def is_open(self, moment: datetime) -> bool:
        """Whether something may be published at `moment`."""
        local = self.local(moment)
        return self.hours.include(local) and self.closed(local.date()) is None

    def closed(self, day: date) -> Closed | None:
        """Why nothing may be published on the whole of `day`; None on a working day."""
        if not self.hours.week[day.weekday()]:
            return Closed.DAY_OFF
        if any(away.include(day) for away in self.leave):
            return Closed.LEAVE
        return Closed.HOLIDAY if self.is_holiday(day) else None

    def minutes(self, day: date) -> tuple[datetime, ...]:
        """Every minute of the person's `day` that is open, in UTC and in order."""
        if self.closed(day) is not None:
            return ()
        return _minutes(self.zone, self.hours.week[day.weekday()], day)

    def days(self, start: datetime, end: datetime) -> Iterator[date]:
        """The person's days that `start` to `end` touch."""
        day, last = self.local(start).date(), self.local(end).date()
        while day <= last:
            yield day
            day += _DAY

    def next_open(self, moment: datetime, *, within: timedelta) -> datetime | None:
        """The first open minute from `moment` on; None where there is none `within` that time."""
        end = moment + within
        for day in self.days(moment, end):
            for minute in self.minutes(day):
                if moment < minute + MINUTE and minute <= end:
                    return max(moment, minute)
        return None


@lru_cache(maxsize=4096)  # colleagues mostly share their hours
def _minutes(zone: ZoneInfo, spans: tuple[Span, ...], day: date) -> tuple[datetime, ...]:
    """The minutes of `day` whose time on the wall lies in `spans`: none twice, and none that is skipped."""
    first = datetime.combine(day, time(), zone).astimezone(UTC)
    found = []
    for step in range(_LONGEST_DAY):
        local = (first + step * MINUTE).astimezone(zone)
        wall = local.hour * 60 + local.minute
        if local.date() == day and any(start <= wall < end for start, end in spans):
            found.append(first + step * MINUTE)
    return tuple(found)


_LONGEST_DAY = 26 * 60
"""Minutes looked at for a day, one that is longer by a change of time included."""
