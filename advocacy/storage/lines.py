"""Many rows as text that the database writes itself: building them in Python costs more than all the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

SEPARATOR, QUOTE = "\x1f", "\x1e"
"""Between fields, and around a field that holds a separator. No value is nothing between two separators."""
AT_ONCE = 2000
"""Rows that SQLite joins into one text: it copies the text now and then while it grows."""
_FREE = frozenset({"team", "referrer", "reason", "fr", "en"})
"""Columns whose text people or strangers chose."""


def lines(tx: Connection, rows: sa.Select[Any], *, key: str = "") -> Iterator[bytes]:
    """The rows of a query, a line each, many lines at a time.

    Args:
        tx: a transaction on SQLite or PostgreSQL.
        rows: the query; its columns are numbers and texts.
        key: on SQLite, an integer column of its tables by which it finds rows quickly, such as ``rowid``; the
            rows come in its order. Without it, all come at once.
    """
    if tx.dialect.name == "postgresql":
        cursor: Any = tx.connection.cursor()
        with cursor.copy(f"COPY ({_written(tx, rows)}) TO STDOUT ({_CSV})") as copy:
            yield from map(bytes, copy)
    elif key:
        yield from _by_ranges(tx, rows, key)
    else:
        yield from _joined(tx, _texts(tx, rows), ())


def _by_ranges(tx: Connection, rows: sa.Select[Any], key: str) -> Iterator[bytes]:
    """Range after range; where one is empty, on to the next row that there is."""
    column: Any = sa.literal_column(key)
    bounds = rows.with_only_columns(sa.func.min(column), sa.func.max(column), maintain_column_froms=True)
    low, last = tx.execute(bounds).one()
    inside = _texts(tx, rows.where(sa.text(f"{key} BETWEEN ? AND ?")))
    while low is not None and low <= last:
        found = list(_joined(tx, inside, (low, low + AT_ONCE - 1)))
        yield from found
        low += AT_ONCE
        if not found:
            low = tx.execute(bounds.where(column >= low)).one()[0]


class _Texts(NamedTuple):
    """SQL that joins rows to one text and counts them."""

    fields: int
    quick: str
    clean: str
    """Free text is rid of what would end a field or a line."""


def _texts(tx: Connection, rows: sa.Select[Any]) -> _Texts:
    names, inner = [column.name for column in rows.selected_columns], _written(tx, rows)
    marks = SEPARATOR.join(["%s"] * len(names))
    lines_of = [f"format('{marks}\n', {', '.join(map(field, names))})" for field in (_quoted, _cleaned)]
    quick, clean = (f"SELECT group_concat({line}, ''), COUNT(*) FROM ({inner})" for line in lines_of)  # noqa: S608 - names of our own
    return _Texts(len(names), quick, clean)


def _joined(tx: Connection, texts: _Texts, between: tuple[int, ...]) -> Iterator[bytes]:
    """The rows as one text, or nothing; cleaned only where they have to be, for that costs most."""
    joined, count = tx.exec_driver_sql(texts.quick, between).one()
    if count and not _is_whole(joined, count, texts.fields):
        joined, count = tx.exec_driver_sql(texts.clean, between).one()
    if count:
        yield joined.encode()


def _is_whole(joined: str, rows: int, fields: int) -> bool:
    """Whether every separator is one of ours."""
    separators = joined.count(SEPARATOR)
    return separators == rows * (fields - 1) and joined.count("\n") == rows and QUOTE not in joined


def _written(tx: Connection, rows: sa.Select[Any]) -> str:
    return str(rows.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True}))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _cleaned(name: str) -> str:
    cleaned = _quoted(name)
    if name in _FREE:
        for mark in (SEPARATOR, QUOTE, "\n"):
            cleaned = f"replace({cleaned}, char({ord(mark)}), '')"
    return cleaned


_CSV = f"FORMAT csv, DELIMITER '{SEPARATOR}', QUOTE '{QUOTE}'"
