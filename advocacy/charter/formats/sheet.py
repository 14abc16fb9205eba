"""A sheet of cases, each with what was noticed in it: the same for a lint, a test and a review of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advocacy.errors import Mistake
from advocacy.language import Text


class Level(StrEnum):
    """How grave a notice is, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Level).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing noticed at a place of a file; lines and columns count from 1, an end is not included."""

    code: str
    level: Level
    message: Text
    file: str
    line: int = 1
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    hint: Text | None = None
    """What to do, or to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that was looked at: a rule, an example, a message of a story."""

    name: str
    group: str = ""
    file: str = ""
    line: int = 1
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a code of notices is about."""

    title: Text
    help: Text | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything that was looked at in one run; a case without notices is fine."""

    tool: str
    cases: tuple[Case, ...]
    codes: Mapping[str, Code] = field(default_factory=dict)

    def notices(self) -> Iterator[Notice]:
        """All notices, case by case."""
        for case in self.cases:
            yield from case.notices

    def count(self, level: Level) -> int:
        """How many notices are of `level`."""
        return sum(notice.level is level for notice in self.notices())


def notice_of(mistake: Mistake) -> Notice:
    """A mistake in a file as a notice."""
    field_name = mistake.field
    message = mistake.message
    if field_name:
        message = Text(fr=f"{field_name} : {message.fr}", en=f"{field_name}: {message.en}")
    return Notice(
        code="invalid",
        level=Level.ERROR,
        message=message,
        file=mistake.file or "",
        line=mistake.line or 1,
        hint=mistake.hint,
    )
