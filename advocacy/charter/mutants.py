"""Does an example fail when a term or a guard is taken out? Where none does, no one would see a mistake."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from pydantic import ValidationError

from advocacy.charter.apart import Apart
from advocacy.charter.charter import Charter
from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.draft import Draft
from advocacy.charter.places import Place
from advocacy.charter.reading import Reading
from advocacy.charter.rehearsal import FactsOf, Rehearsal, Stage, draft_of, no_facts
from advocacy.charter.review import Finding
from advocacy.charter.ruling import Ruling
from advocacy.charter.sighting import Seen, Tables
from advocacy.charter.subject import Subject
from advocacy.charter.term_places import TermPlaces
from advocacy.charter.terms import Fact, Found, Term
from advocacy.charter.trials import Trial, places_of, trials_of
from advocacy.charter.variants import term_lists, without_conditions, without_fused


class Taken(StrEnum):
    """What was taken out."""

    CONDITION = "condition"
    """A guard, an exception or a condition on what stands near."""
    WORD = "word"
    """A term that stands in the rule itself."""
    LISTED = "listed"
    """A term of a list that several rules may share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A rule with one part taken out; `killed` where an example of it noticed."""

    rule: str
    part: str
    """``terms``, ``guards quoted``, ``near[0]`` …"""
    term: str = ""
    """The term that was dropped; none for a guard or a condition."""
    origin: str = ""
    """The list that the term stands in, when it does not stand in the rule."""
    killed: bool
    file: str
    """The file in which it stands, and the line, from 1."""
    line: int

    @property
    def taken(self) -> Taken:
        """What was taken out."""
        if not self.term:
            return Taken.CONDITION
        return Taken.LISTED if self.origin else Taken.WORD


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """All mutants that were tried, of `possible` ones."""

    mutants: tuple[Mutant, ...]
    possible: int

    @cached_property
    def survivors(self) -> tuple[Mutant, ...]:
        """What no example would miss; a term of a list counts once, and any rule's example will do."""
        killed = {_identity(mutant) for mutant in self.mutants if mutant.killed}
        left = {_identity(mutant): mutant for mutant in self.mutants if _identity(mutant) not in killed}
        return tuple(left.values())

    @cached_property
    def total(self) -> int:
        """How many different parts were taken out."""
        return len({_identity(mutant) for mutant in self.mutants})

    @property
    def noticed(self) -> int:
        """How many of them an example noticed."""
        return self.total - len(self.survivors)

    def of(self, taken: Taken) -> Mutation:
        """Those by which that was taken out."""
        return replace(self, mutants=tuple(mutant for mutant in self.mutants if mutant.taken is taken))


def mutated(
    rehearsal: Rehearsal,
    *,
    facts_of: FactsOf = no_facts,
    most: int = 4000,
    of_packs: bool = True,
    on_step: Callable[[int, int], None] = lambda _done, _all: None,
) -> Mutation:
    """Take out every term, guard and condition of every rule, one at a time, and try its examples.

    Args:
        rehearsal: the charter and its packs.
        facts_of: what the host knows of a network.
        most: at most so many are tried, the same ones each time.
        of_packs: also the rules of packs.
        on_step: told how many of how many were tried.
    """
    places = places_of(rehearsal.whole)
    rulings = [pair for pair in rehearsal.rulings() if of_packs or pair[1].pack is None]
    of_terms = TermPlaces(rehearsal.whole.files)
    benches = [_Bench(stage, ruling, places[ruling.id], facts_of, of_terms) for stage, ruling in rulings]
    possible = [(bench, part) for bench in benches for part in bench.parts()]
    chosen = sorted(possible, key=_draw)[:most] if len(possible) > most else possible
    found = []
    for done, (bench, part) in enumerate(chosen, start=1):
        found.append(bench.mutant(part))
        on_step(done, len(chosen))
    return Mutation(mutants=tuple(found), possible=len(possible))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What may be taken out: a term, or a condition, which has the rule that is left without it."""

    name: str
    place: Place
    term: str = ""
    origin: str = ""
    ruling: Ruling | None = None
    tables: Tables | None = None
    """What finds the words of `ruling`, where the charter's own tables do not."""


