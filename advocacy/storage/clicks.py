"""The rows of `clicks`: every hit as it was seen, and how it is judged when it is read.

stored: person, bot, preview, prefetch, head, scanner, internal     never changed
judged:    ├──▶ duplicate  the same visitor on the same link within 30 seconds (COUNTER's double click)
           ├──▶ scanner    three links or more by one visitor within 2 seconds,
           │               or GET and HEAD of one link by one visitor within 10 seconds
           └──▶ internal   a visitor who was seen that day to be the author of the link
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import PoolProxiedConnection

from advocacy.outcome import Click, ClickClass
from advocacy.storage.schema import clicks, meta, tracked_links
from advocacy.storage.store import Store, insert_once

DOUBLE_CLICK = timedelta(seconds=30)
"""COUNTER Code of Practice, release 5: two clicks on one link within 30 seconds are one."""

BURST = timedelta(seconds=2)
"""Nobody reads three posts in two seconds; a mail gateway that opens every link of a mail does."""

PAIR = timedelta(seconds=10)
"""No browser asks with HEAD before it follows a link; what checks links does, as a browser too."""

OWN = "own: "
"""How the reason of an author's own follow begins."""

_MICROSECOND = timedelta(microseconds=1)
_SALT = timedelta(days=1)
"""How long a visitor's key stays the same, at most."""


class Row(NamedTuple):
    """A click as the drivers take it; `at` is in microseconds since 1970."""

    code: str
    at: int
    kind: str
    reason: str
    visitor: str
    referrer: str


class Writer:
    """Inserts clicks through a connection of its own, each call a synced transaction.

    It goes past SQLAlchemy: a group of clicks comes every millisecond, and its transaction costs as much as
    all the rest of a click.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: PoolProxiedConnection | None = None

    def __call__(self, rows: Sequence[Row]) -> None:
        """Insert the clicks; when this returns, they are durable."""
        try:
            if self._connection is None:
                self._connection = self._store.engine.raw_connection()
            self._insert(self._connection.driver_connection, rows)
        except Exception:
            self.close()  # the next call begins anew, as after the server was restarted
            raise

    def close(self) -> None:
        """Give the connection up."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection = None

    def _insert(self, connection: Any, rows: Sequence[Row]) -> None:
        if self._store.engine.dialect.name == "postgresql":
            connection.autocommit = True  # one statement, one trip
            connection.execute(_INSERT_ARRAYS, [_array(column) for column in zip(*rows, strict=True)])
        else:
            connection.execute("BEGIN IMMEDIATE")
            for first in range(0, len(rows), _AT_ONCE):
                part = rows[first : first + _AT_ONCE]
                connection.execute(_insert(len(part)), list(chain.from_iterable(part)))
            connection.execute("COMMIT")


_NAMES = ", ".join(Row._fields)
_AT_ONCE = 100
"""Rows in one SQLite statement: for each the driver lets go of Python's lock, and waits to have it again."""


@cache
def _insert(count: int) -> str:
    values = ", ".join(["(?, ?, ?, ?, ?, ?)"] * count)
    return f"INSERT INTO clicks ({_NAMES}) VALUES {values}"  # noqa: S608 - names of our own


_INSERT_ARRAYS = (
    f"INSERT INTO clicks ({_NAMES}) SELECT * FROM "  # noqa: S608 - names of our own
    "unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"
)


def _array(column: Iterable[str | int]) -> str:
    r"""An array as PostgreSQL reads it; the driver would look at each value alone, at four times the cost.

    >>> print(_array(["a", 'say "no"', 7]))
    {"a","say \"no\"","7"}
    """
    text = "\0".join(map(str, column)).replace("\\", r"\\").replace('"', r"\"")
    return '{"' + text.replace("\0", '","') + '"}'  # no text in PostgreSQL holds a NUL


def add_log(tx: Connection, name: str, rows: Sequence[Row]) -> int:
    """Insert the clicks of a log, once: its name is kept in the same transaction; how many were new."""
    if not insert_once(tx, meta, {"key": f"log:{name}", "value": str(len(rows))}):
        return 0
    return _insert_where(tx, rows, late=False)


