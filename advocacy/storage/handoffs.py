"""Shares that were handed off: the first click of somebody else says that the post is there.

a person's click ─ before the acceptance, from our own pages, or at once and from nowhere ─▶ the author's own
                 ├ by a visitor who has done so that day ─▶ the author's own
                 └ else ─▶ the share is confirmed
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.outcome import ClickClass
from advocacy.share import ShareState
from advocacy.storage.clicks import OWN
from advocacy.storage.schema import clicks, meta, shares, tracked_links

ADDRESS, FIRST_CLICK = "address", "first click"
"""What confirms that a handed-off share was posted."""
AT_ONCE = timedelta(minutes=2)
"""Who follows a link from nowhere this soon after it was accepted is taken for its author, trying it."""
_SWEPT = "clicks swept up to"
_LOCK = 0x68616E64


def confirm_followed(tx: Connection, *, now: datetime, own_host: str = "") -> int:
    """Confirm the shares whose link somebody else has followed; how many were.

    Only clicks that came since the last time are looked at.

    Args:
        tx: the transaction.
        now: what `published_at` says at most.
        own_host: where our own pages are: a click from there is the author's.
    """
    if tx.dialect.name == "postgresql":  # two that sweep at once would both write the mark
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    seen = tx.execute(sa.select(meta.c.value).where(meta.c.key == _SWEPT)).scalar() or "0"
    last = tx.execute(sa.select(sa.func.max(clicks.c.id))).scalar() or 0
    if last <= int(seen):
        return 0
    own: dict[str, str] = {}
    confirmed: dict[str, datetime] = {}
    for row in tx.execute(_FOLLOWED, {"seen": int(seen), "last": last}):
        if row.id in confirmed:
            continue
        if row.kind == ClickClass.INTERNAL or _is_trial(row, own_host):
            own[row.id] = row.visitor
        elif row.visitor != own.get(row.id, row.own_visitor):
            confirmed[row.id] = min(row.at, now)
    _write(tx, own, confirmed)
    tx.execute(meta.delete().where(meta.c.key == _SWEPT))
    tx.execute(meta.insert().values(key=_SWEPT, value=str(last)))
    return len(confirmed)


def _is_trial(row: Row[*tuple[Any, ...]], own_host: str) -> bool:
    """Whether the author tried their link, as far as a click can tell."""
    since: timedelta = row.at - row.accepted_at
    if since < timedelta(0) or (row.referrer and row.referrer == own_host):
        return True
    return not row.referrer and since < AT_ONCE


def _write(tx: Connection, own: dict[str, str], confirmed: dict[str, datetime]) -> None:
    handed_off = shares.c.state == ShareState.HANDED_OFF
    for share, visitor in own.items():
        tx.execute(shares.update().where(shares.c.id == share, handed_off).values(own_visitor=visitor))
    for share, at in confirmed.items():
        there = {"state": ShareState.CONFIRMED, "confirmed_by": FIRST_CLICK, "published_at": at}
        tx.execute(shares.update().where(shares.c.id == share, handed_off).values(**there, own_visitor=None))


_FOLLOWED = (
    sa.select(
        shares.c.id,
        shares.c.accepted_at,
        shares.c.own_visitor,
        clicks.c.at,
        clicks.c.kind,
        clicks.c.visitor,
        clicks.c.referrer,
    )
    .join(tracked_links, tracked_links.c.code == clicks.c.code)
    .join(
        shares,
        sa.and_(
            tracked_links.c.story == shares.c.story,
            tracked_links.c.edition == shares.c.edition,
            tracked_links.c.advocate == shares.c.advocate,
            tracked_links.c.network == shares.c.network,
        ),
    )
    .where(
        clicks.c.id > sa.bindparam("seen"),
        clicks.c.id <= sa.bindparam("last"),
        sa.or_(
            clicks.c.kind == ClickClass.PERSON,
            sa.and_(clicks.c.kind == ClickClass.INTERNAL, clicks.c.reason.startswith(OWN)),
        ),
        shares.c.state == ShareState.HANDED_OFF,
    )
    .order_by(clicks.c.id)
)
