"""All the words and patterns of a charter, gathered so that one pass over a text finds them all.

terms ──▶ groups (a rule's terms, cues, senses …) ──▶ one automaton and two RE2 sets ──▶ places of each group
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import ahocorasick_rs

from advocacy.charter.patience import collecting_later
from advocacy.charter.patterns import Patterns, bits
from advocacy.charter.sighting import Layer, Tables
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
from advocacy.documents import Unfit

Collections = Mapping[str, Sequence[Fact | Term]]
"""Facts and lists by name, as ``$name`` refers to them."""


class Lexicon:
    """Groups of terms, each under a number; `build` gives the tables that read texts.

    >>> lexicon = Lexicon({"codenames": [Fact(name="Projet Orion")]})
    >>> number = lexicon.group([Term(term="$codenames")])
    >>> from advocacy.charter.sighting import Seen, Subject
    >>> Seen(lexicon.build({number: 1}), Subject("Sur le projet-orion", "fr")).places(number)[0][:2]
    (7, 19)
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._numbers: dict[tuple[bool, tuple[Term, ...]], int] = {}
        self._choices: dict[tuple[str, bool], str] = {}
        self._rules, self._cues = _Shelf(), _Shelf()

    def group(self, terms: Iterable[Term]) -> int:
        """The number of a group of terms that set a rule off; the same terms give the same number.

        Raises:
            PatternRefused: for a pattern that RE2 does not take.
        """
        return self._number(tuple(terms), cue=False)

    def cues(self, terms: Iterable[Term]) -> int:
        """The number, below 0, of a group of terms that are only looked for once a rule is set off.

        Raises:
            PatternRefused: for a pattern that RE2 does not take.
        """
        return self._number(tuple(terms), cue=True)

    def _number(self, terms: tuple[Term, ...], *, cue: bool) -> int:
        number = self._numbers.get((cue, terms))
        if number is None:
            size = len(self._numbers) + 1
            number = self._numbers[cue, terms] = -size if cue else size
            for item in self.resolve(terms):
                self._add(item, number)
        return number

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

    def alone(self, terms: Iterable[Term]) -> tuple[Tables, int]:
        """Tables that look for `terms` and nothing else, and the number of their group."""
        fresh = Lexicon(self._collections)
        number = fresh.group(terms)
        return fresh.build({number: 1}), number

    def facts(self, terms: Iterable[Term]) -> tuple[Fact, ...]:
        """The names that `terms` refer to; a plain term counts as a name."""
        return tuple(item if isinstance(item, Fact) else Fact(name=item.term) for item in self.resolve(terms))

    def build(self, triggers: Mapping[int, int]) -> Tables:
        """The tables that read texts; `triggers` has, for a group, the bits that it sets when it occurs."""
        return Tables(
            build_rules=partial(self._rules.layer, triggers), build_cues=partial(self._cues.layer, {})
        )

    def _add(self, item: Fact | Term, group: int) -> None:
        if isinstance(item, Fact):
            for name in (item.name, *item.aliases):
                self._add_term(Term(term=name, exact=True), word_of_name(item, name), group)
        else:
            self._add_term(item, word_of(item), group)

    def _add_term(self, term: Term, word: Word, group: int) -> None:
        shelf = self._cues if group < 0 else self._rules
        pattern = term.pattern or as_pattern(term.term)
        if pattern is not None:
            whole = self.spelt_out(pattern[0], on_original=pattern[1])
            shelf.add_pattern(whole, group, word, on_original=pattern[1])
            if len(shelf.plain.groups) + len(shelf.original.groups) > MAX_PATTERNS:
                raise _TOO_MANY
            return
        written = spellings(term.term, exact=term.exact or term.case)
        for spelling in written | name_spellings(term.term) if word.fact else written:
            shelf.strings.setdefault(spelling, {}).setdefault(group, word)
        if len(shelf.strings) > MAX_SPELLINGS:
            raise _TOO_MANY

    def spelt_out(self, pattern: str, *, on_original: bool, within: frozenset[str] = frozenset()) -> str:
        """`pattern` with each ``{$name}`` replaced by its choices; `within` are the lists around it."""
        return _REFERENCE.sub(lambda found: self._choice(found[1], on_original, within), pattern)

    def _choice(self, name: str, on_original: bool, within: frozenset[str]) -> str:
        """The entries of a list as one RE2 alternative; none where a list asks for itself."""
        key = name, on_original
        if name not in within and key not in self._choices:
            self._choices[key] = f"(?:{'|'.join(self._choices_of(name, on_original, within)) or _NOTHING})"
        return _NOTHING if name in within else self._choices[key]

    def _choices_of(self, name: str, on_original: bool, within: frozenset[str]) -> Iterator[str]:
        """Patterns as they stand there, then the names and terms, the longest first."""
        texts: set[str] = set()
        for item in self.resolve((Term(term=f"${name}"),)):
            if isinstance(item, Term) and item.pattern:
                part = self.spelt_out(item.pattern[0], on_original=on_original, within=within | {name})
                yield f"(?:{part})"
                continue
            names = (item.name, *item.aliases) if isinstance(item, Fact) else (item.term,)
            exact = isinstance(item, Fact) or item.exact
            for each in names:
                texts.update({each} if on_original else spellings(each, exact=exact))
        space = r"\s" if on_original else r"[\s\-']"
        yield from (re.escape(text).replace("\\ ", space) for text in sorted(texts, key=_longest) if text)


class _Shelf:
    """Strings and patterns that will be looked up together."""

    def __init__(self) -> None:
        self.strings: dict[str, dict[int, Word]] = {}
        self.plain, self.original = Patterns(), Patterns()

    def add_pattern(self, pattern: str, group: int, word: Word, *, on_original: bool) -> None:
        if on_original:
            self.original.add(pattern, group, word)
        else:
            self.plain.add(pattern.replace("€", "¤"), group, word)

    @collecting_later()
    def layer(self, triggers: Mapping[int, int]) -> Layer:
        words_of: dict[int, dict[int, Word]] = {}
        compact: dict[str, tuple[tuple[int, Word], ...]] = {}
        for number, (spelling, words) in enumerate(self.strings.items()):
            short = spelling.replace(" ", "")
            compact[short] = compact.get(short, ()) + tuple(words.items())
            for group, word in words.items():
                words_of.setdefault(group, {})[number] = word
        for patterns in (self.plain, self.original):
            patterns.build(triggers)
        return Layer(
            automaton=ahocorasick_rs.AhoCorasick(
                [f" {text} " for text in self.strings], store_patterns=False
            ),
            words_of=words_of,
            masks=[bits(triggers, words) for words in self.strings.values()] if triggers else (),
            compact=compact,
            compact_masks={text: bits(triggers, dict(found)) for text, found in compact.items()}
            if triggers
            else {},
            plain=self.plain,
            original=self.original,
        )


def _longest(text: str) -> tuple[int, str]:
    return -len(text), text


MAX_SPELLINGS = 250_000
"""Strings that are looked up at once: the forms of some 25,000 terms."""
MAX_PATTERNS = 5_000
_TOO_MANY = Unfit(
    fr="trop de termes ou de motifs : raccourcissez les listes, ou écrivez « =terme », sans ses formes",
    en="too many terms or patterns: shorten the lists, or write “=term”, without its forms",
)
_NOTHING = r"[^\x00-\x{10FFFF}]"
_REFERENCE = re.compile(r"\{\$([A-Za-z_][\w.\-]*)\}")