def forget_log(tx: Connection, name: str) -> None:
    """The log is deleted, so that its name need not be kept."""
    tx.execute(meta.delete().where(meta.c.key == f"log:{name}"))


def add_once(tx: Connection, rows: Sequence[Row]) -> int:
    """Insert late clicks that are not there yet: the slow commit may have come through after all.

    A click is known by all that is kept of it; one process gives each click its own microsecond.
    """
    same = sa.exists().where(*(clicks.c[name] == _bound(name) for name in Row._fields))
    return _insert_where(tx, rows, ~same, late=True)


def _insert_where(
    tx: Connection, rows: Sequence[Row], *conditions: sa.ColumnElement[bool], late: bool
) -> int:
    # A link that was erased with its person takes no more clicks.
    linked = sa.exists().where(tracked_links.c.code == _bound("code"))
    new = sa.select(*map(_bound, Row._fields), sa.literal(late)).where(linked, *conditions)
    statement = clicks.insert().from_select([*Row._fields, "late"], new)
    return tx.execute(statement, [{f"p_{k}": v for k, v in row._asdict().items()} for row in rows]).rowcount


def _bound(name: str) -> sa.BindParameter[Any]:
    return sa.bindparam(f"p_{name}", type_=sa.BigInteger if name == "at" else sa.Text)


def read(
    tx: Connection,
    *,
    code: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Click]:
    """Clicks as judged, oldest first; `until` is not included."""
    found = judged(since=since, until=until)
    asked = [] if code is None else [found.c.code == code]
    rows = tx.execute(sa.select(found).where(*asked).order_by(found.c.at, found.c.id))
    return [
        Click(
            code=row.code,
            at=row.at,
            kind=ClickClass(row.kind),
            reason=row.reason,
            visitor=row.visitor,
            referrer=row.referrer,
        )
        for row in rows
    ]


def counts(
    tx: Connection, *, since: datetime | None = None, until: datetime | None = None
) -> dict[ClickClass, int]:
    """How many clicks of each class there are; a class without any is absent."""
    found = judged(since=since, until=until)
    rows = tx.execute(sa.select(found.c.kind, sa.func.count()).group_by(found.c.kind))
    return {ClickClass(kind): count for kind, count in rows}


def late(tx: Connection) -> int:
    """How many clicks reached the database only through a log, since it was too slow."""
    return int(tx.execute(sa.select(sa.func.count()).where(clicks.c.late)).scalar_one())


def judged(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    double_click: timedelta = DOUBLE_CLICK,
    burst: timedelta = BURST,
    pair: timedelta = PAIR,
) -> sa.Subquery:
    """The clicks of a period with `kind` and `reason` as the rules of today judge them.

    Args:
        since: first moment; those shortly before are looked at too, so that a double click stays one.
        until: the moment after the last.
        double_click: how long a second click by the same visitor on the same link is not counted.
        burst: the time in which three different links make a visitor a scanner.
        pair: how near to a HEAD of the same link a visitor's GET is a scanner's.
    """
    margin = double_click + burst
    period = [clicks.c.at >= since - margin] if since else []
    period += [clicks.c.at < until + margin] if until else []
    theirs = _without_authors_and_pairs(sa.select(clicks).where(*period).subquery(), since, until, pair)
    once = _without_double_clicks(theirs, double_click)
    calm = _without_bursts(once, burst)
    inside = [calm.c.at >= since] if since else []
    inside += [calm.c.at < until] if until else []
    return sa.select(calm).where(*inside).subquery("judged")


