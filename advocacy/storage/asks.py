"""The rows of `asks`: who was asked to share what, and who is still to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import advocates, asks
from advocacy.storage.store import insert_once


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A person, and the story that they are asked to share."""

    advocate: str
    story: str
    edition: int
    by: str
    """Who asks."""
    since: datetime
    """When that was wanted."""
    at: datetime | None = None
    """When they were asked; None while their week has no room, or they are away."""


def put(tx: Connection, ask: Ask) -> None:
    """Write down that the person was asked, or is to be; who was asked stays asked."""
    row = {"advocate": ask.advocate, "story": ask.story, "edition": ask.edition, "by": ask.by}
    if not insert_once(tx, asks, row | {"since": ask.since, "at": ask.at}):
        tx.execute(asks.update().where(*_is(ask), asks.c.at.is_(None)).values(at=ask.at))


def of(tx: Connection, advocate: str, story: str, edition: int) -> Ask | None:
    """Whether and when that person was asked for that edition."""
    key = [asks.c.advocate == advocate, asks.c.story == story, asks.c.edition == edition]
    row = tx.execute(sa.select(asks).where(*key)).one_or_none()
    return None if row is None else _ask(row)


def again(tx: Connection, advocate: str, story: str, edition: int, *, by: str, now: datetime) -> None:
    """The person is asked once more: from now on it counts as asked now."""
    ask = Ask(advocate=advocate, story=story, edition=edition, by=by, since=now, at=now)
    put(tx, ask)
    tx.execute(asks.update().where(*_is(ask)).values(at=now))


def count(tx: Connection, advocate: str, *, since: datetime) -> int:
    """How often the person was asked after that moment, by whomever.

    Nobody else asks them until the transaction ends: two departments would each find room for the last one.
    """
    tx.execute(_ALONE, {"who": advocate})
    mine = [asks.c.advocate == advocate, asks.c.at > since]
    return tx.execute(sa.select(sa.func.count()).select_from(asks).where(*mine)).scalar_one()


def waiting(tx: Connection, *, story: str | None = None) -> list[Ask]:
    """Who is still to be asked, whoever has waited longest first."""
    asked = [] if story is None else [asks.c.story == story]
    query = sa.select(asks).where(asks.c.at.is_(None), *asked)
    return [_ask(row) for row in tx.execute(query.order_by(asks.c.since, asks.c.advocate, asks.c.story))]


def forget(tx: Connection, ask: Ask) -> None:
    """The person is not to be asked any more: the story is over, or they have left."""
    tx.execute(asks.delete().where(*_is(ask), asks.c.at.is_(None)))


_ALONE = (
    sa.select(advocates.c.id).where(advocates.c.id == sa.bindparam("who")).with_for_update(key_share=True)
)
"""The person's row; on SQLite a transaction that writes is alone anyway."""


def _is(ask: Ask) -> list[sa.ColumnElement[bool]]:
    return [asks.c.advocate == ask.advocate, asks.c.story == ask.story, asks.c.edition == ask.edition]


def _ask(row: sa.Row[Any]) -> Ask:
    return Ask(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
