"""``docs/reference/files.md`` shows files that are right, and has a row for every field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from advocacy.content import Campaign, Media, Message, Story
from advocacy.content.sandbox import FILTERS, NAMES
from advocacy.documents import read_toml, read_yaml, validate
from advocacy.people import COLUMNS, Audience, read_advocates
from advocacy.people.audience_parser import FIELDS
from advocacy.people.roster import _FRENCH
from advocacy.settings import OVERRIDES, NetworkSettings, Settings
from advocacy.settings.conversions import ConversionFile
from advocacy.settings.reports import ReportSchedule

PAGE = (Path(__file__).parents[1] / "docs/reference/files.md").read_text(encoding="utf-8")


def section(title: str, level: str = "##") -> str:
    return PAGE.split(f"\n{level} {title}\n")[1].split("\n## ")[0].split(f"\n{level} ")[0]


def block(text: str) -> str:
    return re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)[0]


def rows(text: str) -> set[str]:
    firsts = re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE)
    return {name for cell in firsts for name in re.findall(r"`([^`]*)`", cell)}


def test_the_files_shown_are_right() -> None:
    validate(read_yaml(block(section("A story")), name="story.yaml"), Story)
    validate(read_yaml(block(section("A campaign")), name="campaign.yaml"), Campaign)
    validate(read_toml(block(section("Settings")), name="advocacy.toml"), Settings)
    people = read_advocates(block(section("Advocates")), name="a.csv", networks=("mastodon", "linkedin"))
    assert [len(person.profiles) for person in people] == [2, 1]
    for rule in block(section("Audience", "###")).strip().split("\n"):
        Audience.parse(rule)


@pytest.mark.parametrize(
    ("model", "where"),
    [
        (Story, section("A story").split("\n### ")[0]),
        (Message, section("Messages", "###").split("A person gets")[0]),
        (Media, section("Media", "###")),
        (Campaign, section("A campaign")),
    ],
)
def test_every_field_has_a_row(model: type[BaseModel], where: str) -> None:
    assert rows(where) == set(model.model_fields)


def test_every_column_has_a_row() -> None:
    assert rows(section("Advocates")) == set(COLUMNS)
    assert set(re.findall(r"`([^`]*)`", section("Advocates").split("understood:")[1].split(".")[0])) == set(
        _FRENCH
    )


_NAMED = {"networks": NetworkSettings, "conversions": ConversionFile, "reports": ReportSchedule}
"""Sections that there may be many of, each under a name."""


def test_every_setting_has_a_row() -> None:
    fields = set()
    for name, field in Settings.model_fields.items():
        if name not in _NAMED:
            inner = field.annotation
            assert isinstance(inner, type)
            assert issubclass(inner, BaseModel)
            fields |= {f"{name}.{part}" for part in inner.model_fields}
    table, variables = section("Settings").split("No secret stands")
    for name, model in _NAMED.items():
        fields |= {f"{name}.NAME.{part}" for part in model.model_fields}
    assert rows(table) == fields
    assert set(OVERRIDES) < rows(variables)


def test_what_a_template_and_a_rule_may_name_is_told() -> None:
    for word in (*NAMES, *FILTERS):
        assert word in section("Messages", "###")
    for word in FIELDS:
        assert f"`{word}`" in section("Audience", "###")
