"""What happened and a webhook was not told of yet, read from the tables themselves.

Whatever committed a share, a post, a conversion or a report, it is seen here; no one has to remember it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.share import ShareState
from advocacy.storage.exchange_schema import report_sendings, webhook_messages
from advocacy.storage.reach_schema import conversions
from advocacy.storage.schema import posts, shares
from advocacy.storage.webhooks import Webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened, without a word on who did it."""

    event: str
    subject: str
    at: datetime
    data: Mapping[str, Any]


def untold(tx: Connection, webhook: Webhook, event: str, *, limit: int) -> Iterator[Happening]:
    """What a webhook wants to know and was not told, oldest first; nothing from before it was added."""
    query, subject, at = _QUERIES[event]()
    c = webhook_messages.c
    known = sa.exists().where(c.webhook == webhook.id, c.event == event, c.subject == subject)
    rows = tx.execute(query.where(at >= webhook.added_at, ~known).order_by(at, subject).limit(limit))
    for row in rows:
        data = {name: value for name, value in row._mapping.items() if name not in {"subject_", "at_"}}  # noqa: SLF001 - SQLAlchemy's public name
        yield Happening(event=event, subject=row.subject_, at=row.at_, data=data)


_Query = tuple[Any, sa.ColumnElement[str], sa.ColumnElement[datetime]]
"""A select of some columns, and those two of them by which it is read."""
_SHARE = (shares.c.id.label("share"), shares.c.story, shares.c.campaign, shares.c.network)


def _share(at: sa.ColumnElement[datetime], *where: sa.ColumnElement[bool]) -> _Query:
    named = (shares.c.id.label("subject_"), at.label("at_"))
    return sa.select(*named, *_SHARE).where(at.is_not(None), *where), shares.c.id, at


def _post(at: sa.ColumnElement[datetime]) -> _Query:
    named = (posts.c.share.label("subject_"), at.label("at_"))
    query = sa.select(*named, *_SHARE).join(shares, shares.c.id == posts.c.share)
    return query.where(at.is_not(None)), posts.c.share, at


def _conversion() -> _Query:
    c = conversions.c
    named = (c.id.label("subject_"), c.at.label("at_"), c.id.label("conversion"))
    return sa.select(*named, c.kind, c.amount, c.currency, c.source), c.id, c.at


def _report() -> _Query:
    c = report_sendings.c
    days = sa.cast(c.first_day, sa.Text)
    subject = c.report + ":" + days + ":" + c.network + ":" + c.recipient
    named = (subject.label("subject_"), c.changed_at.label("at_"))
    query = sa.select(*named, c.report, c.first_day, c.last_day, c.network).where(c.state == "sent")
    return query, subject, c.changed_at


_QUERIES: Mapping[str, Callable[[], _Query]] = {
    "share.offered": lambda: _share(shares.c.offered_at),
    "share.accepted": lambda: _share(shares.c.accepted_at),
    "share.rejected": lambda: _share(shares.c.accepted_at, shares.c.state == ShareState.REJECTED),
    "share.in_doubt": lambda: _share(shares.c.unknown_since, shares.c.state == ShareState.UNKNOWN),
    "post.published": lambda: _post(posts.c.published_at),
    "post.gone": lambda: _post(posts.c.gone_at),
    "conversion.recorded": _conversion,
    "report.sent": _report,
}
EVENTS = tuple(_QUERIES)
"""What webhooks can be told of."""
