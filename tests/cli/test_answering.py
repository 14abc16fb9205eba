"""``advocacy metrics show``, ``sql``, ``followers`` and ``leaderboard``, as they are typed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from advocacy.storage import Store
from cli.conftest import Typed
from reach.programme import finished

SETTINGS = '[programme]\nname = "Helvéa"\ntimezone = "Europe/Paris"\n'
ON = """
[reach]
leaderboards = true
summed_followers = true
[reach.rates]
currency = "EUR"
since = 2026-01-01
per_click = "7"
"""


@pytest.fixture
def told(typed: Typed, tmp_path: Path) -> Typed:
    """In the folder of a finished programme."""
    (tmp_path / "advocacy.toml").write_text(SETTINGS, "utf-8")
    made = finished()
    for row in made.rows["advocates"]:
        row["body"] = {"id": row["id"], "name": row["id"].title(), "team": row["team"]}
    store = Store.open(f"sqlite:///{tmp_path}/advocacy.db")
    made.save(store)
    store.close()
    return typed


def test_one_measure_by_its_name(told: Typed) -> None:
    assert "not shown" in told("metrics", "show", "activation", "--by", "team").out
    assert "non montré" in told("metrics", "show", "activation", "--by", "team", language="fr").out
    rows = list(
        csv.DictReader(io.StringIO(told("metrics", "show", "clicks_people", "--by", "month", "--csv").out))
    )
    assert [row["month"] for row in rows] == ["2026-03", "2026-04", ""]
    assert told("metrics", "show", "retention", "--json").json[0]["joined"] >= 10
    refused = told("metrics", "show", "impressions", "--by", "person")
    assert (refused.code, "campaign, story" in refused.err) == (2, True)


def test_what_is_off_says_how_to_turn_it_on(told: Typed, tmp_path: Path) -> None:
    for verb, field in (
        (("leaderboard",), "leaderboards"),
        (("metrics", "show", "summed_followers"), "summed_followers"),
        (("metrics", "show", "emv_clicks"), "rates"),
    ):
        refused = told(*verb)
        assert refused.code != 0
        assert f"“{field}” under [reach]" in " ".join(refused.err.split())
    (tmp_path / "advocacy.toml").write_text(SETTINGS + ON, "utf-8")
    assert "NOT VALUE" in told("metrics", "show", "emv_clicks").out
    assert "not shown alone" in told("metrics", "show", "emv_clicks").out
    refused = told("metrics", "show", "emv_clicks", "--by", "team", language="fr")
    assert (refused.code, "ne se détaille pas par « team »" in " ".join(refused.err.split())) == (2, True)
    assert "PAS DES PERSONNES" in told("metrics", "show", "summed_followers", language="fr").out
    assert told("metrics", "followers", "sales01", "bluesky", "120", "--json").json["followers"] == 120
    assert "Sales01" not in told("leaderboard").out
    assert "Sales01" in told("leaderboard", "--join", "sales01").out
    assert told("leaderboard", "--leave", "sales01", "--json").json == {"left": "sales01"}


def test_a_text_and_what_changes_elsewhere(told: Typed) -> None:
    assert "FROM share_facts" in told("metrics", "sql", "posts").out
    assert "no change is needed" in told("metrics", "sql", "posts", "--dialect", "snowflake").out
    assert told("metrics", "sql", "posts", "--dialect", "bigquery", "--json").json["diff"] == ""
    refused = told("metrics", "sql", "posts", "--dialect", "bigqery")
    assert (refused.code, "bigquery" in refused.err) == (2, True)


def test_the_list_says_what_is_off_and_marks_it(told: Typed) -> None:
    listed = {row["name"]: row for row in told("metrics", "list", "--json").json}
    assert listed["summed_followers"]["use"] == "off"
    assert listed["summed_followers"]["watermark"]["en"] == "a sum of followers, not people"
    assert listed["adoption"]["use"] == "report"
