"""A sheet as SARIF 2.1.0, which code-scanning tools read."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from advocacy import __version__
from advocacy.charter.formats.sheet import Code, Level, Notice, Sheet
from advocacy.language import Language

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(sheet: Sheet, language: str) -> str:
    """One run with the codes that occur and a result for each notice."""
    notices = list(sheet.notices())
    codes = sorted({notice.code for notice in notices})
    number = {code: place for place, code in enumerate(codes)}
    driver = {
        "name": sheet.tool,
        "semanticVersion": __version__,
        "language": "fr-FR" if Language.of(language) is Language.FR else "en-US",
        "rules": [_rule(code, sheet.codes.get(code), language) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(notice, number[notice.code], language) for notice in notices],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str, known: Code | None, language: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": code}
    if known is not None:
        rule["shortDescription"] = {"text": known.title.say(language)}
        if known.help is not None:
            rule["help"] = {"text": known.help.say(language)}
        if known.url is not None:
            rule["helpUri"] = known.url
    return rule


def _result(notice: Notice, number: int, language: str) -> dict[str, Any]:
    said = notice.message.say(language)
    if notice.hint:
        said += "\n" + notice.hint.say(language)
    place = {
        "artifactLocation": {"uri": _uri(notice.file)},
        "region": _region(notice),
    }
    return {
        "ruleId": notice.code,
        "ruleIndex": number,
        "level": _LEVELS[notice.level],
        "message": {"text": said},
        "locations": [{"physicalLocation": place}],
    }


def _region(notice: Notice) -> dict[str, int]:
    known = {
        "startLine": notice.line,
        "startColumn": notice.column,
        "endLine": notice.end_line,
        "endColumn": notice.end_column,
    }
    return {name: value for name, value in known.items() if value is not None}


def _uri(file: str) -> str:
    return quote(file.replace("\\", "/"), safe="/")


_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
