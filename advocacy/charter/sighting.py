"""What a lexicon saw in one text: which groups of terms occur, and where."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advocacy.charter.caching import cached_property
from advocacy.charter.patterns import Patterns
from advocacy.charter.subject import Subject
from advocacy.charter.terms import Found, Word


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Terms that are looked up together: an automaton, patterns, and what each of them stands for."""

    automaton: Any
    words_of: Mapping[int, Mapping[int, Word]]
    """For each group, its strings by their numbers in the automaton."""
    masks: Sequence[int]
    strings: Sequence[str]
    plain: Patterns
    original: Patterns

    @functools.cached_property
    def compact(self) -> Mapping[str, Mapping[int, Word]]:
        """For each string without its spaces, as hashtags run words together, its words by their groups."""
        found: dict[str, dict[int, Word]] = {}
        short = [text.replace(" ", "") for text in self.strings]
        for group, words in self.words_of.items():
            for number, word in sorted(words.items()):
                found.setdefault(short[number], {})[group] = word
        return found

    @functools.cached_property
    def compact_masks(self) -> Mapping[str, int]:
        """The bits that each of them sets."""
        found: dict[str, int] = {}
        for text, bits in zip(self.strings, self.masks, strict=True):
            short = text.replace(" ", "")
            found[short] = found.get(short, 0) | bits
        return found


@dataclass(frozen=True, kw_only=True)
class Tables:
    """A lexicon, built when a text is first read: many a charter is only shown, compared or checked."""

    build_rules: Callable[[], Layer]
    build_cues: Callable[[], Layer]

    @functools.cached_property
    def rules(self) -> Layer:
        """The terms that set rules off, which are looked up in every text."""
        return self.build_rules()

    @functools.cached_property
    def cues(self) -> Layer:
        """The terms that are looked up when they are asked for."""
        return self.build_cues()


class Seen:
    """What a charter's tables see in one text: what sets rules off at once, the cues when asked for."""

    __slots__ = ("__dict__", "_tables", "_triggered", "rules", "subject")

    def __init__(self, tables: Tables, subject: Subject) -> None:
        self._tables, self.subject = tables, subject
        self.rules = Sighting(tables.rules, subject)
        self._triggered: int | None = None

    def triggered(self) -> int:
        """The bits of every group that occurs."""
        if self._triggered is None:
            self._triggered = self.rules.triggered()
        return self._triggered

    @cached_property
    def cues(self) -> Sighting:
        """What of the cues occurs."""
        return Sighting(self._tables.cues, self.subject)

    def places(self, group: int) -> Sequence[Found]:
        """Where the terms of a group stand; groups below 0 are cues."""
        return (self.rules if group > 0 else self.cues).places(group)

    def has_all(self, groups: Iterable[int]) -> bool:
        """Whether a term of each of `groups` may stand anywhere, which takes less time to say than where."""
        for group in groups:  # noqa: SIM110  asked for each rule, and a generator costs as much as an answer
            if not (self.rules if group > 0 else self.cues).has(group):
                return False
        return True


