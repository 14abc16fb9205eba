"""Better words, and names as they are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from advocacy.charter.checks.base import Matcher, Surroundings, TextCheck, Workshop
from advocacy.charter.gender import fits
from advocacy.charter.normalise import Plain, fold, listed
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.rule import Names, Saying
from advocacy.charter.terms import Fact, Terms
from advocacy.documents import Unfit
from advocacy.language import Language


class Swap(TextCheck):
    """Some terms, and what is better; it may have surroundings of its own."""

    kind: Literal["swap"] = "swap"
    terms: Terms = Field(min_length=1)
    better: Saying

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to propose the better words."""
        group, around = workshop.lexicon.group(self.terms), self.around(workshop)
        words = {Language.FR: _Better.of(self.better.fr), Language.EN: _Better.of(self.better.en)}

        def find(reading: Reading) -> Iterator[Hit]:
            for hit in around.hits(reading, reading.places(group)):
                better = words[reading.draft.language]
                hit.fix = partial(_ready, reading, hit, better)
                hit.values["better"] = better.words
                yield hit

        return Matcher(triggers=(group,), cues=around.cues, find=find)


class Prefer(TextCheck):
    """Words that have a better one (`swaps`), or names written otherwise than they are (`names`)."""

    kind: Literal["prefer"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"better"})
    swaps: tuple[Swap, ...] = ()
    names: Terms = ()
    guards: Names = ("url", "email", "handle", "hashtag")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.swaps) == bool(self.names):
            raise Unfit(fr="donnez soit « swaps », soit « names »", en="give either “swaps” or “names”")
        return self

    def prepare(self, workshop: Workshop) -> Matcher | Sequence[Matcher]:
        """Ready to propose the better words."""
        if self.names:
            group, accepted = (
                workshop.lexicon.group(self.names),
                _accepted(workshop.lexicon.facts(self.names)),
            )
            around = self.around(workshop)
            return Matcher(
                triggers=(group,), find=lambda reading: _misspelt(reading, group, around, accepted)
            )
        return [
            swap.model_copy(
                update={name: (*getattr(self, name), *getattr(swap, name)) for name in _SHARED}
            ).prepare(workshop)
            for swap in self.swaps
        ]


def _accepted(facts: tuple[Fact, ...]) -> frozenset[str]:
    names = {_shown(name) for fact in facts for name in (fact.name, *fact.aliases)}
    return frozenset(names | {name.upper() for name in names})


def _misspelt(reading: Reading, group: int, around: Surroundings, accepted: frozenset[str]) -> Iterator[Hit]:
    places = reading.places(group)[:_MOST]
    right = [place for place in places if _shown(reading.quoted(place.start, place.end)) in accepted]
    for found in places:
        if found.word.fact is None or any(
            good.start <= found.start and found.end <= good.end for good in right
        ):
            continue
        hit = around.hit(reading, found)
        if hit is not None:
            hit.fix = hit.values["better"] = found.word.name
            yield hit


def _shown(text: str) -> str:
    """`text` as readers see it: composed, with plain spaces and hyphens."""
    composed = unicodedata.normalize("NFKC", text)
    return " ".join(composed.replace("\N{NON-BREAKING HYPHEN}", "-").split())


class _Better(NamedTuple):
    """What to write, and what of it the words around depend on."""

    words: str
    is_plural: bool
    sound: str

    @classmethod
    def of(cls, words: str) -> _Better:
        return cls(words, _looks_plural(words), _sound(words))


def _ready(reading: Reading, hit: Hit, better: _Better) -> str | None:
    """`better` as it can stand there; None where a person must put it into the sentence."""
    start, name = hit.start or 0, hit.values["name"]
    written = reading.quoted(start, hit.end or 0)
    if better.is_plural and not _looks_plural(written):
        return None
    if (
        written != name
        and reading.plain.words[start : hit.end].split() != _folded(name)
        and not (better.is_plural and name.startswith("/"))
    ):
        return None  # a plural, a feminine, a verb's ending: nobody told that form of the better word
    if _in_compound(reading.draft.text, *reading.plain.original(start, hit.end or 0)):
        return None
    if _follows_yielding(reading.plain, start) and _sound(written) != better.sound:
        return None
    if reading.language is Language.FR and not _agrees(reading.plain.text, hit, better.words):
        return None
    return _like(written, better.words, name)


def _in_compound(text: str, start: int, end: int) -> bool:
    """Whether a hyphen ties the words at `start`–`end` to others (“snack-bar”): together they say more."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    return bool(_TIED_BEFORE.fullmatch(before) or _TIED_AFTER.fullmatch(after))


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
_MOST = 100
_SHARED = ("near", "unless", "guards", "senses")
"""Surroundings of the check that hold for each swap beside its own."""
