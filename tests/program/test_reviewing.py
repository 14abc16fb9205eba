"""What is asked of the charter about a person: it knows who writes, from where, and what is theirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from advocacy.errors import CharterRefusal
from builders import advocate
from charter.house import changed
from program.governed import BOAST, EXECUTIVES, NOON, governed, offered


def test_a_rule_for_executives_meets_an_executive_s_words_and_nobody_else_s(tmp_path: Path) -> None:
    people = [advocate("max", author="executive"), advocate("ada")]
    with governed(tmp_path, people, text=EXECUTIVES) as program:
        with pytest.raises(CharterRefusal) as caught:
            program.accept(offered(program, "max"), by="max", text=BOAST)
        assert [finding.evidence for finding in caught.value.review] == ["the best"]
        program.accept(offered(program, "ada"), by="ada", text=BOAST)


def test_only_an_executive_is_asked_to_read_what_concerns_executives(tmp_path: Path) -> None:
    people = [advocate("max", author="executive"), advocate("ada")]
    with governed(tmp_path, people, text=EXECUTIVES) as program:
        concerned = {
            name: [each.article for each in program.readiness(name, by=name) if each.concerns]
            for name in ("max", "ada")
        }
        assert concerned == {"max": ["secrets", "claims"], "ada": ["secrets"]}


def test_a_person_s_own_address_and_leave_are_known(tmp_path: Path) -> None:
    rule = (
        "check: {kind: forbid, terms: [$boasts]}",
        "check: {kind: identifier, kinds: [email]}",
    )
    text = changed(
        rule,
        ("« {term} » : dites pourquoi.", "« {kind} »"),
        ("“{term}”: say why.", "“{kind}”"),
    )
    with governed(tmp_path, [advocate("ada", leave=["2026-03-03"])], text=text) as program:
        share = offered(program, "ada")
        assert not list(program.review_words(share, "Write to ada@acme.example"))
        assert [found.rule for found in program.review_words(share, "Write to ben@acme.example")] == [
            "house.best"
        ]
        assert [
            program.review_words(share, "Hello", when=day).draft.context.author_on_leave
            for day in (NOON, NOON + timedelta(days=1))
        ] == [False, True]
