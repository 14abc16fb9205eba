from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.charter.inflection import forms
from advocacy.charter.normalise import fold


@pytest.mark.parametrize(
    ("term", "form"),
    [
        ("neutre en carbone", "neutres en carbone"),
        ("respectueux de l'environnement", "respectueuse de l environnement"),
        ("respectueux de l'environnement", "respectueuses de l environnement"),
        ("éco-responsable", "eco responsables"),
        ("employé", "employees"),
        ("meilleur", "meilleures"),
        ("vert", "vertes"),
        ("compétitif", "competitives"),
        ("mondial", "mondiaux"),
        ("innovateur", "innovatrice"),
        ("public", "publique"),
        ("company", "companies"),
        ("guarantee", "guarantees"),
        ("crash", "crashes"),
    ],
)
def test_inflected_forms_are_known(term: str, form: str) -> None:
    assert form in forms(term)


def test_short_words_and_names_of_grammar_stay() -> None:
    assert forms("la") == {"la"}
    assert forms("5G") == {"5g"}


@given(st.text(max_size=40))
def test_the_term_itself_is_always_one_of_its_forms(term: str) -> None:
    found = forms(term)
    assert fold(term) in found
    assert all(form == fold(form) for form in found)
