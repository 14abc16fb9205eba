"""Who asks for which ``$name``: rules, lists and guards, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advocacy.charter.gathering import File
from advocacy.charter.places import Place, Placed
from advocacy.charter.references import names_in, names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Where a ``$name`` is asked for; `by` is a rule, or ``lists.x`` or ``guards.x``."""

    name: str
    by: str
    place: Place


def uses_by_rules(rules: Iterable[Placed]) -> Iterator[Use]:
    """What the checks of `rules` ask for."""
    for placed in rules:
        for check in placed.rule.check:
            for name in names_in(check):
                yield Use(name=name, by=placed.rule.id, place=placed.place)


def uses_by_words(files: Iterable[File]) -> Iterator[Use]:
    """What the lists and guards of `files` ask for."""
    for file in files:
        for title, terms in file.content.lists.items():
            for name in names_of(terms):
                yield Use(name=name, by=f"lists.{title}", place=Place(file=file, path=("lists", title)))
        for title, conditions in file.content.guards.items():
            for name in (name for condition in conditions for name in names_in(condition)):
                yield Use(name=name, by=f"guards.{title}", place=Place(file=file, path=("guards", title)))
