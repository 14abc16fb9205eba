"""All the words and patterns of a charter, gathered so that one pass over a text finds them all.

terms ──▶ groups (a rule's terms, cues, senses …) ──▶ one automaton and two RE2 sets ──▶ places of each group
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import ahocorasick_rs

from advocacy.charter.patience import collecting_later
from advocacy.charter.patterns import Patterns
from advocacy.charter.sighting import Layer, Tables
from advocacy.charter.terms import IN_PATTERN, Fact, Term, Word, sought, spellings
from advocacy.documents import Unfit

Collections = Mapping[str, Sequence[Fact | Term]]
"""Facts and lists by name, as ``$name`` refers to them."""


class Lexicon:
    """Groups of terms, each under a number; `build` gives the tables that read texts.

    >>> lexicon = Lexicon({"codenames": [Fact(name="Projet Orion")]})
    >>> number = lexicon.group([Term(term="$codenames")])
    >>> from advocacy.charter.sighting import Seen
    >>> from advocacy.charter.subject import Subject
    >>> Seen(lexicon.build({number: 1}), Subject("Sur le projet-orion", "fr")).places(number)[0][:2]
    (7, 19)
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._numbers: dict[tuple[bool, tuple[Term, ...]], int] = {}
        self._choices: dict[tuple[str, bool], str] = {}
        self._rules, self._cues = _Shelf(), _Shelf()
        self.trusts_patterns = False
        """Whether the patterns that come next are known to be good: compiling them can wait for a text."""

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
        fresh = self.fresh()
        number = fresh.group(terms)
        return fresh.build({number: 1}), number

    def fresh(self) -> Lexicon:
        """A lexicon that knows the same names and lists, and has no group yet."""
        return Lexicon(self._collections)

    def facts(self, terms: Iterable[Term]) -> tuple[Fact, ...]:
        """The names that `terms` refer to; a plain term counts as a name."""
        return tuple(item if isinstance(item, Fact) else Fact(name=item.term) for item in self.resolve(terms))

    def is_like(self, other: Lexicon) -> bool:
        """Whether the same numbers stand for the same terms in both."""
        return self._numbers == other._numbers and self._collections == other._collections

    def build(self, triggers: Mapping[int, int]) -> Tables:
        """The tables that read texts; `triggers` has, for a group, the bits that it sets when it occurs."""
        return Tables(
            build_rules=partial(self._rules.layer, triggers), build_cues=partial(self._cues.layer, {})
        )

    def _add(self, item: Fact | Term, group: int) -> None:
        shelf = self._cues if group < 0 else self._rules
        strings, words = shelf.strings, shelf.words_of.setdefault(group, {})
        for word, written, pattern in sought(item):  # pyright: ignore[reportArgumentType]  # frozen: it has a hash
            if pattern is not None:
                whole = self.spelt_out(pattern[0], on_original=pattern[1])
                trusted = self.trusts_patterns and whole == pattern[0]
                shelf.add_pattern(whole, group, word, on_original=pattern[1], trusted=trusted)
            for spelling in written:
                words.setdefault(strings.setdefault(spelling, len(strings)), word)
        if len(strings) > MAX_SPELLINGS or shelf.count_patterns() > MAX_PATTERNS:
            raise _TOO_MANY

    def spelt_out(self, pattern: str, *, on_original: bool, within: frozenset[str] = frozenset()) -> str:
        """`pattern` with each ``{$name}`` replaced by its choices; `within` are the lists around it."""
        return IN_PATTERN.sub(lambda found: self._choice(found[1], on_original, within), pattern)

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
        self.strings: dict[str, int] = {}
        """Each with its number."""
        self.words_of: dict[int, dict[int, Word]] = {}
        """For each group, what its strings stand for, by their numbers."""
        self.plain, self.original = Patterns(), Patterns()

    def add_pattern(self, pattern: str, group: int, word: Word, *, on_original: bool, trusted: bool) -> None:
        if on_original:
            self.original.add(pattern, group, word, trusted=trusted)
        else:
            self.plain.add(pattern.replace("€", "¤"), group, word, trusted=trusted)

    def count_patterns(self) -> int:
        return len(self.plain.groups) + len(self.original.groups)

    @collecting_later()
    def layer(self, triggers: Mapping[int, int]) -> Layer:
        for patterns in (self.plain, self.original):
            patterns.build(triggers)
        return Layer(
            automaton=ahocorasick_rs.AhoCorasick(
                [f" {text} " for text in self.strings], store_patterns=False
            ),
            words_of=self.words_of,
            masks=self._masks(triggers),
            strings=tuple(self.strings),
            plain=self.plain,
            original=self.original,
        )

    def _masks(self, triggers: Mapping[int, int]) -> Sequence[int]:
        masks = [0] * len(self.strings) if triggers else []
        for group, bit in triggers.items():
            for number in self.words_of.get(group, ()):
                masks[number] |= bit
        return masks


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
