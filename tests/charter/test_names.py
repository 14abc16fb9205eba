"""Invented names of a pack's examples become the company's, or are told to be nobody's."""

from __future__ import annotations

import re

import pytest

from advocacy.charter.gathering import gathered
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.telling import explained, lesson, page_of
from advocacy.charter.telling.names import OwnNames
from advocacy.charter.telling.shown import Refused
from advocacy.language import Language, Text

BARE = "title: {fr: Charte, en: Charter}\npacks: [core]\nbrand: Acme\ncontact: charte@acme.example\n"
_NO = Text(fr="Non", en="No")


@pytest.fixture(scope="module")
def bare() -> Rehearsal:
    return Rehearsal.of(gathered(BARE, name="charter.yaml"))


def test_a_name_that_the_company_does_not_give_is_told_to_be_invented(bare: Rehearsal) -> None:
    refused = explained(bare, "conf.codename").refused.values()
    assert [shown.invented for shown in refused if shown] == [("Projet Tramontane",), ("Project Hoopoe",)]


def test_what_surrounds_an_example_is_told_beside_it() -> None:
    shown = Refused(
        text="Hoopoe",
        evidence=None,
        message=_NO,
        tip=None,
        instead=None,
        around="author agency",
        invented=("A", "B"),
    )
    assert shown.note("fr") == "(author agency ; « A », « B » sont des noms inventés)"
    assert shown.note("en") == "(author agency; “A”, “B” are invented names)"


def test_readers_are_told_wherever_such_an_example_is_shown(bare: Rehearsal) -> None:
    told = {Language.FR: "est un nom inventé)", Language.EN: "is an invented name)"}
    page, taught = page_of(bare).html(), lesson(bare, "confidentiality")
    for language, words in told.items():
        assert words in page
        assert words in taught.say(language)


@pytest.mark.parametrize("language", list(Language))
def test_what_a_rule_looks_for_is_not_shown_by_names_that_nobody_has(
    bare: Rehearsal, language: Language
) -> None:
    told = [text.say(language) for text in explained(bare, "conf.codename").what]
    assert not [text for text in told if "Hoopoe" in text or "Tramontane" in text]


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("conf.codename", "codenames: [Projet Nil], codewords: [Nil]"),
        ("conf.client-nda", "clients: [Nil]"),
        ("comp.disparage", "competitors: [Nil]"),
        ("conf.internal-host", "internal_hosts: [nil.example]"),
    ],
)
def test_no_example_names_a_secret_or_mocks_a_rival(rule: str, facts: str) -> None:
    rehearsal = Rehearsal.of(gathered(f"{BARE}facts: {{{facts}}}\n", name="charter.yaml"))
    found = explained(rehearsal, rule)
    shown = [each for each in (*found.refused.values(), *found.passes.values()) if each]
    assert shown
    assert not re.search(r"(?i)\bnil\b", str(shown))
    assert not re.search(r"(?i)\bnil\b", page_of(rehearsal).html())


def test_a_name_that_all_may_read_stands_in_examples() -> None:
    text = BARE + "facts: {company: [Acme]}\n"
    found = explained(Rehearsal.of(gathered(text, name="charter.yaml")), "ins.advice").refused
    assert all(shown and not shown.invented and "Acme" in shown.text for shown in found.values())


def test_what_is_left_is_left_whole() -> None:
    names = OwnNames({"Valmora": "Acme"}, ("intranet.valmora.example", "Projet Valmora"))
    told = "Valmora : https://intranet.valmora.example/rh, PROJET Valmora, valmora.example"
    assert names.put(told) == "Acme : https://intranet.valmora.example/rh, PROJET Valmora, acme.example"


@pytest.mark.parametrize(
    ("text", "put"),
    [
        ("", ""),
        ("Valmora", "Acme"),
        ("VALMORA et valmora", "ACME et acme"),
        ("#Valmora @valmora Valmora’s", "#Acme @acme Acme’s"),
        ("TeamValmora", "TeamValmora"),
        ("jobs@intranet.valmora.example", "jobs@intranet.acme.example"),
        ("$VLMR", "$ACM"),
        ("Projet Tramontane, Tramontane", "Projet Valmora, Nil"),
    ],
)
def test_each_name_is_replaced_once(text: str, put: str) -> None:
    own = {"Valmora": "Acme", "$VLMR": "$ACM", "Tramontane": "Nil", "Projet Tramontane": "Projet Valmora"}
    assert OwnNames(own).put(text) == put


def test_a_name_with_a_sign_is_not_taken_for_an_ill_spelt_one() -> None:
    assert not OwnNames({"$VLMR": "$ACM"}).is_misspelt_in("On parle de $VLMR.")
