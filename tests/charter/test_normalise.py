from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.charter.normalise import fold, normalise, unmarked

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=80)


@pytest.mark.parametrize(
    "written",
    [
        "Projet Orion",
        "PROJET ORION",
        "projet-orion",
        "projet_orion",
        "Projet\u00a0Orion",
        "Projet\u202fOrion",
        "Projet  Orion",
        "Projet\nOrion",
        "Projet \t Orion",
        "Projet\u2011Orion",
        "Projet\u2013Orion",
        "Proj\u200bet Ori\u200bon",
        "Pro\u00adjet Orion",
        "Projet\u2060 Orion",
        "Projet Оrion",  # a Cyrillic О
        "Projet Οrion",  # a Greek Ο
        "Ｐｒｏｊｅｔ　Ｏｒｉｏｎ",
        "𝐏𝐫𝐨𝐣𝐞𝐭 𝐎𝐫𝐢𝐨𝐧",
        "𝓟𝓻𝓸𝓳𝓮𝓽 𝓞𝓻𝓲𝓸𝓷",
        "Ⓟⓡⓞⓙⓔⓣ Ⓞⓡⓘⓞⓝ",
        "🅟🅡🅞🅙🅔🅣 🅞🅡🅘🅞🅝",
        "ᴘʀᴏᴊᴇᴛ ᴏʀɪᴏɴ",
        "Prójet Orîon",
        "Pro\u0301jet Orion",
        "P\u0336r\u0336o\u0336jet Orion",
    ],
)
def test_disguises_fold_to_the_same_words(written: str) -> None:
    assert fold(written) == "projet orion"


@pytest.mark.parametrize("written", ["projet : orienter", "projets orion", "pro jet orion", "projetorion"])
def test_other_words_stay_other(written: str) -> None:
    assert fold(written) != "projet orion"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le Projet Оrion !", "Projet Оrion"),
        ("Le Pro\u200bjet\u200b Orion !", "Pro\u200bjet\u200b Orion"),
        ("Le projet\u00a0  Orion !", "projet\u00a0  Orion"),
        ("Cœur du projet Orion", "projet Orion"),
        ("Un He\u0301lve\u0301a, un projet Orion", "projet Orion"),
    ],
)
def test_what_is_found_is_quoted_from_the_original(text: str, found: str) -> None:
    plain = normalise(text)
    start = plain.words.index("projet orion")
    first, last = plain.original(start, start + len("projet orion"))
    assert text[first:last] == found


def test_a_joined_emoji_survives_and_a_joiner_between_letters_does_not() -> None:
    family = "👨‍👩‍👧‍👦"
    assert normalise(f"a {family} b").text == "a " + "\x01" * len(family) + " b"
    assert fold("Ori\u200don") == "orion"


def test_marks_are_plain_and_sentences_keep_their_punctuation() -> None:
    assert normalise("L’été – “ici”… 5 €").text == 'l\'ete - "ici". 5 ¤'


def test_a_line_break_is_kept_and_a_carriage_return_is_not() -> None:
    plain = normalise("un\r\ndeux")
    assert plain.text == "un\ndeux"
    assert plain.original(3, 7) == (4, 8)


def test_unmarked_keeps_capitals_and_accents() -> None:
    assert unmarked("He\u0301lvéa\u2011\u00a03") == "Hélvéa- 3"


@given(ANY_TEXT)
def test_any_text_has_a_plain_form_with_a_way_back(text: str) -> None:
    plain = normalise(text)
    assert len(plain.text) == len(plain.words)
    if plain.starts is None:
        assert len(plain.text) == len(text)
        return
    assert plain.ends is not None
    assert len(plain.starts) == len(plain.ends) == len(plain.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(plain.starts, plain.ends, strict=True))
    assert list(plain.starts) == sorted(plain.starts)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert fold(unicodedata.normalize("NFD", composed)) == fold(composed)


@given(ANY_TEXT)
def test_places_go_back_and_forth(text: str) -> None:
    plain = normalise(text)
    for place in range(len(plain.text)):
        there = plain.original(place, place + 1)
        first, last = plain.place(*there)
        assert first <= place < last
        start, end = plain.original(first, last)
        assert start == there[0]
        assert end >= there[1]
