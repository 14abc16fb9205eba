"""What the reference says of charter files and drafts is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advocacy.charter import Charter, Context
from advocacy.charter.checks import OURS
from advocacy.charter.checks.base import Check, TextCheck

DOCS = Path(__file__).parents[2] / "docs/reference"
CHARTER_FILE = (DOCS / "charter-file.md").read_text(encoding="utf-8")
DRAFT = (DOCS / "draft.md").read_text(encoding="utf-8")


def test_the_example_is_a_charter_and_its_examples_hold() -> None:
    written = re.search(r"```yaml\n(title.*?)```", CHARTER_FILE, re.DOTALL)
    assert written is not None
    charter = Charter.parse(written[1])
    ruling = charter.rule("house.codename")
    for language in ("fr", "en"):
        for good in (True, False):
            for example in ruling.examples(language, good=good):
                found = charter.read(
                    example.text, network=example.network or "", language=language, context=example.context
                )
                assert ("house.codename" in {finding.rule for finding in found}) is not good


@pytest.mark.parametrize(("kind", "check"), OURS.items())
def test_every_kind_and_each_of_its_keys_is_told(kind: str, check: type[Check]) -> None:
    row = re.search(rf"^\| `{kind}` \|.*$", CHARTER_FILE.partition("## Checks")[2], re.MULTILINE)
    assert row is not None
    shared = set(TextCheck.model_fields) if issubclass(check, TextCheck) else {"kind"}
    own = set(check.model_fields) - shared
    assert {key for key in own if f"`{key}" not in row[0] and f"{key}:" not in row[0]} == set()
    assert set(re.findall(r"`\{(\w+)\}`", row[0])) == check.placeholders


def test_every_shared_key_is_told() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", CHARTER_FILE, re.MULTILINE))
    assert set(TextCheck.model_fields) - {"kind"} <= told


def test_every_key_of_the_context_is_told() -> None:
    told = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (.*?) \|", DRAFT, re.MULTILINE))))
    assert set(Context.model_fields) <= told


def test_the_example_in_python_runs() -> None:
    for block in re.findall(r"```python\n(.*?)```", DRAFT, re.DOTALL):
        exec(compile(block, "draft.md", "exec"), {})  # noqa: S102  the page is ours
