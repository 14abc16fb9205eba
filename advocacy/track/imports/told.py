"""What a file tells of one conversion, and the conversion it is; or why it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from advocacy.documents import Unfit
from advocacy.language import Text
from advocacy.outcome import LONGEST_ID, Conversion, ConversionKind
from advocacy.track.click_ids import touches
from advocacy.track.imports.values import cents, click_ids, moment


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
class Reading:
    """How moments and amounts are read, and whose click ids are believed."""

    zone: ZoneInfo
    key: bytes
    now: datetime
    day_first: bool | None = None
    by_machine: bool = False


def conversion_of(told: Told, reading: Reading) -> Conversion | Refused:
    """The conversion that a line tells of, or why it is none."""
    step = "id"
    try:
        name = _id(told.id)
        step = "at"
        at = _moment(told, reading)
        step = "currency"
        currency = _currency(told)
        step = "amount"
        amount = cents(told.amount, currency, by_machine=reading.by_machine) if currency else None
    except Unfit as unfit:
        return Refused(line=told.line, cells=told.cells, reason=unfit.text, field=step)
    ids = click_ids(told.clicks)
    return Conversion(
        id=name,
        kind=ConversionKind(told.kind),
        at=at,
        amount=amount,
        currency=currency,
        touches=touches(reading.key, ids),
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
    if read > reading.now + timedelta(days=1):
        raise Unfit(fr=f"{read.date()} est à venir", en=f"{read.date()} is yet to come")
    return read


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
