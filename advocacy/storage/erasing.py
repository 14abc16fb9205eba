"""Erasing what is known of a person who left: the figures stay, under an id; who it was does not.

asked, as they leave ─▶ `erase` ─ consents taken back, nothing on its way ─▶ `erase` again ─▶ done
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.share import ShareState
from advocacy.storage.grants import REVOKED
from advocacy.storage.schema import (
    advocates,
    asks,
    attempts,
    confirmations,
    disputes,
    events,
    exemption_uses,
    follower_counts,
    follower_lists,
    grants,
    limits,
    nudged,
    nudges,
    posts,
    reviews,
    shares,
    slots,
    tracked_links,
)

_ERASED = "erased"
_NOBODY = "—"
_KEPT = ("id", "team")
"""What fixed groups in reports need."""


def erase(tx: Connection, advocate: str) -> None:
    """Erase name, address, hours, accounts and words of a person; their id stands for what they did."""
    mine = advocates.c.id == advocate
    body = tx.execute(sa.select(advocates.c.body).where(mine)).scalar_one()
    bare = {name: body[name] for name in _KEPT} | {"name": _NOBODY}
    tx.execute(advocates.update().where(mine).values(body=bare, listed=False))
    tx.execute(follower_counts.delete().where(follower_counts.c.advocate == advocate))
    tx.execute(follower_lists.delete().where(follower_lists.c.advocate == advocate))
    theirs = sa.select(shares.c.id).where(shares.c.advocate == advocate)
    subjects = [f"share:{share}" for share in tx.execute(theirs).scalars()]
    said = sa.select(reviews.c.id).where(reviews.c.subject.in_(subjects))
    tx.execute(confirmations.update().where(confirmations.c.review.in_(said)).values(reason=""))
    tx.execute(exemption_uses.update().where(exemption_uses.c.review.in_(said)).values(evidence=None))
    tx.execute(disputes.update().where(disputes.c.review.in_(said)).values(reason="", answer=None))
    tx.execute(reviews.update().where(reviews.c.subject.in_(subjects)).values(findings=[]))
    # that something was done, by whom and when, stays; words, addresses and reasons do not
    tx.execute(events.update().where(events.c.subject.in_(subjects)).values(detail={}))
    tx.execute(attempts.update().where(attempts.c.share.in_(theirs)).values(detail=None))
    tx.execute(posts.update().where(posts.c.share.in_(theirs)).values(remote_id=_ERASED, url=""))
    published = shares.c.remote_id.is_not(None)
    kept = sa.case((published, _ERASED), else_=None)
    tx.execute(slots.delete().where(slots.c.share.in_(theirs)))  # they tell of hours and leave
    tx.execute(asks.delete().where(asks.c.advocate == advocate))
    messages = sa.select(nudges.c.id).where(nudges.c.advocate == advocate)
    tx.execute(nudged.delete().where(nudged.c.nudge.in_(messages)))
    tx.execute(nudges.delete().where(nudges.c.advocate == advocate))
    tx.execute(limits.delete().where(limits.c.member == advocate))
    values = {"text": "", "frozen": None, "reason": sa.null(), "remote_id": kept, "url": None}
    tx.execute(shares.update().where(shares.c.advocate == advocate).values(values))


def erased(tx: Connection) -> frozenset[str]:
    """The ids of everyone who was erased: each stands for figures, and for nobody any more."""
    gone = sa.select(advocates.c.id, advocates.c.body).where(advocates.c.left_at.is_not(None))
    return frozenset(id_ for id_, body in tx.execute(gone) if body.get("name") == _NOBODY)


def codes(tx: Connection) -> list[str]:
    """The codes of the links of everyone who was erased."""
    links = sa.select(tracked_links.c.code).where(tracked_links.c.advocate.in_(erased(tx)))
    return list(tx.execute(links.order_by(tracked_links.c.code)).scalars())


def unfinished(tx: Connection) -> list[str]:
    """Who asked to be erased, and may have left something."""
    return list(tx.execute(sa.select(advocates.c.id).where(advocates.c.erasing_since.is_not(None))).scalars())


def finish(tx: Connection, advocate: str) -> bool:
    """Erase once more, with the accounts they had, where nothing of theirs is on its way; whether it is done.

    The answer to what was being sent when they left writes down a post, and the words that went out.
    """
    mine = [shares.c.advocate == advocate, shares.c.state == ShareState.PUBLISHING]
    told = [grants.c.advocate == advocate, grants.c.state != REVOKED]
    if tx.execute(sa.select(sa.exists().where(*mine) | sa.exists().where(*told))).scalar_one():
        return False
    doubted = [shares.c.advocate == advocate, shares.c.state == ShareState.UNKNOWN]
    tx.execute(shares.update().where(*doubted).values(state=ShareState.CANCELLED))
    erase(tx, advocate)
    tx.execute(grants.delete().where(grants.c.advocate == advocate))
    tx.execute(advocates.update().where(advocates.c.id == advocate).values(erasing_since=None))
    return True
