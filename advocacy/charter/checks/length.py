"""Texts that fit the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.normalise import Plain
from advocacy.charter.reading import Hit, Reading


class Length(Check):
    """Not longer than the network takes, in its own way of counting; with `empty`, not empty either."""

    kind: Literal["length"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"n", "limit"})
    limits: dict[str, int] = Field(default_factory=dict)
    empty: bool = False

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to count."""
        known = {name: network.limit for name, network in workshop.house.networks.items()}
        limits = {name: limit for name, limit in {**known, **self.limits}.items() if limit is not None}
        if self.empty:
            return Matcher(sign=_is_empty, find=lambda _: iter((Hit(values={"n": 0, "limit": 0}),)))

        def is_long(reading: Reading) -> bool:
            limit = limits.get(reading.draft.network) or reading.draft.facts.limit
            return limit is not None and reading.draft.facts.length(reading.draft.text) > limit

        def find(reading: Reading) -> Iterator[Hit]:
            facts = reading.draft.facts
            limit = limits.get(reading.draft.network) or facts.limit or 0
            yield Hit(values={"n": facts.length(reading.draft.text) - limit, "limit": limit})

        return Matcher(gate=is_long, find=find)


def _is_empty(plain: Plain) -> bool:
    return not plain.text or plain.text.isspace()
