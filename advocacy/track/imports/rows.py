"""The lines of an export as they stand: tables in UTF-8 or UTF-16, JSON, or a JSON value a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advocacy.documents import csv_rows, decode, read_text
from advocacy.documents.node import MAX_BYTES
from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

LARGEST = 20 * MAX_BYTES
"""Bytes of an export that is read."""
LINE, REASON = "advocacy_line", "advocacy_reason"
"""The columns that a file of refused lines has besides; they are passed over when it comes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: its cells by the names of their columns."""

    line: int
    cells: Mapping[str, str]


def text_of(path: Path) -> str:
    """The text of an export in UTF-8, or in UTF-16 with its mark, as Matomo writes it.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it cannot be read, or is larger than `LARGEST`.
    """
    if not path.is_file():
        return read_text(path)  # which tells what is wrong
    raw = path.read_bytes() if path.stat().st_size <= LARGEST else None
    if raw is None:
        raise InvalidInput(Mistake(message=_TOO_LARGE, file=str(path)))
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return raw.decode("utf-16")
        except UnicodeDecodeError:
            raise InvalidInput(Mistake(message=_CUT_OFF, file=str(path))) from None
    return decode(raw, name=str(path)) if len(raw) <= MAX_BYTES else _plain(raw, path)


def table(text: str, *, name: str) -> Iterator[Row]:
    r"""The lines of a table with one line of headings; comment lines that begin with # may stand before it.

    Raises:
        InvalidInput: there are no headings, a quote is never closed, or a row is separated otherwise.

    >>> [row.line for row in table("# Account: Acme\n\nID,Date\n1,20260309\n", name="x.csv")]
    [4]
    """
    rows = csv_rows(text, name=name, comment="#")
    headings = next(rows, None)
    if headings is None:
        raise InvalidInput(Mistake(message=_EMPTY, file=name, line=1))
    for line, cells in rows:
        named = {key: cell for key, cell in zip(headings[1], cells, strict=False) if key}
        yield Row(line=line, cells={k: v for k, v in named.items() if k not in (LINE, REASON)})


def json_values(text: str, *, name: str) -> Iterator[tuple[int, Any]]:
    """The values of a JSON list, or of a file with one value a line, each with its line (or its place).

    Raises:
        InvalidInput: it is no JSON.
    """
    if text.lstrip().startswith("["):
        try:
            yield from enumerate(json.loads(text), start=1)
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            raise InvalidInput(Mistake(message=_NO_JSON, file=name, line=line)) from None
        return
    for line, written in enumerate(text.splitlines(), start=1):
        if written.strip():
            try:
                yield line, json.loads(written)
            except (ValueError, RecursionError):
                raise InvalidInput(Mistake(message=_NO_JSON, file=name, line=line)) from None


def _plain(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InvalidInput(Mistake(message=_NOT_UTF8, file=str(path), line=line)) from None


_TOO_LARGE = Text(
    fr=f"trop gros : au plus {LARGEST // 10**6} Mo ; exportez une période plus courte",
    en=f"too large: at most {LARGEST // 10**6} MB; export a shorter period",
)
_CUT_OFF = Text(
    fr="le fichier est coupé : téléchargez-le de nouveau", en="the file is cut off: download it again"
)
_NOT_UTF8 = Text(fr="ni UTF-8 ni UTF-16 à cette ligne", en="neither UTF-8 nor UTF-16 in this line")
_EMPTY = Text(fr="le fichier n’a pas de ligne de titres", en="the file has no line of headings")
_NO_JSON = Text(fr="ce n’est pas du JSON", en="this is not JSON")
