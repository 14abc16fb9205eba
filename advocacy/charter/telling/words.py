"""What a check looks for, in words: never a list by its name, a pattern only if short and one's own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from advocacy.charter.lexicon import Lexicon
from advocacy.charter.normalise import fold
from advocacy.charter.rehearsal import Stage
from advocacy.charter.ruling import Ruling
from advocacy.charter.sighting import Sighting
from advocacy.charter.subject import Subject
from advocacy.charter.telling.lists import quoted
from advocacy.charter.telling.names import OwnNames
from advocacy.charter.terms import Fact, Term
from advocacy.language import Language, Text


class Words:
    """The words of a charter; what its patterns stand for is shown by what they find in examples.

    >>> words = Words(Lexicon({"rivals": [Fact(name="Tarvex")], "idle": []}))
    >>> words.said([Term(term="$rivals"), Term(term="rubbish")]).en
    '“Tarvex”, “rubbish”'
    >>> words.said([Term(term="/rubbish+/")]) is None
    True
    """

    def __init__(self, lexicon: Lexicon, seen: Seen | None = None) -> None:
        self._lexicon, self._seen = lexicon, seen

    def said(self, terms: Iterable[Term], *, most: int = 6) -> Text | None:
        """Some of `terms` as people write them; None where there is nothing to show."""
        asked = tuple(terms)
        items = [_as_term(item) for item in self._lexicon.resolve(asked)]
        words = list(dict.fromkeys(item.term for item in items if not item.pattern))
        patterns = tuple(item for item in items if item.pattern)
        if not items:
            return _EMPTY.format(names=", ".join(term.reference or "" for term in asked)) if asked else None
        told = {language: self._told(words, patterns, language, most) for language in Language}
        return Text(**{str(key): text for key, text in told.items()}) if all(told.values()) else None

    def _told(self, words: Sequence[str], patterns: Sequence[Term], language: Language, most: int) -> str:
        found = self._seen.of(patterns, language) if self._seen and patterns else ()
        every = list(
            dict.fromkeys([*found, *words]) if len(words) > most else dict.fromkeys([*words, *found])
        )
        codes = () if found or not (self._seen and self._seen.own) else _as_written(patterns)
        shown = ", ".join((*filter(None, [quoted(every[:most]).say(language)]), *codes))
        rest = every[most:] or (len(codes) < len(patterns) and shown)
        return f"{shown}…" if rest else shown


class Seen:
    """What patterns find in the examples of one rule, in the words of the company."""

    def __init__(self, stage: Stage, ruling: Ruling) -> None:
        self._lexicon, self._names = stage.workshop.lexicon, OwnNames.of(stage.whole)
        self.own = ruling.pack is None
        """Whether the company wrote the rule itself, and knows its patterns."""
        self._subjects: Mapping[Language, Sequence[Subject]] = {
            language: [
                Subject(example.text, language)
                for good in (False, True)
                for example in ruling.examples(language, good=good)
            ]
            for language in Language
        }

    def of(self, patterns: Sequence[Term], language: Language) -> tuple[str, ...]:
        """A few of the words that `patterns` find."""
        return tuple(islice(self._distinct(patterns, language), _SOME))

    def _distinct(self, patterns: Sequence[Term], language: Language) -> Iterator[str]:
        tables, group = self._lexicon.alone(patterns)
        known: set[str] = set()
        for subject in self._subjects[language]:
            for place in Sighting(tables.rules, subject).places(group):
                words = " ".join(subject.quoted(place.start, place.end).split()).strip(_EDGES)
                if self._names.invented_in(words):
                    continue
                if words and len(words) <= _LONGEST and fold(words) not in known and not _is_disguised(words):
                    known.add(fold(words))
                    yield self._names.put(words)


def _is_disguised(words: str) -> bool:
    """Whether a letter only looks like one of ours: an example of a trick, and none of what people write."""
    letters = (mark for mark in words if mark.isalpha())
    return any(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


def _as_term(item: Fact | Term) -> Term:
    return Term(term=item.name) if isinstance(item, Fact) else item


def _as_written(patterns: Sequence[Term]) -> tuple[str, ...]:
    """The short ones of `patterns`, in code quotes."""
    texts = (item.pattern[0] for item in patterns if item.pattern)
    return tuple(f"`{text}`" for text in texts if len(text) <= _LONGEST)[:_SOME]


_SOME = 4
_LONGEST = 40
_EDGES = " ,;:.!?«»“”\"'()"
_EMPTY = Text(
    fr="ce qui est sous « {names} » (rien encore : à remplir)",
    en="what is under “{names}” (nothing yet: to be filled)",
)
