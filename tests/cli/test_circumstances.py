"""``advocacy review`` with what surrounds the text said by options."""

from __future__ import annotations

from pathlib import Path

import pytest

from charter.house import changed
from cli.conftest import Typed

LEVELS = (
    "severity: [{level: block, when: {author: executive, country: GB, sector: finance, reward: true,"
    " since: 2026-06-01, until: 2026-06-01}}, advise]"
)
HOUSE = changed(("severity: [{level: block, when: {country: GB}}, warn]", LEVELS))
ALL = ("--author", "executive", "--country", "uk", "--sector", "Finance", "--reward", "--when", "2026-06-01")


@pytest.fixture
def review(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "house.yaml").write_text(HOUSE, encoding="utf-8")
    return ("review", "--charter", "house.yaml")


def test_what_is_said_counts_as_it_does_in_the_context(review: tuple[str, ...], typed: Typed) -> None:
    given = "It is the best."
    assert typed(*review, "-", *ALL, given=given).code == 1
    assert typed(*review, "-", given=given).code == 0
    for place in (0, 2, 4, 6, 7):  # without any one of them
        left = ALL[:place] + ALL[place + (1 if ALL[place] == "--reward" else 2) :]
        assert typed(*review, "-", *left, given=given).code == 0, left


def test_it_counts_for_files_and_stories_and_while_fixes_are_written(
    review: tuple[str, ...], typed: Typed, tmp_path: Path
) -> None:
    (tmp_path / "post.en.txt").write_text("It is the best.", encoding="utf-8")
    assert typed(*review, "post.en.txt", *ALL, "--format", "github").code == 1
    assert typed(*review, "post.en.txt", *ALL, "--fix").code == 1
    assert typed(*review, "post.en.txt", "--fix").code == 0


def test_it_counts_for_the_programmes_charter_too(
    review: tuple[str, ...], typed: Typed, tmp_path: Path
) -> None:
    typed("init", ".")
    (tmp_path / "charter.yaml").write_text(HOUSE, encoding="utf-8")
    assert typed("review", "-", *ALL, given="It is the best.").code == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--author", "exec"), "executive"),
        (("--country", "Atlantis"), "--country : pays en deux majuscules"),
        (("--country", "France"), "vouliez-vous dire « FR »"),
        (("--sector", "finace"), "vouliez-vous dire « finance »"),
        (("--when", "tomorrow"), "un jour, comme 2026-03-02"),
        (("--when", "2026-06-01T09:00"), "un moment avec son fuseau"),
        (("--when", "2026-02-30"), "un jour, comme 2026-03-02"),
    ],
)
def test_what_cannot_be_is_refused_with_what_may(
    review: tuple[str, ...], typed: Typed, options: tuple[str, ...], told: str
) -> None:
    done = typed(*review, "-", *options, given="Bonjour", language="fr")
    assert done.code == 2
    assert told in done.err
    assert options[0] in done.err


def test_a_day_is_its_noon_where_the_charter_works(
    review: tuple[str, ...], typed: Typed, tmp_path: Path
) -> None:
    house = HOUSE.replace(
        "[Projet Boréal]", '[{name: Projet Boréal, public_since: "2026-06-01T12:00+02:00"}]'
    )
    (tmp_path / "house.yaml").write_text(house, encoding="utf-8")
    for when, code in (("2026-06-01", 0), ("2026-06-01T11:59+02:00", 1), ("2026-05-31", 1)):
        assert typed(*review, "-", "--when", when, given="Projet Boréal").code == code


def test_a_sector_that_no_rule_knows_may_be_said(review: tuple[str, ...], typed: Typed) -> None:
    assert typed(*review, "-", "--sector", "retail", given="Bonjour").code == 0


def test_lines_of_json_say_it_themselves(review: tuple[str, ...], typed: Typed) -> None:
    done = typed(*review, "--jsonl", "-", "--country", "GB", "--reward", given='{"text": "a"}')
    assert done.code == 2
    assert 'with --jsonl each line says so itself: "context": {"author_country": …}' in done.err
    assert done.out == ""


def test_help_lists_who_an_author_may_be(typed: Typed) -> None:
    said = typed("review", "--help").out
    assert "--author" in said
    assert "paid_ambassador" in said
