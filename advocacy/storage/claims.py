"""The writes of the publishing protocol: the claim, the fenced settlement, the reaper.

Each statement is built once: building one costs more than running it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Attempt, Hold, Post, ShareState
from advocacy.storage.freezes import IS_FROZEN
from advocacy.storage.outbox import Waiting
from advocacy.storage.schema import attempts, posts, shares
from advocacy.storage.shares import stored
from advocacy.storage.store import insert_once
from advocacy.storage.types import Moment

TRIED = frozenset({ShareState.PUBLISHING, ShareState.UNKNOWN})
"""Where an attempt leaves a share: being sent, or given up by the reaper; its number is the fence."""


def claim(
    tx: Connection,
    waiting: Waiting,
    *,
    frozen: str,
    lease_until: datetime,
    kept_at: str = "",
    sends: bool = True,
) -> int | None:
    """Take the share for one attempt; its number, or None when it is no longer as it was seen.

    An attempt that `sends` is refused while a freeze covers the share; one that only looks is not. The caller
    also begins the attempt, and commits before a byte of the request leaves.
    """
    number = waiting.share.attempt + 1
    row = {
        "new_attempt": number,
        "new_lease": lease_until,
        "new_frozen": frozen,
        "new_kept_at": kept_at,
    }
    statement = _CLAIM_TO_SEND if sends else _CLAIM
    return number if tx.execute(statement, _as_seen(waiting) | row).rowcount == 1 else None


def begin(tx: Connection, begun: Sequence[Attempt]) -> None:
    """Write down the attempts that are about to be made."""
    rows = [
        {"share": each.share, "number": each.number, "action": each.action, "started_at": each.started_at}
        for each in begun
    ]
    if rows:
        tx.execute(_BEGIN, rows)


def set_aside(
    tx: Connection,
    waiting: Waiting,
    *,
    to: ShareState,
    due_at: datetime | None,
    reason: Text | None,
    hold: Hold | None,
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
    hold: Hold | None,
    unknown_since: datetime | None,
    thaw: bool = False,
) -> bool:
    """Write what an attempt led to, unless the share was tried again or taken on since; whether it was.

    With `thaw`, what was frozen is forgotten, to be drawn anew.
    """
    row = {
        "the_share": share_id,
        "the_attempt": attempt,
        "new_due_at": due_at,
        "new_reason": stored(reason),
        "new_hold": hold,
        "new_unknown_since": unknown_since,
    }
    statement = _settle(to).values(frozen=None) if thaw else _settle(to)
    return tx.execute(statement, row).rowcount == 1


def publish(tx: Connection, found: Sequence[Post], words: Mapping[str, str] | None = None) -> None:
    """Write posts down, however late the answers come; the first post of a share stands.

    `words` is what was sent, by share: what is out is what was accepted then, also if it was edited since.
    """
    rows = [
        {
            "the_share": post.share,
            "new_remote_id": post.remote_id,
            "new_url": post.url,
            "new_published_at": post.published_at,
            "new_text": words.get(post.share) if words else None,
        }
        for post in found
    ]
    if rows:
        tx.execute(_PUBLISH, rows)
        insert_once(tx, posts, *({name: getattr(post, name) for name in _POST} for post in found))


def clean(said: str) -> str:
    r"""What a network said, without what a database does not take: no answer may stop the publisher.

    >>> clean("a lone \ud83d and a \x00")
    'a lone ? and a ?'
    """
    return said.encode("utf-8", "replace").decode().replace("\x00", "?")


def finish(tx: Connection, finished: Sequence[Attempt]) -> None:
    """Write down how attempts ended; the first word on each stands."""
    rows = [
        {
            "the_share": each.share,
            "the_number": each.number,
            "outcome": each.outcome,
            "detail": each.detail and clean(each.detail),
            "finished_at": each.finished_at,
        }
        for each in finished
    ]
    if rows:
        tx.execute(_FINISH, rows)


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


def _in(states: Collection[ShareState]) -> sa.ColumnElement[bool]:
    """One of the states; a list of parameters would be drawn up anew at every run."""
    return sa.or_(*(shares.c.state == state for state in sorted(states)))


_POST = tuple(Post.__dataclass_fields__)
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
        kept_at=bindparam("new_kept_at"),
        hold=None,
    )
)
_CLAIM_TO_SEND = _CLAIM.where(~IS_FROZEN)
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
            _in(TRIED & to.reached_from),
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
    .where(shares.c.id == bindparam("the_share"), _in(ShareState.PUBLISHED.reached_from))
    .values(
        state=ShareState.PUBLISHED,
        remote_id=bindparam("new_remote_id"),
        url=bindparam("new_url"),
        published_at=bindparam("new_published_at"),
        text=sa.func.coalesce(bindparam("new_text"), shares.c.text),
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
            unknown_since=sa.func.coalesce(shares.c.unknown_since, started, shares.c.lease_until),
            due_at=bindparam("now"),
            lease_until=None,
        )
    )
