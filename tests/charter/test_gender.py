"""The gender of French words, and what it means for what stands around them."""

from __future__ import annotations

import pytest

from advocacy.charter.gender import fits, gender


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("liste d’autorisation", "f"),
        ("une allowlist", "f"),
        ("l’équipe", "f"),
        ("société", "f"),
        ("comité", "m"),
        ("Comités", "m"),
        ("site", "m"),
        ("page d’accueil", "f"),
        ("covoiturage", "m"),
        ("vélo cargo", "m"),
        ("photos", "f"),
        ("nouveau hub", "m"),
        ("nouvelle plateforme", "f"),
        ("collègues", "either"),
        ("responsable", "either"),
        ("numérique", "either"),
        ("boutique", "f"),
        ("réseaux", "m"),
        ("notre gamme", "f"),
        ("le\u0301gislation", "f"),  # an accent that stands apart makes no article of what is before it
        ("hub", None),
        ("", None),
        ("3000", None),
    ],
)
def test_a_word_tells_its_gender_or_is_not_guessed(words: str, told: str | None) -> None:
    assert gender(words) == told


@pytest.mark.parametrize(
    "before", ["le ", "un ", "du ", "au ", "ce ", "mon ", "dans un grand ", "le fameux "]
)
def test_what_stands_before_a_masculine_takes_a_masculine(before: str) -> None:
    assert fits(before, "", old="point de vente", new="comptoir")
    assert not fits(before, "", old="point de vente", new="boutique")
    assert not fits(before, "", old="point de vente", new="hub")  # nobody knows


@pytest.mark.parametrize(
    "before", ["la ", "une ", "de la ", "cette ", "sa ", "a la ", "une belle ", "la fameuse "]
)
def test_what_stands_before_a_feminine_takes_a_feminine(before: str) -> None:
    assert fits(before, "", old="boutique", new="plateforme")
    assert not fits(before, "", old="boutique", new="comptoir")


@pytest.mark.parametrize("before", ["", "notre ", "chaque ", "chez ", "et ", "la porte, ", "en ", "la. "])
@pytest.mark.parametrize("after", ["", ".", ", ouverte", " de lyon", " et moi", " a paris. elle est ouverte"])
def test_where_nothing_agrees_any_word_fits(before: str, after: str) -> None:
    assert fits(before, after, old="boutique", new="comptoir")
    assert fits(before, after, old="hub", new="boutique")


@pytest.mark.parametrize("after", [" ouverte", " est ouverte", " de mon frere sera fermee", " a ete ouverte"])
def test_where_a_word_behind_may_agree_both_must_be_known_and_alike(after: str) -> None:
    assert fits("notre ", after, old="boutique", new="plateforme")
    assert not fits("notre ", after, old="boutique", new="comptoir")
    assert not fits("notre ", after, old="hub", new="comptoir")
    assert fits("notre ", after, old="hub", new="collègue")
    assert not fits("notre ", after, old="collègue", new="comptoir")


@pytest.mark.parametrize(
    ("before", "after", "fine"),
    [
        ("dans la\n", "", False),
        ("notre ", "\nest ouverte", False),
        ("notre ", " \n  ouverte", False),
        ("la\n\n", "", True),
        ("notre ", "\n\nelle est ouverte", True),
        ("notre ", "\n#lyon", True),
    ],
)
def test_a_folded_line_goes_on_and_an_empty_one_ends(before: str, after: str, fine: bool) -> None:
    assert fits(before, after, old="boutique", new="comptoir") is fine


def test_a_possessive_shows_no_gender_before_a_vowel() -> None:
    assert fits("mon ", " de lyon", old="équipe", new="agence")
    assert fits("mon ", "", old="adresse", new="écran")


@pytest.mark.parametrize(
    ("before", "new", "fine"),
    [
        ("le ", "notre projet", False),
        ("notre ", "la boutique", False),
        ("de ", "le comptoir", False),
        ("a ", "les comptoirs", False),
        ("chez ", "le comptoir", True),
        ("de ", "la boutique", True),
    ],
)
def test_an_article_of_its_own_stands_alone(before: str, new: str, fine: bool) -> None:
    assert fits(before, "", old="hub", new=new) is fine
