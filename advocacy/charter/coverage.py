"""How much of a charter its examples reach: rules × languages × networks × guards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advocacy.charter.charter import Charter
from advocacy.charter.checks.length import Length
from advocacy.charter.checks.require import Require
from advocacy.charter.mutants import Mutation
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.rule import examples_wanted
from advocacy.charter.ruling import Ruling
from advocacy.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How many of some things the examples reach, and which they miss."""

    reached: int
    missed: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return self.reached + len(self.missed)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCoverage:
    """What the examples of one rule reach."""

    rule: str
    pack: str | None
    ok: dict[Language, int]
    """Good examples by language."""
    nok: dict[Language, int]
    """Bad ones."""
    networks: Part
    """The networks on which the rule is another one, with a bad example on each."""
    cells: Part
    """The kinds of examples that it must have: has it one of each?"""
    guards: Part
    """Its guards, conditions and exceptions: taken out, does an example fail?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the examples of a charter reach."""

    rules: tuple[RuleCoverage, ...]

    def total(self, of: str) -> Part:
        """All rules' `networks`, `cells` or `guards` together; what is missed is named with its rule."""
        parts = [(rule.rule, getattr(rule, of)) for rule in self.rules]
        missed = tuple(f"{rule}: {name}" for rule, part in parts for name in part.missed)
        return Part(reached=sum(part.reached for _, part in parts), missed=missed)


def coverage(rehearsal: Rehearsal, mutation: Mutation, *, of_packs: bool = True) -> Coverage:
    """What the examples reach; `mutation` says which guards they need, `of_packs` adds the packs' rules."""
    rules = (
        RuleCoverage(
            rule=ruling.id,
            pack=ruling.pack,
            ok={language: len(ruling.examples(language, good=True)) for language in Language},
            nok={language: len(ruling.examples(language, good=False)) for language in Language},
            networks=_networks(ruling, rehearsal.charter),
            cells=_cells(ruling),
            guards=_guards(ruling.id, mutation),
        )
        for _, ruling in rehearsal.rulings()
        if of_packs or ruling.pack is None
    )
    return Coverage(rules=tuple(rules))


def _cells(ruling: Ruling) -> Part:
    wanted = list(examples_wanted(ruling.when))
    missed = tuple(
        f"{kind}.{language}" for kind, language in wanted if not ruling.examples(language, good=kind == "ok")
    )
    return Part(reached=len(wanted) - len(missed), missed=missed)


def _networks(ruling: Ruling, charter: Charter) -> Part:
    shown = {example.network for language in Language for example in ruling.examples(language, good=False)}
    named = _named(ruling, charter)
    missed = tuple(sorted(named - shown))
    return Part(reached=len(named) - len(missed), missed=missed)


def _named(ruling: Ruling, charter: Charter) -> set[str]:
    """The networks that a rule tells apart: by a condition, by a length, by where the text is cut off."""
    named, figures = set(ruling.networks), charter.document.networks
    for check in ruling.checks:
        if isinstance(check, Length) and not check.limits:
            named |= {name for name, known in figures.items() if known.limit}
        if isinstance(check, Require) and check.demand == "position":
            named |= {name for name, known in figures.items() if known.cut_off}
    return named


def _guards(rule: str, mutation: Mutation) -> Part:
    parts: Sequence[tuple[str, bool]] = [
        (mutant.part, mutant.killed) for mutant in mutation.mutants if mutant.rule == rule and not mutant.term
    ]
    missed = tuple(part for part, killed in parts if not killed)
    return Part(reached=len(parts) - len(missed), missed=missed)
