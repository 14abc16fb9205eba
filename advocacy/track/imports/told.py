"""What a file tells of one conversion, and the conversion it is; or why it is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from advocacy.documents import Unfit
from advocacy.errors import Mistake
from advocacy.language import Text
from advocacy.outcome import LONGEST_ID, Conversion, ConversionKind
from advocacy.track.click_ids import touch, touches
from advocacy.track.imports.values import cents, click_ids, moment, require_amount

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one line (or action) says, in the words of its file."""

    line: int
    cells: Mapping[str, str]
    """All of the line, as it stood."""
    id: str
    kind: str
    at: str | datetime
    amount: str = ""
    currency: str = ""
    clicks: tuple[str, ...] = ()
    """Texts in which click ids may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A line that tells of no conversion: a total, another event, a kind that does not count."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line that tells of a conversion, and cannot be taken in as it stands."""

    line: int
    cells: Mapping[str, str]
    reason: Text
    field: str = field(default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A line that is taken in."""

    conversion: Conversion
    has_foreign_click: bool
    """It had a click id that nobody who has our key made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How moments and amounts are read, and whose click ids are believed."""

    zone: ZoneInfo
    key: bytes
    now: datetime
    day_first: bool | None = None
    by_machine: bool = False


def conversion_of(told: Told, reading: Reading) -> Taken | Refused:
    """The conversion that a line tells of, or all that is wrong with it."""
    wrong: list[Mistake] = []
    name = attempted("id", lambda: _id(told.id), wrong)
    at = attempted("at", lambda: _moment(told, reading), wrong)
    currency = attempted("currency", lambda: _currency(told), wrong)
    amount = attempted("amount", lambda: _amount(told, currency, reading), wrong)
    if wrong or name is None or at is None or currency is None:
        return refused(told.line, told.cells, wrong)
    kind = ConversionKind(told.kind)
    made = Conversion(id=name, kind=kind, at=at, amount=amount, currency=currency)
    return taken(made, click_ids(told.clicks), reading.key)


def taken(conversion: Conversion, ids: Sequence[str], key: bytes) -> Taken:
    """It, with those of the click ids that are ours."""
    return Taken(
        conversion=replace(conversion, touches=touches(key, ids)),
        has_foreign_click=any(touch(key, each) is None for each in ids),
    )


def attempted(step: str, read: Callable[[], T], wrong: list[Mistake]) -> T | None:
    """What `read` gives, or None once what is wrong with it was added to `wrong`."""
    try:
        return read()
    except Unfit as unfit:
        wrong.append(Mistake(message=unfit.text, field=step))
        return None


def refused(line: int, cells: Mapping[str, str], wrong: Sequence[Mistake]) -> Refused:
    """A line with all that is wrong with it; of several mistakes each names its column."""
    one = wrong[0].field or "" if len(wrong) == 1 else ""

    def said(language: str) -> str:
        bare = (replace(m, file=None, line=None, field=None if one else m.field) for m in wrong)
        return "; ".join(each.say(language) for each in bare)

    return Refused(line=line, cells=cells, reason=Text(fr=said("fr"), en=said("en")), field=one)


def require_past(at: datetime, now: datetime) -> None:
    """Refuse a moment that is yet to come; a day is left for clocks and zones that differ.

    Raises:
        Unfit: it is later than that.
    """
    if at > now + timedelta(days=1):
        raise Unfit(
            fr=f"{at.date()} est à venir : donnez le jour où elle a eu lieu",
            en=f"{at.date()} is yet to come: give the day on which it happened",
        )


def _id(written: str) -> str:
    clean = written.strip()
    if not clean or clean.casefold() in ("(not set)", "(non défini)", "(not provided)"):
        raise Unfit(fr="le numéro manque", en="the number is missing")
    if len(clean) > LONGEST_ID or not clean.isprintable():
        raise Unfit(fr="ce n’est pas un numéro", en="this is no number to tell conversions apart")
    return clean


def _moment(told: Told, reading: Reading) -> datetime:
    at = told.at
    read = at if isinstance(at, datetime) else moment(at, zone=reading.zone, day_first=reading.day_first)
    require_past(read, reading.now)
    return read


def _amount(told: Told, currency: str | None, reading: Reading) -> int | None:
    if currency is None:
        require_amount(told.amount)
    return cents(told.amount, currency, by_machine=reading.by_machine) if currency else None


def _currency(told: Told) -> str:
    if not told.amount.strip():
        return ""
    currency = told.currency.strip().upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise Unfit(
            fr='un montant va avec sa devise ; sans colonne, dites-la dans les réglages : currency = "EUR"',
            en='an amount goes with its currency; where no column has it, set it: currency = "EUR"',
        )
    return currency
