"""Nobody is asked too often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.reading import Hit, Reading


class Cap(Check):
    """At most so many of the programme's posts a person and week."""

    kind: Literal["cap"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"n", "limit"})
    most: int = Field(default=3, ge=0)

    def prepare(self, _workshop: Workshop) -> Matcher:
        """Ready to count."""
        return Matcher(gate=lambda reading: reading.context.posts_this_week >= self.most, find=self._over)

    def _over(self, reading: Reading) -> Iterator[Hit]:
        yield Hit(values={"n": reading.context.posts_this_week, "limit": self.most})
