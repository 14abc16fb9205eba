"""The rows of `conversions` and `touches`: what followed clicks, each known by its own system's id."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.outcome import Conversion, ConversionKind, Touch
from advocacy.storage.reach_schema import conversions, touches
from advocacy.storage.schema import meta, tracked_links
from advocacy.storage.store import insert_once

_KEY = "click_key"


class Place(NamedTuple):
    """What a link belongs to."""

    campaign: str
    story: str
    network: str


def key(tx: Connection) -> bytes:
    """The key that signs click ids, drawn by whoever asks first."""
    insert_once(tx, meta, {"key": _KEY, "value": secrets.token_hex(32)})
    return bytes.fromhex(tx.execute(sa.select(meta.c.value).where(meta.c.key == _KEY)).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A conversion that is told again with another amount; what was kept first stays."""

    id: str
    kept: int | None
    kept_currency: str
    told: int
    told_currency: str


class Added(NamedTuple):
    """What became of conversions that were told."""

    new: int
    clashes: tuple[Clash, ...]


def add(tx: Connection, found: Iterable[Conversion], *, source: str) -> Added:
    """Keep the conversions that are not there yet. One that is there stays as it is."""
    new, clashes = 0, []
    for each in found:
        row = {
            "id": each.id,
            "kind": each.kind.value,
            "at": each.at,
            "amount": each.amount,
            "currency": each.currency,
            "source": source,
        }
        if insert_once(tx, conversions, row):
            new += 1
            clicks = enumerate(each.touches)
            rows = [{"conversion": each.id, "number": n, "code": t.code, "at": t.at} for n, t in clicks]
            insert_once(tx, touches, *rows)
        elif (clash := _clash(tx, each)) is not None:
            clashes.append(clash)
    return Added(new, tuple(clashes))


def _clash(tx: Connection, told: Conversion) -> Clash | None:
    """How its amount differs from the one that is kept; one that is not told contradicts nothing."""
    if told.amount is None:
        return None
    c = conversions.c
    kept, currency = tx.execute(sa.select(c.amount, c.currency).where(c.id == told.id)).one()
    if (kept, currency) == (told.amount, told.currency):
        return None
    return Clash(id=told.id, kept=kept, kept_currency=currency, told=told.amount, told_currency=told.currency)


def find(tx: Connection, id_: str) -> Conversion | None:
    """The conversion of that id, as it was first told."""
    row = tx.execute(sa.select(conversions).where(conversions.c.id == id_)).one_or_none()
    if row is None:
        return None
    clicks = sa.select(touches).where(touches.c.conversion == id_).order_by(touches.c.number)
    return _made(row, [Touch(code=one.code, at=one.at) for one in tx.execute(clicks)])


def between(tx: Connection, since: datetime, until: datetime) -> list[Conversion]:
    """The conversions from `since` and before `until`, oldest first, with their touches."""
    inside = (conversions.c.at >= since, conversions.c.at < until)
    clicks: defaultdict[str, list[Touch]] = defaultdict(list)
    of_them = sa.select(touches).join(conversions, conversions.c.id == touches.c.conversion).where(*inside)
    for row in tx.execute(of_them.order_by(touches.c.conversion, touches.c.number)):
        clicks[row.conversion].append(Touch(code=row.code, at=row.at))
    rows = tx.execute(sa.select(conversions).where(*inside).order_by(conversions.c.at, conversions.c.id))
    return [_made(row, clicks[row.id]) for row in rows]


def _made(row: sa.Row[Any], clicks: Iterable[Touch]) -> Conversion:
    return Conversion(
        id=row.id,
        kind=ConversionKind(row.kind),
        at=row.at,
        amount=row.amount,
        currency=row.currency,
        touches=tuple(clicks),
    )


def places(tx: Connection, codes: Iterable[str]) -> dict[str, Place]:
    """What links belong to; a link that is gone is absent."""
    wanted = sorted(set(codes))
    found: dict[str, Place] = {}
    c = tracked_links.c
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for code, *place in tx.execute(
            sa.select(c.code, c.campaign, c.story, c.network).where(c.code.in_(some))
        ):
            found[code] = Place(*place)
    return found
