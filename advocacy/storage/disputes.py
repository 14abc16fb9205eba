"""The rows of `disputes`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.charter.dispute import Dispute, DisputedRule, Ruled
from advocacy.errors import NotFound
from advocacy.language import Text
from advocacy.storage.schema import disputes, reviews


def add(tx: Connection, dispute: str, *, review: str, rule: str, by: str, reason: str, now: datetime) -> None:
    """Write down that a finding is disputed."""
    row = {"id": dispute, "review": review, "rule": rule, "by": by, "reason": reason, "at": now}
    tx.execute(disputes.insert().values(row))


def open_one(tx: Connection, *, subject: str, rule: str, by: str) -> str | None:
    """The dispute of that rule about the same subject that this person has already opened."""
    query = (
        sa.select(disputes.c.id)
        .join(reviews, reviews.c.id == disputes.c.review)
        .where(
            reviews.c.subject == subject,
            disputes.c.rule == rule,
            disputes.c.by == by,
            disputes.c.outcome.is_(None),
        )
        .limit(1)
    )
    return tx.execute(query).scalar_one_or_none()


def answer(tx: Connection, dispute: str, *, outcome: Ruled, said: str, by: str, now: datetime) -> bool:
    """Write down what was answered; whether the dispute was open until now."""
    answered = tx.execute(
        disputes.update()
        .where(disputes.c.id == dispute, disputes.c.outcome.is_(None))
        .values(outcome=outcome, answer=said, answered_by=by, answered_at=now)
    )
    return answered.rowcount == 1


def get(tx: Connection, dispute: str) -> Dispute:
    """The dispute of that id.

    Raises:
        NotFound: there is none.
    """
    row = tx.execute(_QUERY.where(disputes.c.id == dispute)).one_or_none()
    if row is None:
        raise NotFound(_NO_DISPUTE.format(id=dispute))
    return _dispute(row)


def select(tx: Connection, *, only_open: bool = False, by: str | None = None) -> list[Dispute]:
    """Disputes, oldest first."""
    query = _QUERY.order_by(disputes.c.at, disputes.c.id)
    if only_open:
        query = query.where(disputes.c.outcome.is_(None))
    if by is not None:
        query = query.where(disputes.c.by == by)
    return [_dispute(row) for row in tx.execute(query)]


def by_rule(tx: Connection) -> list[DisputedRule]:
    """How often each rule was disputed, the most disputed first."""
    counts: dict[str, dict[str, int]] = {}
    query = sa.select(disputes.c.rule, disputes.c.outcome, sa.func.count()).group_by(
        disputes.c.rule, disputes.c.outcome
    )
    for rule, outcome, count in tx.execute(query):
        counts.setdefault(rule, {})[outcome or "open"] = count
    found = [
        DisputedRule(
            rule=rule,
            open=each.get("open", 0),
            upheld=each.get(Ruled.UPHELD, 0),
            granted=each.get(Ruled.GRANTED, 0),
        )
        for rule, each in counts.items()
    ]
    return sorted(found, key=lambda each: (-(each.open + each.upheld + each.granted), each.rule))


def _dispute(row: Row[Any]) -> Dispute:
    found: dict[str, Any] = next((each for each in row.findings if each["rule"] == row.rule), {})
    return Dispute(
        id=row.id,
        review=row.review,
        subject=row.subject,
        charter=row.charter,
        rule=row.rule,
        evidence=found.get("evidence"),
        severity=found.get("severity"),
        by=row.by,
        reason=row.reason,
        at=row.at,
        outcome=Ruled(row.outcome) if row.outcome else None,
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )


_QUERY = sa.select(disputes, reviews.c.subject, reviews.c.charter, reviews.c.findings).join(
    reviews, reviews.c.id == disputes.c.review
)
_NO_DISPUTE = Text(
    fr="Aucune contestation « {id} ». La liste : advocacy charter disputes",
    en="There is no dispute “{id}”. The list: advocacy charter disputes",
)
