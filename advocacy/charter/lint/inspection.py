"""What is looked over: a charter, its files, and who uses which list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from advocacy.charter.charter import Charter
from advocacy.charter.compiling import collections_of
from advocacy.charter.formats import Notice
from advocacy.charter.gathering import File
from advocacy.charter.lint.codes import LEVELS, MESSAGES
from advocacy.charter.needs import Way, names_awaited
from advocacy.charter.places import Place, placed_rules
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.slips import NetworkOf
from advocacy.charter.uses import Use, uses_by_rules, uses_by_words
from advocacy.language import Text


class Inspection:
    """One charter being looked over; `files` are those whose own content is judged."""

    def __init__(
        self, rehearsal: Rehearsal, *, today: date, of_packs: bool, network_of: NetworkOf | None = None
    ) -> None:
        self.rehearsal, self.today, self.network_of = rehearsal, today, network_of
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

    @cached_property
    def sleeping(self) -> Mapping[str, tuple[Way, ...]]:
        """The rules that find nothing until somebody fills a name, with the names that would wake them."""
        known = collections_of(self.whole.files)
        awaited = ((placed.rule.id, names_awaited(placed.rule.check, known)) for placed in self.every_rule)
        return {rule: ways for rule, ways in awaited if ways}

    def _uses(self) -> Iterator[Use]:
        yield from uses_by_rules(self.every_rule)
        yield from uses_by_words(self.whole.files)


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
