"""A sheet as lines that people and editors read: ``file:line:column: level: message [code]``."""

from __future__ import annotations

from advocacy.charter.formats.sheet import Level, Notice, Sheet
from advocacy.language import Text


def text(sheet: Sheet, language: str) -> str:
    """One line a notice, with what to do below it."""
    return "\n".join(_line(notice, language) for notice in sheet.notices())


def _line(notice: Notice, language: str) -> str:
    where = ":".join(str(part) for part in (notice.file, notice.line, notice.column) if part)
    line = f"{where}: {_LEVELS[notice.level].say(language)}: {notice.message.say(language)} [{notice.code}]"
    return f"{line}\n    {notice.hint.say(language)}" if notice.hint else line


_LEVELS = {
    Level.ERROR: Text(fr="erreur", en="error"),
    Level.WARNING: Text(fr="attention", en="warning"),
    Level.NOTE: Text(fr="note", en="note"),
}
