"""A rule made ready by itself, with words of its own: for a variant that looks for other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.compiling import guards_given
from advocacy.charter.conditions import BUILT_IN, Guard, guard_of
from advocacy.charter.gathering import File
from advocacy.charter.ruling import Ruling
from advocacy.charter.sighting import Tables


class Apart:
    """A workshop that knows the names and lists of another, and has prepared nothing yet."""

    def __init__(self, workshop: Workshop, files: Sequence[File]) -> None:
        self.house, self.around = workshop.house, workshop.around
        self.lexicon = workshop.lexicon.fresh()
        self._given = guards_given(files)

    def guard(self, name: str) -> Guard:
        """The guard of that name."""
        return BUILT_IN[name] if name in BUILT_IN else guard_of(self.lexicon, self._given[name])

    def ruling(self, ruling: Ruling, checks: Sequence[Check]) -> tuple[Ruling, Tables]:
        """`ruling` with other `checks`, and the tables that find their words."""
        ready = [check.prepare(self) for check in checks]
        matchers = [each for part in ready for each in ((part,) if isinstance(part, Matcher) else part)]
        guards = tuple(self.guard(name) for name in ruling.guard_names)
        changed = replace(ruling, checks=tuple(checks), matchers=tuple(matchers), guards=guards)
        return changed, self.lexicon.build({})
