"""Hashtags split into their words: ``#NeutreEnCarbone`` says “neutre en carbone”."""

from __future__ import annotations

from dataclasses import dataclass
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
    return [_hashtag(original, plain, *found.span()) for found in islice(_TAG.finditer(original), _MOST)]


def _hashtag(original: str, plain: Plain, start: int, end: int) -> Hashtag:
    text = original[start:end]
    words = " ".join(normalise(" ".join(split_words(text[1:]))).words.split())
    first, last = plain.place(start, end)
    return Hashtag(start=first, end=last, text=text, words=words, compact=words.replace(" ", ""))


def split_words(body: str) -> list[str]:
    """A hashtag's body at its capitals, digits and underscores.

    >>> split_words("ResponsabilitéRSE2026_bis")
    ['Responsabilité', 'RSE', '2026', 'bis']
    """
    return [found.group() for found in _WORD.finditer(body)]


_TAG = compile_pattern(r"[#＃][\pL\pN_\pM]+")
_WORD = compile_pattern(r"\p{Lu}+\pM*(?:[^\p{Lu}\pN_]*)|[^\p{Lu}\pN_]+|\pN+")
_MOST = 500
