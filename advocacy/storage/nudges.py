"""The rows of `nudges`: messages that tell a person of their offers, each written down before it leaves.

queued ─claim: compare-and-set + lease, COMMIT─▶ sending ─▶ sent
  ▲                                                 ├─ surely not sent ─▶ queued (due later) | rejected
  └ due later                                       └─ no answer, or the process died ─▶ unknown
A message that may have left is never sent again: an offer is told of once, and reminded of once.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Share, ShareState
from advocacy.storage.schema import nudged, nudges, shares
from advocacy.storage.shares import of_row, restored, stored
from advocacy.storage.store import insert_once


class NudgeState(StrEnum):
    """Where a message stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class Occasion(StrEnum):
    """Why a person is told of an offer: each is one occasion, and never two."""

    OFFER = "offer"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """A message to one person about all that waits for them."""

    id: str
    """A secret, too: who has it may say that its person wants no more of them."""
    advocate: str
    made_at: datetime
    due_at: datetime
    state: NudgeState = NudgeState.QUEUED
    reason: Text | None = None
    """Why it was not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of a message that was handed in."""

    to: NudgeState
    reason: Text | None = None
    due_at: datetime | None = None
    """When it may be tried again."""


def untold(tx: Connection) -> list[Share]:
    """Offers that wait, and that their people were not told of."""
    told = sa.select(nudged.c.share).where(nudged.c.occasion == Occasion.OFFER)
    query = sa.select(shares).where(shares.c.state == ShareState.OFFERED, shares.c.id.not_in(told))
    return [of_row(row) for row in tx.execute(query.order_by(shares.c.offered_at, shares.c.id))]


def add(tx: Connection, nudge: Nudge, about: Collection[tuple[str, Occasion]]) -> bool:
    """Write the message down, for those of the shares that no other one tells of; whether there is any."""
    row = {"id": nudge.id, "advocate": nudge.advocate, "made_at": nudge.made_at, "due_at": nudge.due_at}
    tx.execute(nudges.insert().values(**row, state=nudge.state))
    rows = [{"share": share, "occasion": occasion, "nudge": nudge.id} for share, occasion in about]
    is_new = insert_once(tx, nudged, *rows) > 0
    if not is_new:
        drop(tx, nudge.id)
    return is_new


def due(tx: Connection, *, now: datetime, limit: int) -> list[Nudge]:
    """Messages that may be sent now, longest due first."""
    waiting = [nudges.c.state == NudgeState.QUEUED, nudges.c.due_at <= now]
    query = sa.select(nudges).where(*waiting).order_by(nudges.c.due_at, nudges.c.id).limit(limit)
    return [_nudge(row) for row in tx.execute(query)]


def select(tx: Connection, *, advocate: str | None = None) -> list[Nudge]:
    """Messages, oldest first."""
    whose = [] if advocate is None else [nudges.c.advocate == advocate]
    query = sa.select(nudges).where(*whose).order_by(nudges.c.made_at, nudges.c.id)
    return [_nudge(row) for row in tx.execute(query)]


def person_of(tx: Connection, nudge: str) -> str | None:
    """To whom that message went; None where there is none."""
    return tx.execute(sa.select(nudges.c.advocate).where(nudges.c.id == nudge)).scalar()


def about(tx: Connection, nudge: str) -> list[tuple[Share, Occasion]]:
    """What the message tells of, as far as it still waits for an answer."""
    query = (
        sa.select(shares, nudged.c.occasion)
        .join(nudged, nudged.c.share == shares.c.id)
        .where(nudged.c.nudge == nudge, shares.c.state == ShareState.OFFERED)
        .order_by(shares.c.offered_at, shares.c.id)
    )
    return [(of_row(row), Occasion(row.occasion)) for row in tx.execute(query)]


def count(tx: Connection, advocate: str, *, since: datetime) -> int:
    """How many messages the person was or will be sent, of those made after that moment."""
    mine = [nudges.c.advocate == advocate, nudges.c.made_at > since, nudges.c.state != NudgeState.REJECTED]
    return tx.execute(sa.select(sa.func.count()).select_from(nudges).where(*mine)).scalar_one()


def claim(tx: Connection, nudge: Nudge, *, lease_until: datetime) -> bool:
    """Become the one who sends it; commit before a byte leaves."""
    seen = [nudges.c.id == nudge.id, nudges.c.state == NudgeState.QUEUED, nudges.c.due_at == nudge.due_at]
    values = {"state": NudgeState.SENDING, "lease_until": lease_until}
    return tx.execute(nudges.update().where(*seen).values(values)).rowcount == 1


def reject(tx: Connection, nudge: Nudge, reason: Text) -> None:
    """Nothing of it left, and nothing will: its person's address is none."""
    waiting = [nudges.c.id == nudge.id, nudges.c.state == NudgeState.QUEUED]
    values = {"state": NudgeState.REJECTED, "reason": stored(reason)}
    tx.execute(nudges.update().where(*waiting).values(values))


def settle(tx: Connection, nudge: Nudge, ended: Ended, *, lease_until: datetime) -> bool:
    """Write what came of it, unless it was given up meanwhile; whether it was."""
    ours = [nudges.c.id == nudge.id, nudges.c.lease_until == lease_until]
    values = {"state": ended.to, "due_at": ended.due_at or nudge.due_at, "lease_until": None}
    values["reason"] = stored(ended.reason)
    return tx.execute(nudges.update().where(*ours).values(values)).rowcount == 1


def reap(tx: Connection, *, now: datetime) -> int:
    """Messages of senders that are silent past their lease may have left: `unknown`; how many are."""
    silent = [nudges.c.state == NudgeState.SENDING, nudges.c.lease_until <= now]
    values = {"state": NudgeState.UNKNOWN, "lease_until": None}
    return tx.execute(nudges.update().where(*silent).values(values)).rowcount


def drop(tx: Connection, nudge: str) -> None:
    """There is nothing left to tell."""
    tx.execute(nudged.delete().where(nudged.c.nudge == nudge))
    tx.execute(nudges.delete().where(nudges.c.id == nudge))


def _nudge(row: sa.Row[Any]) -> Nudge:
    return Nudge(
        id=row.id,
        advocate=row.advocate,
        made_at=row.made_at,
        due_at=row.due_at,
        state=NudgeState(row.state),
        reason=restored(row.reason),
    )
