"""A difference between two charters, and all of them, as people are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advocacy.language import Language, Text


class Change(StrEnum):
    """What happened to a part of a charter."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One part that differs: an article, a rule, a list or something of the whole charter."""

    kind: str
    """``article``, ``rule``, ``fact``, ``list``, ``exemption`` or ``charter``."""
    id: str
    change: Change
    title: Text
    details: tuple[Text, ...] = ()

    def say(self, language: str) -> str:
        """What differs, for a reader of `language`."""
        head = f"{_MARKS[self.change]} {_KINDS[self.kind].say(language)} {self.title.say(language)}"
        return "\n".join([head, *(f"    {detail.say(language)}" for detail in self.details)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """Everything that differs between `old` and `new`, two stamps."""

    old: str
    new: str
    differences: tuple[Difference, ...]

    def __bool__(self) -> bool:
        return bool(self.differences)

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.differences)

    def say(self, language: str) -> str:
        """All of it for a reader of `language`."""
        if not self.differences:
            return _SAME.say(language)
        return "\n".join(difference.say(language) for difference in self.differences)

    def __str__(self) -> str:
        return self.say(Language.EN)

    def to_json(self) -> dict[str, Any]:
        """All of it, in both languages."""
        return {
            "old": self.old,
            "new": self.new,
            "differences": [
                {
                    "kind": each.kind,
                    "id": each.id,
                    "change": each.change.value,
                    "title": dict(each.title),
                    "details": [dict(detail) for detail in each.details],
                }
                for each in self.differences
            ],
        }


_MARKS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}
_KINDS = {
    "article": Text(fr="article", en="article"),
    "rule": Text(fr="règle", en="rule"),
    "fact": Text(fr="fait", en="fact"),
    "list": Text(fr="liste", en="list"),
    "exemption": Text(fr="dérogation", en="exemption"),
    "charter": Text(fr="charte", en="charter"),
}
_SAME = Text(fr="Rien ne diffère.", en="Nothing differs.")
