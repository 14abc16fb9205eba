"""Better words, and names as they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from advocacy.charter.better import Better
from advocacy.charter.checks.base import Matcher, Surroundings, TextCheck, Workshop
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
        words = {Language.FR: Better.of(self.better.fr), Language.EN: Better.of(self.better.en)}

        def find(reading: Reading) -> Iterator[Hit]:
            for hit in around.hits(reading, reading.places(group)):
                better = words[reading.draft.language]
                hit.fix = partial(better.ready, reading, hit)
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


_MOST = 100
_SHARED = ("near", "unless", "guards", "senses")
"""Surroundings of the check that hold for each swap beside its own."""
