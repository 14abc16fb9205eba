"""A spreadsheet that a service exports (.xlsx), read cell by cell, and never larger than it may be."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advocacy.documents.node import MAX_BYTES
from advocacy.errors import InvalidInput, MissingExtra, Mistake
from advocacy.language import Text

MAX_UNPACKED = 50_000_000
"""Bytes that all parts of a file may come to once unpacked; a zip bomb is a small file that says more."""
MAX_PARTS = 500
MAX_ROWS = 20_000
"""Rows of one sheet."""
MAX_COLUMNS = 100

Cell = Any
"""What stands in a cell: text, a number, a date, or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `rows` holds the row number of each row that has anything in it, and its cells."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read_workbook(path: str | Path) -> tuple[Sheet, ...]:
    """The sheets of the .xlsx file at `path`, in order.

    Formulas are not computed, links are not followed, and macros are not looked at.

    Raises:
        MissingExtra: openpyxl is not installed.
        InvalidInput: it cannot be opened, is no .xlsx, or is larger than `MAX_UNPACKED` once unpacked.
    """
    try:
        import openpyxl  # noqa: PLC0415 - an extra, imported on first use
    except ImportError:
        raise MissingExtra("xlsx", Text(fr="Lire un fichier Excel", en="Reading an Excel file")) from None

    file = Path(path)
    _require_small(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:
        # what a broken file makes it raise is anything from KeyError to a parser's own
        raise _refused(file, _NOT_XLSX) from error
    try:
        return tuple(_sheet(file, sheet) for sheet in book.worksheets)
    except InvalidInput:
        raise
    except Exception as error:
        raise _refused(file, _NOT_XLSX) from error
    finally:
        book.close()


def _require_small(file: Path) -> None:
    """Refuse what is no zip, what unpacks to too much, and XML that brings entities of its own."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise _refused(file, _TOO_LARGE)
        with zipfile.ZipFile(file) as parts:
            listed = parts.infolist()
            # a part is never read beyond the size that is declared here
            if len(listed) > MAX_PARTS or sum(part.file_size for part in listed) > MAX_UNPACKED:
                raise _refused(file, _TOO_LARGE)
            for part in listed:
                if b"<!DOCTYPE" in parts.read(part)[:1024].upper():
                    raise _refused(file, _NOT_XLSX)
    except InvalidInput:
        raise
    except FileNotFoundError:
        raise _refused(file, _NOT_FOUND) from None
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _refused(file, _NOT_XLSX) from error


def _sheet(file: Path, sheet: Any) -> Sheet:
    sheet.reset_dimensions()  # some services write that a sheet has one column
    return Sheet(name=sheet.title, rows=tuple(_rows(file, sheet)))


def _rows(file: Path, sheet: Any) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MAX_ROWS:
            raise _refused(file, _TOO_LARGE)
        if any(cell is not None for cell in cells):
            yield number, tuple(cells[:MAX_COLUMNS])


def _refused(file: Path, why: Text) -> InvalidInput:
    return InvalidInput(Mistake(message=why, file=str(file)))


_NOT_FOUND = Text(fr="fichier introuvable", en="file not found")
_NOT_XLSX = Text(
    fr="ce n’est pas un fichier Excel (.xlsx) lisible : reprenez le fichier tel qu’il fut téléchargé",
    en="this is no readable Excel file (.xlsx): take the file as it was downloaded",
)
_TOO_LARGE = Text(
    fr=f"trop gros : au plus {MAX_BYTES // 10**6} Mo, {MAX_UNPACKED // 10**6} Mo une fois décompressé et "
    f"{MAX_ROWS} lignes par feuille",
    en=f"too large: at most {MAX_BYTES // 10**6} MB, {MAX_UNPACKED // 10**6} MB once unpacked and "
    f"{MAX_ROWS} rows a sheet",
)
