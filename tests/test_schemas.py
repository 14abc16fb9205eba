"""JSON Schemas: an editor accepts the examples and marks what we refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel

from advocacy.content import Campaign, Story
from advocacy.documents import json_schema, load, read
from advocacy.people import Advocate, read_advocates
from advocacy.settings import Settings

ACME = Path(__file__).parents[1] / "examples/acme"
STORIES = sorted((ACME / "stories").glob("*.yaml"))


def checked(model: type[BaseModel], data: Any) -> None:
    schema = json_schema(model)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(data)


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_the_example_stories(path: Path) -> None:
    checked(Story, read(path).data)
    assert load(path, Story).id == path.stem


def test_the_other_examples() -> None:
    checked(Campaign, read(ACME / "campaigns/spring.yaml").data)
    checked(Settings, read(ACME / "advocacy.toml").data)
    people = read_advocates((ACME / "advocates.csv").read_text(encoding="utf-8"), name="advocates.csv")
    for person in people:
        checked(Advocate, person.model_dump(mode="json", exclude_none=True))


def test_what_a_model_writes_its_schema_accepts() -> None:
    for path in STORIES:
        checked(Story, load(path, Story).model_dump(mode="json"))
    checked(Settings, Settings().model_dump(mode="json"))


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Story, {"lnk": "https://a.example"}),
        (Story, {"id": "Not A Slug"}),
        (Story, {"title": {"fr": "Seul"}}),
        (Story, {"opens": "2026-03-02"}),
        (Story, {"messages": []}),
        (Story, {"messages": [{"network": "Bad Name", "language": "fr", "text": "x"}]}),
        (Story, {"link": "ftp://a.example"}),
        (Settings, {"programe": {}}),
        (Settings, {"programme": {"min_group": "10"}}),
        (Settings, {"networks": {"x": {"policy": "retry"}}}),
        (Settings, {"publishing": {"senders": 0}}),
        (Advocate, {"id": "Ada"}),
        (Advocate, {"team": None}),
    ],
)
def test_what_we_refuse_an_editor_marks(model: type[BaseModel], wrong: dict[str, Any]) -> None:
    right: dict[type[BaseModel], dict[str, Any]] = {
        Story: read(STORIES[0]).data,
        Settings: {},
        Advocate: {"id": "ada", "name": "Ada Morel", "team": "sales"},
    }
    checked(model, right[model])
    with pytest.raises(jsonschema.ValidationError):
        checked(model, right[model] | wrong)


@pytest.mark.parametrize("model", [Campaign, Story, Advocate, Settings])
def test_every_field_says_what_it_is(model: type[BaseModel]) -> None:
    schema = json_schema(model)
    for part in (schema, *schema.get("$defs", {}).values()):
        for name, field in part.get("properties", {}).items():
            assert "description" in field or "$ref" in field, name
            assert ">>>" not in str(field.get("description"))
