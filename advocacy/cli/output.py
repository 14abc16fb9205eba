"""What a command prints: a text or table for people, or JSON for programs."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import singledispatch
from itertools import zip_longest
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.markup import render
from rich.table import Table

from advocacy.cli import wall
from advocacy.cli.speech import say, spoken
from advocacy.errors import AdvocacyError, CharterRefusal, InvalidInput
from advocacy.language import Text

AsJson = Annotated[bool, typer.Option("--json", help=say("Écrit du JSON.", "Write JSON."))]

out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(highlight=False, soft_wrap=True, emoji=False, stderr=True)


def show(value: object, people: RenderableType | None, *, as_json: bool) -> None:
    """Print `value` as JSON, or what is meant for people."""
    if as_json:
        sys.stdout.write(json.dumps(plain(value), ensure_ascii=False) + "\n")
    elif people is not None:
        out.print(people, markup=False)  # a title may hold brackets


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A plain table; nothing in it is taken for markup, and what names a line is never broken.

    Into a file or a pipe nothing is broken: each row is one line, as wide as it must be.
    """
    made = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    values = [*map(tuple, rows)]
    if any(isinstance(value, datetime) for row in values for value in row):
        made.caption, made.caption_justify = wall.which(), "left"
    lines = [[_cell(value) for value in row] for row in values]
    is_read_on = not out.is_terminal and "COLUMNS" not in os.environ
    for place, column in enumerate(columns):
        made.add_column(column, overflow="fold", no_wrap=is_read_on or place == 0)
    if is_read_on:
        widest = [max(map(_width, column)) for column in zip_longest(columns, *lines, fillvalue="")]
        made.width = sum(widest) + len(_GAP) * (len(widest) - 1)
    for line in lines:
        made.add_row(*line)
    return made


_GAP = "  "
"""What stands between two columns."""


def _width(cell: str) -> int:
    return max((cell_len(line) for line in render(cell).plain.splitlines()), default=0)


@singledispatch
def plain(value: Any) -> Any:
    """`value` as JSON has it: moments in ISO form, spans in seconds, texts in both languages, sets sorted."""
    for method in ("to_json", "to_dict", "to_dicts"):
        if hasattr(value, method):
            return plain(getattr(value, method)())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value


@plain.register
def _(value: Text) -> dict[str, str]:
    return dict(value)


@plain.register
def _(value: BaseModel) -> Any:
    return value.model_dump(mode="json")


@plain.register
def _(value: Enum) -> Any:
    return value.value


@plain.register
def _(value: date) -> str:
    return value.isoformat()


@plain.register
def _(value: timedelta) -> float:
    return value.total_seconds()


@plain.register
def _(value: Decimal) -> str:
    return f"{value.normalize():f}"


@plain.register(Mapping)
def _(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(plain(key)): plain(inner) for key, inner in value.items()}


@plain.register(list)
@plain.register(tuple)
def _(value: Sequence[Any]) -> list[Any]:
    return [plain(inner) for inner in value]


@plain.register(set)
@plain.register(frozenset)
def _(value: frozenset[Any]) -> list[Any]:
    return sorted(plain(inner) for inner in value)


def report_error(error: AdvocacyError, *, as_json: bool) -> None:
    """Tell an error: on standard error for people, on standard output for programs."""
    if as_json:
        found: dict[str, Any] = {"kind": type(error).__name__, "message": error.text}
        if isinstance(error, InvalidInput):
            found["mistakes"] = error.mistakes
        if isinstance(error, CharterRefusal):
            found["review"] = error.review
        sys.stdout.write(json.dumps({"error": plain(found)}, ensure_ascii=False) + "\n")
        return
    if isinstance(error, CharterRefusal):
        err.print(error.review.say(spoken()), markup=False)
    err.print(error.text.say(spoken()), markup=False, style="bold red")


def _cell(value: object) -> str:
    value = getattr(value, "told", value) if isinstance(value, Enum) else value
    if isinstance(value, Text):
        value = value.say(spoken())
    if isinstance(value, date):
        value = wall.told(value)
    return "" if value is None else str(value).replace("[", "\\[")
