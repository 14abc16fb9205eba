"""``advocacy review`` of one text: by which charter, at which moment, in which language, and its fixes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from charter.house import changed
from cli.conftest import Typed

SWAP = "check: {kind: prefer, swaps: [{terms: [le meilleur, the best], better: {fr: un bon, en: a good}}]}"
FIXES = changed(
    ("check: {kind: forbid, terms: [$boasts]}", SWAP),
    ("codenames: [Projet Boréal]", "codenames: [{name: Projet Boréal, public_since: 2031-01-01}]"),
    ("lists:\n  boasts: [le meilleur, the best]\n", ""),
)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    written = tmp_path / "house.yaml"
    written.write_text(FIXES, encoding="utf-8")
    return written


def test_the_ready_fixes_are_written_and_the_file_stays_as_it_is(house: Path, typed: Typed) -> None:
    post = house.with_name("post.fr.txt")
    post.write_text("Le meilleur café, le meilleur thé.\n", encoding="utf-8")
    done = typed("review", "--charter", house, post, "--fix")
    assert (done.code, done.out) == (0, "Un bon café, un bon thé.\n")
    assert "“Le meilleur” → “Un bon”  [house.best]" in done.err
    assert "Rien à redire." in done.err
    assert post.read_text(encoding="utf-8").startswith("Le meilleur")


def test_what_has_no_ready_fix_is_left_and_still_blocks(house: Path, typed: Typed) -> None:
    house.write_text(
        FIXES.replace("        fix: {fr: notre projet, en: our project}\n", ""), encoding="utf-8"
    )
    arguments = ("review", "--charter", house, "--lang", "en", "-", "--fix")
    done = typed(*arguments, given="The best of Projet Boréal.")
    assert (done.code, done.out) == (1, "A good of Projet Boréal.")
    assert "house.codename" in done.err
    told = typed(*arguments, "--json", given="The best of Projet Boréal.").json
    assert [finding["rule"] for finding in told["applied"]] == ["house.best"]
    assert told["review"]["verdict"] == "block"


def test_only_one_text_is_fixed_at_a_time(house: Path, typed: Typed) -> None:
    done = typed("review", "--charter", house, "a.txt", "b.txt", "--fix", language="fr")
    assert done.code == 2
    assert "un texte à la fois" in done.err


def test_the_name_of_a_text_says_its_language_else_the_terminal_does(house: Path, typed: Typed) -> None:
    for name, terminal, told in (
        ("post.fr.txt", "en", "est interne"),
        ("post.txt", "fr", "est interne"),
        ("post.txt", "en", "is internal"),
    ):
        house.with_name(name).write_text("Projet Boréal", encoding="utf-8")
        assert told in typed("review", "--charter", house, name, language=terminal).out


def test_the_moment_counts_so_what_is_public_by_now_may_be_said(house: Path, typed: Typed) -> None:
    arguments = ("review", "--charter", house, "-")
    assert typed(*arguments, given="Projet Boréal").code == 1
    house.write_text(FIXES.replace("2031-01-01", "2021-01-01"), encoding="utf-8")
    assert typed(*arguments, given="Projet Boréal").code == 0


def test_an_exemption_that_the_programme_granted_counts_and_lapses(house: Path, typed: Typed) -> None:
    typed("init", ".")
    house.rename("charter.yaml")
    review = ("review", "-")
    assert typed(*review, given="Projet Boréal").code == 1
    grant = (
        "charter", "exempt", "add", "house.codename", "--by", "maria", "--role", "project owner",
        "--reason", "the launch",
    )  # fmt: skip
    assert typed(*grant, "--until", "2199-01-01").code == 0
    assert typed(*review, given="Projet Boréal").code == 0
    assert typed(*review, "--json", given="Projet Boréal").json["verdict"] == "pass"


@pytest.mark.parametrize(
    "command", [("review", "-"), ("charter", "explain", "house.best"), ("charter", "page")]
)
def test_a_language_that_is_none_is_told_and_not_taken_for_english(
    house: Path, typed: Typed, command: tuple[str, ...]
) -> None:
    typed("init", ".")
    house.rename("charter.yaml")
    done = typed(*command, "--lang", "french", given="Le meilleur", language="fr")
    assert (done.code, "« french » n’est pas une langue" in done.err, "permis : fr, en" in done.err) == (
        2,
        True,
        True,
    )
    assert typed(*command, "--lang", "fr-CA", given="Bonjour").code == 0


@pytest.mark.parametrize(("also", "told"), [("", False), (" https://www.acme.example/b", True)])
def test_the_story_s_own_link_needs_no_parameters_for_the_programme_gives_them(
    house: Path, typed: Typed, also: str, told: bool
) -> None:
    swap = ("{kind: forbid, terms: [$boasts]}", "{kind: link, query: [utm_source], 'on': [acme.example]}")
    house.write_text(changed(swap), encoding="utf-8")
    story = house.with_name("pump.yaml")
    story.write_text(
        "id: pump\ncampaign: spring\ntitle: Pump\nlink: https://www.acme.example/pump\n"
        "opens: 2026-03-02T09:00+01:00\ncloses: 2026-06-01T00:00+02:00\n"
        f"messages: [{{network: linkedin, language: en, text: 'Our pump: {{{{ link }}}}{also}'}}]\n",
        encoding="utf-8",
    )
    done = typed("review", "--charter", house, story)
    assert done.code == 0, done.err
    assert ("house.best" in done.out) is told


def test_who_stops_reading_the_answers_is_not_told_that_the_lines_cannot_be_read(house: Path) -> None:
    lines = house.with_name("lines.jsonl")
    lines.write_text('{"text": "Bonjour"}\n' * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "advocacy", "review", "--charter", house, "--jsonl", lines]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        said = running.stderr.read().decode()
    assert "lines.jsonl" not in said
