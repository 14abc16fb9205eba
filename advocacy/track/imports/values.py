"""Moments and amounts as people and systems write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from advocacy.documents import Unfit
from advocacy.outcome import LARGEST, decimals

_CLICK_ID = re.compile(r"(?<![\w.-])[0-9A-Za-z]{4,40}\.[0-9a-z]{1,16}\.[\w-]{16}(?![\w.-])")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?")
_WRITTEN = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([AaPp])?[.Mm]*)?"
)


def moment(written: str, *, zone: ZoneInfo, day_first: bool | None) -> datetime:
    """A moment; of a day (or hour) without more the last second, for clicks of that day came before it.

    >>> str(moment("20260309", zone=ZoneInfo("Europe/Paris"), day_first=None))
    '2026-03-09 23:59:59+01:00'

    Raises:
        Unfit: nobody can say what it means.
    """
    text = written.strip()
    if found := _COMPACT.fullmatch(text):
        year, month, day, hour, minute = found.groups()
        return _made(written, zone, (int(year), int(month), int(day)), _clock(hour, minute))
    if found := _WRITTEN.fullmatch(text):
        return _as_people_write(written, found, zone, day_first)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise _unreadable(written) from None
    if read.tzinfo is not None:
        return read
    whole_day = re.fullmatch(r"\d{4}-?\d\d-?\d\d", text)
    return datetime.combine(read.date(), _LAST if whole_day else read.time(), zone)


def _as_people_write(written: str, found: re.Match[str], zone: ZoneInfo, day_first: bool | None) -> datetime:
    one, separator, other, year, hour, minute, second, half = found.groups()
    first, then = int(one), int(other)
    if day_first is None and (separator == "." or first > _MONTHS or then > _MONTHS):
        day_first = separator == "." or first > _MONTHS
    if day_first is None:
        raise Unfit(
            fr=f"« {written} » : jour ou mois d’abord ? Dites-le dans les réglages : day_first = true",
            en=f"“{written}”: day or month first? Say it in the settings: day_first = true",
        )
    day, month = (first, then) if day_first else (then, first)
    hours = None if hour is None else int(hour) % 12 + 12 * (half in "pP") if half else int(hour)
    at = _LAST if hours is None else None
    if at is None and hours is not None and hours < 24 and int(minute) < 60:  # noqa: PLR2004 - a clock
        at = time(hours, int(minute), int(second or 0) % 60)
    return _made(written, zone, (int(year), month, day), at)


def _clock(hour: str | None, minute: str | None) -> time | None:
    if hour is None:
        return _LAST
    if int(hour) >= 24 or int(minute or 0) >= 60:  # noqa: PLR2004 - a clock
        return None
    return time(int(hour), 59 if minute is None else int(minute), 59)


def _made(written: str, zone: ZoneInfo, day: tuple[int, int, int], at: time | None) -> datetime:
    if at is None:
        raise _unreadable(written)
    try:
        return datetime(*day, at.hour, at.minute, at.second, tzinfo=zone)
    except ValueError:
        raise _unreadable(written) from None


def cents(written: str, currency: str, *, by_machine: bool = False) -> int:
    """An amount in the smallest unit of `currency`.

    What a machine writes has a point before decimals. What people write may have either: three digits after
    the only separator are thousands, for no more than two are decimals in most currencies.

    >>> cents("1 234,50 €", "EUR"), cents("1,234", "EUR"), cents("49.5", "EUR"), cents("900", "JPY")
    (123450, 123400, 4950, 900)

    Raises:
        Unfit: it is no amount, or has parts of the smallest unit.
    """
    digits = decimals(currency)
    bare = re.sub(rf"[\s\u00a0\u202f'’]|{currency}|[€$£¥]", "", written)
    found = re.fullmatch(r"([+-]?)(\d[\d.,]*)", bare)
    if found is None:
        raise _no_amount(written)
    whole, part = _apart(found[2], digits, by_machine=by_machine)
    if not re.fullmatch(r"\d+", whole) or not re.fullmatch(r"\d*", part):
        raise _no_amount(written)
    if part[digits:].strip("0"):
        raise Unfit(
            fr=f"« {written} » : {currency} a {digits} décimales au plus",
            en=f"“{written}”: {currency} has at most {digits} decimals",
        )
    value = int(f"0{whole[-_MOST_DIGITS:]}{part[:digits].ljust(digits, '0')}")
    if len(whole) > _MOST_DIGITS or value > LARGEST:
        raise Unfit(fr=f"« {written[:40]} » : trop grand", en=f"“{written[:40]}” is too large")
    return -value if found[1] == "-" else value


def require_amount(written: str) -> None:
    """Refuse what is an amount in no currency, where it is not known which one is meant.

    Raises:
        Unfit: it is none.

    >>> require_amount("1 234,50 €")
    """
    try:
        cents(re.sub("[A-Z]{3}", "", written), _MOST_DECIMALS)
    except Unfit:
        raise _no_amount(written) from None


def _apart(number: str, digits: int, *, by_machine: bool) -> tuple[str, str]:
    """The digits before and after the decimal separator."""
    marks = [mark for mark in number if mark in ".,"]
    last = number.rfind(marks[-1]) if marks else -1
    after = number[last + 1 :]
    one_kind = len(set(marks)) == 1
    as_thousands = len(marks) > 1 or (len(after) == _GROUP != digits and number[0] != "0")
    is_thousands = not by_machine and one_kind and as_thousands
    if not marks or is_thousands:
        return re.sub(r"[.,](?=\d{3}(?!\d))", "", number), ""
    return re.sub(r"[.,](?=\d{3}(?!\d))", "", number[:last]), after


def click_ids(texts: Iterable[str]) -> list[str]:
    """What looks like click ids in `texts`, which may be addresses; who signed them is another question."""
    return [found for text in texts for found in _CLICK_ID.findall(unquote(text))]


def of_seconds(written: str) -> datetime:
    """A moment in seconds since 1970.

    Raises:
        Unfit: it is none.
    """
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(written))
    except (ValueError, OverflowError):
        raise _unreadable(written) from None


def _unreadable(written: str) -> Unfit:
    return Unfit(
        fr=f"« {written[:40]} » n’est ni une date ni un moment",
        en=f"“{written[:40]}” is neither a date nor a moment",
    )


def _no_amount(written: str) -> Unfit:
    return Unfit(fr=f"« {written[:40]} » n’est pas un montant", en=f"“{written[:40]}” is no amount")


_MONTHS = 12
_MOST_DIGITS = 20
_MOST_DECIMALS = "KWD"
"""A currency with as many decimals as any."""
_GROUP = 3
"""Digits between two marks of thousands."""
_LAST = time(23, 59, 59)
