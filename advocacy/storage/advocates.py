"""The rows of `advocates`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy import people
from advocacy.errors import NotFound
from advocacy.storage.schema import advocates, past_memberships
from advocacy.storage.store import insert_once

if TYPE_CHECKING:
    from advocacy.people import Advocate


def put(tx: Connection, advocate: Advocate, *, now: datetime) -> bool:
    """Write the advocate; whether they are new. Someone who has left stays away."""
    values = {"team": advocate.team, "body": advocate.model_dump(mode="json")}
    if insert_once(tx, advocates, values | {"id": advocate.id, "joined_at": now}):
        return True
    tx.execute(
        advocates.update().where(advocates.c.id == advocate.id, advocates.c.left_at.is_(None)).values(values)
    )
    return False


def get(tx: Connection, advocate_id: str) -> Advocate:
    """The advocate of that id.

    Raises:
        NotFound: there is none, or they have left.
    """
    body = tx.execute(
        sa.select(advocates.c.body).where(advocates.c.id == advocate_id, advocates.c.left_at.is_(None))
    ).scalar_one_or_none()
    if body is None:
        raise NotFound(
            fr=f"Aucun ambassadeur « {advocate_id} ». La liste : advocacy advocate list",
            en=f"There is no advocate “{advocate_id}”. The list: advocacy advocate list",
        )
    return people.Advocate.model_validate(body)


def select(tx: Connection) -> list[Advocate]:
    """Everyone who takes part now, by id."""
    query = sa.select(advocates.c.body).where(advocates.c.left_at.is_(None)).order_by(advocates.c.id)
    return [people.Advocate.model_validate(body) for (body,) in tx.execute(query)]


def team_sizes(tx: Connection) -> dict[str, int]:
    """How many of each team take part now."""
    sizes = sa.select(advocates.c.team, sa.func.count()).where(advocates.c.left_at.is_(None))
    return {str(team): int(count) for team, count in tx.execute(sizes.group_by(advocates.c.team))}


def ids(tx: Connection) -> frozenset[str]:
    """The ids of all who ever took part."""
    return frozenset(tx.execute(sa.select(advocates.c.id)).scalars())


def gone(tx: Connection) -> frozenset[str]:
    """The ids of those who have left."""
    return frozenset(tx.execute(sa.select(advocates.c.id).where(advocates.c.left_at.is_not(None))).scalars())


def leave(tx: Connection, advocate_id: str, *, now: datetime, erase: bool = False) -> None:
    """The person takes part no longer; with `erase`, what is known of them is to go (see `erasing`)."""
    values = {"left_at": now, "erasing_since": now if erase else None, "listed": False}
    tx.execute(advocates.update().where(advocates.c.id == advocate_id).values(values))


def mute(tx: Connection, advocate_id: str, *, at: datetime | None) -> bool:
    """Send the person no messages from then on, or, without a moment, let them come; whether that is new."""
    is_muted = advocates.c.muted_at.is_not(None)
    other = [advocates.c.id == advocate_id, ~is_muted if at else is_muted]
    return tx.execute(advocates.update().where(*other).values(muted_at=at)).rowcount == 1


def muted(tx: Connection) -> frozenset[str]:
    """The ids of those who want no messages."""
    return frozenset(tx.execute(sa.select(advocates.c.id).where(advocates.c.muted_at.is_not(None))).scalars())


def rejoin(tx: Connection, advocate_id: str, *, now: datetime) -> bool:
    """The person takes part again from now on; False when nobody of that id had left.

    The time before is kept as it was: adoption of that time, and of the gap, stays what it was.
    """
    left = [advocates.c.id == advocate_id, advocates.c.left_at.is_not(None)]
    before = tx.execute(
        sa.select(advocates.c.id, advocates.c.joined_at, advocates.c.left_at).where(*left).with_for_update()
    ).one_or_none()
    if before is None:
        return False
    row = {"advocate": before.id, "joined_at": before.joined_at, "left_at": before.left_at}
    insert_once(tx, past_memberships, row)
    tx.execute(advocates.update().where(*left).values(joined_at=now, left_at=None, erasing_since=None))
    return True


def memberships(tx: Connection, advocate_id: str) -> list[tuple[datetime, datetime | None]]:
    """From when to when the person took part, each time, oldest first; the present time has no end."""
    past = sa.select(past_memberships.c.joined_at, past_memberships.c.left_at).where(
        past_memberships.c.advocate == advocate_id
    )
    last = sa.select(advocates.c.joined_at, advocates.c.left_at).where(advocates.c.id == advocate_id)
    return sorted(((row.joined_at, row.left_at) for row in tx.execute(past.union_all(last))), key=_joined)


def _joined(period: tuple[datetime, datetime | None]) -> datetime:
    return period[0]


def everyone(tx: Connection) -> dict[str, Advocate]:
    """Everyone who ever took part, by id: what they published stays."""
    rows = tx.execute(sa.select(advocates.c.body))
    found = (people.Advocate.model_validate(body) for (body,) in rows)
    return {person.id: person for person in found}
