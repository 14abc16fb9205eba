"""What was noticed in files, written for people, for a forge and for the tools of a build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from advocacy.charter.formats.github import github
from advocacy.charter.formats.junit import junit
from advocacy.charter.formats.sarif import sarif
from advocacy.charter.formats.sheet import Case, Code, Level, Notice, Sheet, notice_of
from advocacy.charter.formats.text import text

__all__ = ["Case", "Code", "Format", "Level", "Notice", "Sheet", "notice_of", "written"]


class Format(StrEnum):
    """How a sheet is written."""

    TEXT = "text"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


def written(sheet: Sheet, form: Format | str, language: str) -> str:
    """`sheet` in one of the formats, for a reader of `language`.

    >>> from advocacy.language import Text
    >>> told = Text(fr="aucune source", en="no source")
    >>> notice = Notice(code="no-source", level=Level.WARNING, message=told, file="c.yaml", line=3)
    >>> written(Sheet(tool="lint", cases=(Case(name="c.yaml", notices=(notice,)),)), "text", "en")
    'c.yaml:3: warning: no source [no-source]'
    """
    return _WRITERS[Format(form)](sheet, language)


_WRITERS: Mapping[Format, Callable[[Sheet, str], str]] = {
    Format.TEXT: text,
    Format.GITHUB: github,
    Format.SARIF: sarif,
    Format.JUNIT: junit,
}
