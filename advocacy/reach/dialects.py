"""A measure's text for a warehouse that we do not run: what has to change is made by sqlglot, and shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches, unified_diff
from typing import Any

from advocacy.errors import MissingExtra, NotFound
from advocacy.language import Text
from advocacy.reach.metrics import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A text in another dialect.

    Attributes:
        dialect: its name.
        sql: the measure's own text where nothing has to change; else the changed one, without its header.
        diff: what was changed, line by line; empty where nothing was.
    """

    dialect: str
    sql: str
    diff: str


def translated(found: Measure, dialect: str, *dimensions: str) -> Translated:
    """The text of a measure, or of its sum over all but `dimensions`, for a dialect that sqlglot knows.

    Both texts are written by sqlglot from what it read, so that the difference is one of meaning or spelling
    and not of layout. Where there is none, the text runs verbatim. Where NULL comes in an order is no
    difference, for no text puts anything in order that may be NULL.

    Raises:
        NotFound: there is no such dialect.
        MissingExtra: sqlglot is not installed.

    >>> from advocacy.reach.metrics import measure
    >>> translated(measure("retention"), "snowflake").diff
    ''
    """
    sqlglot = _library()
    _require_known(dialect, sqlglot.Dialect.classes)
    text = found.over(*dimensions) if dimensions else found.sql
    bare = _bare(text)
    ours, theirs = (_written(sqlglot, bare, name) for name in (_READ, dialect))
    if ours == theirs:
        return Translated(dialect=dialect, sql=text, diff="")
    lines = unified_diff(
        ours.splitlines(), theirs.splitlines(), fromfile=found.id, tofile=dialect, lineterm="", n=1
    )
    return Translated(dialect=dialect, sql=theirs, diff="\n".join(lines))


def _written(sqlglot: Any, text: str, dialect: str) -> str:
    """The text in a dialect, with NULL wherever that has it in an order."""
    tree = sqlglot.parse_one(text, read=_READ)
    ordering = sqlglot.Dialect.get_or_raise(dialect).NULL_ORDERING
    for term in tree.find_all(sqlglot.exp.Ordered):
        is_down = bool(term.args.get("desc"))
        term.set(
            "nulls_first", {"nulls_are_small": not is_down, "nulls_are_large": is_down}.get(ordering, False)
        )
    return str(tree.sql(dialect=dialect, pretty=True))


def _library() -> Any:
    try:
        import sqlglot  # noqa: PLC0415 - heavy: imported on first use
    except ImportError:
        raise MissingExtra(
            "warehouse", Text(fr="écrire pour un autre dialecte", en="writing for another dialect")
        ) from None
    return sqlglot


def _require_known(dialect: str, known: Iterable[str]) -> None:
    every = sorted(name for name in known if name)
    if dialect not in every:
        near = ", ".join(get_close_matches(dialect, every, n=1) or ("snowflake", "bigquery"))
        raise NotFound(
            fr=f"Dialecte inconnu « {dialect} ». Par exemple : {near}",
            en=f"Unknown dialect “{dialect}”. For instance: {near}",
        )


def _bare(text: str) -> str:
    """Without comments, which have no dialect."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("--"))


_READ = "duckdb"
"""A dialect that runs the texts verbatim, and that sqlglot reads."""
