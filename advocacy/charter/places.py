"""Where in its files each part of a charter stands, so that what is said of a rule has its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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

    def check(self, number: int) -> Place:
        """A check of the rule that stands here, which a file may write without a list."""
        checks = self.at("check")
        return checks.at(number) if isinstance(checks.data, list) else checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A rule as its file gives it, and where."""

    rule: RuleText[Check]
    article: str
    place: Place


def placed_rules(whole: Whole) -> Iterator[Placed]:
    """Every rule of every file, the packs' first; those that are turned off among them."""
    for file in whole.files:
        for number, article in enumerate(file.content.articles):
            for position, rule in enumerate(article.rules):
                path: Path = ("articles", number, "rules", position)
                yield Placed(rule=rule, article=article.id, place=Place(file=file, path=path))


def refused_at(error: PatternRefused | Unfit, data: object, path: Path) -> Path:
    """Where below `path` the text that was refused stands."""
    wanted = getattr(error, "pattern", None)
    if wanted is None:
        return error.at if isinstance(error, Unfit) else ()
    texts = ((place, joined(text)) for place, text in _written(part_at(data, path)))
    return next((place for place, text in texts if wanted in text or text in wanted), ())


def _written(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        steps = data if isinstance(data, dict) else range(len(data))
        for step in steps:
            yield from _written(data[step], (*path, step))


def part_at(data: object, path: Path) -> object:
    """What stands at `path` in plain data."""
    for step in path:
        data = data[step]  # type: ignore[index]
    return data
