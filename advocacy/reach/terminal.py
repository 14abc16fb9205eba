"""A report as it prints itself in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Drawn
from rich.text import Text as Styled

from advocacy.language import Text, day
from advocacy.reach.commentary import Commentary, plain_sentence
from advocacy.reach.page.words import WORDS
from advocacy.reach.table import Role, Table

if TYPE_CHECKING:
    from advocacy.reach.report import Report

ANSWERS = ("shares_offered", "shares_accepted", "shares_declined", "share_rate")
FOLLOWED = ("posts", "clicks_people", "clicks_bots", "clicks_per_post")
"""The columns of a content table, in two tables that fit a narrow page."""
PARTICIPATION = ("advocates", "adoption", "posts", "clicks_people")
"""Those of a table of teams."""
TABLES = (("story", FOLLOWED), ("network", FOLLOWED), ("team", PARTICIPATION))
"""What a terminal and a notebook show: each breakdown with its columns."""


def drawn(report: Report) -> RenderableType:
    """Everything that a terminal shows of `report`."""
    return Group(*_parts(report))


def period(report: Report, language: str = "") -> str:
    """The days that a report is about, in words; of its own language, unless another is named."""
    spoken = language or report.language
    first, last = (day(one, spoken) for one in report.period)
    return first if first == last else _PERIOD.format(first=first, last=last).say(spoken)


def laid_out(table: Table, width: int) -> Iterator[RenderableType]:
    """A table as a terminal of that width shows it.

    No number is ever cut, for what is left of it would be another number: where the columns do not fit beside
    each other, they stand below each other, each time beside the groups.
    """
    first, *heads = table.heads()
    widths = (
        [
            max(*(len(said[place]) for said in map(table.said, table.rows)), _width(head))
            for place, head in enumerate(heads)
        ]
        if table.rows
        else [*map(_width, heads)]
    )
    labels = min(max(map(len, [first, *(row.label for row in table.rows)])), _LABEL)
    title: Styled | None = Styled(table.title, style="bold")
    for places in _side_by_side(widths, width - labels):
        drawn = Drawn(title=title, title_justify="left", box=None, pad_edge=False)
        drawn.add_column(first, overflow="fold")
        for place in places:
            drawn.add_column(heads[place], justify="right", width=widths[place], overflow="fold")
        for row in table.rows:
            cells = [*table.shown(row)]
            said = [Styled(cells[at][0], style="" if cells[at][1].is_shown else "dim") for at in places]
            drawn.add_row(Styled(row.label), *said, style=_STYLES[row.role])
        yield drawn if title else Padding(drawn, (1, 0, 0, 0))
        title = None
    yield from (Styled(note.text, style="dim") for note in table.notes)


def _side_by_side(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Which columns fit beside each other, in their order; one that is too wide stands alone."""
    places: list[int] = []
    left = room
    for place, width in enumerate(widths):
        if places and width + _GAP > left:
            yield places
            places, left = [], room
        places.append(place)
        left -= width + _GAP
    yield places


def _width(head: str) -> int:
    """Of a column with nothing in it: its head may take several lines, and its words are not cut."""
    return max(min(len(head), _HEAD), *map(len, head.split()), 1)


def _parts(report: Report) -> Iterator[RenderableType]:
    yield Styled(report.title, style="bold")
    yield Padding(Styled(period(report), style="dim"), (0, 0, 1, 0))
    said = Commentary(report)
    for sentence in said.in_short():
        yield Styled(plain_sentence(sentence))
    for dimension, columns in TABLES:
        table = report.by(dimension).only(*columns)
        if len(table) > 1:
            yield Padding(table, (1, 0, 0, 0))
    if report.estimates:
        yield Padding(Styled(WORDS["estimates"].say(report.language), style="bold"), (1, 0, 0, 0))
        yield Styled("\n".join(estimated(report)))
    steps = [f"• {plain_sentence(step.text)}{_command(step.command)}" for step in said.next_steps()]
    yield Padding(Styled(WORDS["next"].say(report.language), style="bold"), (1, 0, 0, 0))
    yield Styled("\n".join(steps))


def estimated(report: Report) -> Iterator[str]:
    """Each estimate on its line; the page adds how, and what is taken for granted."""
    for each in report.estimates:
        yield f"• {each.said(report.language, where=report.labels.of('network', each.network))}"


def _command(command: str) -> str:
    return f"  → {command}" if command else ""


_GAP, _HEAD, _LABEL = 2, 13, 24
"""Between columns; of a head; of the names of groups, which may take several lines."""
_STYLES: Mapping[Role, str] = {Role.GROUP: "", Role.TOGETHER: "italic", Role.TOTAL: "bold"}
_PERIOD = Text(fr="du {first} au {last}", en="{first} to {last}")
