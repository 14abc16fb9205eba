"""``advocacy charter …`` as brand teams and colleagues type it, in both languages, and for programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from charter.house import CHARTER, changed
from cli.conftest import Typed

PEOPLE = """id,name,email,language,timezone,team,country,linkedin
lea,Léa Martin,lea@acme.example,fr,Europe/Paris,workshop,FR,hand-off
tom,Tom Field,tom@acme.example,en,Europe/Dublin,sales,IE,hand-off
"""
STORY = """id: bench
campaign: spring
title: {fr: Le banc, en: The bench}
link: https://acme.example/bench
messages:
  - {network: linkedin, language: fr, text: "Notre banc. {{ link }}"}
  - {network: linkedin, language: en, text: "Our bench. {{ link }}"}
"""
BOAST = "It is the best. {link}"


@pytest.fixture
def house(tmp_path: Path, typed: Typed) -> Path:
    """A programme with a charter of its own, two people, and an approved story that they were offered."""
    typed("init", ".")
    (tmp_path / "charter.yaml").write_text(CHARTER, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "bench.yaml").write_text(STORY, encoding="utf-8")
    for command in (
        "advocate import people.csv",
        "campaign add campaigns/spring.yaml",
        "story add bench.yaml",
        "story submit bench",
        "story approve bench --by maria --role marketing",
        "story approve bench --by claire --role hr",
        "offer bench",
    ):
        done = typed(*command.split())
        assert done.code == 0, done.err
    return tmp_path


def agree(typed: Typed, *file: str) -> Any:
    typed("charter", "activate", *file, "--by", "maria", "--role", "marketing")
    done = typed("charter", "activate", *file, "--by", "claire", "--role", "hr", "--json")
    assert done.code == 0, done.out
    return done.json


def share_of(typed: Typed, who: str) -> str:
    return str(typed("shares", "--advocate", who, "--json").json[0]["id"])


def test_a_version_needs_both_roles_and_says_whose_is_missing(house: Path, typed: Typed) -> None:
    first = typed("charter", "activate", "--by", "maria", "--role", "marketing")
    assert "Still to agree: hr" in first.out
    again = typed("charter", "activate", "--by", "maria", "--role", "hr", language="fr")
    assert (again.code, "il faut deux personnes" in again.err) == (1, True)
    nobody = typed("charter", "activate", "--by", "zoe", "--role", "sales", "--json")
    assert (nobody.code, nobody.json["error"]["kind"]) == (1, "NotAllowed")
    assert set(nobody.json["error"]["message"]) == {"fr", "en"}
    agreed = typed("charter", "activate", "--by", "claire", "--role", "hr", "--json").json
    assert agreed["activated_at"]
    (version,) = typed("charter", "versions", "--json").json
    assert version == agreed
    assert "active" in typed("charter", "versions", language="fr").out


def test_who_agreed_to_other_content_is_named(house: Path, typed: Typed) -> None:
    typed("charter", "activate", "--by", "maria", "--role", "marketing")
    (house / "new.yaml").write_text(
        changed(("version: 1", "version: 1\nid: charter # new")), encoding="utf-8"
    )
    said = typed("charter", "activate", "new.yaml", "--by", "claire", "--role", "hr", language="fr").out
    assert "Reste l’accord de : marketing" in said
    assert re.search(
        r"maria \(marketing\) a approuvé un autre contenu de la version 1 \(\w{12}\), et pas encore", said
    )


def test_what_fails_its_examples_is_refused_with_file_and_line(house: Path, typed: Typed) -> None:
    (house / "bad.yaml").write_text(changed(("It is the best", "It is good")), encoding="utf-8")
    for language, told in (("en", "left alone"), ("fr", "mais passe")):
        done = typed("charter", "activate", "bad.yaml", "--by", "m", "--role", "hr", language=language)
        assert done.code == 2
        assert re.search(rf"bad\.yaml:\d+: house\.best nok\.en\[0\].*{told}", done.err)
    tested = typed("charter", "test", "bad.yaml", "--json")
    assert tested.code == 1
    assert tested.json[0]["failed"][0]["example"] == "house.best nok.en[0]"


def test_exemptions_are_granted_listed_used_and_ended(house: Path, typed: Typed) -> None:
    grant = (
        "charter", "exempt", "add", "house.codename", "--by", "paul", "--role", "project owner",
        "--reason", "the fair",
    )  # fmt: skip
    bad_day = typed(*grant, "--until", "soon")
    assert (bad_day.code, "2026-12-31" in bad_day.err) == (2, True)
    slip = typed(
        "charter", "exempt", "add", "house.codenme", *grant[4:], "--until", "2199-01-01", language="fr"
    )
    assert (slip.code, "vouliez-vous dire « house.codename »" in slip.err) == (2, True)
    closed = typed("charter", "exempt", "add", "house.best", *grant[4:], "--until", "2199-01-01")
    assert (closed.code, "Nobody may" in closed.err) == (1, True)
    granted = typed(*grant, "--until", "2199-01-01")
    assert "More than 90 days" in granted.out
    assert "jamais servie" in typed("charter", "exempt", "list", language="fr").out
    accepted = typed(
        "accept", share_of(typed, "tom"), "--by", "tom", "--text", "All in on Projet Boréal {link}"
    )
    assert accepted.code == 0, accepted.err
    (listed,) = typed("charter", "exempt", "list", "--json").json
    assert (listed["uses"], listed["standing"], listed["long"]) == (1, "holds", True)
    assert typed("charter", "exempt", "end", listed["id"], "--by", "paul", "--role", "hr").code == 0
    assert typed("charter", "exempt", "list", "--json").json == []
    assert "taken back" in typed("charter", "exempt", "list", "--all").out
    assert typed("charter", "exempt", "end", listed["id"], "--by", "paul", "--role", "hr").code == 2


def test_a_finding_is_disputed_answered_counted_and_every_decision_is_kept(house: Path, typed: Typed) -> None:
    agree(typed)
    tom = share_of(typed, "tom")
    refused = typed("accept", tom, "--by", "tom", "--text", BOAST)
    assert (refused.code, "house.best" in refused.err) == (1, True)
    dispute = ("charter", "dispute", tom, "house.best", "--reason", "it was measured", "--text", BOAST)
    assert typed(*dispute, "--by", "lea").code == 1
    opened = typed(*dispute, "--by", "tom", "--json").json
    slip = typed("charter", "dispute", tom, "house.bst", *dispute[4:], "--by", "tom")
    assert (slip.code, "did you mean “house.best”" in slip.err) == (2, True)
    perhaps = typed("charter", "answer", opened["id"], "perhaps", "--by", "maria", "--answer", "x")
    assert perhaps.code == 2
    own = typed("charter", "answer", opened["id"], "granted", "--by", "tom", "--answer", "x", language="fr")
    assert (own.code, "Personne ne répond à sa propre" in own.err) == (1, True)
    granted = typed(
        "charter", "answer", opened["id"], "granted", "--by", "maria", "--answer", "Who measured?"
    )
    assert "passes with a reason (--confirm house.best=…)" in " ".join(granted.out.split())
    found = typed("charter", "disputes", "--json").json
    assert found["rules"] == [{"rule": "house.best", "open": 0, "upheld": 0, "granted": 1}]
    assert found["disputes"][0]["answer"] == "Who measured?"
    assert typed("charter", "disputes", "--open", "--json").json["disputes"] == []
    assert "personne entendue" in typed("charter", "disputes", language="fr").out

    typed("accept", tom, "--by", "tom", "--text", BOAST, "--confirm", "house.best=it was measured")
    newest = typed("charter", "decisions", f"share:{tom}", "--json").json[0]
    assert newest["reasons"] == {"house.best": "it was measured"}
    assert newest["charter"] == opened["charter"]
    assert "@1#" in newest["charter"]
    assert "it was measured" in typed("charter", "decisions", "--limit", "1").out


def test_who_has_read_it_is_known_to_oneself_and_together_only_roughly(house: Path, typed: Typed) -> None:
    agree(typed)
    first = typed("charter", "acknowledge", "--by", "lea", language="fr")
    assert "2 articles nouveaux pour vous" in first.out
    assert "  1. Ce qui reste entre nous" in first.out
    assert "0 articles new" in typed("charter", "acknowledge", "--by", "lea").out
    assert typed("charter", "acknowledge", "--by", "tom", "--lang", "en", "--json").json["language"] == "en"
    rows = {row["article"]: row for row in typed("charter", "readiness", "--by", "lea", "--json").json}
    assert rows["secrets"]["acknowledged_at"]
    assert "trop peu de personnes" in typed("charter", "readiness", language="fr").out
    assert typed("charter", "acknowledge", "--by", "zoe").code == 2
    (house / "new.yaml").write_text(
        changed(("version: 1", "version: 2"), ("A name says too much.", "A name tells.")), encoding="utf-8"
    )
    agree(typed, "new.yaml")
    assert "has changed: read it again" in typed("charter", "readiness", "--by", "lea").out


def test_another_version_is_compared_and_replayed_on_what_was_published(house: Path, typed: Typed) -> None:
    agree(typed)
    for who, number in (("lea", 1), ("tom", 2)):
        text = {"lea": "C’est le meilleur. {link}", "tom": BOAST}[who]
        share = share_of(typed, who)
        typed("accept", share, "--by", who, "--text", text, "--confirm", "house.best=measured")
        url = f"https://www.linkedin.com/feed/update/urn:li:share:712345678901234567{number}/"
        assert typed("confirm", share, "--by", who, url).code == 0
    stricter = ("severity: [{level: block, when: {country: GB}}, warn]", "severity: block")
    (house / "charter.yaml").write_text(changed(stricter, ("version: 1", "version: 2")), encoding="utf-8")
    assert "house.best" in typed("charter", "diff").out
    replay = ("charter", "replay", "charter.yaml", "--days", "90", "--workers", "1")
    assert "Posts bloqués en plus : 2" in typed(*replay, language="fr").out
    found = typed(*replay, "--json").json
    assert found["total"]["posts"] == 2
    assert (found["total"]["newly_blocked"], found["total"]["freed"]) == (2, 0)
    assert [row["name"] for row in found["by_language"]] == ["en", "fr"]
    assert [row["name"] for row in found["by_rule"]] == ["house.best"]
    assert found["by_team"] == []  # two people are no group
    freed = typed(
        "charter", "replay", "charter.yaml", "--old", "charter.yaml", "--workers", "1", "--json"
    ).json
    assert freed["differing"] == 0


def test_its_own_examples_are_counted_and_the_packs_when_asked(house: Path, typed: Typed) -> None:
    more = ("the best]", "the best, unrivalled]")
    (house / "charter.yaml").write_text(changed(more), encoding="utf-8")
    own = typed("charter", "test", language="fr")
    assert own.code == 0
    assert "mots des listes              2 / 3  (67 %)" in own.out
    assert "house.best  $boasts: unrivalled" in own.out
    with_pack = changed(more, ("country: FR", "country: FR\npacks: [core]"))
    (house / "charter.yaml").write_text(with_pack, encoding="utf-8")
    told = typed("charter", "test", "--packs", "--mutants", "50", "--json").json[0]
    assert told["of_packs"]
    assert (told["mutants"] <= 50, told["possible"] > 1000) == (True, True)


@pytest.mark.parametrize("form", ["github", "sarif", "junit"])
def test_a_forge_reads_the_working_charter_from_the_top_of_the_repository(
    house: Path, typed: Typed, form: str
) -> None:
    for text in (CHARTER, CHARTER.replace("version:", "vresion:")):
        (house / "charter.yaml").write_text(text, encoding="utf-8")
        done = typed("charter", "test" if text is CHARTER else "lint", "--format", form)
        assert str(house) not in done.out + done.err
    assert "charter.yaml" in done.out + done.err
