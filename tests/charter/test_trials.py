from __future__ import annotations

from dataclasses import replace

import pytest

from advocacy.charter.gathering import gathered
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.sheets import sheet_of_trials
from advocacy.charter.trials import Trials, tried
from advocacy.language import Text
from advocacy.program import network_facts
from charter.house import CHARTER, changed


def trials(text: str) -> Trials:
    return tried(Rehearsal.of(gathered(text, name="charter.yaml")), facts_of=network_facts)


def problems(text: str) -> list[str]:
    return [str(problem) for each in trials(text).failed for problem in each.problems]


def test_a_good_charter_passes() -> None:
    found = trials(CHARTER)
    assert found.passed
    assert len(found.tried) == 10
    assert found.protected >= 60


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Belle semaine.", "Ah, Projet Boréal.", "should be left alone, but the rule finds “Projet Boréal”"),
        ("It is the best", "It is good", "should be found, but is left alone"),
        (
            "evidence: projet boréal",
            "evidence: boréal",
            "the evidence should be “boréal”; it is “projet boréal”",
        ),
        ("fixed: Vive le notre", "fixed: Vive notre", "it reads “Vive le notre projet !”"),
        ("better: All in on our project", "better: On Projet Boréal", "is found too"),
        ("text: All in", "context: {author: nobody}, text: All in", "its context cannot be read"),
    ],
)
def test_what_goes_otherwise_is_told(old: str, new: str, told: str) -> None:
    found = problems(changed((old, new)))
    assert len(found) == 1
    assert told in found[0]


def test_a_failure_has_its_name_and_line() -> None:
    text = changed(("It is the best", "It is good"))
    (failed,) = trials(text).failed
    assert failed.trial.name == "house.best nok.en[0]"
    assert (
        failed.trial.place.line
        == text.splitlines().index(next(line for line in text.splitlines() if "It is good" in line)) + 1
    )


@pytest.mark.parametrize("kind", ["ok: {fr: [Une bonne lampe.], ", "nok: {fr: [C’est le meilleur.], "])
def test_a_rule_without_both_kinds_in_both_languages_fails(kind: str) -> None:
    name = kind.partition(":")[0]
    (untested,) = trials(changed((kind, f"{name}: {{"))).untested
    assert untested.rule == "house.best"
    assert untested.lacks == (f"{name}.fr",)


def test_protected_speech_is_held_for_a_charter_without_packs() -> None:
    found = trials(changed(("boasts: [le meilleur", "boasts: [salaire, le meilleur")))
    assert found.touched
    assert not found.passed
    assert {each.finding.rule for each in found.touched} == {"house.best"}


def test_advice_may_touch_protected_speech() -> None:
    advice = ("severity: [{level: block, when: {country: GB}}, warn]", "severity: advise")
    assert not trials(changed(("boasts: [le meilleur", "boasts: [salaire, le meilleur"), advice)).touched


def test_a_good_example_that_another_rule_refuses_is_noted() -> None:
    noted = [
        each
        for each in trials(changed(("Une bonne lampe.", "Une lampe du Projet Boréal."))).tried
        if each.also
    ]
    assert [(each.trial.rule, each.also) for each in noted] == [("house.best", ("house.codename",))]


def test_the_examples_of_packs_are_tried_with_the_packs_own_names() -> None:
    text = changed(("country: FR", "country: GB\npacks: [core]"))
    found = trials(text)
    assert [each.trial.name for each in found.failed if each.trial.rule.startswith("disc.")] == []
    assert sum(each.trial.rule == "disc.employee" for each in found.tried) > 10


def test_a_rule_that_is_turned_off_is_not_tried() -> None:
    text = changed(("country: FR", "packs: [core]\noverride: {disc.employee: off}"))
    assert "disc.employee" not in trials(text).by_rule


def test_what_touches_protected_speech_is_told_at_the_line_of_its_rule() -> None:
    text = changed(("boasts: [le meilleur", "boasts: [salaire, le meilleur"))
    (told, *_) = (
        notice
        for notice in sheet_of_trials(trials(text), name="charter.yaml").notices()
        if notice.code == "touches-protected"
    )
    assert "id: house.best" in text.splitlines()[told.line - 1]
    assert told.hint is None


def test_an_example_of_a_pack_that_fails_is_told_to_be_the_packs() -> None:
    found = trials(changed(("country: FR", "packs: [core]")))
    (ours, *_) = (each for each in found.tried if each.trial.place.file.pack == "core")
    failed = replace(ours, problems=(Text(fr="relevé", en="found"),))
    (notice,) = [
        notice
        for notice in sheet_of_trials(replace(found, tried=(failed,)), name="charter.yaml").notices()
        if notice.code == "example"
    ]
    assert notice.hint is not None
    assert "in the pack “core”, not in your file: turn the rule off under “override”" in notice.hint.en
    assert "dans le jeu de règles « core »" in notice.hint.fr


ENGLISH_ONLY = (
    ("severity: [{level: block, when: {country: GB}}, warn]", "severity: warn\n        when: {language: en}"),
    ("nok: {fr: [C’est le meilleur.], en: [It is the best.]}", "nok: {en: [It is the best.]}"),
)


def test_a_rule_of_one_language_needs_no_bad_example_in_the_other() -> None:
    assert trials(changed(*ENGLISH_ONLY)).passed
    (untested,) = trials(changed(ENGLISH_ONLY[1])).untested
    assert untested.lacks == ("nok.fr",)
    (untested,) = trials(changed(*ENGLISH_ONLY, ("ok: {fr: [Une bonne lampe.], en", "ok: {en"))).untested
    assert untested.lacks == ("ok.fr",)
