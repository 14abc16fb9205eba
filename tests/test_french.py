"""French as people write it: apostrophes, spaces before : and ;, quotation marks, whole plurals."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "advocacy"
RULES = {
    "an apostrophe is ’": r"[^\W\d_]'[^\W\d_]",
    "a plural is written out": r"\(s\)|\(e\)|\(es\)|\(ent\)",
    "a space stands before : ; ! ?": r"[^\W\d_»)][:;!?](?=\s|$)",
    "a space stands inside « »": r"«(?!\s)|(?<!\s)»",
    "quotation marks are « »": r"[“”]",
}
QUOTED = re.compile(r"« [^»]*[:=] ?[^»]*»")
"""What somebody types, such as « until: 2026-03-31 », is written as they type it."""


@cache
def told() -> list[tuple[str, str]]:
    """Every French text in the code, with its place."""
    return [
        (f"{file.relative_to(ROOT)}:{french.lineno}", _words(french))
        for file in sorted(ROOT.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for french in _french_of(node)
    ]


def _french_of(call: ast.Call) -> Iterator[ast.expr]:
    yield from (each.value for each in call.keywords if each.arg == "fr")
    if isinstance(call.func, ast.Name) and call.func.id == "say" and len(call.args) == len(("fr", "en")):
        yield call.args[0]


def _words(node: ast.expr) -> str:
    """Its constant parts; a value stands in them as {}."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.Tuple):
        return " ".join(map(_words, node.elts))
    return ""


@pytest.mark.parametrize("rule", RULES)
def test_french_is_written_as_people_write_it(rule: str) -> None:
    wrong = [(place, text) for place, text in told() if re.search(RULES[rule], QUOTED.sub("", text))]
    assert wrong == []


def test_it_would_be_told() -> None:
    assert all(
        re.search(RULES[rule], text)
        for rule, text in zip(RULES, ("l'un", "partage(s)", "Coût: 3", "«mot»", "“mot”"), strict=True)
    )
