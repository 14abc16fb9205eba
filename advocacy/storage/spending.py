"""The rows of `spending`: what the posts of a month cost on each network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from advocacy.storage.schema import spending
from advocacy.storage.store import insert_once

_MILLIONTH = Decimal("0.000001")


class Month(NamedTuple):
    """The month of a budget, in UTC, on one network."""

    network: str
    month: str

    @classmethod
    def of(cls, network: str, moment: datetime) -> Month:
        """The month that `moment` lies in.

        >>> Month.of("x", datetime(2026, 3, 2, 9, tzinfo=UTC))
        Month(network='x', month='2026-03')
        """
        return cls(network, f"{moment.astimezone(UTC):%Y-%m}")


def lock(tx: Connection, months: Collection[Month]) -> dict[Month, Decimal]:
    """What was spent in these months, in US dollars; nobody else spends until the transaction ends."""
    ordered = sorted(months)
    if not ordered:
        return {}
    insert_once(tx, spending, *({**month._asdict(), "spent": 0} for month in ordered))
    rows = tx.execute(_LOCK, {"months": ordered})
    return {Month(row.network, row.month): row.spent * _MILLIONTH for row in rows}


def write(tx: Connection, spent: Mapping[Month, Decimal]) -> None:
    """Write down what was spent in these months, which are locked."""
    rows = [
        {"the_network": month.network, "the_month": month.month, "new_spent": int(spent[month] / _MILLIONTH)}
        for month in sorted(spent)
    ]
    if rows:
        tx.execute(_WRITE, rows)


def of(tx: Connection, month: Month) -> Decimal:
    """What was spent in that month, in US dollars."""
    query = sa.select(spending.c.spent).where(
        spending.c.network == month.network, spending.c.month == month.month
    )
    return (tx.execute(query).scalar() or 0) * _MILLIONTH


_KEY = [spending.c.network, spending.c.month]
_LOCK = (
    sa.select(spending)
    .where(sa.tuple_(*_KEY).in_(bindparam("months", expanding=True)))
    .order_by(*_KEY)
    .with_for_update()
)
_WRITE = (
    spending.update()
    .where(spending.c.network == bindparam("the_network"), spending.c.month == bindparam("the_month"))
    .values(spent=bindparam("new_spent"))
)
