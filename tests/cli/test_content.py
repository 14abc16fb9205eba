"""Campaigns and stories, typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Typed

_CAMPAIGN = "campaign: spring"


@pytest.fixture
def started(typed: Typed, tmp_path: Path) -> Typed:
    """In the folder of a new programme."""
    assert typed("init", ".").code == 0
    return typed


def test_what_to_do_next_enters_no_folder_that_one_is_in(typed: Typed, tmp_path: Path) -> None:
    here = typed("init", ".").out
    assert here.endswith("\n  advocacy doctor\n")
    assert "  cd " not in here
    assert "\n  cd 'my voices'\n" in typed("init", "my voices").out


def test_a_campaign_that_nobody_added_is_told_when_its_story_is(started: Typed, tmp_path: Path) -> None:
    started("campaign", "add", "campaigns/spring.yaml")
    hello = tmp_path / "stories/hello.yaml"
    assert started("story", "add", "stories/hello.yaml").err == ""
    hello.write_text(hello.read_text("utf-8").replace(_CAMPAIGN, "campaign: sprng"), encoding="utf-8")
    added = started("story", "add", "stories/hello.yaml", language="fr")
    assert added.code == 0
    assert "nomme la campagne « sprng », que personne n’a ajoutée" in added.err
    assert "vouliez-vous dire « spring » ?" in added.err
    [one] = started("story", "add", "stories/hello.yaml", "--json").json
    assert "did you mean “spring”?" in one["warning"]["en"]
    assert "“sprng”" in started("story", "submit", "hello").err
    assert "did you mean “spring”?" in started("check").out
