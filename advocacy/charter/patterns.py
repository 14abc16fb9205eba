"""RE2 patterns: compiled once, asked all at once, and refused with what to write instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import re2

from advocacy.charter.terms import Word
from advocacy.language import Text


class PatternRefused(ValueError):
    """RE2 does not take a pattern; `text` says why and what to write instead."""

    def __init__(self, pattern: str, reason: str) -> None:
        self.pattern = pattern
        self.text = Text(
            fr=f"motif refusé par RE2 (« {pattern} ») : {reason} ; {_advice(pattern).fr}",
            en=f"RE2 refuses the pattern “{pattern}”: {reason}; {_advice(pattern).en}",
        )
        super().__init__(self.text.en)


def compile_pattern(pattern: str) -> Any:
    r"""`pattern` compiled by RE2, which reads any text in time linear in its length.

    Raises:
        PatternRefused: for a pattern that RE2 does not take.

    >>> compile_pattern(r"v\d+").search("on v12").span()
    (3, 6)
    """
    try:
        return re2.compile(pattern, _options())
    except re2.error as error:
        raise PatternRefused(pattern, _reason(error)) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """Patterns behind a filter of their letters, and `others`, which are all searched for at once."""

    filter: Any
    places: Sequence[int]
    """The place of each pattern of the filter."""
    others: Sequence[int]
    set_of_others: Any


class Patterns:
    """Patterns that read the same text: a filter says which may occur, then each by itself says where."""

    def __init__(self) -> None:
        self.groups: list[dict[int, Word]] = []
        self.masks: list[int] = []
        self.of_group: dict[int, list[tuple[int, Word]]] = {}
        self._compiled: dict[int, tuple[Any, bool]] = {}
        self._places: dict[str, int] = {}
        self._written: list[str] = []
        self._together: dict[int, Any] = {}
        self._filter: Any = None
        self._asked = 0
        self._tried: Counter[int] = Counter()
        self._split: _Split | None = None

    def add(self, pattern: str, group: int, word: Word, *, trusted: bool = False) -> None:
        """Add `pattern` for `group`; one that is `trusted` is compiled when a text is first read.

        Raises:
            PatternRefused: for a pattern that RE2 does not take.
        """
        place = self._places.get(pattern)
        if place is None:
            if not trusted:
                _tested(pattern)
            place = self._places[pattern] = len(self._written)
            self._written.append(pattern)
            self.groups.append({})
        if group not in self.groups[place]:
            self.groups[place][group] = word
            self.of_group.setdefault(group, []).append((place, word))

    def build(self, triggers: Mapping[int, int]) -> None:
        """Say which bits of `triggers` a group sets that occurs."""
        self.masks = [bits(triggers, groups) for groups in self.groups]

    def present(self, text: str | bytes) -> Sequence[int]:
        """Which patterns occur in `text`."""
        if not self._places:
            return ()
        split = self._split
        if split is None:
            self._asked += 1
            if self._asked < _MANY and len(self._places) > _AT_ONCE:
                self._tried.update(self.possible(text))
                return self._filter.Match(text) or ()
            split = self._split = self._parted()
        present: list[int] = []
        if split.filter is not None and (found := split.filter.Match(text)):
            present += [split.places[number] for number in found]
        if split.set_of_others is not None and (found := split.set_of_others.Match(text)):
            present += [split.others[number] for number in found]
        return present

    def possible(self, text: str | bytes) -> Sequence[int]:
        """Which patterns may occur in `text`, which takes less time to say."""
        if not self._places:
            return ()
        if self._filter is None:
            # Only now: a charter is often read to be shown or compared, and never asked about a text.
            self._filter = _filter_of(self._places)
        return self._filter.Match(text, potential=True) or ()

    def occurs(self, group: int, text: str | bytes) -> bool:
        """Whether any pattern of `group` occurs in `text`: one search, however many there are."""
        together = self._together.get(group)
        if together is None:
            together = self._together[group] = self._one_for({place for place, _ in self.of_group[group]})
        return together.search(text) is not None

    def _one_for(self, wanted: Collection[int]) -> Any:
        """One pattern that occurs where any of the `wanted` ones does."""
        options = _options()
        options.never_capture = True
        parts = [f"(?:{pattern})" for pattern, place in self._places.items() if place in wanted]
        return re2.compile("|".join(parts), options)

    def _parted(self) -> _Split:
        """Patterns apart that the filter often tries: it tries those without letters on every text."""
        few = len(self._places) <= _AT_ONCE
        often = {
            place for place in self._places.values() if few or self._tried[place] * _SELDOM > self._asked
        }
        together = self._set_of(often) if often else None
        if together is None:
            filter_of_all = self._filter or _filter_of(self._places)
            return _Split(
                filter=filter_of_all, places=range(len(self._places)), others=(), set_of_others=None
            )
        rest = {pattern: place for pattern, place in self._places.items() if place not in often}
        return _Split(
            filter=_filter_of(rest) if rest else None,
            places=tuple(rest.values()),
            others=[place for place in self._places.values() if place in often],
            set_of_others=together,
        )

    def _set_of(self, wanted: Collection[int]) -> Any:
        """The `wanted` patterns as one that says which of them occur; none where that needs too much memory.

        A set of all of them would make new states on every text: it is for those that no filter helps.
        """
        together = re2.Set.SearchSet(_options())
        for pattern, place in self._places.items():
            if place in wanted:
                together.Add(pattern)
        try:
            together.Compile()
        except re2.error:
            return None
        return together

    def spans(self, place: int, text: str | bytes) -> list[tuple[int, int]]:
        """Where one pattern occurs: its first group when it has one, else the whole match."""
        pattern = self._compiled.get(place)
        if pattern is None:
            found = compile_pattern(self._written[place])
            pattern = self._compiled[place] = (found.finditer, bool(found.groups))
        finditer, has_group = pattern
        found = []
        for match in islice(finditer(text), _MOST):
            start, end = match.span(1) if has_group else _NOWHERE
            if start < 0:
                start, end = match.span()
            if end > start:
                found.append((start, end))
        return found


@lru_cache(maxsize=4096)
def _tested(pattern: str) -> None:
    """Nothing, or a refusal; charters that are loaded again, or compared, have the same patterns."""
    compile_pattern(pattern)


def _filter_of(patterns: Iterable[str]) -> Any:
    found, options = re2.Filter(), _options()
    for pattern in patterns:
        found.Add(pattern, options)
    found.Compile()
    return found


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)


def bits(triggers: Mapping[int, int], groups: Iterable[int]) -> int:
    """The bits that any of `groups` sets."""
    result = 0
    for group in groups:
        result |= triggers.get(group, 0)
    return result


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    return options


def _advice(pattern: str) -> Text:
    for sign, advice in _ADVICE.items():
        if sign in pattern:
            return advice
    return Text(
        fr="écrivez-le dans la syntaxe de RE2 (ni assertion autour, ni référence arrière)",
        en="write it in RE2 syntax (no look-around, no back-reference)",
    )


_MOST = 200
"""Places told of one pattern in one text; nobody reads more, and it keeps the cost linear."""
_NOWHERE = (-1, -1)
_AT_ONCE = 24
"""So few patterns are searched for at once, whatever letters they have."""
_MANY = 200
"""From so many texts on it pays to take apart what is often tried, which compiles all others again."""
_SELDOM = 50
"""One text in so many: a pattern that is tried more often costs less among the others than by itself."""
_MEMORY = 64 << 20
_AROUND = Text(
    fr=(
        "RE2 n’a pas d’assertion autour : écrivez tout le texte visé, avec (…) pour la preuve,"
        " ou une condition « near » ou « unless »"
    ),
    en=(
        "RE2 has no look-around: write the whole text you mean, with (…) around the evidence,"
        " or a “near” or “unless” condition"
    ),
)
_ADVICE = {
    "(?=": _AROUND,
    "(?!": _AROUND,
    "(?<=": _AROUND,
    "(?<!": _AROUND,
    "(?>": Text(fr="RE2 n’en a pas besoin : écrivez (?:…)", en="RE2 has no need of it: write (?:…)"),
} | {
    f"\\{digit}": Text(
        fr="RE2 n’a pas de référence arrière : écrivez les répétitions une à une",
        en="RE2 has no back-reference: write the repetitions out",
    )
    for digit in range(1, 10)
}
