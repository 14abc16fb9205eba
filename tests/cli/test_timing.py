"""Slots, hours, asks and limits, typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advocacy.program import Program
from builders import advocate, approved, running
from cli.conftest import Typed

pytestmark = pytest.mark.usefixtures("program")


@pytest.fixture
def program(tmp_path: Path, _key: None) -> Iterator[Program]:
    """Two people have accepted; nothing is planned."""
    people = [
        advocate(name, profiles=[{"network": "bluesky", "account": f"{name}.test"}], timezone="Europe/Paris")
        for name in ("ada", "ben")
    ]
    with running(tmp_path, people) as (there, _fake):
        for offer in approved(there):
            there.accept(offer, by=offer.advocate)
        yield there


def test_a_plan_is_shown_before_it_is_made(typed: Typed, tmp_path: Path) -> None:
    here = ("-C", tmp_path / "advocacy.db")
    shown = typed(*here, "schedule", "--dry-run", "--json").json
    assert [slot["by"] for slot in shown["slots"]] == ["programme", "programme"]
    assert shown["slots"][0]["why"].keys() == {"fr", "en"}
    assert typed(*here, "slots", "--json").json == []
    made = typed(*here, "schedule", language="fr").out
    assert "pendant les heures de travail (08:00-19:00)" in " ".join(made.split())
    assert typed(*here, "slots", "--advocate", "ada", "--json").json[0]["share"]["advocate"] == "ada"
    assert "Day " in typed(*here, "slots").out


def test_hours_are_said_and_read(typed: Typed, tmp_path: Path) -> None:
    here = ("-C", tmp_path / "advocacy.db", "advocate", "hours", "ada")
    told = typed(*here, "lun-jeu 9h-17h30", "--leave", "2026-12-24").out
    assert told == "Ada Test: mon-thu 09:00-17:30; away: 2026-12-24\n"
    assert "lun-jeu 09:00-17:30" in typed(*here, language="fr").out
    assert typed(*here, "", "--json").json["hours"] is None
    wrong = typed(*here, "always")
    assert wrong.code == 2
    assert "hours expected" in wrong.err


def test_limits_are_shown(typed: Typed, tmp_path: Path) -> None:
    here = ("-C", tmp_path / "advocacy.db")
    assert "1,666 posts per hour" in typed(*here, "limits").out
    assert "1\u202f666 posts par heure" in typed(*here, "limits", language="fr").out
    [bluesky] = typed(*here, "limits", "--json").json
    assert (bluesky["network"], bluesky["spent"], bluesky["budget"]) == ("bluesky", "0", None)


def test_nobody_is_asked_later_here(typed: Typed, tmp_path: Path) -> None:
    assert typed("-C", tmp_path / "advocacy.db", "asks", "--json").json == []
    assert typed("-C", tmp_path / "advocacy.db", "asks").out == "nobody waits to be asked\n"


def test_that_nothing_is_planned_is_said(typed: Typed, tmp_path: Path) -> None:
    here = ("-C", tmp_path / "advocacy.db")
    assert typed(*here, "slots", language="fr").out == "aucun créneau à venir\n"
    assert "nothing to plan" not in typed(*here, "schedule").out
    assert "nothing to plan" in typed(*here, "schedule").out
    unknown = typed(*here, "schedule", "--story", "pumps", language="fr")
    assert (unknown.code, unknown.out) == (2, "")
    assert "vouliez-vous dire « pump »" in unknown.err
