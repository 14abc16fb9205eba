"""The JSON Schema that editors get: the examples and packs pass, what we refuse is marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from advocacy.charter.document import charter_model, pack_model
from advocacy.documents import json_schema, read, validate

ROOT = Path(__file__).parents[2]
CHARTERS = sorted(ROOT.glob("examples/**/charter.yaml")) + sorted(ROOT.glob("examples/charters/*.yaml"))
PACKS = sorted(ROOT.glob("advocacy/charter/packs/**/*.yaml"))


def accepts(schema: dict[str, Any], data: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(schema).is_valid(data))


@pytest.mark.parametrize("path", CHARTERS, ids=[path.stem for path in CHARTERS])
def test_charters(path: Path) -> None:
    assert accepts(json_schema(charter_model()), read(path).data)


@pytest.mark.parametrize("path", PACKS, ids=[path.stem for path in PACKS])
def test_packs(path: Path) -> None:
    assert accepts(json_schema(pack_model()), read(path).data)


@pytest.mark.parametrize("path", PACKS, ids=[path.stem for path in PACKS])
def test_packs_are_held_to_what_a_users_file_is(path: Path) -> None:
    """They are read without the pass that is for people: what it would say, it says here."""
    assert validate(read(path), pack_model())


@pytest.mark.parametrize(
    "wrong",
    [
        {"titel": "a"},
        {"title": {"fr": "seul"}},
        {"facts": {"names": [{"nam": "a"}]}},
        {"lists": {"words": 3}},
        {"articles": [{"rules": []}]},
        {"articles": [{"id": "a", "rules": [{"id": "b", "check": {"kind": "forbidd"}}]}]},
    ],
)
def test_what_we_refuse_is_marked(wrong: dict[str, Any]) -> None:
    assert not accepts(json_schema(charter_model()), {"title": "a", **wrong})
