"""How far stories were followed, and whether two of them are apart by more than luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from advocacy.reach.compared import beyond_luck
from advocacy.reach.metrics import Form
from advocacy.reach.number import Kind, Number, written
from advocacy.reach.table import Role, Row, Table

if TYPE_CHECKING:
    from advocacy.reach.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One story: its name, its clicks of people, and its posts with a tracked link."""

    label: str
    clicks: float
    posts: float
    each: float
    """Clicks per post."""

    @classmethod
    def of(cls, report: Report) -> tuple[Self, ...]:
        """The stories whose clicks per post are known, most first."""
        table = report.by("story")
        clicks, posts = ({row.key: n for row, n in exact_column(table, name)} for name in _COUNTS)
        found = [
            # a post without a link has no clicks: those with one are what the quotient was divided by
            cls(
                label=row.label,
                clicks=clicks[row.key],
                posts=clicks[row.key] / each if each else posts[row.key],
                each=each,
            )
            for row, each in exact_column(table, "clicks_per_post")
            if clicks.get(row.key) is not None and posts.get(row.key)
        ]
        return tuple(sorted(found, key=lambda story: -story.each))

    def said(self, language: str) -> str:
        """Clicks per post, as people write them."""
        return written(self.each, Form.QUOTIENT, language)

    def is_apart(self, other: Self, language: str) -> bool:
        """Whether a reader sees a difference, and luck does not explain it."""
        is_seen = self.said(language) != other.said(language)
        return is_seen and beyond_luck((self.clicks, self.posts), (other.clicks, other.posts))


def exact_column(table: Table, name: str) -> list[tuple[Row, float]]:
    """The groups of a table that have an exact number in that column."""
    index = [found.name for found in table.measures].index(name)
    return [
        (row, value)
        for row in table
        if row.role is Role.GROUP and (value := _exact(row.numbers[index])) is not None
    ]


def _exact(found: Number) -> float | None:
    return found.value if found.kind is Kind.EXACT else None


_COUNTS = ("clicks_people", "posts")
