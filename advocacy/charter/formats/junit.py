"""A sheet as JUnit XML, which every build server shows: an error or a warning fails its case."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from advocacy.charter.formats.sheet import Case, Level, Notice, Sheet


def junit(sheet: Sheet, language: str) -> str:
    """One suite with a test case for each case; notes are its output."""
    failures = sum(any(_fails(notice) for notice in case.notices) for case in sheet.cases)
    counts = f'tests="{len(sheet.cases)}" failures="{failures}" errors="0" skipped="0"'
    name = quoteattr(sheet.tool)
    cases = "".join(_case(case, language) for case in sheet.cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites name={name} {counts}>\n<testsuite name={name} {counts}>\n"
        f"{cases}</testsuite>\n</testsuites>\n"
    )


def _case(case: Case, language: str) -> str:
    attributes = {"classname": case.group or case.file, "name": case.name}
    if case.file:
        attributes |= {"file": case.file, "line": str(case.line)}
    head = "".join(f" {name}={quoteattr(_xml(value))}" for name, value in attributes.items())
    failing = [notice for notice in case.notices if _fails(notice)]
    noted = [_said(notice, language) for notice in case.notices if not _fails(notice)]
    inner = _failure(failing, language) if failing else ""
    if noted:
        inner += f"<system-out>{escape(_xml(chr(10).join(noted)))}</system-out>\n"
    return f"<testcase{head}>\n{inner}</testcase>\n" if inner else f"<testcase{head}/>\n"


def _failure(notices: list[Notice], language: str) -> str:
    first = notices[0]
    told = "\n".join(_said(notice, language) for notice in notices)
    message = quoteattr(_xml(first.message.say(language)))
    return f"<failure type={quoteattr(first.code)} message={message}>{escape(_xml(told))}</failure>\n"


def _said(notice: Notice, language: str) -> str:
    said = f"{notice.file}:{notice.line}: {notice.message.say(language)} [{notice.code}]"
    return f"{said}\n    {notice.hint.say(language)}" if notice.hint else said


def _fails(notice: Notice) -> bool:
    return notice.level is not Level.NOTE


def _xml(value: str) -> str:
    """`value` without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
