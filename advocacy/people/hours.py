"""When a person works: the spans of each weekday, as people write them, and the days they are away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Annotated

from pydantic import AfterValidator, Field

from advocacy.documents import Unfit
from advocacy.language import Language

Span = tuple[int, int]
"""Minutes since midnight: from, and up to."""
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """The spans of Monday to Sunday, in the person's own time; part-time days simply have fewer, or none.

    >>> hours = Hours.of("mon-thu 9:00-12:30 14-18; fri 9h-12h30")
    >>> str(hours)
    'mon-thu 09:00-12:30 14:00-18:00; fri 09:00-12:30'
    >>> hours.include(datetime(2026, 3, 6, 12, 29)), hours.include(datetime(2026, 3, 6, 12, 30))
    (True, False)
    """

    week: tuple[tuple[Span, ...], ...]

    @classmethod
    def of(cls, written: str) -> Hours:
        """What `written` says; without days, Monday to Friday.

        Raises:
            Unfit: it cannot be read, or a span ends before it begins.
        """
        week: list[list[Span]] = [[] for _day in _DAYS]
        for part in re.split(r"[;|/\n]", written.lower()):
            days, spans = _part(part)
            for day in days:
                week[day] += spans
        if not any(week):
            raise _unfit(written)
        return cls(tuple(tuple(_merged(spans)) for spans in week))

    def include(self, local: datetime) -> bool:
        """Whether `local`, in the person's own time, lies in their hours."""
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.week[local.weekday()])

    def __str__(self) -> str:
        days = [(index, spans) for index, spans in enumerate(self.week) if spans]
        found = []
        for _run, group in groupby(enumerate(days), key=lambda each: (each[1][0] - each[0], each[1][1])):
            run = [each[1] for each in group]
            names = _DAYS[run[0][0]] + (f"-{_DAYS[run[-1][0]]}" if len(run) > 1 else "")
            found.append(f"{names} {told(run[0][1])}")
        return "; ".join(found)


def told_hours(written: str | None, language: str) -> str:
    """Hours with the days in `language`; both are understood again.

    >>> told_hours("mon-thu 09:00-17:30", "fr")
    'lun-jeu 09:00-17:30'
    """
    if not written or Language.of(language) is not Language.FR:
        return written or ""
    return re.sub("|".join(_DAYS), lambda day: _FRENCH[_DAYS.index(day[0])], written)


def told(spans: tuple[Span, ...]) -> str:
    """Spans as they are written.

    >>> told(((540, 750), (840, 1080)))
    '09:00-12:30 14:00-18:00'
    """
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in spans)


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which a person is away, both ends included.

    >>> Away.of("2026-07-13..2026-07-31").include(date(2026, 7, 31))
    True
    """

    first: date
    last: date

    @classmethod
    def of(cls, written: str) -> Away:
        """What `written` says: a day, or two with ``..`` between them.

        Raises:
            Unfit: these are no days, or the last comes before the first.
        """
        first, _, last = written.strip().partition("..")
        try:
            away = cls(date.fromisoformat(first), date.fromisoformat(last or first))
        except ValueError:
            raise _no_days(written) from None
        if away.last < away.first:
            raise _no_days(written)
        return away

    def include(self, day: date) -> bool:
        """Whether the person is away on that day."""
        return self.first <= day <= self.last


def _hours(written: str) -> str:
    return str(Hours.of(written))


def _away(written: str) -> str:
    away = Away.of(written)
    return f"{away.first}" if away.first == away.last else f"{away.first}..{away.last}"


HoursText = Annotated[str, AfterValidator(_hours), Field(max_length=500)]
"""Working hours: ``mon-thu 9:00-12:30 14:00-18:00; fri 9:00-12:30``."""
AwayText = Annotated[str, AfterValidator(_away), Field(max_length=30)]
"""Days away: ``2026-12-24``, or ``2026-07-13..2026-07-31``."""


def _part(part: str) -> tuple[list[int], list[Span]]:
    days: list[int] = []
    spans: list[Span] = []
    for word in re.split(r"[\s,]+", part.strip()):
        if not word:
            continue
        if (found := re.fullmatch(_SPAN, word)) is not None:
            spans.append(_span(word, found))
        elif spans or not (found_days := list(_weekdays(word))):
            raise _unfit(part)
        else:
            days += found_days
    if days and not spans:
        raise _unfit(part)
    return days or list(range(5)), spans


def _weekdays(word: str) -> Iterator[int]:
    first, _, last = word.partition("-")
    if first in _NUMBERS and (last or first) in _NUMBERS:
        start, length = _NUMBERS[first], (_NUMBERS[last or first] - _NUMBERS[first]) % 7 + 1
        yield from ((start + ahead) % 7 for ahead in range(length))


def _span(word: str, found: re.Match[str]) -> Span:
    numbers = [int(each or 0) for each in found.groups()]
    start, end = numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]
    if not start < end <= DAY or max(numbers[1], numbers[3]) > _LAST_MINUTE:
        raise _unfit(word)
    return start, end


def _merged(spans: list[Span]) -> Iterator[Span]:
    last: Span | None = None
    for start, end in sorted(spans):
        if last is not None and start <= last[1]:
            last = last[0], max(last[1], end)
            continue
        if last is not None:
            yield last
        last = start, end
    if last is not None:
        yield last


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _unfit(written: str) -> Unfit:
    return Unfit(
        fr=f"horaires attendus, comme « lun-jeu 9:00-12:30 14:00-18:00; ven 9:00-12:30 », pas « {written} »",
        en=f"hours expected, such as “mon-thu 9:00-12:30 14:00-18:00; fri 9:00-12:30”, not “{written}”",
    )


def _no_days(written: str) -> Unfit:
    return Unfit(
        fr=f"jours d’absence attendus, comme 2026-07-13..2026-07-31, pas « {written} »",
        en=f"days away expected, such as 2026-07-13..2026-07-31, not “{written}”",
    )


_LAST_MINUTE = 59
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FRENCH = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_NUMBERS = {name: index for names in (_DAYS, _FRENCH) for index, name in enumerate(names)}
_TIME = r"(\d{1,2})(?:[:h](\d{2})?)?"
_SPAN = rf"{_TIME}-{_TIME}"
