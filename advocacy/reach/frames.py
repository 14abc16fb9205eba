"""Rows as CSV, and as tables of pandas, Polars and Arrow; each is needed only when it is asked for."""

from __future__ import annotations

import csv
import io
import json
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from advocacy.errors import MissingExtra
from advocacy.language import Text
from advocacy.reach.metrics import Form

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


class Holds(StrEnum):
    """What a column holds; in each, something may be missing."""

    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of plain values, None where there is nothing."""

    name: str
    holds: Holds
    cells: tuple[Any, ...]


class Tabular:
    """What has rows of plain values, and so can be handed to any tool.

    A number that is not shown is missing there too; the column ``withheld`` says which were kept back, and
    the notes say why.
    """

    __slots__ = ()

    @abstractmethod
    def to_dicts(self) -> list[dict[str, object]]:
        """One mapping a row: plain values, None where nothing is shown."""

    @abstractmethod
    def holds(self, name: str) -> Holds:
        """What the column of that name holds."""

    @abstractmethod
    def said_below(self) -> tuple[str, ...]:
        """What a reader must know, in sentences."""

    def columns(self) -> tuple[Column, ...]:
        """The rows turned by a quarter; bounds stand beside what they are the bounds of."""
        rows = self.to_dicts()
        return tuple(
            Column(name, holds := self.holds(name), tuple(_value(row.get(name), holds) for row in rows))
            for name in _names(rows)
        )

    def to_csv(self) -> str:
        """The rows as CSV, with a header; nothing in it is a formula to a spreadsheet."""
        rows = self.to_dicts()
        written = io.StringIO()
        writer = csv.DictWriter(written, _names(rows), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
        return written.getvalue()

    def to_pandas(self) -> pd.DataFrame:
        """A pandas data frame; what a reader must know is in its ``attrs["notes"]``.

        Raises:
            MissingExtra: pandas is not installed.
        """
        library = _library("pandas", extra="notebook")
        frame = library.DataFrame(
            {column.name: _series(library, column) for column in self.columns()}, copy=False
        )
        frame.attrs["notes"] = list(self.said_below())
        return frame

    def to_polars(self) -> pl.DataFrame:
        """A Polars data frame.

        Raises:
            MissingExtra: Polars is not installed.
        """
        library, columns = _library("polars", extra="polars"), self.columns()
        schema = {column.name: getattr(library, _POLARS[column.holds]) for column in columns}
        frame: pl.DataFrame = library.DataFrame({each.name: each.cells for each in columns}, schema=schema)
        return frame

    def to_arrow(self) -> pa.Table:
        """An Arrow table; what a reader must know is in the ``notes`` of its schema, as JSON.

        Raises:
            MissingExtra: PyArrow is not installed.
        """
        library, columns = _library("pyarrow", extra="arrow"), self.columns()
        arrays = [library.array(column.cells, getattr(library, _ARROW[column.holds])()) for column in columns]
        notes = {"notes": json.dumps(self.said_below(), ensure_ascii=False)}
        return library.table(arrays, names=[column.name for column in columns], metadata=notes)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For whatever reads Arrow: ``polars.DataFrame(table)``, or DuckDB's ``FROM table``."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)


def form_holds(form: Form) -> Holds:
    """What a column of such numbers holds."""
    return Holds.COUNT if form is Form.COUNT else Holds.RATIO


def _names(rows: Iterable[Mapping[str, object]]) -> list[str]:
    """Every name that some row has; the bounds of a number come after it."""
    every = dict.fromkeys(name for row in rows for name in row)
    found: list[str] = []
    for name in every:
        if not any(name == f"{other}{end}" for other in every for end in BOUNDS):
            found += [name, *(f"{name}{end}" for end in BOUNDS if f"{name}{end}" in every)]
    return found


def _value(value: object, holds: Holds) -> object:
    if holds is Holds.DAY:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    if isinstance(value, float | int):
        return round(value) if holds is Holds.COUNT else float(value)
    return value


def _series(pandas: Any, column: Column) -> Any:
    if column.holds is Holds.DAY:
        return pandas.to_datetime(pandas.Series(column.cells))
    return pandas.Series(column.cells, dtype=_PANDAS[column.holds])


def _library(name: str, *, extra: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MissingExtra(extra, Text(fr=_TITLES[name], en=_TITLES[name])) from None


def _harmless(value: object) -> object:
    """A label that begins like a formula gets an apostrophe, as spreadsheets read it."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value


BOUNDS: Sequence[str] = ("_low", "_high")
_PANDAS = {Holds.TEXT: "string", Holds.COUNT: "Int64", Holds.RATIO: "Float64"}
_POLARS = {Holds.TEXT: "String", Holds.DAY: "Date", Holds.COUNT: "Int64", Holds.RATIO: "Float64"}
_ARROW = {Holds.TEXT: "string", Holds.DAY: "date32", Holds.COUNT: "int64", Holds.RATIO: "float64"}
_TITLES = {"pandas": "pandas", "polars": "Polars", "pyarrow": "Arrow"}
