"""Findings that people dispute, what is answered, and every decision with the version that made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy.charter.dispute import DisputedRule, Ruled
from advocacy.clock import FixedClock
from advocacy.errors import CharterRefusal, InvalidInput, NotAllowed, NotFound
from builders import advocate
from charter.house import changed
from program.governed import BOAST, NOON, SECRET, activated, governed, offered, write


def test_a_refusal_is_disputed_answered_by_somebody_else_and_counted(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with governed(tmp_path, [advocate("ada"), advocate("ben")], clock=clock) as program:
        activated(program)
        ada, ben = offered(program, "ada"), offered(program, "ben")
        opened = program.dispute(ada.id, "house.codename", by="ada", reason=" It is public ", text=SECRET)
        assert (opened.subject, opened.evidence, opened.reason) == (
            f"share:{ada.id}",
            "Projet Boréal",
            "It is public",
        )
        assert program.active_charter is not None
        assert opened.charter.endswith(f"@1#{program.active_charter[:12]}")
        other = program.dispute(ben.id, "house.codename", by="ben", reason="no", text=SECRET)
        boast = program.dispute(ben.id, "house.best", by="ben", reason="no", text=BOAST)
        clock.advance(hours=1)
        answered = program.answer_dispute(opened.id, "granted", by="maria", answer="It is, since today.")
        program.answer_dispute(other.id, Ruled.UPHELD, by="maria", answer="Not yet.")
        assert (answered.outcome, answered.answer, answered.answered_by) == (
            Ruled.GRANTED,
            "It is, since today.",
            "maria",
        )
        assert [each.id for each in program.disputes(only_open=True)] == [boast.id]
        assert [each.id for each in program.disputes(by="ada")] == [opened.id]
        assert program.disputed_rules() == [
            DisputedRule(rule="house.codename", open=0, upheld=1, granted=1),
            DisputedRule(rule="house.best", open=1, upheld=0, granted=0),
        ]


def test_saying_it_twice_opens_one_and_after_its_answer_another(tmp_path: Path) -> None:
    with governed(tmp_path, [advocate("ada")]) as program:
        share = offered(program, "ada")
        first = program.dispute(share.id, "house.best", by="ada", reason="no", text=BOAST)
        assert program.dispute(share.id, "house.best", by="ada", reason="again", text=BOAST) == first
        program.answer_dispute(first.id, "upheld", by="maria", answer="It boasts.")
        again = program.dispute(share.id, "house.best", by="ada", reason="still", text=BOAST)
        assert again.id != first.id


def test_what_a_dispute_changes_is_said_as_it_is_opened_answered_and_tried(tmp_path: Path) -> None:
    with governed(tmp_path, [advocate("ada")]) as program:
        share = offered(program, "ada")
        opened = program.dispute(share.id, "house.codename", by="ada", reason="no", text=SECRET)
        assert opened.severity == "block"
        assert "still takes an exemption" in str(opened.consequence)
        granted = program.answer_dispute(opened.id, "granted", by="maria", answer="yes")
        assert "advocacy charter exempt add house.codename" in str(granted.consequence)
        with pytest.raises(CharterRefusal, match=r"not enough for house\.codename.* even after a dispute"):
            program.accept(share, by="ada", text=SECRET, confirm={"house.codename": "granted"})
        boast = program.dispute(share.id, "house.best", by="ada", reason="no", text=BOAST)
        assert "--confirm house.best=…" in str(boast.consequence)
        assert program.answer_dispute(boast.id, "upheld", by="maria", answer="no").consequence is None


def test_what_cannot_be_disputed_or_answered_says_why(tmp_path: Path) -> None:
    with governed(tmp_path, [advocate("ada"), advocate("ben")]) as program:
        share = offered(program, "ada")

        def dispute(rule: str = "house.best", by: str = "ada", reason: str = "no") -> str:
            return program.dispute(share.id, rule, by=by, reason=reason, text=BOAST).id

        with pytest.raises(NotAllowed, match="own findings"):
            dispute(by="ben")
        with pytest.raises(InvalidInput, match="say why"):
            dispute(reason=" ")
        with pytest.raises(NotFound, match=r"did you mean “house\.best”"):
            dispute(rule="house.bst")
        with pytest.raises(NotFound):
            program.dispute("nothing", "house.best", by="ada", reason="no", text=BOAST)
        opened = dispute()
        for outcome, by, answer, error in (
            ("granted", "ada", "yes", NotAllowed),
            ("granted", "maria", " ", InvalidInput),
            ("perhaps", "maria", "well", InvalidInput),
        ):
            with pytest.raises(error):
                program.answer_dispute(opened, outcome, by=by, answer=answer)
        with pytest.raises(NotFound):
            program.answer_dispute("nothing", "granted", by="maria", answer="yes")
        program.answer_dispute(opened, "granted", by="maria", answer="yes")
        with pytest.raises(NotAllowed, match="already"):
            program.answer_dispute(opened, "upheld", by="maria", answer="no")


def test_every_decision_keeps_the_version_that_made_it_and_the_reasons_given(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with governed(tmp_path, [advocate("ada")], clock=clock) as program:
        activated(program)
        share = offered(program, "ada")
        with pytest.raises(CharterRefusal):
            program.accept(share, by="ada", text=BOAST)
        clock.advance(minutes=1)
        program.accept(share, by="ada", text=BOAST, confirm={"house.best": "the test said so"})
        (accepted,) = [each for each in program.decisions(by="ada") if each.reasons]
        assert accepted.subject == f"share:{share.id}"
        assert accepted.reasons == {"house.best": "the test said so"}
        assert accepted.verdict == "warn"
        assert "@1#" in accepted.charter
        activated(program, write(tmp_path, changed(("version: 1", "version: 2")), "new.yaml"))
        clock.advance(minutes=1)
        (second, *_) = program.shares(advocate="ada", state="offered")
        program.accept(second, by="ada", text="A fine week. {link}")
        newest = program.decisions(by="ada", limit=1)[0]
        assert "@2#" in newest.charter
        assert {each.charter.partition("@")[2][:2] for each in program.decisions()} == {"1#", "2#"}
        assert program.decisions(subject=f"share:{share.id}")[0].reasons == accepted.reasons
