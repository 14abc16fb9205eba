"""``advocacy lift`` and ``advocacy effects``, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advocacy.reach.encouragement import Encouragement
from advocacy.storage import Store
from builders import advocate, running, story
from cli.conftest import Typed
from reach.programme import finished

PLAN = ("lift", "plan", "summer", "--outcome", "sign-ups", "--spread", "3", "--seed", "7", "--budget", "3")


@pytest.fixture
def told(typed: Typed, tmp_path: Path) -> Typed:
    """In the folder of a finished programme with a campaign of six stories to come."""
    (tmp_path / "advocacy.toml").write_text('[programme]\nname = "Helvéa"\n', "utf-8")
    store = Store.open(f"sqlite:///{tmp_path}/advocacy.db")
    made = finished()
    made.campaign("summer")
    for name in "abcdef":
        made.story(f"summer-{name}", "summer")
    made.save(store)
    store.close()
    return typed


def test_from_a_draw_to_what_asking_caused(told: Typed, tmp_path: Path) -> None:
    asked = (
        "lift",
        "plan",
        "summer",
        "--outcome",
        "sign-ups",
        "--spread",
        "3",
        "--seed",
        "7",
        "--budget",
        "3",
    )
    found = told(*asked)
    assert "would be shown 80 times in 100" in found.out
    again = told(*PLAN)
    assert (again.code, "not written over" in again.err) == (2, True)
    plan = Encouragement.read((tmp_path / "plan.json").read_text("utf-8"))
    assert plan.teams == ("engineering", "marketing", "sales", "support"), "legal has too few people"
    lines = []
    for item in plan.items:
        for team in plan.teams:
            shares = 2 * ((item, team) in plan.asked)
            lines.append(f"{item},{team},{20 + 3 * shares + len(team)},{shares}")
    (tmp_path / "outcomes.csv").write_text("item,team,outcome,shares\n" + "\n".join(lines), "utf-8")
    read = told("lift", "read", "plan.json", "outcomes.csv")
    assert "caused more sign-ups" in read.out
    assert "a causé davantage" in told("lift", "read", "plan.json", "outcomes.csv", language="fr").out
    assert told("lift", "read", "plan.json", "outcomes.csv", "--json").json["shared"][
        "value"
    ] == pytest.approx(3)


def test_a_draw_is_offered_by_one_command_and_says_what_waits(typed: Typed, tmp_path: Path) -> None:
    people = [advocate(f"{team}-{n}", team=team) for team in ("north", "south", "east") for n in range(10)]
    with running(tmp_path, networks=()) as (program, _fake):
        program.import_advocates(people)
        for number in range(5):
            program.add_story(story(f"s{number}"))
            if number:
                program.submit(f"s{number}")
                program.approve(f"s{number}", by="maria", role="marketing")
                program.approve(f"s{number}", by="claire", role="hr")
        url = program.settings.database.url
    (tmp_path / "advocacy.toml").write_text(f'[database]\nurl = "{url}"\n', "utf-8")
    assert "nothing of it was left to chance" in typed("lift", "offer", "spring").err
    typed("lift", "plan", "spring", *PLAN[3:])
    plan = Encouragement.read((tmp_path / "plan.json").read_text("utf-8"))
    done = typed("lift", "offer", "spring", "--json").json
    asked = {(share["story"], share["advocate"].partition("-")[0]) for share in done["shares"]}
    assert asked
    assert asked <= plan.asked
    assert (list(done["later"]), done["mark"]) == (["s0"], plan.mark)
    assert "s0" in typed("lift", "offer", "spring").out
    assert (
        "déjà été proposées"
        in typed("lift", "plan", "spring", *PLAN[3:], "--to", "b.json", language="fr").err
    )


def test_shares_that_are_not_given_are_counted_and_small_teams_are_not(told: Typed, tmp_path: Path) -> None:
    told(*PLAN)
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    lines = [f"{item},{team},{len(item + team)}" for item in plan["items"] for team in plan["teams"]]
    (tmp_path / "outcomes.csv").write_text("item,team,outcome\n" + "\n".join(lines), "utf-8")
    found = told("lift", "read", "plan.json", "outcomes.csv", "--json").json
    assert found["shared"] is None, "nobody has shared anything of it yet"


def test_regions_and_blocks_are_drawn_with_what_they_would_show(told: Typed) -> None:
    names = [word for n in range(14) for word in ("--region", f"r{n:02}")]
    found = told("lift", "draw", "--seed", "3", *names, "--spread", "0.1").out
    assert found.startswith("Wait: ")
    assert "Shows an effect from" in found
    assert told("lift", "draw", "--seed", "3", "--pairs", "4", "--json").json["on"].count(True) == 4


def test_stories_are_compared(told: Typed) -> None:
    assert "The same tier is a tie" in told("effects", "--by", "story").out
    assert {row["tier"] for row in told("effects", "--json").json["rows"]}
    refused = told("effects", "--by", "author")
    assert (refused.code, "known: story" in refused.err) == (2, True)
