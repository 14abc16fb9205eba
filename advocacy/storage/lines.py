"""Many rows as text that the database writes itself: building them in Python costs more than all the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

SEPARATOR, QUOTE = "\x1f", "\x1e"
"""Between fields, and around a field that holds a separator. No value is nothing between two separators."""
_FREE = frozenset({"team", "referrer", "reason", "fr", "en"})
"""Columns whose text people or strangers chose."""


def lines(tx: Connection, rows: sa.Select[Any], *, chunk: str = "") -> Iterator[bytes]:
    """The rows of a query, a line each, many lines at a time.

    Args:
        tx: a transaction on SQLite or PostgreSQL.
        rows: the query; its columns are numbers and texts.
        chunk: SQL over its columns that is the same for some thousand rows, in their order; without it, all
            rows come at once.
    """
    inner = rows.compile(dialect=tx.dialect, compile_kwargs={"literal_binds": True}).string
    if tx.dialect.name == "postgresql":
        cursor: Any = tx.connection.cursor()
        with cursor.copy(f"COPY ({inner}) TO STDOUT ({_CSV})") as copy:
            yield from map(bytes, copy)
        return
    fields = ", ".join(_field(column) for column in rows.selected_columns)
    marks = SEPARATOR.join(["%s"] * len(rows.selected_columns))
    together = f" GROUP BY {chunk}" if chunk else ""
    text = f"SELECT group_concat(format('{marks}', {fields}), char(10)) FROM ({inner}){together}"  # noqa: S608 - names of our own
    for (joined,) in tx.exec_driver_sql(text):
        if joined is not None:
            yield joined.encode() + b"\n"


def _field(column: Any) -> str:
    """A column; from free text, what would end a field or a line is taken out."""
    if column.name not in _FREE:
        return f'"{column.name}"'
    cleaned = f'"{column.name}"'
    for mark in (SEPARATOR, QUOTE, "\n"):
        cleaned = f"replace({cleaned}, char({ord(mark)}), '')"
    return cleaned


_CSV = f"FORMAT csv, DELIMITER '{SEPARATOR}', QUOTE '{QUOTE}'"
