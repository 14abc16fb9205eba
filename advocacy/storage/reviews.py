"""The rows of `reviews`, `confirmations` and `events`: what was decided, by whom and why."""

from __future__ import annotations

import operator
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.storage.schema import confirmations, events, reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A decision as it was kept: what was found, by which version of the charter, and the reasons given."""

    id: str
    subject: str
    """``share:…`` or ``story:…@edition``."""
    at: datetime
    by: str
    charter: str
    verdict: str
    findings: tuple[Mapping[str, Any], ...]
    reasons: Mapping[str, str] = field(default_factory=dict)
    """For each warning that was passed, why."""


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


def get(tx: Connection, review: str) -> Kept | None:
    """The review of that id; None when there is none."""
    row = tx.execute(sa.select(reviews).where(reviews.c.id == review)).one_or_none()
    return None if row is None else _kept(row)


def select(
    tx: Connection,
    *,
    subject: str | None = None,
    by: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> list[Kept]:
    """Decisions that were kept, newest first, with the reasons given for their warnings."""
    asked = [
        compare(column, value)
        for value, column, compare in (
            (subject, reviews.c.subject, operator.eq),
            (by, reviews.c.by, operator.eq),
            (since, reviews.c.at, operator.ge),
        )
        if value is not None
    ]
    query = sa.select(reviews).where(*asked).order_by(reviews.c.at.desc(), reviews.c.id).limit(limit)
    found = [_kept(row) for row in tx.execute(query)]
    given = sa.select(confirmations).where(confirmations.c.review.in_([each.id for each in found]))
    reasons: dict[str, dict[str, str]] = {}
    for row in tx.execute(given):
        reasons.setdefault(row.review, {})[row.rule] = row.reason
    return [replace(each, reasons=reasons.get(each.id, {})) for each in found]


def lessons(tx: Connection, advocate: str) -> list[tuple[datetime, str]]:
    """When the advocate was taught which article."""
    query = sa.select(events.c.at, events.c.detail).where(
        events.c.subject == f"advocate:{advocate}", events.c.verb == "lesson"
    )
    return [(row.at, row.detail["article"]) for row in tx.execute(query)]


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        id=row.id,
        subject=row.subject,
        at=row.at,
        by=row.by,
        charter=row.charter,
        verdict=row.verdict,
        findings=tuple(row.findings),
    )


def last_event(tx: Connection) -> datetime | None:
    """When something was last written down; None when nothing was."""
    at: datetime | None = tx.execute(sa.select(sa.func.max(events.c.at))).scalar()
    return at


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Who did what, and what they said about it."""

    at: datetime
    by: str
    verb: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def history(tx: Connection, subject: str) -> list[Event]:
    """Everything that people did about `subject`, first to last."""
    columns = [events.c[name] for name in Event.__dataclass_fields__]
    query = sa.select(*columns).where(events.c.subject == subject).order_by(events.c.id)
    return [Event(**row._mapping) for row in tx.execute(query)]  # noqa: SLF001 - SQLAlchemy's public name


def blocked_at(tx: Connection, subject: str, *, charter: str) -> datetime | None:
    """When that version of the charter last blocked `subject`; None when it never did."""
    asked = [reviews.c.subject == subject, reviews.c.charter == charter, reviews.c.verdict == "block"]
    at: datetime | None = tx.execute(sa.select(sa.func.max(reviews.c.at)).where(*asked)).scalar()
    return at
