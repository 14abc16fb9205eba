"""The rows of `report_sendings`: each report of each period to each recipient, once.

due ─claim, COMMIT─▶ sending ─▶ sent
 ▲                      ├ surely not taken, worth another try ─▶ due later
 │                      ├ refused ─────────────────────────────▶ failed
 └── a person says so ──┴ no answer, or nobody came back ──────▶ unknown
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.storage.days import date_of, day_number
from advocacy.storage.exchange_schema import report_sendings
from advocacy.storage.shares import restored, stored
from advocacy.storage.store import insert_once

DUE, SENDING, SENT, FAILED, UNKNOWN = "due", "sending", "sent", "failed", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One report to one recipient."""

    report: str
    first: date
    last: date
    network: str
    recipient: str
    state: str = DUE
    due_at: datetime
    attempt: int = 0
    reason: Text | None = None


def plan(tx: Connection, found: Iterable[Sending], *, now: datetime) -> int:
    """Write down what is to be sent; what is written down already stays as it is. How many were new."""
    rows = [
        {
            **_key(each),
            "state": DUE,
            "due_at": each.due_at,
            "lease_until": None,
            "attempt": 0,
            "reason": None,
            "changed_at": now,
        }
        for each in found
    ]
    return insert_once(tx, report_sendings, *rows)


def give_up_silent(tx: Connection, *, now: datetime, reason: Text) -> int:
    """Those whose sender was silent past its lease may have arrived: nothing sends them again by itself."""
    c = report_sendings.c
    silent = report_sendings.update().where(c.state == SENDING, c.lease_until <= now)
    return tx.execute(silent.values(state=UNKNOWN, reason=stored(reason), changed_at=now)).rowcount


def due(tx: Connection, *, now: datetime) -> list[Sending]:
    """What is to be sent now, longest due first."""
    c = report_sendings.c
    return _read(tx, sa.select(report_sendings).where(c.state == DUE, c.due_at <= now).order_by(c.due_at))


def select(tx: Connection) -> list[Sending]:
    """All of them, newest period first."""
    c = report_sendings.c
    order = (c.first_day.desc(), c.report, c.network, c.recipient)
    return _read(tx, sa.select(report_sendings).order_by(*order))


def claim(tx: Connection, one: Sending, *, now: datetime, until: datetime) -> bool:
    """Take it for one attempt, if it is still as it was seen; the caller commits before anything leaves."""
    c = report_sendings.c
    as_seen = (*_same(one), c.state == DUE, c.attempt == one.attempt, c.due_at <= now)
    taken = {"state": SENDING, "attempt": one.attempt + 1, "lease_until": until, "changed_at": now}
    return tx.execute(report_sendings.update().where(*as_seen).values(**taken)).rowcount == 1


def settle(
    tx: Connection,
    one: Sending,
    *,
    to: str,
    now: datetime,
    due_at: datetime | None = None,
    reason: Text | None = None,
) -> bool:
    """Write what an attempt led to, unless it was given up meanwhile; whether it was written."""
    c = report_sendings.c
    mine = (*_same(one), c.state == SENDING, c.attempt == one.attempt + 1)
    changed: dict[str, object] = {
        "state": to,
        "lease_until": None,
        "reason": stored(reason),
    }
    if due_at is not None:
        changed["due_at"] = due_at
    return tx.execute(report_sendings.update().where(*mine).values(**changed, changed_at=now)).rowcount == 1


def again(tx: Connection, report: str, *, now: datetime) -> int:
    """A person has those that failed or are in doubt sent once more; how many."""
    c = report_sendings.c
    ended = report_sendings.update().where(c.report == report, c.state.in_((FAILED, UNKNOWN)))
    return tx.execute(ended.values(state=DUE, due_at=now, changed_at=now)).rowcount


def _read(tx: Connection, query: sa.Select[tuple[object, ...]]) -> list[Sending]:
    return [
        Sending(
            report=row.report,
            first=date_of(row.first_day),
            last=date_of(row.last_day),
            network=row.network,
            recipient=row.recipient,
            state=row.state,
            due_at=row.due_at,
            attempt=row.attempt,
            reason=restored(row.reason),
        )
        for row in tx.execute(query)
    ]


def _key(one: Sending) -> dict[str, str | int]:
    days = {"first_day": day_number(one.first), "last_day": day_number(one.last)}
    return {"report": one.report, **days, "network": one.network, "recipient": one.recipient}


def _same(one: Sending) -> list[sa.ColumnElement[bool]]:
    return [report_sendings.c[name] == value for name, value in _key(one).items()]
