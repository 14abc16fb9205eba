"""CSV as spreadsheets write it: commas, semicolons or tabs, with the line of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from advocacy.documents.node import Node, Path
from advocacy.documents.yaml_text import refuse_size
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text


def read_csv(text: str, *, name: str) -> Node:
    r"""Read `text`, a CSV file called `name` whose first line names its columns, as a list of rows.

    Column names are taken in lower case; empty cells are left out of their row, empty rows of the file.

    Raises:
        InvalidInput: with every row that has too many cells, column named twice or broken quote.

    >>> read_csv("Id;Name\nada;Ada Morel\n", name="advocates.csv").data
    [{'id': 'ada', 'name': 'Ada Morel'}]
    """
    refuse_size(text, name)
    text = text.removeprefix("\ufeff")
    mistakes: list[Mistake] = []
    rows = list(_rows(text, name, mistakes))
    if not rows and not mistakes:
        mistakes.append(Mistake(message=_EMPTY, file=name, line=1))
    columns = _columns(rows[0][1], rows[0][0], name, mistakes) if rows else []
    node = _table(rows[1:], columns, name, mistakes)
    if mistakes:
        raise InvalidInput(*sorted(mistakes, key=lambda mistake: mistake.line or 0))
    return node


def _rows(text: str, name: str, mistakes: list[Mistake]) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something, with the line where it begins."""
    separator, skipped = _separator(text)
    lines = io.StringIO(text, newline="")
    for _ in range(skipped):
        lines.readline()
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = skipped + reader.line_num + 1
    except csv.Error:
        mistakes.append(Mistake(message=_QUOTE, file=name, line=line, hint=_QUOTE_HINT))


def _separator(text: str) -> tuple[str, int]:
    """The separator and how many lines come before the header (a spreadsheet's ``sep=;``)."""
    first = text.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return first[-1], 1
    return max(",;\t", key=first.count), 0


def _columns(cells: list[str], line: int, name: str, mistakes: list[Mistake]) -> list[str]:
    columns = [cell.casefold() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    for index, column in enumerate(columns):
        if not column:
            text = _NO_NAME.format(number=index + 1)
            mistakes.append(Mistake(message=text, file=name, line=line))
        elif column in columns[:index]:
            mistakes.append(Mistake(message=_TWICE.format(column=column), file=name, line=line, field=column))
    return columns


def _table(rows: list[tuple[int, list[str]]], columns: list[str], name: str, mistakes: list[Mistake]) -> Node:
    keys: dict[Path, int] = {(): 1}
    data: list[dict[str, str]] = []
    for line, cells in rows:
        if any(cells[len(columns) :]):
            text = _TOO_MANY.format(found=len(cells), expected=len(columns))
            mistakes.append(Mistake(message=text, file=name, line=line, hint=_TOO_MANY_HINT))
        keys[(len(data),)] = line
        data.append({column: cell for column, cell in zip(columns, cells, strict=False) if cell})
    return Node(data=data, name=name, keys=keys, values=keys, rows=True)


_EMPTY = Text(fr="le fichier est vide", en="the file is empty")
_QUOTE = Text(
    fr="guillemet mal placé ou jamais refermé dans la ligne qui commence ici",
    en="a misplaced or never closed quote in the row that begins here",
)
_QUOTE_HINT = Text(
    fr='dans un texte entre guillemets, doublez-les : ""', en='inside a quoted text, double them: ""'
)
_NO_NAME = Text(fr="la colonne {number} n’a pas de nom", en="column {number} has no name")
_TWICE = Text(fr="deux colonnes s’appellent « {column} »", en="two columns are called “{column}”")
_TOO_MANY = Text(fr="{found} cellules pour {expected} colonnes", en="{found} cells for {expected} columns")
_TOO_MANY_HINT = Text(
    fr="un texte qui contient le séparateur se met entre guillemets",
    en="put a text that contains the separator in quotes",
)
