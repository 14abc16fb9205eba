"""The rows of `reviews`, `confirmations` and `events`: what was decided, by whom and why."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import confirmations, events, reviews


def add(
    tx: Connection,
    *,
    subject: str,
    by: str,
    charter: str,
    verdict: str,
    findings: list[dict[str, Any]],
    now: datetime,
) -> str:
    """Keep a review with the version of the charter that made it; its id."""
    review = secrets.token_hex(8)
    tx.execute(
        reviews.insert().values(
            id=review, subject=subject, at=now, by=by, charter=charter, verdict=verdict, findings=findings
        )
    )
    return review


def confirm(tx: Connection, review: str, *, rule: str, by: str, reason: str, now: datetime) -> None:
    """A person passes a warning and says why."""
    tx.execute(confirmations.insert().values(review=review, rule=rule, by=by, reason=reason, at=now))


def confirmed(tx: Connection, subject: str) -> frozenset[str]:
    """The rules whose warnings were passed for `subject`."""
    query = (
        sa.select(confirmations.c.rule)
        .join(reviews, reviews.c.id == confirmations.c.review)
        .where(reviews.c.subject == subject)
    )
    return frozenset(tx.execute(query).scalars())


def note(
    tx: Connection,
    *,
    by: str,
    verb: str,
    subject: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write down who did what."""
    tx.execute(events.insert().values(at=now, by=by, verb=verb, subject=subject, detail=dict(detail or {})))
