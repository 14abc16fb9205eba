"""Words that should not stand there: alone, near a cue, near a number, or by a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Evidence, Matcher, TextCheck, Workshop
from advocacy.charter.conditions import Condition, Scope, Side
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.terms import Line, Term, Terms


def _matcher(check: TextCheck, workshop: Workshop, terms: Terms, *first: Condition) -> Matcher:
    """Finds `terms` where the check's surroundings, and the `first` conditions, make them count."""
    group = workshop.lexicon.group(terms)
    around = check.around(workshop, *first, news=True)
    return Matcher(
        triggers=(group,),
        cues=around.cues,
        find=lambda reading: around.hits(reading, reading.places(group)),
    )


class Forbid(TextCheck):
    """None of the terms, where their surroundings make them count."""

    kind: Literal["forbid"]
    terms: Terms = Field(min_length=1)

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to find the terms."""
        return _matcher(self, workshop, self.terms)


class Near(TextCheck):
    """A term with one of the cues near it; what is quoted goes from the first to the last of both."""

    kind: Literal["near"]
    terms: Terms = Field(min_length=1)
    cues: Terms = Field(min_length=1)
    within: int | None = 8
    scope: Scope = "sentence"
    side: Side = "any"
    evidence: Evidence = "span"

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to find the terms that have a cue."""
        cue = Condition(any=self.cues, within=self.within, scope=self.scope, side=self.side)
        return _matcher(self, workshop, self.terms, cue)


class NumberNear(TextCheck):
    """A term with a number near it, such as a figure of the house that is not public."""

    kind: Literal["number-near"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"number"})
    fused: ClassVar[frozenset[str]] = frozenset({"units"})
    terms: Terms = Field(min_length=1)
    within: int | None = 6
    scope: Scope = "sentence"
    side: Side = "any"
    units: Terms = ()
    """What must follow the number; by default any unit may, and none must."""
    evidence: Evidence = "span"
    published: bool = True

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to find the terms that have a number."""
        cue = Condition(any=(self._number(),), within=self.within, scope=self.scope, side=self.side)
        ready = _matcher(self, workshop, self.terms, cue)

        def find(reading: Reading) -> Iterator[Hit]:
            for hit in ready.find(reading):
                hit.values["number"] = hit.values["cue"]
                yield hit

        return Matcher(triggers=ready.triggers, cues=ready.cues, find=find)

    def _number(self) -> Term:
        unit = f"[ -]?(?:{'|'.join(map(_unit, self.units))})" if self.units else _UNIT
        return Term(term=f"/{_NUMBER}{unit}/")


class Pattern(TextCheck):
    """RE2 patterns; the first group, where there is one, is the evidence."""

    kind: Literal["pattern"]
    patterns: tuple[Line, ...] = Field(min_length=1)
    on: Literal["plain", "original"] = "plain"

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to find the patterns."""
        mark = "c" if self.on == "original" else ""
        return _matcher(self, workshop, tuple(Term(term=f"/{pattern}/{mark}") for pattern in self.patterns))


def _unit(term: Term) -> str:
    """What stands after a figure, as RE2; a list as the lexicon spells it out."""
    if term.reference is not None:
        return f"{{${term.reference}}}"
    return term.pattern[0] if term.pattern else re.escape(term.term)


_NUMBER = r"(?:[$€£] ?)?\b\d+(?:[ .,]\d+)*"
_UNIT = (
    r"(?:[ -]?(?:%|€|\$|£|k€|m€|md€|k\b|m\b|bn\b|pct\b|percent\b|pour cent\b"
    r"|points?\b|pts?\b|millions?\b|milliards?\b|billions?\b))?"
)
