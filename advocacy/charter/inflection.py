"""The plural and feminine forms of a term, in French and English, so that lists need only one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from advocacy.charter.normalise import fold, listed, unmarked


@lru_cache(maxsize=20_000)
def forms(term: str) -> frozenset[str]:
    """`term` and its inflected forms, all as `fold` writes them; wrong forms too, which nobody writes.

    >>> sorted(forms("neutre en carbone"))[:3]
    ['neutre en carbone', 'neutre en carbones', 'neutres en carbone']
    >>> "respectueuses de l environnement" in forms("respectueux de l'environnement")
    True
    """
    inflected = [_inflected(word) for word in _NOT_WORD.sub(" ", unmarked(term).lower()).split()]
    places = [place for place, word in enumerate(inflected) if word.varies]
    base = [word.base for word in inflected]
    found = {fold(term)}
    if not places or " ".join(base) not in found:
        return frozenset(found)
    for place in {places[0], places[-1]}:
        before, after = " ".join((*base[:place], "")), " ".join(("", *base[place + 1 :]))
        found.update(f"{before}{form}{after}" for form in inflected[place].forms)
    if len(places) > 1:
        for kind in _KINDS:
            found.update(_together(base, inflected, places, kind))
    return frozenset(found)


class _Inflected(NamedTuple):
    """One word, folded, and its forms; `varies` is false for those that have none."""

    base: str
    varies: bool
    plural: Sequence[str] = ()
    feminine: Sequence[str] = ()
    feminine_plural: Sequence[str] = ()

    @property
    def forms(self) -> Sequence[str]:
        """All of them."""
        return (*self.plural, *self.feminine, *self.feminine_plural)


def _together(base: list[str], words: list[_Inflected], places: list[int], kind: str) -> Iterator[str]:
    """The term with every word at `places` in its form of that kind, once for each form there is."""
    ways = [getattr(words[place], kind) for place in places]
    for turn in range(max(map(len, ways))):
        new = list(base)
        for place, way in zip(places, ways, strict=True):
            new[place] = way[min(turn, len(way) - 1)]
        yield " ".join(new)


@lru_cache(maxsize=10_000)
def _inflected(word: str) -> _Inflected:
    base = fold(word)
    if not (base.isalpha() and len(base) >= _SHORTEST and base not in _FIXED):
        return _Inflected(base, varies=False)
    feminine = _feminine(base, mute=word.endswith("e"))
    return _Inflected(base, True, _plural(base), feminine, tuple(f"{form}s" for form in feminine))


def _plural(word: str) -> Sequence[str]:
    for ends, plurals in _PLURALS:
        if word.endswith(ends):
            return tuple(word[: len(word) - cut] + new for cut, new in plurals)
    if word.endswith("y") and word[-2] not in "aeiou":
        return word + "s", word[:-1] + "ies"
    return (word + "s",)


def _feminine(word: str, *, mute: bool) -> Sequence[str]:
    plain = word if mute else word + "e"
    return (*(word[: -len(end)] + new for end, new in _ENDINGS if word.endswith(end)), plain)


_KINDS = ("plural", "feminine", "feminine_plural")
_PLURALS = (
    (("ss", "x", "z"), ((0, ""), (0, "es"))),
    (("s",), ((0, ""),)),
    (("al",), ((0, "s"), (2, "aux"))),
    (("au", "eu"), ((0, "s"), (0, "x"))),
    (("ch", "sh"), ((0, "s"), (0, "es"))),
)
_NOT_WORD = re.compile(r"[\W_]")
_SHORTEST = 3
_FIXED = listed(
    """
    des les une aux par sur pour sans avec dans the and for with without our your est are was
    """
)
_ENDINGS = (
    ("eux", "euse"), ("if", "ive"), ("teur", "trice"), ("eur", "euse"),
    ("en", "enne"), ("on", "onne"), ("el", "elle"), ("et", "ette"), ("c", "que"),
)  # fmt: skip
