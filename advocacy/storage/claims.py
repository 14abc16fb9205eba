"""The writes of the publishing protocol: the claim, the fenced settlement, the reaper.

Each statement is built once: building one costs more than running it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Post, ShareState
from advocacy.storage.outbox import Waiting
from advocacy.storage.schema import attempts, shares
from advocacy.storage.shares import stored
from advocacy.storage.types import Moment

TRIED = frozenset({ShareState.PUBLISHING, ShareState.UNKNOWN})
"""Where an attempt leaves a share: being sent, or given up by the reaper; its number is the fence."""


def claim(
    tx: Connection, waiting: Waiting, *, action: str, frozen: str, now: datetime, lease: timedelta
) -> int | None:
    """Take the share for one attempt; its number, or None when it is no longer as it was seen.

    The caller commits before a byte of the request leaves.
    """
    share_id, number = waiting.share.id, waiting.share.attempt + 1
    row = {"new_attempt": number, "new_lease": now + lease, "new_frozen": frozen}
    if tx.execute(_CLAIM, _as_seen(waiting) | row).rowcount != 1:
        return None
    tx.execute(_BEGIN, {"share": share_id, "number": number, "action": action, "started_at": now})
    return number


def set_aside(
    tx: Connection,
    waiting: Waiting,
    *,
    to: ShareState,
    due_at: datetime | None,
    reason: Text | None,
    hold: str | None,
) -> bool:
    """Write why a share could not be tried, if it is still as it was seen; whether it was."""
    row = {"new_state": to, "new_due_at": due_at, "new_reason": stored(reason), "new_hold": hold}
    return tx.execute(_SET_ASIDE, _as_seen(waiting) | row).rowcount == 1


def settle(
    tx: Connection,
    share_id: str,
    attempt: int,
    *,
    to: ShareState,
    due_at: datetime | None,
    reason: Text | None,
    hold: str | None,
    unknown_since: datetime | None,
) -> bool:
    """Write what an attempt led to, unless the share was tried again or taken on since; whether it was."""
    row = {
        "the_share": share_id,
        "the_attempt": attempt,
        "new_due_at": due_at,
        "new_reason": stored(reason),
        "new_hold": hold,
        "new_unknown_since": unknown_since,
    }
    return tx.execute(_settle(to), row).rowcount == 1


def publish(tx: Connection, post: Post) -> bool:
    """Write a post down, however late its answer comes; False when the share is known to be published."""
    row = {
        "the_share": post.share,
        "new_remote_id": post.remote_id,
        "new_url": post.url,
        "new_published_at": post.published_at,
    }
    return tx.execute(_PUBLISH, row).rowcount == 1


def finish(
    tx: Connection, share_id: str, number: int, *, outcome: str, detail: str | None, now: datetime
) -> None:
    """Write down how an attempt ended; the first word stands."""
    row = {"the_share": share_id, "the_number": number, "outcome": outcome, "detail": detail}
    tx.execute(_FINISH, row | {"finished_at": now})


def reap(tx: Connection, *, now: datetime, only: str | None = None) -> int:
    """Shares whose sender is silent past its lease become `unknown`; how many did."""
    return tx.execute(_reap(of_share=only is not None), {"now": now, "only": only}).rowcount


def _as_seen(waiting: Waiting) -> dict[str, object]:
    share = waiting.share
    return {
        "seen_id": share.id,
        "seen_state": share.state,
        "seen_attempt": share.attempt,
        "seen_due_at": share.due_at,
        "seen_text": share.text,
    }


_NEW_DUE_AT = sa.func.coalesce(bindparam("new_due_at", type_=Moment), shares.c.due_at)
_SEEN = [shares.c[name] == bindparam(f"seen_{name}") for name in ("id", "state", "attempt", "due_at", "text")]
"""The share is still as it was read: nobody tried, moved, rescheduled or reworded it meanwhile."""

_CLAIM = (
    shares.update()
    .where(*_SEEN)
    .values(
        state=ShareState.PUBLISHING,
        attempt=bindparam("new_attempt"),
        lease_until=bindparam("new_lease"),
        frozen=bindparam("new_frozen"),
        hold=None,
    )
)
_BEGIN = attempts.insert()
_SET_ASIDE = (
    shares.update()
    .where(*_SEEN)
    .values(
        state=bindparam("new_state"),
        due_at=_NEW_DUE_AT,
        reason=bindparam("new_reason"),
        hold=bindparam("new_hold"),
    )
)


@cache
def _settle(to: ShareState) -> sa.Update:
    return (
        shares.update()
        .where(
            shares.c.id == bindparam("the_share"),
            shares.c.attempt == bindparam("the_attempt"),
            shares.c.state.in_(sorted(TRIED & to.reached_from)),
        )
        .values(
            state=to,
            due_at=_NEW_DUE_AT,
            reason=bindparam("new_reason"),
            hold=bindparam("new_hold"),
            unknown_since=bindparam("new_unknown_since"),
            lease_until=None,
        )
    )


_PUBLISH = (
    shares.update()
    .where(
        shares.c.id == bindparam("the_share"), shares.c.state.in_(sorted(ShareState.PUBLISHED.reached_from))
    )
    .values(
        state=ShareState.PUBLISHED,
        remote_id=bindparam("new_remote_id"),
        url=bindparam("new_url"),
        published_at=bindparam("new_published_at"),
        **dict.fromkeys(("reason", "hold", "unknown_since", "lease_until")),
    )
)
_FINISH = (
    attempts.update()
    .where(
        attempts.c.share == bindparam("the_share"),
        attempts.c.number == bindparam("the_number"),
        attempts.c.finished_at.is_(None),
    )
    .values(outcome=bindparam("outcome"), detail=bindparam("detail"), finished_at=bindparam("finished_at"))
)


@cache
def _reap(*, of_share: bool) -> sa.Update:
    silent = sa.select(shares.c.id).where(
        shares.c.state == ShareState.PUBLISHING, shares.c.lease_until <= bindparam("now")
    )
    if of_share:
        silent = silent.where(shares.c.id == bindparam("only"))
    started = (
        sa.select(attempts.c.started_at)
        .where(attempts.c.share == shares.c.id, attempts.c.number == shares.c.attempt)
        .scalar_subquery()
    )
    return (
        shares.update()
        .where(shares.c.id.in_(silent.with_for_update(skip_locked=True)))
        .values(
            state=ShareState.UNKNOWN,
            unknown_since=sa.func.coalesce(shares.c.unknown_since, started),
            due_at=bindparam("now"),
            lease_until=None,
        )
    )
