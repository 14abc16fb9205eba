"""What decides whether a rule finds something: rules of one fingerprint find the same in every post."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from pydantic import BaseModel

from advocacy.charter.checks import OURS
from advocacy.charter.checks.base import Check
from advocacy.charter.checks.length import Length
from advocacy.charter.checks.require import Require
from advocacy.charter.checks.window import Window
from advocacy.charter.compiling import collections_of, guards_given
from advocacy.charter.gathering import Whole
from advocacy.charter.references import guards_in, names_in, reached
from advocacy.charter.ruling import Ruling


class Fingerprint(NamedTuple):
    """Two rules of which both parts are the same find the same, equally grave, in every post."""

    looks: str
    """Where it looks and for what: its checks, guards and lists."""
    applies: str
    """When it applies, and how grave it is then."""


def fingerprints(whole: Whole, rulings: Iterable[Ruling]) -> dict[str, Fingerprint]:
    """The fingerprint of each of `rulings`, which `whole` gives.

    Its messages and examples do not count, for they change nothing of what it finds.
    """
    prints = _Prints(whole)
    return {ruling.id: prints.of(ruling) for ruling in rulings}


class _Prints:
    def __init__(self, whole: Whole) -> None:
        self._document = whole.document
        self._collections = collections_of(whole.files)
        self._guards = guards_given(whole.files)
        self._house = {
            "networks": {name: _plain(known) for name, known in whole.document.networks.items()},
            "hours": _plain(whole.document.working_hours),
            "country": whole.document.country,
            "windows": _plain(whole.document.circumstances)["windows"],
        }

    def of(self, ruling: Ruling) -> Fingerprint:
        return Fingerprint(looks=self._looks(ruling), applies=self._applies(ruling))

    def _applies(self, ruling: Ruling) -> str:
        exemptions = [each for each in self._document.exemptions if fnmatchcase(ruling.id, each.rule)]
        parts = {"country" for when in ruling.conditions if when.country}
        parts |= {"windows" for when in ruling.conditions if when.window}
        return _digest(
            [
                ruling.group,
                ruling.pack is not None,
                [_plain(level) for level in ruling.levels],
                [_plain(when) for when in ruling.when],
                [_plain(each) for each in exemptions],
                {part: self._house[part] for part in sorted(parts)},
            ]
        )

    def _looks(self, ruling: Ruling) -> str:
        guards = {
            name: [_plain(condition) for condition in self._guards[name]]
            for name in self._guard_names(ruling)
            if name in self._guards
        }
        names = sorted(reached(self._names(ruling, guards), self._collections))
        return _digest(
            [
                [_plain(check) for check in ruling.checks],
                ruling.guard_names,
                guards,
                {name: [_plain(item) for item in self._collections.get(name, ())] for name in names},
                {part: self._house[part] for part in sorted(_house_parts(ruling.checks))},
            ]
        )

    def _guard_names(self, ruling: Ruling) -> Iterator[str]:
        yield from ruling.guard_names
        for check in ruling.checks:
            yield from guards_in(check)

    def _names(self, ruling: Ruling, guards: dict[str, Any]) -> Iterator[str]:
        for check in ruling.checks:
            yield from names_in(check)
        for name in guards:
            for condition in self._guards[name]:
                yield from names_in(condition)


def _house_parts(checks: Iterable[Check]) -> set[str]:
    """What checks ask of the house: its country, its windows, its hours, its networks."""
    parts: set[str] = set()
    for check in checks:
        if isinstance(check, Window):
            parts |= {"country", "windows", "hours"}
        elif isinstance(check, Length) or (isinstance(check, Require) and check.demand == "position"):
            parts |= {"networks"}
        elif check.kind not in OURS:
            parts |= {"country", "windows", "hours", "networks"}
    return parts


def _plain(model: BaseModel) -> Any:
    return model.model_dump(mode="json")


def _digest(parts: Sequence[Any]) -> str:
    written = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "replace")).hexdigest()
