"""Every number of a report in one long table, a number a row, as tools that group and filter want it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from advocacy.reach.breakdown import COLUMNS
from advocacy.reach.frames import Holds
from advocacy.reach.metrics import measure
from advocacy.reach.number import Kind, Number
from advocacy.reach.table import Role

if TYPE_CHECKING:
    from advocacy.reach.report import Report

HOLDS: Mapping[str, Holds] = dict.fromkeys(("value", "value_low", "value_high"), Holds.RATIO)
"""What the columns hold that are not text."""


def tidy(report: Report) -> Iterator[dict[str, object]]:
    """One mapping a number: those over everything first, then each breakdown; in a breakdown no total."""
    for name, number in report.numbers.items():
        yield _row(name, number, by="", group="", label=report.title, row=Role.TOTAL)
    for dimension in COLUMNS:
        table = report.by(dimension)
        for row in table:
            if row.role is not Role.TOTAL:
                for found, number in zip(table.measures, row.numbers, strict=True):
                    yield _row(found.name, number, by=dimension, group=row.key, label=row.label, row=row.role)


def notes(report: Report) -> tuple[str, ...]:
    """What a reader must know of any of them, each once."""
    return tuple(dict.fromkeys(note for dimension in COLUMNS for note in report.by(dimension).said_below()))


def _row(name: str, number: Number, **where: str) -> dict[str, object]:
    bounds = {"value_low": number.low, "value_high": number.high}
    kept = name if number.kind is Kind.WITHHELD else ""
    return {**where, "measure": measure(name).id, "value": number.value, **bounds, "withheld": kept}
