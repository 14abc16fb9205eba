"""A breakdown as a table, and a table as a plot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from advocacy.errors import NotFound
from advocacy.reach.breakdown import COLUMNS, Breakdown
from advocacy.reach.labels import DIMENSIONS, TITLES, TOTAL, Labels
from advocacy.reach.metrics import measure
from advocacy.reach.notes import notes, reasons
from advocacy.reach.number import NOT_SHOWN, Number
from advocacy.reach.plots import Bar, Bars, Columns, Plot, Series
from advocacy.reach.table import Role, Row, Table
from advocacy.reach.told import Line
from advocacy.storage.days import date_of

RANKED = ("campaign", "story", "network")
"""Breakdowns whose groups stand with the most clicks first; teams are not ranked."""


def table_of(breakdown: Breakdown, labels: Labels, totals: Mapping[str, Number], dimension: str) -> Table:
    """The numbers by `dimension`.

    Raises:
        NotFound: there is no such breakdown.
    """
    if dimension not in (TITLES if breakdown.only else COLUMNS):
        raise NotFound(
            fr=f"Pas de détail par « {dimension} ». Il y en a par : {', '.join(COLUMNS)}",
            en=f"There is no breakdown by “{dimension}”. There are: {', '.join(COLUMNS)}",
        )
    columns, lines = breakdown.columns(dimension), breakdown.lines(dimension)
    if dimension in RANKED:
        lines.sort(key=lambda line: _rank(labels, dimension, line))
    why = reasons(breakdown, labels.language) if dimension == "team" else {}
    rows = [_row(labels, dimension, line, why) for line in lines]
    if dimension not in {"class", "kind"}:
        numbers = tuple(totals[name] for name in columns)
        rows.append(Row(key="", label=TOTAL.say(labels.language), numbers=numbers, role=Role.TOTAL))
    return Table(
        title=TITLES[dimension].say(labels.language),
        name=dimension,
        head=DIMENSIONS[dimension].say(labels.language),
        measures=tuple(measure(name) for name in columns),
        rows=tuple(rows),
        notes=tuple(notes(breakdown, dimension, labels)),
        language=labels.language,
    )


def plot_of(table: Table, what: str, *, began: Mapping[date, str]) -> Plot:
    """One measure of `table` as bars, or as columns when its rows are days; ``clicks`` is people and bots.

    `began` are the days on which something began, marked among the columns.

    Raises:
        NotFound: there is no such measure in it.
    """
    if table.name == "day":
        names = ("clicks_people", "clicks_bots") if what == "clicks" else (what,)
        return _columns(table, tuple(_index(table, name) for name in names), began)
    return _bars(
        table, _index(table, "clicks_people" if what == "clicks" and table.name != "class" else what)
    )


def _row(labels: Labels, dimension: str, line: Line, why: Mapping[str, str]) -> Row:
    is_one, is_shown = len(line.groups) == 1, any(number.is_shown for number in line.numbers.values())
    first = labels.of(dimension, line.groups[0])
    keys = tuple(_key(dimension, group) for group in line.groups)
    return Row(
        key="+".join(keys),
        label=first if is_one else labels.together(dimension, line.groups),
        numbers=tuple(line.numbers.values()),
        role=Role.GROUP if is_one else Role.TOGETHER,
        why="" if is_shown else why.get(line.groups[0], ""),
        parts=() if is_one else keys,
    )


def _rank(labels: Labels, dimension: str, line: Line) -> tuple[bool, float, float, str]:
    none = Number.absent()
    clicks, posts = (line.numbers.get(name, none).value for name in ("clicks_people", "posts"))
    label = labels.of(dimension, line.groups[0])
    return (len(line.groups) > 1, -1 if clicks is None else -clicks, -(posts or 0), label)


def _key(dimension: str, group: str) -> str:
    return date_of(int(group)).isoformat() if dimension == "day" else group


def _index(table: Table, name: str) -> int:
    names = [found.name for found in table.measures]
    if name in names:
        return names.index(name)
    raise NotFound(
        fr=f"« {name} » ne se détaille pas par {table.name}. Possibles : {', '.join(names)}",
        en=f"“{name}” is not told by {table.name}. There are: {', '.join(names)}",
    )


def _columns(table: Table, indexes: tuple[int, ...], began: Mapping[date, str]) -> Columns:
    rows = [row for row in table if row.role is Role.GROUP]
    days = [date.fromisoformat(row.key) for row in rows]
    series = tuple(
        Series(
            name=table.measures[index].title.say(table.language),
            kind="bots" if table.measures[index].name == "clicks_bots" else "people",
            counts=tuple(int(row.numbers[index].value or 0) for row in rows),
            note="" if all(row.numbers[index].is_shown for row in rows) else NOT_SHOWN.say(table.language),
        )
        for index in indexes
    )
    return Columns(
        title=f"{', '.join(one.name for one in series)} – {table.title.lower()}",
        first=days[0] if days else date_of(0),
        series=series,
        marks=tuple((days.index(day), said) for day, said in began.items() if day in days),
        description=" ".join(note.text for note in table.notes),
        language=table.language,
    )


def _bars(table: Table, index: int) -> Bars:
    found = table.measures[index]
    drawn = {row.key for row in table if row.role is Role.GROUP and row.numbers[index].is_shown}
    # a sum beside each of its parts would be the longest bar, and count everything twice
    rows = [row for row in table if row.role is Role.GROUP or (row.parts and not drawn.issuperset(row.parts))]
    return Bars(
        title=f"{found.heading.say(table.language)} – {table.title.lower()}",
        head=found.heading.say(table.language),
        form=found.form,
        bars=tuple(Bar(label=row.label, number=row.numbers[index], note=row.why) for row in rows),
        description=" ".join(note.text for note in table.notes),
        language=table.language,
    )