class _Bench:
    """One rule with its examples, read once."""

    def __init__(
        self, stage: Stage, ruling: Ruling, place: Place, facts_of: FactsOf, of_terms: TermPlaces
    ) -> None:
        self.ruling, self._charter, self._workshop = ruling, stage.charter, stage.workshop
        self._place, self._of_terms = place, of_terms
        self._files = stage.whole.files
        self._cases = [
            (trial, draft) for trial in trials_of(ruling, place) for draft in _draft(trial, facts_of)
        ]

    def parts(self) -> Iterator[_Part]:
        """Everything that may be taken out."""
        yield from self._terms()
        yield from self._fused()
        for number, name in enumerate(self.ruling.guard_names):
            guards = (*self.ruling.guards[:number], *self.ruling.guards[number + 1 :])
            part, place = f"guards {name}", self._of_terms.of_part(self._place, f"guards {name}")
            yield _Part(name=part, place=place, ruling=replace(self.ruling, guards=guards))
        for number, check in enumerate(self.ruling.checks):
            for variant in without_conditions(check):
                checks = (*self.ruling.checks[:number], variant.check, *self.ruling.checks[number + 1 :])
                matchers = tuple(_prepared(checks, self._workshop))
                name = f"check[{number}].{variant.part}" if len(checks) > 1 else variant.part
                place = self._of_terms.of_part(self._place.check(number), variant.part)
                yield _Part(name=name, place=place, ruling=replace(self.ruling, matchers=matchers))

    def mutant(self, part: _Part) -> Mutant:
        """The rule without `part`, and whether an example noticed."""
        if part.ruling is None:
            killed = any(self._changes(case, without=part.term) for case in self._seen.get(part.term, ()))
        else:
            killed = any(self._changes(case, part.ruling, part.tables) for case in self._normal)
        told = {"rule": self.ruling.id, "part": part.name, "term": part.term, "origin": part.origin}
        return Mutant(**told, killed=killed, file=part.place.name, line=part.place.line)

    def _terms(self) -> Iterator[_Part]:
        known = set()
        for number, check in enumerate(self.ruling.checks):
            for field, terms in term_lists(check):
                if field in check.fused:
                    continue
                for term, origin in _resolved(self._workshop, terms):
                    if (term.term, origin) not in known:
                        known.add((term.term, origin))
                        place = self._of_terms.of_term(term, self._place, number, origin)
                        yield _Part(name=field, place=place, term=term.term, origin=origin)

    def _fused(self) -> Iterator[_Part]:
        """The terms that are parts of one pattern: without one of them, it is another pattern."""
        for number, check in enumerate(self.ruling.checks):
            for term, variant in without_fused(check):
                checks = (*self.ruling.checks[:number], variant.check, *self.ruling.checks[number + 1 :])
                ruling, tables = Apart(self._workshop, self._files).ruling(self.ruling, checks)
                place = self._of_terms.of_term(term, self._place, number)
                yield _Part(name=variant.part, place=place, term=term.term, ruling=ruling, tables=tables)

    @cached_property
    def _normal(self) -> dict[int, bool]:
        """Whether each example goes as it should, by its number."""
        return {number: self._goes_well(number, self.ruling) for number in range(len(self._cases))}

    @cached_property
    def _seen(self) -> dict[str, list[int]]:
        """The examples in which each term stands where the rule looks."""
        seen: dict[str, list[int]] = {}
        for number, (_, draft) in enumerate(self._cases):
            watched = _Watched(draft, self._charter.tables)
            _ask(self.ruling, Reading(draft, watched), self._charter)
            for name in watched.names:
                seen.setdefault(name, []).append(number)
        return seen

    def _changes(
        self, number: int, ruling: Ruling | None = None, tables: Tables | None = None, *, without: str = ""
    ) -> bool:
        changed = ruling or self.ruling
        return self._normal[number] and not self._goes_well(number, changed, tables, without)

    def _goes_well(
        self, number: int, ruling: Ruling, tables: Tables | None = None, without: str = ""
    ) -> bool:
        trial, draft = self._cases[number]
        watched = _Watched(draft, tables or self._charter.tables, without)
        found = _ask(ruling, Reading(draft, watched), self._charter)
        if trial.good:
            return not found
        wanted = trial.example.evidence
        return bool(found) and (wanted is None or any(finding.evidence == wanted for finding in found))


class _Watched(Seen):
    """What is seen in a text, by one that knows which terms were looked at, and does not see one of them."""

    def __init__(self, draft: Draft, tables: Tables, without: str = "") -> None:
        super().__init__(tables, Subject(draft.text, draft.language))
        self.names: set[str] = set()
        self._without = without

    def places(self, group: int) -> Sequence[Found]:
        """Where the terms of a group stand, but for the one that was taken out."""
        found = super().places(group)
        self.names.update(each.word.name for each in found if each.word.fact is None)
        if not self._without:
            return found
        return [each for each in found if each.word.fact is not None or each.word.name != self._without]


def _ask(ruling: Ruling, reading: Reading, charter: Charter) -> list[Finding]:
    severity = ruling.severity(reading.draft, charter.around)
    if severity is None:
        return []
    return [
        finding
        for matcher in ruling.matchers
        if matcher.gate is None or matcher.gate(reading)
        for finding in ruling.findings(matcher, reading, severity)
    ]


def _prepared(checks: Sequence[Check], workshop: Workshop) -> Iterator[Matcher]:
    for check in checks:
        ready = check.prepare(workshop)
        yield from (ready,) if isinstance(ready, Matcher) else ready


def _resolved(workshop: Workshop, terms: Sequence[Term]) -> Iterator[tuple[Term, str]]:
    """The terms of a list with the list each comes from; the house's own names are not terms to drop."""
    for term in terms:
        inner = workshop.lexicon.resolve((term,))
        origin = term.term if term.reference else ""
        yield from ((each, origin) for each in inner if not isinstance(each, Fact))


def _draft(trial: Trial, facts_of: FactsOf) -> Iterator[Draft]:
    try:
        yield draft_of(trial.example, trial.language, facts_of)
    except ValidationError:  # which is told where the example itself is tried
        return


def _identity(mutant: Mutant) -> tuple[str, str, str]:
    return (mutant.origin or mutant.rule, mutant.term, "" if mutant.term else mutant.part)


def _draw(pair: tuple[_Bench, _Part]) -> bytes:
    """A place in an order that is mixed and always the same."""
    bench, part = pair
    return hashlib.blake2b(f"{bench.ruling.id} {part.name} {part.term}".encode(), digest_size=8).digest()
