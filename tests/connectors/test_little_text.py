from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors.little_text import escape
from advocacy.testing.server.linkedin_words import shown

SIGNS = r"\|{}@[]()<>#*_~"


@given(st.text(st.one_of(st.sampled_from(SIGNS + " aé1\n"), st.characters()), max_size=80))
def test_what_was_meant_is_what_is_shown(text: str) -> None:
    assert shown(escape(text)) == text


@given(st.sampled_from(SIGNS), st.text("ab ", max_size=5))
def test_no_sign_of_its_own_is_left_bare(sign: str, after: str) -> None:
    assert escape(f"a{sign}{after}") == f"a\\{sign}{after}"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("#pumps and #Énergie", "#pumps and #Énergie"),
        ("(#pumps)", r"\(#pumps\)"),
        ("C# is a language", r"C\# is a language"),
        ("https://acme.example/a_b#top", r"https://acme.example/a\_b\#top"),
        ("##", r"\#\#"),
        ("# alone", r"\# alone"),
        ("@[Acme](urn:li:organization:1)", r"\@\[Acme\]\(urn:li:organization:1\)"),
    ],
)
def test_hashtags_stay_and_the_rest_is_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped
