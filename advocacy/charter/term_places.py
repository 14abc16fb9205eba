"""Where each term, guard and condition of a rule stands in the files of its charter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from advocacy.charter.compiling import collections_of
from advocacy.charter.gathering import File
from advocacy.charter.places import Place, texts_in
from advocacy.charter.references import reached
from advocacy.charter.terms import Term
from advocacy.charter.variants import written
from advocacy.documents import Path


class TermPlaces:
    """The files of a charter, searched once for each list and rule; `file.yaml:12` is what comes of it."""

    def __init__(self, files: Sequence[File]) -> None:
        self._files = files
        self._collections = collections_of(files)
        self._texts = cache(self._texts_at)
        self._of_list = cache(self._texts_of_list)

    def of_term(self, term: Term, rule: Place, check: int, origin: str = "") -> Place:
        """Where a term stands: in the check of that number, or in the list that it asks for, ``$origin``."""
        place = rule.check(check)
        texts = self._of_list(origin[1:]) if origin else self._texts(place.name, place.path)
        return texts.get(written(term)) or texts.get(term.term, place)

    def of_part(self, place: Place, part: str) -> Place:
        """Where a guard or condition stands below `place`: ``guards quoted``, ``swaps[0].unless[1]``."""
        path, _, name = part.partition(" ")
        found = place.at(*_steps(path))
        texts = self._texts(found.name, found.path)
        return texts.get(name, found) if name else found

    def _texts_at(self, file: str, path: Path) -> Mapping[str, Place]:
        """Each text below that place, and where it comes first."""
        start = Place(file=next(each for each in self._files if each.node.name == file), path=path)
        found: dict[str, Place] = {}
        for steps, text in texts_in(start.data):
            found.setdefault(text, start.at(*steps))
        return found

    def _texts_of_list(self, name: str) -> Mapping[str, Place]:
        """Each text of a list and of those that it asks for; the files that come last first."""
        found: dict[str, Place] = {}
        for each in sorted(reached((name,), self._collections), key=lambda one: one != name):
            for file in reversed(self._files):
                found = {**self._texts(file.node.name, ("lists", each)), **found}
        return found


def _steps(path: str) -> Path:
    """``swaps[0].unless`` as the way to a value."""
    return tuple(int(step) if step.isdigit() else step for step in re.findall(r"\w+", path))
