"""Exemptions that the programme grants: they count, are counted, and lapse by themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.charter.granted import Standing
from advocacy.clock import FixedClock
from advocacy.errors import CharterRefusal, InvalidInput, NotAllowed, NotFound
from advocacy.share import ShareState
from builders import advocate
from charter.house import changed
from program.governed import BOAST, NOON, SECRET, governed, offered

LAST_DAY = date(2026, 3, 20)


def test_it_lets_the_value_pass_for_the_person_until_its_day_and_then_the_rule_fires(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with governed(tmp_path, [advocate("ada"), advocate("ben")], clock=clock) as program:
        ada, ben = offered(program, "ada"), offered(program, "ben")
        program.grant_exemption(
            "house.codename",
            value="Projet Boréal",
            who="ada",
            by="paul",
            role="project owner",
            reason="the fair",
            until=LAST_DAY,
        )
        assert program.review_words(ada, SECRET).verdict == "pass"
        assert program.review_words(ben, SECRET).verdict == "block"
        clock.advance(days=18)  # the twentieth, noon: the whole last day counts
        assert program.review_words(ada, SECRET).verdict == "pass"
        clock.advance(days=1)
        assert program.review_words(ada, SECRET).verdict == "block"
        with pytest.raises(CharterRefusal):
            program.accept(ada, by="ada", text=SECRET)
        (granted,) = program.exemptions()
        assert granted.standing(clock()) is Standing.LAPSED


def test_each_decision_that_needed_it_is_counted_and_a_look_is_not(tmp_path: Path) -> None:
    with governed(tmp_path, [advocate("ada")]) as program:
        share = offered(program, "ada")
        program.grant_exemption("house.*", by="paul", role="project owner", reason="the fair", until=LAST_DAY)
        program.review_words(share, SECRET)
        assert [each.uses for each in program.exemptions()] == [0]
        taken = program.accept(share, by="ada", text=SECRET)
        assert taken.state is ShareState.QUEUED
        (served,) = program.exemptions()
        assert (served.uses, served.used_at) == (1, NOON)


def test_where_each_stands_is_told_with_those_of_the_file(tmp_path: Path) -> None:
    in_file = "exemptions: [{rule: house.best, value: Top, until: 2026-05-01, by: legal, reason: test}]"
    clock = FixedClock(NOON)
    with governed(tmp_path, text=changed(("country: FR", in_file)), clock=clock) as program:
        near = program.grant_exemption(
            "house.codename", by="a", role="project owner", reason="b", until=NOON + timedelta(days=30)
        )
        far = program.grant_exemption(
            "house.codename", by="a", role="project owner", reason="b", until=NOON + timedelta(days=92)
        )
        back = program.grant_exemption(
            "house.codename", by="a", role="project owner", reason="b", until=NOON + timedelta(days=60)
        )
        program.withdraw_exemption(back.id, by="paul", role="hr")
        found = {each.id: (each.standing(clock()), each.is_long) for each in program.exemptions()}
        assert found == {
            "file:house.best|Top": (Standing.HOLDS, False),
            near.id: (Standing.LAPSING, False),
            far.id: (Standing.HOLDS, True),
            back.id: (Standing.WITHDRAWN, False),
        }
        with pytest.raises(NotFound, match="exempt list"):
            program.withdraw_exemption(back.id, by="paul", role="hr")


@pytest.mark.parametrize(
    ("rule", "reason", "until", "told"),
    [
        ("house.codenam", "why", LAST_DAY, "did you mean “house.codename”"),
        ("conf.*", "why", LAST_DAY, "there is no rule “conf.\\*”"),
        ("house.codename", "  ", LAST_DAY, "give a reason"),
        ("house.codename", "why", date(2026, 3, 1), "past already"),
        ("house.codename", "why", NOON, "past already"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    tmp_path: Path, rule: str, reason: str, until: date | datetime, told: str
) -> None:
    with governed(tmp_path) as program:
        with pytest.raises(InvalidInput, match=told):
            program.grant_exemption(rule, by="paul", role="project owner", reason=reason, until=until)
        assert program.exemptions() == []


def test_nobody_exempts_from_a_rule_that_has_no_exemptions_and_a_family_leaves_it_out(tmp_path: Path) -> None:
    with governed(tmp_path, [advocate("ada")]) as program:
        with pytest.raises(NotAllowed, match=r"house\.best"):
            program.grant_exemption("house.b*", by="paul", role="project owner", reason="why", until=LAST_DAY)
        program.grant_exemption("house.*", by="paul", role="project owner", reason="why", until=LAST_DAY)
        share = offered(program, "ada")
        assert program.review_words(share, SECRET).verdict == "pass"
        assert [each.rule for each in program.review_words(share, BOAST)] == ["house.best"]


@pytest.mark.parametrize("role", ["hr", "nobody", "", "Projects", "author"])
def test_only_a_role_that_the_rule_names_grants_one(tmp_path: Path, role: str) -> None:
    with governed(tmp_path) as program:
        with pytest.raises(NotAllowed, match=r"From house\.codename, project owner may grant") as refused:
            program.grant_exemption("house.codename", by="paul", role=role, reason="why", until=LAST_DAY)
        assert "responsable du projet" in refused.value.text.fr
        assert program.exemptions() == []


def test_any_role_of_a_list_grants_one_as_it_is_said_in_either_language(tmp_path: Path) -> None:
    text = changed(("exempt: project owner", "exempt: [Legal, project owner]"))
    with governed(tmp_path, text=text) as program:
        for role in ("legal", "le Juridique", "Project-Owner", "responsable du projet"):
            granted = program.grant_exemption(
                "house.codename", by="paul", role=role, reason="why", until=LAST_DAY
            )
            assert granted in program.exemptions()


def test_of_a_rule_that_names_nobody_in_particular_those_who_approve_decide(tmp_path: Path) -> None:
    with governed(tmp_path, text=changed(("        exempt: project owner\n", ""))) as program:
        with pytest.raises(NotAllowed, match="marketing or hr"):
            program.grant_exemption("house.codename", by="p", role="sales", reason="why", until=LAST_DAY)
        assert program.grant_exemption("house.codename", by="p", role="hr", reason="why", until=LAST_DAY)


def test_it_is_taken_back_by_the_role_that_gave_it_or_one_that_approves(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        given = [
            program.grant_exemption(
                "house.codename", by="p", role="project owner", reason="w", until=LAST_DAY
            )
            for _ in range(2)
        ]
        with pytest.raises(NotAllowed, match="not by “intern”"):
            program.withdraw_exemption(given[0].id, by="zoe", role="intern")
        program.withdraw_exemption(given[0].id, by="p", role="Project owner")
        program.withdraw_exemption(given[1].id, by="claire", role="hr")


def test_it_is_for_somebody_who_exists_and_by_somebody(tmp_path: Path) -> None:
    with governed(tmp_path) as program:
        with pytest.raises(NotFound):
            program.grant_exemption(
                "house.codename", who="zoe", by="p", role="project owner", reason="why", until=LAST_DAY
            )
        with pytest.raises(InvalidInput, match="say who decides"):
            program.grant_exemption(
                "house.codename", by=" ", role="project owner", reason="why", until=LAST_DAY
            )
