"""The page with an example of every check is one charter whose examples hold, and nothing is left out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from advocacy.charter.checks import OURS
from advocacy.charter.checks.base import TextCheck
from advocacy.charter.checks.identifier import Kind
from advocacy.charter.checks.media import ImageIs
from advocacy.charter.checks.prefer import Swap
from advocacy.charter.checks.require import Accepted
from advocacy.charter.conditions import BUILT_IN, Condition, Scope, Side
from advocacy.charter.gathering import Whole, gathered
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.rule import Severity, When
from advocacy.charter.trials import Trials, tried
from advocacy.program import network_facts

PAGE = (Path(__file__).parents[2] / "docs/reference/checks.md").read_text(encoding="utf-8")
EXTEND: Any = TextCheck.model_fields["extend"].annotation


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@cache
def whole() -> Whole:
    rules = "".join(blocks("yaml")).replace("\n", "\n      ")
    article = "\narticles:\n  - id: examples\n    title: {fr: Exemples, en: Examples}\n    rules:\n      "
    return gathered(blocks("yaml head")[0] + article + rules, name="checks.yaml")


@cache
def trials() -> Trials:
    return tried(Rehearsal.of(whole()), facts_of=network_facts)


RULES = [rule.id for article in whole().document.articles for rule in article.rules]


@pytest.mark.parametrize("rule", RULES)
def test_the_examples_hold(rule: str) -> None:
    found = trials().by_rule[rule]
    assert any(not each.trial.good for each in found)
    assert [
        f"{each.trial.name} {each.trial.example.text}: {each.problems}" for each in found if each.problems
    ] == []


def given(model: BaseModel) -> Iterator[BaseModel]:
    """A part of the page with all its parts."""
    yield model
    for name in model.model_fields_set:
        value = getattr(model, name)
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, BaseModel):
                yield from given(each)


def parts() -> Iterator[BaseModel]:
    for conditions in whole().document.guards.values():
        for condition in conditions:
            yield from given(condition)
    for article in whole().document.articles:
        for rule in article.rules:
            yield from given(rule)


def keys_of(kind: type[BaseModel]) -> set[str]:
    return {name for part in parts() if isinstance(part, kind) for name in part.model_fields_set}


def values(kind: type[BaseModel], field: str) -> set[Any]:
    return {getattr(part, field) for part in parts() if isinstance(part, kind)}


@pytest.mark.parametrize("kind", OURS)
def test_each_kind_is_shown_with_each_of_its_keys(kind: str) -> None:
    check = OURS[kind]
    shared = set(TextCheck.model_fields) if issubclass(check, TextCheck) else set()
    assert set(check.model_fields) - shared - keys_of(check) == set()


@pytest.mark.parametrize("part", [Condition, When, ImageIs, EXTEND, Accepted])
def test_each_key_of_a_part_is_shown(part: type[BaseModel]) -> None:
    assert set(part.model_fields) - keys_of(part) == set()


def test_each_key_that_checks_on_words_share_is_shown() -> None:
    assert set(TextCheck.model_fields) - keys_of(TextCheck) == set()
    assert {"terms", "better", "unless"} <= keys_of(Swap)


def test_each_scope_side_evidence_guard_kind_and_severity_is_shown() -> None:
    assert values(Condition, "scope") | values(OURS["near"], "scope") == set(get_args(Scope))
    assert values(Condition, "side") | values(OURS["near"], "side") == set(get_args(Side))
    assert values(TextCheck, "evidence") == set(get_args(TextCheck.model_fields["evidence"].annotation))
    guards = {name for names in values(TextCheck, "guards") for name in names}
    assert guards >= set(BUILT_IN)
    assert {kind for kinds in values(OURS["identifier"], "kinds") for kind in kinds} == set(get_args(Kind))
    assert {level for part in parts() for level in [getattr(part, "level", None)] if level} == set(Severity)
    assert values(OURS["require"], "demand") == {"presence", "position", "language"}
    assert values(OURS["window"], "of") == {"embargo", "freeze", "topic", "hours"}


def test_what_another_package_brings_is_found_once_it_is_installed(tmp_path: Path) -> None:
    (tmp_path / "calm.py").write_text(blocks("python")[0], encoding="utf-8")
    installed = tmp_path / "calm-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: calm\nVersion: 1.0\n", encoding="utf-8")
    (installed / "entry_points.txt").write_text(blocks("ini")[0], encoding="utf-8")
    rule = "{id: own.one, severity: warn, check: {kind: exclaim}, message: '{n}'}"
    own = f"articles: [{{id: own, title: a, rules: [{rule}]}}]"
    house = tmp_path / "house"
    house.mkdir()
    (house / "charter.yaml").write_text(f"title: Calm\npacks: [calm]\n{own}\n", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    review = [sys.executable, "-m", "advocacy", "review", "--charter", "charter.yaml", "-"]
    for with_it, code, told in (
        (paths, 0, "3 exclamation marks"),
        (os.pathsep.join(sys.path), 2, "unknown value “exclaim”"),
    ):
        done = subprocess.run(
            review,
            input="Yes!!!",
            capture_output=True,
            text=True,
            cwd=house,
            env={**os.environ, "PYTHONPATH": with_it, "ADVOCACY_LANG": "en"},
            timeout=120,
            check=False,
        )
        assert (done.returncode, told in done.stdout + done.stderr) == (code, True), done.stdout + done.stderr
