"""The rows of `deletion_offers`: whom we asked to delete a post, and what they chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.share import ShareState
from advocacy.storage.schema import deletion_offers, posts, shares
from advocacy.storage.shares import move

POSTED = (ShareState.PUBLISHED, ShareState.CONFIRMED)
"""Where there is a post that could be deleted."""


class Choice(StrEnum):
    """What an author chose who was asked to delete their post."""

    DELETED = "deleted"
    KEPT = "kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A post that its author was asked to delete."""

    share: str
    at: datetime
    by: str
    note: str
    """Why, as the author reads it."""
    answer: Choice | None = None
    answered_at: datetime | None = None


def offer(tx: Connection, story: str, edition: int, *, by: str, note: str, now: datetime) -> int:
    """Ask the authors of an edition's posts, each once; how many were asked."""
    asked = sa.select(deletion_offers.c.share)
    posted = [shares.c.story == story, shares.c.edition == edition, shares.c.state.in_(POSTED)]
    query = sa.select(shares.c.id).where(*posted, shares.c.id.not_in(asked))
    rows = [{"share": share, "at": now, "by": by, "note": note} for share in tx.execute(query).scalars()]
    if rows:
        tx.execute(deletion_offers.insert(), rows)
    return len(rows)


def select(tx: Connection, *, advocate: str | None = None, answered: bool | None = False) -> list[Deletion]:
    """Those that wait for an answer (or that have one, or with None all), of one person or of all."""
    query = sa.select(deletion_offers).join(shares, shares.c.id == deletion_offers.c.share)
    if advocate is not None:
        query = query.where(shares.c.advocate == advocate)
    if answered is not None:
        has_answer = deletion_offers.c.answer.is_not(None)
        query = query.where(has_answer if answered else ~has_answer)
    rows = tx.execute(query.order_by(deletion_offers.c.at, deletion_offers.c.share))
    return [
        Deletion(
            share=row.share,
            at=row.at,
            by=row.by,
            note=row.note,
            answer=None if row.answer is None else Choice(row.answer),
            answered_at=row.answered_at,
        )
        for row in rows
    ]


def answer(tx: Connection, share: str, choice: Choice, *, now: datetime) -> bool:
    """Write down what the author chose, once asked; False where nobody asked. They may change their mind."""
    asked = deletion_offers.update().where(deletion_offers.c.share == share)
    return tx.execute(asked.values(answer=choice, answered_at=now)).rowcount == 1


def gone(tx: Connection, share: str, *, now: datetime) -> bool:
    """The post is deleted there; False where no post was known."""
    if not move(tx, share, ShareState.GONE):
        return False
    tx.execute(posts.update().where(posts.c.share == share).values(gone_at=now))
    answer(tx, share, Choice.DELETED, now=now)
    return True
