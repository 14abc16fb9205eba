"""What is looked over: a charter, its files, and who uses which list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from advocacy.charter.charter import Charter
from advocacy.charter.formats import Notice
from advocacy.charter.gathering import File
from advocacy.charter.lint.codes import LEVELS, MESSAGES
from advocacy.charter.places import Place, placed_rules
from advocacy.charter.references import names_in, names_of
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.terms import joined
from advocacy.documents import Path
from advocacy.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Where a ``$name`` is asked for; `by` is a rule, or ``lists.x`` or ``guards.x``."""

    name: str
    by: str
    place: Place


class Inspection:
    """One charter being looked over; `files` are those whose own content is judged."""

    def __init__(self, rehearsal: Rehearsal, *, today: date, of_packs: bool) -> None:
        self.rehearsal, self.today = rehearsal, today
        self.whole = rehearsal.whole
        self.files = self.whole.files if of_packs else self.whole.files[-1:]
        off = {rule for rule, change in self.whole.document.override.items() if change == "off"}
        self.every_rule = tuple(rule for rule in placed_rules(self.whole) if rule.rule.id not in off)
        self.rules = tuple(rule for rule in self.every_rule if rule.place.file in self.files)

    @property
    def charter(self) -> Charter:
        """The charter as it will be used."""
        return self.rehearsal.charter

    @property
    def own(self) -> File:
        """The charter's own file."""
        return self.whole.files[-1]

    def here(self, *path: str | int) -> Place:
        """A place in the charter's own file."""
        return Place(file=self.own, path=path)

    @cached_property
    def filled(self) -> Mapping[str, File]:
        """Every fact and list that has at least one entry, with the file that gives it last."""
        return {
            name: file
            for file in self.whole.files
            for name, terms in (*file.content.lists.items(), *file.content.facts.items())
            if terms
        }

    @cached_property
    def uses(self) -> Mapping[str, tuple[Use, ...]]:
        """Everyone who asks for a ``$name``."""
        found: dict[str, list[Use]] = {}
        for use in self._uses():
            found.setdefault(use.name, []).append(use)
        return {name: tuple(uses) for name, uses in found.items()}

    def _uses(self) -> Iterator[Use]:
        for placed in self.every_rule:
            for check in placed.rule.check:
                for name in names_in(check):
                    yield Use(name=name, by=placed.rule.id, place=placed.place)
        for file in self.whole.files:
            for title, terms in file.content.lists.items():
                for name in names_of(terms):
                    yield Use(name=name, by=f"lists.{title}", place=Place(file=file, path=("lists", title)))
            for title, conditions in file.content.guards.items():
                for name in (name for condition in conditions for name in names_in(condition)):
                    yield Use(name=name, by=f"guards.{title}", place=Place(file=file, path=("guards", title)))


def finding(place: Place, code: str, *, hint: Text | None = None, **values: object) -> Notice:
    """A notice of that code at `place`; `values` fill its message."""
    return Notice(
        code=code,
        level=LEVELS[code],
        message=MESSAGES[code].format(**values),
        file=place.name,
        line=place.line,
        hint=hint,
    )


def spot(place: Place, text: str) -> Place:
    """The first part of `place` that is exactly `text`, or has it in it; `place` itself where none does."""
    parts = list(_texts(place))
    exact = (part for part, said in parts if said == text)
    return next(exact, None) or next((part for part, said in parts if text in said), place)


def _texts(place: Place) -> Iterator[tuple[Place, str]]:
    for path, said in _strings(place.data, ()):
        yield place.at(*path), joined(said)


def _strings(data: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for step in data if isinstance(data, dict) else range(len(data)):
            yield from _strings(data[step], (*path, step))
