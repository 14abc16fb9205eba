"""CSV as spreadsheets write it: commas, semicolons or tabs, with the line of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

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
    mistakes: list[Mistake] = []
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(csv_rows(text, name=name))
    except InvalidInput as error:
        mistakes.extend(error.mistakes)
    if not rows and not mistakes:
        mistakes.append(Mistake(message=_EMPTY, file=name, line=1))
    columns = _columns(rows[0][1], rows[0][0], name, mistakes) if rows else []
    node = _table(rows[1:], columns, name, mistakes)
    if mistakes:
        raise InvalidInput(*sorted(mistakes, key=lambda mistake: mistake.line or 0))
    return node


def csv_rows(text: str, *, name: str, comment: str | None = None) -> Iterator[tuple[int, list[str]]]:
    r"""Each row that holds something, the headings first, with the line where it begins.

    Args:
        text: of the file, separated as its headings are.
        name: of the file, for what is told of it.
        comment: how a row begins that is passed over.

    Raises:
        InvalidInput: at the first row with a broken quote, or separated otherwise than the headings.

    >>> list(csv_rows("# of March\nid;name\nada;Ada\n", name="a.csv", comment="#"))
    [(2, ['id', 'name']), (3, ['ada', 'Ada'])]
    """
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    skipped, separator = _start(lines, comment)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line, width = skipped + 1, 0
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells) and not (comment and cells[0].startswith(comment)):
                width = width or len(cells)
                _require_same(cells, width, separator, Mistake(message=_MIXED, file=name, line=line))
                yield line, cells
            line = skipped + reader.line_num + 1
    except csv.Error:
        raise InvalidInput(Mistake(message=_QUOTE, file=name, line=line, hint=_QUOTE_HINT)) from None


def _start(lines: io.StringIO, comment: str | None) -> tuple[int, str]:
    """How many lines come before the headings, and what separates these; `lines` stands there then."""
    skipped, told = 0, ""
    for line in iter(lines.readline, ""):
        bare = line.strip()
        if bare.lower() in _SPREADSHEETS:
            told = bare[-1]
        elif bare.strip(_SEPARATORS) and not (comment and bare.startswith(comment)):
            lines.seek(lines.tell() - len(line))
            return skipped, told or max(_SEPARATORS, key=line.count)
        skipped += 1
    return skipped, told or _SEPARATORS[0]


def _require_same(cells: list[str], width: int, separator: str, mistake: Mistake) -> None:
    """Refuse a row that has as many cells as the headings only if something else separates them."""
    for other in _SEPARATORS:
        if len(cells) < width and other in cells[0] and sum(cell.count(other) for cell in cells) >= width - 1:
            words = {"here": _NAMES[other], "there": _NAMES.get(separator, Text(fr=separator, en=separator))}
            raise InvalidInput(replace(mistake, message=mistake.message.format(**words), hint=_MIXED_HINT))


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


_SEPARATORS = ",;\t"
_SPREADSHEETS = ("sep=,", "sep=;", "sep=|")
"""What some spreadsheets write above the headings."""
_NAMES = {
    ",": Text(fr="des virgules", en="commas"),
    ";": Text(fr="des points-virgules", en="semicolons"),
    "\t": Text(fr="des tabulations", en="tabs"),
}
_MIXED = Text(
    fr="{here} séparent les cellules de cette ligne, et {there} les titres des colonnes",
    en="{here} separate the cells of this row, and {there} the headings",
)
_MIXED_HINT = Text(
    fr="un seul séparateur dans tout le fichier : enregistrez-le à nouveau en CSV depuis le tableur",
    en="one separator in all of the file: save it as CSV again from the spreadsheet",
)
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
