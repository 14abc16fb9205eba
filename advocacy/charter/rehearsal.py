"""A charter as its examples are tried on it: its own rules among its names, its packs' among theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from advocacy.charter.charter import Charter
from advocacy.charter.checks.base import Check, Workshop
from advocacy.charter.compiling import compiled
from advocacy.charter.document import Change, CharterText
from advocacy.charter.draft import Context, Draft, NetworkFacts
from advocacy.charter.gathering import File, Whole
from advocacy.charter.review import Finding
from advocacy.charter.rule import Example
from advocacy.charter.ruling import Ruling, exempts
from advocacy.charter.terms import Fact
from advocacy.language import Language

FactsOf = Callable[[str], NetworkFacts]
"""What the host knows of a network, by its name."""


def no_facts(_network: str) -> NetworkFacts:
    """Nothing is known of any network."""
    return NetworkFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A compiled charter on which some rules are tried, and what their variants are made with.

    `whole` is the charter as it will be used, whatever this stage changes in it.
    """

    whole: Whole
    charter: Charter
    workshop: Workshop
    rulings: tuple[Ruling, ...]
    """The rules that are tried here."""

    def findings(self, draft: Draft) -> list[Finding]:
        """What each rule finds by itself and no exemption lets pass."""
        given = (*self.charter.exemptions, *draft.context.exemptions)
        found = self.charter.findings(draft)
        return [each for each in found if not any(exempts(one, each, draft) for one in given)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """The stages of one charter."""

    whole: Whole
    stages: tuple[Stage, ...]

    @classmethod
    def of(cls, whole: Whole) -> Rehearsal:
        """The charter of `whole` for its own rules, and its packs as they were written for theirs.

        Raises:
            InvalidInput: with every rule that cannot be applied.
        """
        own = _stage(whole, of_packs=False)
        with_packs = len(whole.files) > 1
        return cls(
            whole=whole,
            stages=(own, _stage(_as_written(whole), of_packs=True, whole=whole)) if with_packs else (own,),
        )

    @property
    def charter(self) -> Charter:
        """The charter as it will be used."""
        return self.stages[0].charter

    def rulings(self) -> Iterator[tuple[Stage, Ruling]]:
        """Every rule with the stage it is tried on; the charter's own first."""
        for stage in self.stages:
            for ruling in stage.rulings:
                yield stage, ruling


def draft_of(example: Example, language: Language, facts_of: FactsOf) -> Draft:
    """The post that an example describes.

    Raises:
        ValidationError: its context is not as a context must be.
    """
    network = example.network or ""
    return Draft(
        text=example.text,
        network=network,
        language=language,
        context=Context.model_validate(example.context),
        facts=facts_of(network),
    )


def _stage(used: Whole, *, of_packs: bool, whole: Whole | None = None) -> Stage:
    parts = compiled(used)
    tried = tuple(ruling for ruling in parts.rulings if (ruling.pack is not None) is of_packs)
    charter = Charter.of(used, parts)
    return Stage(whole=whole or used, charter=charter, workshop=parts.workshop, rulings=tried)


def _as_written(whole: Whole) -> Whole:
    """`whole` with the names of its packs beside the company's, and nothing else of the company's own.

    A pack's examples speak of an invented company, of no country, in no window, and of rules that are as
    grave as the pack gives them; what the company turned off stays off, and its own words count.
    """
    document = whole.document
    usual = CharterText[Check].model_fields
    plain = {name: usual[name].get_default(call_default_factory=True) for name in _THE_COMPANYS_OWN}
    override = {rule: _in_words(change) for rule, change in document.override.items()}
    content = document.model_copy(update={**plain, "override": override, "facts": _all_facts(whole)})
    last = whole.files[-1]
    own = File(node=last.node, content=content, text=last.text)
    return Whole(document=content, files=(*whole.files[:-1], own))


def _in_words(change: Literal["off"] | Change) -> Literal["off"] | Change:
    """What a change makes a rule say, without when it applies."""
    return change if change == "off" else change.model_copy(update={"severity": (), "when": None})


def _all_facts(whole: Whole) -> dict[str, tuple[Fact, ...]]:
    found: dict[str, tuple[Fact, ...]] = {}
    for file in whole.files:
        for name, facts in (*file.content.invented.items(), *file.content.facts.items()):
            found[name] = (*found.get(name, ()), *facts)
    return found


_THE_COMPANYS_OWN = ("country", "working_hours", "windows", "exemptions")
