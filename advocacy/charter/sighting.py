"""What a lexicon saw in one text: which groups of terms occur, and where."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from advocacy.charter.hashtags import Hashtag, hashtags
from advocacy.charter.normalise import Plain
from advocacy.charter.patterns import Patterns
from advocacy.charter.terms import Found, Word

Entries = Sequence[tuple[int, Word]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """A lexicon, built: the automaton, and what each of its strings stands for."""

    automaton: Any
    entries: Sequence[Entries]
    masks: Sequence[int]
    compact: Mapping[str, Entries]
    compact_masks: Mapping[str, int]
    plain: Patterns
    original: Patterns

    def read(self, original: str, plain: Plain, language: str) -> Sighting:
        """What occurs in a text; `original` is without unpaired surrogates."""
        padded = f" {plain.words} "
        tags: Sequence[Hashtag] = ()
        triggered = 0
        if "#" in plain.text:
            tags = hashtags(original, plain)
            padded += "".join(f"\x00 {tag.words} " for tag in tags)
            for tag in tags:
                triggered |= self.compact_masks.get(tag.compact, 0)
        matches = self.automaton.find_matches_as_indexes(padded, overlapping=True) if self.automaton else ()
        masks = self.masks
        for number, _, _ in matches:
            triggered |= masks[number]
        subject = plain.text.encode() if plain.text.isascii() else plain.text
        in_plain = self.plain.present(subject)
        for place in in_plain:
            triggered |= self.plain.masks[place]
        in_original = self.original.present(original)
        for place in in_original:
            triggered |= self.original.masks[place]
        return Sighting(
            self, original, plain, subject, language, triggered, matches, in_plain, in_original, tags
        )


@dataclass(slots=True)
class Sighting:
    """What occurs in one text; the places are worked out when a rule first asks for them."""

    tables: Tables
    original: str
    plain: Plain
    subject: str | bytes
    """The plain text for RE2, as bytes where places are the same in them."""
    language: str
    triggered: int
    """The bits of every group that occurs."""
    matches: Sequence[tuple[int, int, int]]
    in_plain: Sequence[int]
    in_original: Sequence[int]
    tags: Sequence[Hashtag]
    _words: dict[int, list[Found]] | None = None
    _patterns: dict[int, list[tuple[int, Word, bool]]] | None = None
    _places: dict[int, list[Found]] = field(default_factory=dict)
    _reaches: list[int] = field(default_factory=list)

    def places(self, group: int) -> Sequence[Found]:
        """Every place where a term of `group` stands, from left to right."""
        known = self._places.get(group)
        if known is None:
            if self._words is None:
                self._words = self._all_words()
            known = self._words.get(group, [])
            if self.in_plain or self.in_original:
                known = [*known, *self._by_pattern(group)]
            if len(known) > 1:
                known.sort(key=_longest_first)
            self._places[group] = known
        return known

    def _all_words(self) -> dict[int, list[Found]]:
        found: dict[int, list[Found]] = {}
        reach = len(self.plain.words) + 2
        for number, start, end in self.matches:
            begin, stop = (start, end - 2) if start < reach else self._place(start)
            for group, word in self.tables.entries[number]:
                self._note(found, group, Found(begin, stop, word))
        for tag in self.tags:
            for group, word in self.tables.compact.get(tag.compact, ()):
                self._note(found, group, Found(tag.start, tag.end, word))
        return found

    def _note(self, found: dict[int, list[Found]], group: int, place: Found) -> None:
        start, end, word = place
        if word.is_plain or word.fits(self._quoted(start, end), self.language):
            found.setdefault(group, []).append(place)

    def _quoted(self, start: int, end: int) -> str:
        first, last = self.plain.original(start, end)
        return self.original[first:last]

    def _place(self, start: int) -> tuple[int, int]:
        """The hashtag in whose split words a match begins; the hashtag as a whole is the place."""
        if not self._reaches:
            sizes = (len(tag.words) + _AROUND for tag in self.tags)
            self._reaches = list(accumulate(sizes, initial=len(self.plain.words) + 2))[1:]
        tag = self.tags[bisect_right(self._reaches, start)]
        return tag.start, tag.end

    def _by_pattern(self, group: int) -> Iterator[Found]:
        if self._patterns is None:
            self._patterns = self._all_patterns()
        for place, word, on_original in self._patterns.get(group, ()):
            if on_original:
                for start, end in self.tables.original.spans(place, self.original):
                    yield Found(*self.plain.place(start, end), word)
            else:
                for start, end in self.tables.plain.spans(place, self.subject):
                    if word.is_plain or word.fits(self._quoted(start, end), self.language):
                        yield Found(start, end, word)

    def _all_patterns(self) -> dict[int, list[tuple[int, Word, bool]]]:
        """For each group, the patterns that occur, and whether they read the original."""
        found: dict[int, list[tuple[int, Word, bool]]] = {}
        for present, patterns in (
            (self.in_plain, self.tables.plain),
            (self.in_original, self.tables.original),
        ):
            for place in present:
                for group, word in patterns.groups[place].items():
                    found.setdefault(group, []).append((place, word, patterns is self.tables.original))
        return found


_AROUND = 3
"""Characters that `Tables.read` puts around the words of each hashtag."""


def _longest_first(found: Found) -> tuple[int, int]:
    """From left to right, and the longest of those that begin together: it says most."""
    return found.start, -found.end
