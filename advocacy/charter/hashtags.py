"""Hashtags split into their words: ``#NeutreEnCarbone`` says “neutre en carbone”."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from advocacy.charter.normalise import Plain, normalise
from advocacy.charter.patterns import compile_pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashtag:
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
    # Where every character stayed one, what RE2 says slowly of a text with any other letter is known sooner.
    tags = _TAG if plain.starts is not None else _USUAL_TAG
    return [_hashtag(original, plain, *found.span()) for found in islice(tags.finditer(original), _MOST)]


def _hashtag(original: str, plain: Plain, start: int, end: int) -> Hashtag:
    text = original[start:end]
    words, compact = _known_words(text) if end - start <= _LONGEST else _words(text)
    first, last = (start, end) if plain.starts is None else plain.place(start, end)
    return Hashtag(start=first, end=last, text=text, words=words, compact=compact)


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
_USUAL_TAG = re.compile("[#＃][\\w\ufe0e\ufe0f\u20e3]+")
"""The same for texts that `normalise` takes character by character, which have no other marks."""
_WORD = compile_pattern(r"\p{Lu}+\pM*(?:[^\p{Lu}\pN_]*)|[^\p{Lu}\pN_]+|\pN+")
_MOST = 500
_LONGEST = 100
