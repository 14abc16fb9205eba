"""The language a post is in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.normalise import Plain, listed
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.rule import Languages
from advocacy.language import Language, Text


class LanguageCheck(Check):
    """Written in one of `languages`, or in the language that the post says it is in."""

    kind: Literal["language"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"found"})
    languages: Languages = ()
    least: int = Field(default=6, ge=1)
    """Common words that must tell, before anything is said."""

    def prepare(self, _workshop: Workshop) -> Matcher:
        """Ready to guess."""
        return Matcher(sign=_is_written, find=self._foreign)

    def _foreign(self, reading: Reading) -> Iterator[Hit]:
        found = guess(reading.plain.words, least=self.least)
        if found is not None and found not in (self.languages or (reading.language,)):
            yield Hit(values={"found": _NAMES[found]})


def _is_written(plain: Plain) -> bool:
    return bool(plain.text)


def guess(words: str, *, least: int = 6) -> Language | None:
    """The language of normalised `words` by their commonest ones; None when they do not tell.

    >>> guess("the team is proud of what we have built for you this year")
    <Language.EN: 'en'>
    """
    said = words[:_ENOUGH].split()
    french, english = sum(word in _FRENCH for word in said), sum(word in _ENGLISH for word in said)
    if french + english < least or min(french, english) * 3 > max(french, english):
        return None
    return Language.FR if french > english else Language.EN


_ENOUGH = 5000
_NAMES = {Language.FR: Text(fr="français", en="French"), Language.EN: Text(fr="anglais", en="English")}
_FRENCH = listed(
    """
    le la les un une des de du et est en au aux que qui dans pour pas sur avec ce cette ces nous
    vous je il elle ils sont plus par mon ma mes notre nos votre vos son sa ses mais ou donc tout
    tous tres bien leur leurs y l d j c qu n s
    """
)
_ENGLISH = listed(
    """
    the and of to is are was were be been have has had it this that these with for not you your we
    our they their my his her from at by as but or so do does did will would can could what when who
    how there here i an
    """
)
