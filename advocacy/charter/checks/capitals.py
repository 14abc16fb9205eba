"""Text that shouts, and too many inclusive forms of one kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.normalise import listed
from advocacy.charter.patterns import compile_pattern
from advocacy.charter.reading import Hit, Reading, Span
from advocacy.charter.terms import Term


class Capitals(Check):
    """No run of words in capitals: at least `words` of them with `least` letters, acronyms left out."""

    kind: Literal["capitals"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"n"})
    share: float = Field(default=0.7, gt=0, le=1)
    least: int = 12
    words: int = 4
    inclusive: int | None = Field(default=None, ge=0)
    """At most this many forms such as ``salarié·e``, instead of capitals."""

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to look at capitals."""
        if self.inclusive is not None:
            group = workshop.lexicon.group(
                (Term(term=r"/\w+·\w+(?:·\w+)?/"), Term(term=r"/[a-z]{2,}\.[ex]\.?s?\b/"))
            )
            return Matcher(triggers=(group,), find=lambda reading: self._forms(reading, group))
        trigger = workshop.lexicon.group((Term(term=f"/{_TWO}/c"),))
        return Matcher(triggers=(trigger,), find=self._shouted)

    def _shouted(self, reading: Reading) -> Iterator[Hit]:
        best: Span | None = None
        for found in _RUN.finditer(reading.text):
            start, end = _whole_words(reading.text, *found.span())
            words = [word.strip(_BETWEEN) for word in reading.text[start:end].split()]
            letters = sum(map(str.isalpha, reading.text[start:end]))
            telling = [word for word in words if len(word) > _ACRONYM or word in _SMALL]
            if (
                len(words) >= self.words
                and letters >= self.least
                and len(telling) * 2 >= len(words)
                and best is None
            ):
                best = (start, end)
        if best is None and _share(reading.text) >= self.share:
            letters = sum(map(str.isalpha, reading.text))
            long = [
                word
                for word in reading.text.split()
                if word.isupper() and len(word.strip(_BETWEEN)) > _ACRONYM
            ]
            best = (0, len(reading.text)) if letters >= self.least and long else None
        if best is not None:
            start, end = reading.plain.place(*best)
            yield Hit(start=start, end=end, values={"n": len(reading.text[slice(*best)].split())})

    def _forms(self, reading: Reading, group: int) -> Iterator[Hit]:
        places = reading.places(group)
        if len(places) > (self.inclusive or 0):
            yield Hit(start=places[0].start, end=places[0].end, values={"n": len(places)})


def _whole_words(text: str, start: int, end: int) -> Span:
    """A run of capitals without the one that begins an ordinary word."""
    if not text[end : end + 1].islower():
        return start, end
    while end > start and not text[end - 1].isspace():
        end -= 1
    return start, start + len(text[start:end].rstrip(_BETWEEN))


def _share(text: str) -> float:
    letters = [mark for mark in text if mark.isalpha() and mark.lower() != mark.upper()]
    return sum(map(str.isupper, letters)) / len(letters) if letters else 0.0


_ACRONYM = 5
_SMALL = listed(
    """
    A I À Y O WE IT IS OF TO IN ON AT THE AND FOR OUR YOU ARE WAS DID NOT ALL NOW NEW GET HAS HAD
    OUT BUT MY ME DO NO SO UP GO BE BY AN OR IF AS US HE SHE THIS THAT WITH FROM HAVE YOUR WILL JUST
    TEAM LE LA LES UN UNE DES DE DU ET EN AU AUX ON NOUS VOUS IL ELLE EST SONT PAR POUR SUR DANS
    AVEC PAS TOUT TOUS QUE QUI CE CES MON MA MES SES SON SA NOS VOS TRÈS PLUS BIEN
    """
)
"""Short words that are no acronyms."""
_TWO = r"[A-ZÀ-ÖØ-Þ]['’A-ZÀ-ÖØ-Þ]+[ !,:;]+[A-ZÀ-ÖØ-Þ]"
_RUN = compile_pattern(r"\p{Lu}[\p{Lu}'’\-]*(?:[ \n!?.…,:;]+(?:\p{Lu}[\p{Lu}'’\-]*|[\d&]+))+[!?]*")
_BETWEEN = " \n\t!?.…,:;"
