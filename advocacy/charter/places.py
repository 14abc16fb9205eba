"""Where in its files each part of a charter stands, so that what is said of a rule has its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from advocacy.charter.checks.base import Check
from advocacy.charter.document import RuleText
from advocacy.charter.gathering import File, Whole
from advocacy.charter.patterns import PatternRefused
from advocacy.charter.terms import joined
from advocacy.documents import Path, Unfit
from advocacy.errors import Mistake
from advocacy.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of a file: of the charter's own, or of a pack's."""

    file: File
    path: Path = ()

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.file.node.name

    @property
    def data(self) -> Any:
        """What the file says there, as plain data; None where nothing does."""
        data = self.file.node.data
        for step in self.path:
            try:
                data = data[step]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    @property
    def line(self) -> int:
        """The line where it begins, from 1."""
        return self.file.node.line(self.path)

    def mistake(self, message: Text, *, hint: Text | None = None) -> Mistake:
        """A mistake about this part, with its file, line and field."""
        return self.file.node.mistake(message, self.path, hint=hint)

    def at(self, *steps: str | int) -> Place:
        """A part of this part; where it is not written, its line is that of what holds it."""
        return Place(file=self.file, path=(*self.path, *steps))

    def saying(self, text: str) -> Place:
        """Its first part that is exactly `text`, or has it in it; the place itself where none does."""
        parts = [(self.at(*path), said) for path, said in texts_in(self.data)]
        exact = (part for part, said in parts if said == text)
        return next(exact, None) or next((part for part, said in parts if text in said), self)

    def check(self, number: int) -> Place:
        """A check of the rule that stands here, which a file may write without a list."""
        checks = self.at("check")
        return checks.at(number) if isinstance(checks.data, list) else checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A rule as its file gives it, and where."""

    rule: RuleText[Check]
    place: Place


def placed_rules(whole: Whole) -> Iterator[Placed]:
    """Every rule of every file, the packs' first; those that are turned off among them."""
    for file in whole.files:
        for number, article in enumerate(file.content.articles):
            for position, rule in enumerate(article.rules):
                path: Path = ("articles", number, "rules", position)
                yield Placed(rule=rule, place=Place(file=file, path=path))


def refused_at(error: PatternRefused | Unfit, place: Place) -> Place:
    """The part of `place` that was refused."""
    wanted = getattr(error, "pattern", None)
    if wanted is None:
        return place.at(*error.at) if isinstance(error, Unfit) else place
    texts = list(texts_in(place.data))
    whole = (path for path, text in texts if wanted in text)
    parts = (path for path, text in sorted(texts, key=_longest) if text in wanted)
    return place.at(*next(chain(whole, parts), ()))


def texts_in(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text in plain `data`, a pattern in one line, and the way to it."""
    if isinstance(data, str):
        yield path, joined(data)
    elif isinstance(data, dict | list):
        for step in data if isinstance(data, dict) else range(len(data)):
            yield from texts_in(data[step], (*path, step))


def _longest(part: tuple[Path, str]) -> int:
    return -len(part[1])
