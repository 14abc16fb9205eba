"""All the words and patterns of a charter, gathered so that one pass over a text finds them all.

terms ──▶ groups (a rule's terms, cues, senses …) ──▶ one automaton and two RE2 sets ──▶ places of each group
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import ahocorasick_rs

from advocacy.charter.patterns import Patterns, bits
from advocacy.charter.sighting import Tables
from advocacy.charter.terms import (
    Fact,
    Term,
    Word,
    as_pattern,
    name_spellings,
    spellings,
    word_of,
    word_of_name,
)

Collections = Mapping[str, Sequence[Fact | Term]]
"""Facts and lists by name, as ``$name`` refers to them."""


class Lexicon:
    """Groups of terms, each under a number; `build` gives the tables that read texts.

    >>> lexicon = Lexicon({"codenames": [Fact(name="Projet Orion")]})
    >>> number = lexicon.group([Term(term="$codenames")])
    >>> from advocacy.charter.normalise import normalise
    >>> text = "Sur le projet-orion"
    >>> lexicon.build({number: 1}).read(text, normalise(text), "fr").places(number)[0][:2]
    (7, 19)
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._groups: dict[tuple[Term, ...], int] = {}
        self._strings: dict[str, dict[int, Word]] = {}
        self._plain = Patterns()
        self._original = Patterns()

    def group(self, terms: Iterable[Term]) -> int:
        """The number of a group of terms; the same terms give the same number.

        Raises:
            PatternRefused: for a pattern that RE2 does not take.
        """
        key = tuple(terms)
        if key not in self._groups:
            number = self._groups[key] = len(self._groups)
            for item in self.resolve(key):
                self._add(item, number)
        return self._groups[key]

    def resolve(
        self, terms: Iterable[Fact | Term], seen: frozenset[str] = frozenset()
    ) -> Iterator[Fact | Term]:
        """`terms` with each ``$name`` replaced by what it stands for, however deep."""
        for item in terms:
            name = item.reference if isinstance(item, Term) else None
            if name is None:
                yield item
            elif name not in seen:
                yield from self.resolve(self._collections.get(name, ()), seen | {name})

    def facts(self, terms: Iterable[Term]) -> tuple[Fact, ...]:
        """The names that `terms` refer to; a plain term counts as a name."""
        return tuple(item if isinstance(item, Fact) else Fact(name=item.term) for item in self.resolve(terms))

    def build(self, triggers: Mapping[int, int]) -> Tables:
        """The tables that read texts; `triggers` has, for a group, the bits that it sets when it occurs."""
        entries = [tuple(words.items()) for words in self._strings.values()]
        compact: dict[str, tuple[tuple[int, Word], ...]] = {}
        for spelling, words in zip(self._strings, entries, strict=True):
            compact[spelling.replace(" ", "")] = compact.get(spelling.replace(" ", ""), ()) + words
        for patterns in (self._plain, self._original):
            patterns.build(triggers)
        return Tables(
            automaton=ahocorasick_rs.AhoCorasick(
                [f" {text} " for text in self._strings], store_patterns=False
            ),
            entries=entries,
            masks=[bits(triggers, words) for words in self._strings.values()],
            compact=compact,
            compact_masks={
                text: bits(triggers, (group for group, _ in found)) for text, found in compact.items()
            },
            plain=self._plain,
            original=self._original,
        )

    def _add(self, item: Fact | Term, group: int) -> None:
        if isinstance(item, Fact):
            for name in (item.name, *item.aliases):
                self._add_term(Term(term=name, exact=True), word_of_name(item, name), group)
        else:
            self._add_term(item, word_of(item), group)

    def _add_term(self, term: Term, word: Word, group: int) -> None:
        pattern = term.pattern or as_pattern(term.term)
        if pattern is not None:
            self.add_pattern(pattern[0], group, on_original=pattern[1], word=word)
            return
        written = spellings(term.term, exact=term.exact or term.case)
        for spelling in written | name_spellings(term.term) if word.fact else written:
            self._strings.setdefault(spelling, {}).setdefault(group, word)

    def add_pattern(self, pattern: str, group: int, *, on_original: bool, word: Word | None = None) -> None:
        """Add an RE2 pattern to `group`; ``{$name}`` in it is any term of that list.

        Raises:
            PatternRefused: for a pattern that RE2 does not take.
        """
        whole = _REFERENCE.sub(lambda found: self._alternatives(found[1]), pattern)
        patterns = self._original if on_original else self._plain
        patterns.add(whole if on_original else whole.replace("€", "¤"), group, word or Word(name=pattern))

    def _alternatives(self, name: str) -> str:
        """The terms of a list as one RE2 alternative, the longest first."""
        texts: set[str] = set()
        for item in self.resolve((Term(term=f"${name}"),)):
            names = (item.name, *item.aliases) if isinstance(item, Fact) else (item.term,)
            exact = isinstance(item, Fact) or item.exact
            texts.update(
                text for each in names if not Term(term=each).pattern for text in spellings(each, exact=exact)
            )
        written = (re.escape(text).replace("\\ ", r"[\s\-']") for text in sorted(texts, key=_longest) if text)
        return f"(?:{'|'.join(written)})" if texts else r"[^\x00-\x{10FFFF}]"


def _longest(text: str) -> tuple[int, str]:
    return -len(text), text


_REFERENCE = re.compile(r"\{\$([A-Za-z_][\w.\-]*)\}")
