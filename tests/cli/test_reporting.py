"""``advocacy report`` and ``metrics statement``, as they are typed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from advocacy.storage import Store
from cli.conftest import Typed
from reach.programme import finished


@pytest.fixture
def told(typed: Typed, tmp_path: Path) -> Typed:
    """In the folder of a finished programme."""
    (tmp_path / "advocacy.toml").write_text(
        '[programme]\nname = "Helvéa"\ntimezone = "Europe/Paris"\n', "utf-8"
    )
    store = Store.open(f"sqlite:///{tmp_path}/advocacy.db")
    finished().save(store)
    store.close()
    return typed


def test_a_period_beside_the_one_before(told: Typed) -> None:
    period = ("report", "--since", "2026-03-16", "--until", "2026-03-29", "--compare")
    assert "90% interval" in told(*period).out
    assert "Différence" in told(*period, language="fr").out
    rows = told(*period, "--json").json
    assert [row["measure"] for row in rows][:2] == ["shares_offered", "shares_accepted"]
    stories = told(*period, "--by", "story", "--json").json
    assert {row["story"] for row in stories} == {"pump", "factory", ""}
    refused = told(*period, "--by", "day")
    assert (refused.code, "same days" in refused.err) == (2, True)


def test_numbers_as_csv(told: Typed) -> None:
    every = list(csv.DictReader(io.StringIO(told("report", "--csv").out)))
    assert {row["by"] for row in every} == {"", "campaign", "story", "network", "team", "day", "class"}
    offered = next(row for row in every if row["measure"] == "shares_offered v1" and not row["by"])
    assert offered["value"] == "363"
    teams = list(csv.DictReader(io.StringIO(told("report", "--by", "team", "--csv").out)))
    assert {row["team"]: row["adoption"] for row in teams}["legal"] == ""


def test_the_statement_for_a_works_council(told: Typed, tmp_path: Path) -> None:
    assert "48 hours at most" in told("metrics", "statement").out
    assert "48 heures au plus" in told("metrics", "statement", language="fr").out
    page = tmp_path / "statement.html"
    assert str(page) in told("metrics", "statement", "--html", page).out
    assert "<html" in page.read_text(encoding="utf-8")
    assert told("metrics", "statement", "--json").json["min_group"] == 10
