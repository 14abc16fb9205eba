"""What a rule needs to find anything at all: names that the charter fills, and what surrounds a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pydantic import BaseModel

from advocacy.charter.checks.base import Check
from advocacy.charter.checks.length import Length
from advocacy.charter.checks.link import Link
from advocacy.charter.checks.media import Media
from advocacy.charter.checks.prefer import Prefer
from advocacy.charter.draft import Context
from advocacy.charter.lexicon import Collections
from advocacy.charter.references import names_of, reached
from advocacy.charter.rule import Level, When
from advocacy.charter.terms import IN_PATTERN, Fact, Term

Group = tuple[str, ...]
"""Names of which any one, once it is filled, is enough."""
Way = tuple[Group, ...]
"""Groups that all have to be filled before a check can find anything."""


def names_awaited(checks: Iterable[Check], collections: Collections) -> tuple[Way, ...]:
    """The ways to wake a rule up that finds nothing until `collections` has more; none where it is awake.

    >>> from advocacy.charter.checks.forbid import Near
    >>> check = Near(kind="near", terms=["$products", "$ranges"], cues=["$praise"])
    >>> names_awaited([check], {"praise": [Term(term="great")]})
    ((('products', 'ranges'),),)
    >>> names_awaited([check], {"praise": [Term(term="great")], "ranges": [Fact(name="Aria")]})
    ()
    """
    ways: dict[Way, None] = {}
    for check in checks:
        for way in _ways(check, collections):
            if not way:
                return ()
            ways[way] = None
    return tuple(ways)


def around_awaited(
    checks: Iterable[Check], when: Sequence[When], levels: Sequence[Level]
) -> tuple[Group, ...]:
    """What a context or the charter's figures must say for a rule to find anything; any of each group.

    >>> from advocacy.charter.checks.cap import Cap
    >>> around_awaited([Cap(kind="cap", most=3)], [When(window="quiet")], [Level(level="warn")])
    (('posts_this_week',), ('quiet_period', 'windows.quiet'))
    """
    found = dict.fromkeys(_either([tuple(_around(check)) for check in checks]))
    for conditions in (when, _always_asked(levels)):
        found |= dict.fromkeys(_either([tuple(_keys(each)) for each in conditions]))
    return tuple(found)


def _either(asked: Sequence[tuple[Group, ...]]) -> tuple[Group, ...]:
    """What one of several checks or conditions asks for: all that each one does, else any of what they do."""
    if not all(asked):
        return ()
    different = list(dict.fromkeys(asked))
    if len(different) <= 1:
        return different[0] if different else ()
    return (tuple(dict.fromkeys(name for groups in different for group in groups for name in group)),)


def _always_asked(levels: Sequence[Level]) -> Sequence[When]:
    """The conditions of the levels, where none holds without one."""
    return [when for level in levels for when in level.when] if all(level.when for level in levels) else []


def _around(check: Check) -> Iterator[Group]:
    option = next((getattr(check, name) for name in ("of", "to", "demand") if hasattr(check, name)), "")
    if isinstance(check, Length) and not check.empty and not check.limits:
        option = "limit"
    yield from _AROUND.get((check.kind, option), ())


def _keys(when: When) -> Iterator[Group]:
    """What must be said for `when` to hold; what holds where nothing is said is not asked for."""
    unsaid = Context()
    for name in ("author", "sector", "network", "scheduled_by", "profile", "reward"):
        wanted = getattr(when, name)
        if wanted and (wanted is True or getattr(unsaid, name, "") not in wanted):
            yield (name,)
    if when.since or when.until:
        yield ("when",)
    if when.country:
        yield ("author_country", "country")
    if when.window:
        yield _WINDOWS[when.window]


def _ways(check: Check, collections: Collections) -> Iterator[Way]:
    if isinstance(check, Prefer) and check.swaps:
        around = _unfilled(_conditions(check), collections)
        for swap in check.swaps:
            yield tuple(dict.fromkeys((*around, *_unfilled(_groups(swap), collections))))
    else:
        yield tuple(dict.fromkeys(_unfilled(_groups(check), collections)))


def _groups(check: BaseModel) -> Iterator[Sequence[Term]]:
    """The lists of terms of each of which a post must have one."""
    for field in _SOUGHT:
        if field != "terms" or not isinstance(check, Media) or check.need == "alt":
            yield getattr(check, field, ())
    yield tuple(Term(term=f"/{pattern}/") for pattern in getattr(check, "patterns", ()))
    if isinstance(check, Link):
        yield from (check.hosts, check.only, check.on, check.lookalike)
    yield from _conditions(check)


def _conditions(check: BaseModel) -> Iterator[Sequence[Term]]:
    return (condition.any for condition in getattr(check, "near", ()))


def _unfilled(groups: Iterable[Sequence[Term]], collections: Collections) -> Iterator[Group]:
    """Of the `groups` that are there and stand for nothing, the names that would fill each."""
    for terms in groups:
        if terms and not _stands_for_something(terms, collections, frozenset()):
            asked = reached(names_of(terms), collections)
            yield tuple(sorted(name for name in asked if not collections.get(name)))


def _stands_for_something(
    terms: Iterable[Fact | Term], collections: Collections, within: frozenset[str]
) -> bool:
    """Whether any of `terms` can be found; `within` are the lists that are being asked."""

    def is_filled(name: str) -> bool:
        inner = collections.get(name, ())
        return name not in within and _stands_for_something(inner, collections, within | {name})

    for term in terms:
        if isinstance(term, Fact) or (term.reference is None and term.pattern is None):
            return True
        if term.reference is not None:
            found = is_filled(term.reference)
        else:
            found = term.pattern is not None and can_match(term.pattern[0], is_filled)
        if found:
            return True
    return False


def can_match(pattern: str, is_filled: Callable[[str], bool]) -> bool:
    r"""Whether an RE2 pattern can match although some of its ``{$names}`` stand for nothing.

    >>> can_match(r"(?:than|vs) {$rivals}\b", lambda name: False)
    False
    >>> can_match(r"(?:than|vs) (?:us|{$rivals})", lambda name: False)
    True
    """
    return _branches(pattern, 0, is_filled)[0]


def _branches(pattern: str, start: int, is_filled: Callable[[str], bool]) -> tuple[bool, int]:
    """Whether any branch of a group can match, and where the group ends."""
    place, able, whole = start, False, True
    while place < len(pattern) and pattern[place] != ")":
        if pattern[place] == "|":
            place, able, whole = place + 1, able or whole, True
            continue
        fine, place = _atom(pattern, place, is_filled)
        times = _TIMES.match(pattern, place)
        place = times.end() if times else place
        whole = whole and (fine or bool(times and times[0].startswith(_MAYBE_NONE)))
    return able or whole, place + 1


def _atom(pattern: str, place: int, is_filled: Callable[[str], bool]) -> tuple[bool, int]:
    name = IN_PATTERN.match(pattern, place)
    if name:
        return is_filled(name[1]), name.end()
    opening = _OPENING.match(pattern, place)
    if opening:
        return _branches(pattern, opening.end(), is_filled)
    single = _SINGLE.match(pattern, place)
    return True, single.end() if single else place + 1


_AROUND: dict[tuple[str, str], tuple[Group, ...]] = {
    ("window", "embargo"): (("embargo",),),
    ("window", "freeze"): (("crisis",),),
    ("window", "topic"): (("crisis",),),
    ("window", "hours"): (("scheduled_by",), ("when",)),
    ("similarity", "colleagues"): (("recent_posts", "same_text_count"),),
    ("similarity", "template"): (("template",),),
    ("media", ""): (("images",),),
    ("cap", ""): (("posts_this_week",),),
    ("length", "limit"): (("network",),),
    ("require", "position"): (("network",),),
}
"""What each kind of check looks at beside the words; of a network, its limit or its cut-off."""
_WINDOWS: dict[str, Group] = {
    "quiet": ("quiet_period", "windows.quiet"),
    "reserve": ("election_reserve", "windows.reserve"),
    "crisis": ("crisis",),
}
_SOUGHT = ("terms", "cues", "units", "names", "banned")
_OPENING = re.compile(r"\((?:\?(?:[a-zA-Z\-]*:|P?<\w+>))?")
_SINGLE = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|.", re.DOTALL)
_TIMES = re.compile(r"(?:[?*+]|\{\d+(?:,\d*)?\})\??")
_MAYBE_NONE = ("?", "*", "{0")
