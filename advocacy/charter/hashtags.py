"""Hashtags split into their words: ``#NeutreEnCarbone`` says “neutre en carbone”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from advocacy.charter.normalise import Plain, normalise
from advocacy.charter.patterns import compile_pattern


class Hashtag(NamedTuple):
    """One hashtag; `start` and `end` are places of the plain text, the ``#`` included."""

    start: int
    end: int
    text: str
    words: str
    """Its words by their capitals, normalised."""
    compact: str
    """The same without spaces."""


def hashtags(original: str, plain: Plain) -> list[Hashtag]:
    """The hashtags of a text, from left to right; no more than anyone would read.

    >>> from advocacy.charter.normalise import normalise
    >>> text = "Fiers de notre #NeutreEnCarbone !"
    >>> [tag.words for tag in hashtags(text, normalise(text))]
    ['neutre en carbone']
    """
    if plain.starts is None:
        return [_hashtag(original, *span) for span in islice(_usual_places(original), _MOST)]
    found = [_hashtag(original, *tag.span()) for tag in islice(_TAG.finditer(original), _MOST)]
    return [Hashtag(*plain.place(tag.start, tag.end), *tag[2:]) for tag in found]


def _usual_places(original: str) -> Iterator[tuple[int, int]]:
    """The same as RE2 finds, known sooner: where every character stayed one there are no other marks."""
    place = original.find("#")
    while place >= 0:
        found = _USUAL_TAG.match(original, place)
        if found:
            yield found.span()
        place = original.find("#", found.end() if found else place + 1)


def _hashtag(original: str, start: int, end: int) -> Hashtag:
    text = original[start:end]
    words, compact = _known_words(text) if end - start <= _LONGEST else _words(text)
    return Hashtag(start, end, text, words, compact)


def _words(text: str) -> tuple[str, str]:
    words = " ".join(normalise(" ".join(split_words(text[1:]))).words.split())
    return words, words.replace(" ", "")


_known_words = lru_cache(maxsize=4096)(_words)
"""The same hashtags stand in many posts."""


def split_words(body: str) -> list[str]:
    """A hashtag's body at its capitals, digits and underscores.

    >>> split_words("ResponsabilitéRSE2026_bis")
    ['Responsabilité', 'RSE', '2026', 'bis']
    """
    return [found.group() for found in _WORD.finditer(body)]


_TAG = compile_pattern(r"[#＃][\pL\pN_\pM]+")
_USUAL_TAG = re.compile("#[\\w\ufe0e\ufe0f\u20e3]+")
_WORD = compile_pattern(r"\p{Lu}+\pM*(?:[^\p{Lu}\pN_]*)|[^\p{Lu}\pN_]+|\pN+")
_MOST = 500
_LONGEST = 100
