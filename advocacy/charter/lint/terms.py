"""Terms and patterns: those that are read the same, those that never find, and those that find too much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advocacy.charter.formats import Notice
from advocacy.charter.lint.inspection import Inspection, finding
from advocacy.charter.normalise import normalise
from advocacy.charter.patterns import PatternRefused, compile_pattern
from advocacy.charter.places import Place
from advocacy.charter.terms import IN_PATTERN, Fact, Term, as_pattern, name_spellings, spellings
from advocacy.charter.variants import term_lists


def term_notices(inspection: Inspection) -> Iterator[Notice]:
    """What is odd about the terms of facts, lists and rules."""
    for file in inspection.files:
        for kind in ("facts", "lists"):
            for name, items in getattr(file.content, kind).items():
                yield from _listed(Place(file=file, path=(kind, name)), items)
    for placed in inspection.rules:
        for number, check in enumerate(placed.rule.check):
            place = placed.place.check(number)
            for _, terms in term_lists(check):
                yield from _listed(place, terms)
            for pattern in getattr(check, "patterns", ()):
                on_original = getattr(check, "on", "") == "original"
                yield from _pattern(place, pattern, on_original=on_original)


def _listed(place: Place, items: Sequence[Fact | Term]) -> Iterator[Notice]:
    yield from _overlaps(place, items)
    for item in items:
        if isinstance(item, Term) and item.pattern is not None:
            pattern, on_original = item.pattern
            yield from _pattern(place, pattern, on_original=on_original)


def _overlaps(place: Place, items: Sequence[Fact | Term]) -> Iterator[Notice]:
    """Entries that are there twice, and those that another entry finds as well."""
    seen: dict[str, str] = {}
    for item in items:
        for text, found in _spelt(item):
            other = next((seen[each] for each in sorted(found) if each in seen), None)
            if other is not None and _together(place.data, text, other):
                code = "twice" if other == text else "covered"
                yield finding(place.saying(text), code, term=text, other=other)
            for each in found:
                seen.setdefault(each, text)


def _together(data: object, text: str, other: str) -> bool:
    """Whether one list of the file has both: the lists of two languages may share words."""
    if isinstance(data, dict):
        return any(_together(part, text, other) for part in data.values())
    if not isinstance(data, list):
        return False
    said = [name for item in data for name in _said(item)]
    both = said.count(text) > 1 if text == other else {text, other} <= set(said)
    return both or any(_together(part, text, other) for part in data)


def _said(item: object) -> Iterator[str]:
    """What an entry of a list calls itself."""
    if isinstance(item, str):
        yield item.removeprefix("=")
    elif isinstance(item, dict):
        yield from (str(item[key]) for key in ("name", "term") if key in item)
        yield from map(str, item.get("aliases", ()))


def _spelt(item: Fact | Term) -> Iterator[tuple[str, frozenset[str]]]:
    """Each name of an entry with the spellings it is found by; case, accents or language set it apart."""
    if isinstance(item, Fact):
        names = () if item.case else (item.name, *item.aliases)
        yield from ((name, name_spellings(name)) for name in names if as_pattern(name) is None)
    elif not _stands_apart(item):
        yield item.term, spellings(item.term, exact=item.exact)


def _stands_apart(term: Term) -> bool:
    if term.case or term.accents or term.language:
        return True
    return bool(term.pattern or term.reference) or as_pattern(term.term) is not None


def _pattern(place: Place, pattern: str, *, on_original: bool) -> Iterator[Notice]:
    where = place.saying(pattern)
    bare = IN_PATTERN.sub("x", pattern)
    try:
        if compile_pattern(bare).search("") is not None:
            yield finding(where, "pattern-empty")
    except PatternRefused:  # which compiling the charter has told already
        return
    wide = _WIDE.search(_CLASS.sub("x", bare))
    if wide:
        yield finding(where, "pattern-wide", part=wide[0])
    if not on_original:
        yield from _never(where, bare)


def _never(place: Place, pattern: str) -> Iterator[Notice]:
    """A letter or mark that plain text does not have, where it is not one of several choices of a class."""
    written = _ESCAPE.sub("", _NEGATED.sub("", pattern))
    for mark in written:
        plain = normalise(mark).text
        if plain not in (mark, _SYMBOL) and mark != "€":
            yield finding(place, "pattern-never", mark=mark, better=plain)
            return


_SYMBOL = "\x01"
_ESCAPE = re.compile(r"\\[pPx]\{[^}]*\}|\\x[0-9A-Fa-f]{2}|\\.|\(\?[A-Za-z<]*")
_NEGATED = re.compile(r"\[\^[^\]]*\]")
_CLASS = re.compile(r"\\.|\[[^\]]*\]")
_WIDE = re.compile(r"\.[*+]\??")
