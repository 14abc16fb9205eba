"""The plural and feminine forms of a term, in French and English, so that lists need only one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from advocacy.charter.normalise import fold, unmarked


def forms(term: str) -> frozenset[str]:
    """`term` and its inflected forms, all as `fold` writes them; wrong forms too, which nobody writes.

    >>> sorted(forms("neutre en carbone"))[:3]
    ['neutre en carbone', 'neutre en carbones', 'neutres en carbone']
    >>> "respectueuses de l environnement" in forms("respectueux de l'environnement")
    True
    """
    words = _NOT_WORD.sub(" ", unmarked(term).lower()).split()
    places = [place for place, word in enumerate(words) if _varies(word)]
    found = {" ".join(words)}
    if not places:
        return frozenset(map(fold, found))
    for change in (_plural, _feminine, _feminine_plural):
        for chosen in ((places[0],), (places[-1],), tuple(places)):
            found.update(_changed(words, chosen, change))
    return frozenset(map(fold, found))


def _varies(word: str) -> bool:
    return word.isalpha() and len(word) >= _SHORTEST and word not in _FIXED


def _changed(words: list[str], places: tuple[int, ...], change: Callable[[str], Iterator[str]]) -> Iterator[str]:
    """The term with every word at `places` changed in the same way, once for each way there is."""
    ways = [tuple(change(words[place])) for place in places]
    for turn in range(max(map(len, ways))):
        new = list(words)
        for place, way in zip(places, ways, strict=True):
            new[place] = way[min(turn, len(way) - 1)]
        yield " ".join(new)


def _plural(word: str) -> Iterator[str]:
    if word.endswith(("s", "x", "z")):
        yield word
        if word.endswith(("ss", "x", "z")):
            yield word + "es"
        return
    yield word + "s"
    if word.endswith("al"):
        yield word[:-2] + "aux"
    elif word.endswith(("au", "eu")):
        yield word + "x"
    elif word.endswith(("ch", "sh")):
        yield word + "es"
    elif word.endswith("y") and word[-2] not in "aeiou":
        yield word[:-1] + "ies"


def _feminine(word: str) -> Iterator[str]:
    for masculine, feminine in _ENDINGS:
        if word.endswith(masculine):
            yield word[: -len(masculine)] + feminine
    yield word if word.endswith("e") else word + "e"


def _feminine_plural(word: str) -> Iterator[str]:
    for form in _feminine(word):
        yield form + "s"


_NOT_WORD = re.compile(r"[\W_]")
_SHORTEST = 3
_FIXED = frozenset("des les une aux par sur pour sans avec dans the and for with without our your est are was".split())
_ENDINGS = (
    ("eux", "euse"), ("if", "ive"), ("teur", "trice"), ("eur", "euse"),
    ("en", "enne"), ("on", "onne"), ("el", "elle"), ("et", "ette"), ("c", "que"),
)  # fmt: skip