class Sighting:
    """Which terms of a layer occur in one text; their places are worked out when first asked for."""

    __slots__ = ("__dict__", "_known", "_matches", "layer", "subject")

    # Here rather than in each of them: most texts show too little for these to be asked for.
    _in_plain: Collection[int] | None = None
    _in_original: Collection[int] | None = None

    def __init__(self, layer: Layer, subject: Subject) -> None:
        self.layer, self.subject = layer, subject
        self._matches: Sequence[tuple[int, int, int]]
        self._matches = layer.automaton.find_matches_as_indexes(subject.padded, overlapping=True)
        self._known: dict[int, list[Found]] = {}

    def triggered(self) -> int:
        """The bits of every group that occurs."""
        layer, subject = self.layer, self.subject
        result = 0
        if self._matches:
            masks = layer.masks
            for number, _, _ in self._matches:
                result |= masks[number]
        for tag in subject.tags:
            result |= layer.compact_masks.get(tag.compact, 0)
        if masks := layer.plain.masks:
            self._in_plain = layer.plain.present(subject.text)
            for place in self._in_plain:
                result |= masks[place]
        if masks := layer.original.masks:
            self._in_original = layer.original.present(subject.raw)
            for place in self._in_original:
                result |= masks[place]
        return result

    @cached_property
    def _has(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _placed(self) -> dict[int, Sequence[tuple[int, int]]]:
        return {}

    def has(self, group: int) -> bool:
        """Whether a term of `group` may stand anywhere, which takes less time to say than where."""
        known = self._has.get(group)
        if known is None:
            known = self._has[group] = self._may_have(group)
        return known

    def _may_have(self, group: int) -> bool:
        layer, subject = self.layer, self.subject
        if words := layer.words_of.get(group):
            for number, _, _ in self._matches:
                if number in words:
                    return True
            for tag in subject.tags:
                if group in layer.compact.get(tag.compact, ()):
                    return True
        if group in layer.plain.of_group and layer.plain.occurs(group, subject.text):
            return True
        return group in layer.original.of_group and layer.original.occurs(group, subject.raw)

    def places(self, group: int) -> Sequence[Found]:
        """Every place where a term of `group` stands, from left to right."""
        known = self._known.get(group)
        if known is None:
            known = self._known[group] = self._found(group)
        return known

    def _found(self, group: int) -> list[Found]:
        layer = self.layer
        words = layer.words_of.get(group)
        found = self._by_word(group, words) if words else []
        if group in layer.plain.of_group:
            found += self._in_plain_text(group)
        if group in layer.original.of_group:
            found += self._in_original_text(group)
        if len(found) > 1:
            found.sort(key=_longest_first)
        return found

    def _by_word(self, group: int, words: Mapping[int, Word]) -> list[Found]:
        found: list[Found] = []
        subject, reach = self.subject, len(self.subject.plain.words) + 2
        for number, start, end in self._matches:
            word = words.get(number)
            if word is None:
                continue
            if start < reach:
                begin, stop = start, end - 2
            else:
                tag = subject.hashtag_at(start)
                begin, stop = tag.start, tag.end
            if word.is_plain or word.fits(subject.quoted(begin, stop), subject.language):
                found.append(_made((begin, stop, word)))
        for tag in subject.tags:
            word = self.layer.compact.get(tag.compact, {}).get(group)
            if word is not None and (word.is_plain or word.fits(tag.text, subject.language)):
                found.append(Found(tag.start, tag.end, word))
        return found

    def _in_plain_text(self, group: int) -> Iterator[Found]:
        patterns, subject = self.layer.plain, self.subject
        own = patterns.of_group[group]
        if self._in_plain is None:
            if self._is_absent(patterns, group, subject.text):
                return
            if len(own) > _FEW:
                self._in_plain = frozenset(patterns.possible(subject.text))
        for place, word in own:
            if self._in_plain is None or place in self._in_plain:
                for start, end in self._spans(place):
                    if word.is_plain or word.fits(subject.quoted(start, end), subject.language):
                        yield Found(start, end, word)

    def _in_original_text(self, group: int) -> Iterator[Found]:
        patterns, subject = self.layer.original, self.subject
        if self._in_original is None and self._is_absent(patterns, group, subject.raw):
            return
        for place, word in patterns.of_group[group]:
            if self._in_original is None or place in self._in_original:
                for start, end in patterns.spans(place, subject.original):
                    yield Found(*subject.plain.place(start, end), word)

    def _is_absent(self, patterns: Patterns, group: int, text: str | bytes) -> bool:
        """Whether none of a group occurs: most cues asked for are not there, and one search tells."""
        if group in self._has:
            return not self._has[group]
        return len(patterns.of_group[group]) > 1 and not patterns.occurs(group, text)

    def _spans(self, place: int) -> Sequence[tuple[int, int]]:
        """Where a pattern stands in the plain text; several groups may ask."""
        if place not in self._placed:
            self._placed[place] = self.layer.plain.spans(place, self.subject.text)
        return self._placed[place]


_made = Found._make
"""A place from a tuple, in half the time that its arguments by themselves take."""
_FEW = 6
"""Patterns that are searched for one by one without asking first which may occur."""


def _longest_first(found: Found) -> tuple[int, int]:
    """From left to right, and the longest of those that begin together: it says most."""
    return found.start, -found.end
