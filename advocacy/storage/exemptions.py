"""The rows of `exemptions` and `exemption_uses`."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.charter.granted import Granted, key_of
from advocacy.storage.schema import exemption_uses, exemptions, reviews

if TYPE_CHECKING:
    from advocacy.charter.draft import Exemption
    from advocacy.charter.review import Exempted


class Uses(NamedTuple):
    """How often an exemption let something pass, and when last."""

    times: int
    last: datetime | None


def add(tx: Connection, granted: Granted) -> None:
    """Write an exemption down."""
    tx.execute(
        exemptions.insert().values(
            id=granted.id,
            rule=granted.rule,
            value=granted.value,
            advocate=granted.who,
            reason=granted.reason,
            by=granted.by,
            role=granted.role,
            granted_at=granted.granted_at,
            until=granted.until,
        )
    )


def withdraw(tx: Connection, exemption: str, *, now: datetime) -> bool:
    """Take an exemption back; whether it held until now."""
    ended = tx.execute(
        exemptions.update()
        .where(exemptions.c.id == exemption, exemptions.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    return ended.rowcount == 1


def select(tx: Connection) -> list[Granted]:
    """Every exemption with its uses, oldest first."""
    used = uses(tx)
    query = sa.select(exemptions).order_by(exemptions.c.granted_at, exemptions.c.id)
    return [_granted(row, used.get(row.id, _NEVER)) for row in tx.execute(query)]


def last_granted(tx: Connection) -> datetime | None:
    """When the newest exemption was granted; None when there is none."""
    at: datetime | None = tx.execute(sa.select(sa.func.max(exemptions.c.granted_at))).scalar()
    return at


def holding(tx: Connection, *, who: str | None, now: datetime) -> list[Exemption]:
    """What holds at `now` for everyone, and for the advocate `who`."""
    theirs = exemptions.c.advocate.is_(None)
    query = (
        sa.select(exemptions)
        .where(
            exemptions.c.withdrawn_at.is_(None),
            exemptions.c.until >= now,
            theirs if who is None else sa.or_(theirs, exemptions.c.advocate == who),
        )
        .order_by(exemptions.c.id)
    )
    return [_granted(row, _NEVER).to_exemption() for row in tx.execute(query)]


def note_uses(tx: Connection, review: str, exempted: tuple[Exempted, ...]) -> None:
    """Write down what a decision let pass."""
    rows = [
        {
            "review": review,
            "rule": each.finding.rule,
            "evidence": each.finding.evidence,
            "exemption": key_of(each.by),
        }
        for each in exempted
    ]
    if rows:
        tx.execute(exemption_uses.insert(), rows)


def uses(tx: Connection) -> dict[str, Uses]:
    """The uses of each exemption, by its id, or by what it says where it stands in a file."""
    query = (
        sa.select(exemption_uses.c.exemption, sa.func.count(), sa.func.max(reviews.c.at))
        .join(reviews, reviews.c.id == exemption_uses.c.review)
        .group_by(exemption_uses.c.exemption)
    )
    return {exemption: Uses(times, last) for exemption, times, last in tx.execute(query)}


def _granted(row: Row[Any], used: Uses) -> Granted:
    return Granted(
        id=row.id,
        rule=row.rule,
        value=row.value,
        who=row.advocate,
        reason=row.reason,
        by=row.by,
        role=row.role,
        until=row.until,
        granted_at=row.granted_at,
        withdrawn_at=row.withdrawn_at,
        uses=used.times,
        used_at=used.last,
    )


_NEVER = Uses(0, None)
