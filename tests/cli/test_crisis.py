"""Doubt, crisis and second thoughts, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from advocacy.cli.app import app
from advocacy.vault import VARIABLE, new_key
from builders import advocate, approved, running


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a command on the programme of this test; what it says as JSON, or as people read it."""
    monkeypatch.setenv(VARIABLE, new_key())
    monkeypatch.setenv("ADVOCACY_LANG", "fr")
    monkeypatch.setenv("COLUMNS", "300")

    def run(*words: str, plain: bool = False) -> Any:
        where = ["-C", str(tmp_path / "advocacy.db")]
        done = CliRunner().invoke(app, [*where, *words, *([] if plain else ["--json"])])
        assert done.exit_code == 0, done.output
        return done.stdout if plain else json.loads(done.stdout)

    return run


def test_a_crisis_is_typed_and_ends(tmp_path: Path, typed: Callable[..., Any]) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, _):
        first, second = (program.accept(offer, by="ada") for offer in approved(program))
        maria = ("--by", "maria", "--role", "marketing")
        assert typed("freeze", *maria, "--reason", "incendie", "--campaign", "spring")["held"] == 2
        assert "incendie" in typed("freezes", plain=True)
        foreseen = typed("publish", "--dry-run", plain=True)
        assert "incendie" in foreseen
        assert "retenu" in foreseen
        assert {each["step"] for each in typed("publish", "--dry-run")} == {"held"}
        assert typed("resume", *maria, "--campaign", "spring", "--over", "0")["queued"] == 2
        assert typed("freezes") == []
        edited = typed(
            "edit", first.id, "--by", "maria", "--text", "D’autres mots {link}", "--reason", "chiffre"
        )
        assert (edited["state"], edited["text"]) == ("offered", f"D’autres mots {first.link}")
        program.publish()
        program.withdraw("pump", by="maria", note="chiffre faux")
        assert [each["share"] for each in typed("deletions", "--advocate", "ada")] == [second.id]
        assert "chiffre faux" in typed("deletions", plain=True)
        assert typed("keep", second.id, "--by", "ada")["answer"] == "kept"
        assert typed("gone", second.id, "--by", "ada")["state"] == "gone"


def test_the_desk_is_read_and_answered(tmp_path: Path, typed: Callable[..., Any]) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        share = program.accept(approved(program)[0], by="ada")
        assert typed("desk", plain=True).strip() == "aucun partage en doute"
        fake.lose_answers(1, name=share.network)
        program.publish(patience=timedelta(0))
        [found] = typed("desk")
        assert found["share"]["id"] == share.id
        shown = typed("desk", plain=True)
        assert share.text in shown.replace("\n", " ")
        assert f"advocacy settle {share.id}" in shown
        settled = typed("settle", share.id, "give-up", "--by", "ada", "--reason", "introuvable")
        assert settled["state"] == "cancelled"
        history = typed("history", share.id, plain=True)
        for told in ("introuvable", "accepté", "envoi", "réponse perdue", "répondu : on renonce"):
            assert told in history
