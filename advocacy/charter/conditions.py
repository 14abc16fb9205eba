"""What must, or must not, stand near a term for it to count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from advocacy.charter.lexicon import Lexicon
from advocacy.charter.reading import Reading, before
from advocacy.charter.terms import Found, Terms

Scope = Literal["clause", "sentence", "start", "post"]
Side = Literal["before", "after", "any"]


class Condition(BaseModel):
    """One of some terms stands near: in the same sentence, or where `within`, `scope` and `side` say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: Terms = Field(min_length=1)
    within: int | None = Field(default=None, ge=0)
    """At most this many words in between."""
    scope: Scope = "sentence"
    side: Side = "any"


def _conditions(value: Any) -> Any:
    if isinstance(value, dict):
        return [value if "any" in value and set(value) - {"fr", "en"} else {"any": value}]
    if isinstance(value, str):
        return [{"any": [value]}]
    if isinstance(value, list) and value and all(_is_term(item) for item in value):
        return [{"any": value}]
    return value


def _is_term(item: Any) -> bool:
    return isinstance(item, str) or (isinstance(item, dict) and "term" in item)


Conditions = Annotated[
    tuple[Condition, ...],
    BeforeValidator(_conditions, json_schema_input_type=list[Condition] | Condition | Terms),
]
"""Several conditions; a list of terms alone is one."""

Guard = Callable[[Reading, int, int], bool]
"""Whether what stands at a place is not meant: quoted, negated …"""


@dataclass(frozen=True, slots=True)
class Probe:
    """A condition ready to be asked."""

    group: int
    within: int | None
    scope: Scope
    side: Side

    def find(self, reading: Reading, start: int, end: int) -> Found | None:
        """The nearest of the terms that fulfils the condition for what stands at `start`–`end`."""
        places = reading.places(self.group)
        if not places:
            return None
        first, last = _bounds(reading, self.scope, start, end)
        best = None
        for found in _neighbours(places, start, end, self.side):
            if found.start < first or found.end > last or not self._close(reading, found, start, end):
                continue
            if best is None or _gap(found, start, end) < _gap(best, start, end):
                best = found
        return best

    def _close(self, reading: Reading, found: Found, start: int, end: int) -> bool:
        if self.within is None:
            return True
        gap = (found.end, start) if found.end <= start else (end, found.start)
        return reading.words_between(*gap, self.within) <= self.within


def probes(lexicon: Lexicon, conditions: Iterable[Condition]) -> tuple[Probe, ...]:
    """`conditions` ready to be asked."""
    return tuple(Probe(lexicon.cues(each.any), each.within, each.scope, each.side) for each in conditions)


def guard_of(lexicon: Lexicon, conditions: Iterable[Condition]) -> Guard:
    """A guard that holds when any of `conditions` does."""
    ready = probes(lexicon, conditions)

    def holds(reading: Reading, start: int, end: int) -> bool:
        return any(probe.find(reading, start, end) for probe in ready)

    return holds


def _bounds(reading: Reading, scope: Scope, start: int, end: int) -> tuple[int, int]:
    if scope == "post":
        return 0, len(reading.plain.text)
    if scope == "start":
        return reading.sentence(0)
    around = reading.sentence if scope == "sentence" else reading.clause
    return around(start)[0], around(max(start, end - 1))[1]


def _neighbours(places: Sequence[Found], start: int, end: int, side: Side) -> Iterable[Found]:
    """The terms that stand nearest on each side, without those that overlap the place itself."""
    here = before(places, start)
    if side != "after":
        left = (found for found in places[max(0, here - _NESTED) : here] if found.end <= start)
        yield from left
    if side != "before":
        there = before(places, end)
        yield from places[there : there + 1]


def _gap(found: Found, start: int, end: int) -> int:
    return start - found.end if found.end <= start else found.start - end


_NESTED = 6
"""Terms may lie in one another; this many are looked at to find one that ends in time."""


def _quoted(reading: Reading, start: int, end: int) -> bool:
    return reading.within(reading.quotes, start, end)


def _in_link(reading: Reading, start: int, end: int) -> bool:
    # Links are looked for only where something around the place, up to a space, may be one.
    text = reading.plain.text
    first, last = text.rfind(" ", 0, start) + 1, text.find(" ", end)
    around = text[first : last if last >= 0 else None]
    return ("." in around or "/" in around) and reading.within(reading.links, start, end)


def _in_email(reading: Reading, start: int, end: int) -> bool:
    return "@" in reading.plain.text and reading.within(reading.emails, start, end)


def _in_handle(reading: Reading, start: int, end: int) -> bool:
    return "@" in reading.plain.text and reading.within(reading.handles, start, end)


def _in_hashtag(reading: Reading, start: int, end: int) -> bool:
    return bool(reading.hashtags) and reading.within(reading.tagged, start, end)


def _asked(reading: Reading, start: int, end: int) -> bool:
    last = reading.sentence(max(start, end - 1))[1]
    return "?" in reading.plain.text[max(start, last - 4) : last]


BUILT_IN: dict[str, Guard] = {
    "quoted": _quoted,
    "url": _in_link,
    "email": _in_email,
    "handle": _in_handle,
    "hashtag": _in_hashtag,
    "question": _asked,
}
"""The guards that every charter has."""
