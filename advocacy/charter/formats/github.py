"""A sheet as workflow commands, which GitHub shows beside the lines of a change.

Source: GitHub Docs, “Workflow commands for GitHub Actions”: data escapes ``%``, CR and LF; properties also
``:`` and ``,``.
"""

from __future__ import annotations

from advocacy.charter.formats.sheet import Level, Notice, Sheet


def github(sheet: Sheet, language: str) -> str:
    """One command a notice."""
    return "\n".join(_command(notice, language) for notice in sheet.notices())


def _command(notice: Notice, language: str) -> str:
    properties = {
        "file": notice.file,
        "line": notice.line,
        "col": notice.column,
        "endLine": notice.end_line,
        "endColumn": notice.end_column,
        "title": notice.code,
    }
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    said = notice.message.say(language)
    if notice.hint:
        said += "\n" + notice.hint.say(language)
    return f"::{_LEVELS[notice.level]} {given}::{_data(said)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")


_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
