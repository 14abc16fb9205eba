"""Rows that show themselves: in a terminal, in a notebook, as CSV, as plain values."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING

from advocacy.language import Text
from advocacy.reach.frames import BOUNDS, Holds, Tabular, form_holds
from advocacy.reach.metrics import Measure
from advocacy.reach.number import Kind, Number

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult


class Role(StrEnum):
    """What a row is."""

    GROUP = "group"
    TOGETHER = "together"
    """Several groups as one, since by themselves they are too small to be shown."""
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group with its numbers, in the order of the table's measures."""

    key: str
    """The group's id; several, with ``+`` between them, in a row of several groups."""
    label: str
    numbers: tuple[Number, ...]
    role: Role = Role.GROUP
    why: str = ""
    """Of a group that is not shown at all: the reason."""
    parts: tuple[str, ...] = ()
    """Of a row of several groups: their keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something a reader must know of some measures."""

    text: str
    about: frozenset[str]
    """The names of the measures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Tabular):
    """Numbers by group.

    Args:
        title: what it shows.
        name: the breakdown, as the first column of plain values is called.
        head: what a row is, as the head of the first column.
        measures: what each further column counts.
        rows: the groups, those shown together, and the total.
        notes: what a reader must know, below the table.
        language: of titles, numbers and notes.
    """

    title: str
    name: str
    head: str
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = field(default=())
    language: str = "en"

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, *names: str) -> Table:
        """The same table with these measures, of those it has."""
        kept = [index for index, found in enumerate(self.measures) if found.name in names]
        return replace(
            self,
            measures=tuple(self.measures[index] for index in kept),
            rows=tuple(
                replace(row, numbers=tuple(row.numbers[index] for index in kept)) for row in self.rows
            ),
            notes=tuple(note for note in self.notes if not note.about.isdisjoint(names)),
        )

    def said(self, row: Row) -> tuple[str, ...]:
        """The numbers of `row` as people write them."""
        pairs = zip(self.measures, row.numbers, strict=True)
        return tuple(number.say(measure.form, self.language) for measure, number in pairs)

    def heads(self) -> tuple[str, ...]:
        """The titles of all columns."""
        return (self.head, *(measure.title.say(self.language) for measure in self.measures))

    def to_dicts(self) -> list[dict[str, object]]:
        """One mapping a row: plain values, None where nothing is shown, bounds where there are some."""
        return [self._plain(row) for row in self.rows]

    def holds(self, name: str) -> Holds:
        """What the column of plain values of that name holds."""
        forms = {found.name: found.form for found in self.measures}
        bare = next((name.removesuffix(end) for end in BOUNDS if name.endswith(end)), name)
        if bare in forms:
            return form_holds(forms[bare])
        return Holds.DAY if name == self.name == "day" else Holds.TEXT

    def said_below(self) -> tuple[str, ...]:
        """The text of its notes."""
        return tuple(note.text for note in self.notes)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from advocacy.reach.terminal import laid_out  # noqa: PLC0415 - heavy: imported on first use

        yield from laid_out(self, options.max_width)

    def __str__(self) -> str:
        return plain(self)

    def _repr_html_(self) -> str:
        """For a notebook: its own colours only where they carry meaning, so that any theme suits."""
        heads = "".join(
            f'<th scope="col" style="text-align:{"left" if index == 0 else "right"}">{escape(head)}</th>'
            for index, head in enumerate(self.heads())
        )
        rows = "".join(self._html_row(row) for row in self.rows)
        notes = "".join(
            f'<p style="font-size:smaller;opacity:.75">{escape(note.text)}</p>' for note in self.notes
        )
        caption = f'<caption style="text-align:left;font-weight:bold">{escape(self.title)}</caption>'
        return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{notes}"

    def _html_row(self, row: Row) -> str:
        weight = ' style="font-weight:bold"' if row.role is Role.TOTAL else ""
        cells = "".join(
            f'<td style="text-align:right{"" if number.is_shown else ";opacity:.6"}">{escape(text)}</td>'
            for text, number in self.shown(row)
        )
        return f'<tr{weight}><th scope="row" style="text-align:left">{escape(row.label)}</th>{cells}</tr>'

    def shown(self, row: Row) -> Iterator[tuple[str, Number]]:
        """The numbers of `row`, each as people write it."""
        return zip(self.said(row), row.numbers, strict=True)

    def _plain(self, row: Row) -> dict[str, object]:
        found: dict[str, object] = {self.name: row.key, "label": row.label, "row": str(row.role)}
        for measure, number in zip(self.measures, row.numbers, strict=True):
            found[measure.name] = number.value
            if number.kind is Kind.BETWEEN:
                found |= {f"{measure.name}_low": number.low, f"{measure.name}_high": number.high}
        kept = [m.name for m, n in zip(self.measures, row.numbers, strict=True) if n.kind is Kind.WITHHELD]
        marks = {m.watermark.say(self.language) for m in self.measures if m.watermark}
        return (
            found | {"withheld": " ".join(kept)} | ({"watermark": "; ".join(sorted(marks))} if marks else {})
        )


def plain(drawn: object, *, width: int = 110) -> str:
    """What rich would draw, as text without colours."""
    from rich.console import Console  # noqa: PLC0415 - heavy: imported on first use

    written = io.StringIO()
    Console(file=written, width=width, color_system=None, highlight=False).print(drawn)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def joined(words: tuple[str, ...], language: str) -> str:
    """An enumeration.

    >>> joined(("Ada", "Bob", "Eve"), "fr")
    'Ada, Bob et Eve'
    """
    *first, last = words or ("",)
    both = Text(fr="{first} et {last}", en="{first} and {last}").format(first=", ".join(first), last=last)
    return both.say(language) if first else last