def _without_authors_and_pairs(
    seen: sa.Subquery, since: datetime | None, until: datetime | None, pair: timedelta
) -> sa.Subquery:
    """Who was seen to be the author of a link is its author for the rest of the day.

    And whoever looks at a link with HEAD just before or after following it, or between two of them, is a
    program. Both are few, and found in one look, so that no click is sorted for them.
    """
    period = [clicks.c.at >= since - _SALT] if since else []
    period += [clicks.c.at < until + pair] if until else []
    at = _microseconds(clicks.c.at)
    own = sa.and_(clicks.c.kind == ClickClass.INTERNAL, clicks.c.reason.startswith(OWN))
    head = clicks.c.kind == ClickClass.HEAD
    known = (
        sa.select(
            clicks.c.code,
            clicks.c.visitor,
            sa.func.min(sa.case((own, at))).label("own"),
            sa.func.min(sa.case((head, at))).label("first_head"),
            sa.func.max(sa.case((head, at))).label("last_head"),
        )
        .where(sa.or_(own, head), clicks.c.visitor != "", *period)
        .group_by(clicks.c.code, clicks.c.visitor)
        .subquery()
    )
    same = sa.and_(known.c.code == seen.c.code, known.c.visitor == seen.c.visitor)
    told = (known.c.own, known.c.first_head, known.c.last_head)
    marked = sa.select(seen, *told).select_from(seen.outerjoin(known, same)).subquery()
    when, span = _microseconds(marked.c.at), pair // _MICROSECOND
    is_own = _known_person(marked) & (marked.c.own <= when)
    near = _known_person(marked) & when.between(marked.c.first_head - span, marked.c.last_head + span)
    return _judge(
        marked,
        (is_own, ClickClass.INTERNAL, f"{OWN}the same visitor"),
        (near, ClickClass.SCANNER, f"HEAD within {pair.seconds} s"),
    )


def _without_double_clicks(seen: sa.Subquery, window: timedelta) -> sa.Subquery:
    before = sa.func.lag(_microseconds(seen.c.at)).over(
        partition_by=[seen.c.code, seen.c.visitor, seen.c.kind], order_by=[seen.c.at, seen.c.id]
    )
    marked = sa.select(seen, (_microseconds(seen.c.at) - before).label("gap")).subquery()
    double = _known_person(marked) & (marked.c.gap <= window // _MICROSECOND)
    return _judge(marked, (double, ClickClass.DUPLICATE, f"again within {window.seconds} s"))


def _without_bursts(seen: sa.Subquery, window: timedelta) -> sa.Subquery:
    # After double clicks are out, a visitor's clicks within two seconds are on different links.
    at = _microseconds(seen.c.at)
    order: dict[str, Any] = {
        "partition_by": [seen.c.visitor, seen.c.kind],
        "order_by": [seen.c.at, seen.c.id],
    }
    spans = [
        at - sa.func.lag(at, 2).over(**order),
        sa.func.lead(at, 1).over(**order) - sa.func.lag(at, 1).over(**order),
        sa.func.lead(at, 2).over(**order) - at,
    ]
    names = ("last_of_three", "middle_of_three", "first_of_three")
    marked = sa.select(seen, *(span.label(name) for span, name in zip(spans, names, strict=True))).subquery()
    short = [marked.c[name] <= window // _MICROSECOND for name in names]
    quick = _known_person(marked) & sa.or_(*short)
    return _judge(marked, (quick, ClickClass.SCANNER, f"three links within {window.seconds} s"))


def _known_person(seen: sa.Subquery) -> sa.ColumnElement[bool]:
    # Visitors without a key, as in clicks brought in from elsewhere, are not taken for one another.
    return (seen.c.kind == ClickClass.PERSON) & (seen.c.visitor != "")


def _judge(seen: sa.Subquery, *rules: tuple[sa.ColumnElement[bool], ClickClass, str]) -> sa.Subquery:
    """The clicks, with the class and the reason of the first rule that is true of each."""
    changed = {
        "kind": [(rule, sa.literal(kind.value)) for rule, kind, _reason in rules],
        "reason": [(rule, sa.literal(reason)) for rule, _kind, reason in rules],
    }
    columns = {column.name: seen.c[column.name] for column in clicks.c}
    return sa.select(
        *(
            sa.case(*changed[name], else_=column).label(name) if name in changed else column
            for name, column in columns.items()
        )
    ).subquery()


def _microseconds(moment: sa.ColumnElement[datetime]) -> sa.ColumnElement[int]:
    return sa.type_coerce(moment, sa.BigInteger)
