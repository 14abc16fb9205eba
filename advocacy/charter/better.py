"""A better word as it can stand in a text, or none where a person must put it into the sentence."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from advocacy.charter.gender import fits
from advocacy.charter.normalise import Plain, fold, listed
from advocacy.charter.reading import Hit, Reading
from advocacy.language import Language


class Better(NamedTuple):
    """What to write instead of a term, and what of it the words around depend on."""

    words: str
    is_plural: bool
    sound: str

    @classmethod
    def of(cls, words: str) -> Better:
        """`words`, looked at once for all texts."""
        return cls(words, _looks_plural(words), _sound(words))

    def ready(self, reading: Reading, hit: Hit) -> str | None:
        """These words as they can stand where the term was hit; None where a person must put them in."""
        written = reading.quoted(hit.start or 0, hit.end or 0)
        if _is_same_form(reading, hit, written, self) and _fits_around(reading, hit, written, self):
            return _like(written, self.words, hit.values["name"])
        return None


def _is_same_form(reading: Reading, hit: Hit, written: str, better: Better) -> bool:
    """Whether the term stands there as the charter gives it: nobody told what is better for another form."""
    name = hit.values["name"]
    if written != hit.values["term"]:
        return False  # the evidence is more than the term: no word replaces a clause
    if better.is_plural and not _looks_plural(written):
        return False
    if written == name or (better.is_plural and name.startswith("/")):
        return True
    return reading.plain.words[hit.start : hit.end].split() == _folded(name)


def _fits_around(reading: Reading, hit: Hit, written: str, better: Better) -> bool:
    """Whether what stands around can stay as it is."""
    start = hit.start or 0
    if _is_tied(reading.draft.text, *reading.plain.original(start, hit.end or 0), better.words):
        return False
    if _follows_yielding(reading.plain, start) and _sound(written) != better.sound:
        return False
    return reading.language is not Language.FR or _agrees(reading.plain.text, hit, better.words)


def _is_tied(text: str, start: int, end: int, better: str) -> bool:
    """Whether a hyphen ties what is at `start`–`end` to others (“snack-bar”), or `better` would run into one.

    Words that are tied say more together, and “5%” would become “5percent”.
    """
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(
        _TIED_BEFORE.fullmatch(before)
        or _TIED_AFTER.fullmatch(after)
        or (before[-1:].isalnum() and better[:1].isalnum())
        or (after[:1].isalnum() and better[-1:].isalnum())
    )


def _agrees(plain: str, hit: Hit, better: str) -> bool:
    """Whether the French words around the hit fit `better` as they stand."""
    start, end, name = hit.start or 0, hit.end or 0, hit.values["name"]
    old = plain[start:end] if name.startswith("/") else name
    return fits(plain[max(0, start - _AROUND) : start], plain[end : end + _AROUND], old=old, new=better)


@lru_cache(maxsize=20_000)
def _folded(name: str) -> list[str]:
    """The words of a term as texts are read; the same terms are found in many."""
    return fold(name).split()


def _follows_yielding(plain: Plain, start: int) -> bool:
    """Whether the word before `start` changes with the letter that follows."""
    word = plain.words[max(0, start - _REACH) : start].rstrip().rpartition(" ")[2]
    return word in (_ELIDED if plain.text[start - 1 : start] == "'" else _YIELDING)


def _looks_plural(words: str) -> bool:
    """Whether the first word (a French noun) or the last (an English one) ends as plurals do."""
    found = fold(words).split()
    return any(
        word.endswith(("s", "aux", "eux")) and not word.endswith("ss") for word in (*found[:1], *found[-1:])
    )


def _sound(word: str) -> str:
    """“vowel” or “consonant”, or where letters do not tell (``hôtel``, ``unit``, ``yaourt``), the word."""
    plain = fold(word)
    if _UNSURE.match(plain):
        return plain
    return "vowel" if plain[0] in "aeiou" else "consonant"


def _like(old: str, better: str, name: str) -> str:
    """`better` with the capitals of `old`; an acronym that the charter writes as one is no shouting."""
    if old.isupper() and len(old) > 1:
        return better if old == name else better.upper()
    return better[:1].upper() + better[1:] if old[:1].isupper() else better


_ELIDED = listed("c d j l m n s t qu jusqu lorsqu puisqu quoiqu presqu quelqu entr")
"""What stands before an apostrophe only where a vowel follows."""
_YIELDING = listed(
    """
    le la de du que je ne se me te ce cet jusque lorsque puisque quoique au ma ta sa
    beau bel nouveau nouvel vieux vieil fou fol a an
    """
)
"""What changes with the letter that follows."""
_UNSURE = re.compile(r"$|h|y|u|eu|on(?:ce|e|ze)|oui|[^a-z]")
_TIED_BEFORE, _TIED_AFTER = re.compile(r"\w[-\u2010\u2011]"), re.compile(r"[-\u2010\u2011]\w")
_REACH = 16
_AROUND = 80
"""Characters on each side in which a French word may have to agree."""
