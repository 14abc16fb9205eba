"""One's own words: not a colleague's text, not the suggested one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.normalise import fold
from advocacy.charter.reading import Hit, Reading


class Similarity(Check):
    """Less than `threshold` alike with colleagues' recent posts, or with the suggested message."""

    kind: Literal["similarity"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"n", "share"})
    to: Literal["colleagues", "template"] = "colleagues"
    threshold: float = Field(default=0.85, gt=0, le=1)
    least: int = 40
    """Characters from which texts are compared: greetings are alike by nature."""

    def prepare(self, _workshop: Workshop) -> Matcher:
        """Ready to compare."""
        if self.to == "template":
            return Matcher(gate=lambda reading: bool(reading.context.template), find=self._from_template)
        return Matcher(gate=_has_colleagues, find=self._from_colleagues)

    def _from_template(self, reading: Reading) -> Iterator[Hit]:
        share = self._alike(reading, reading.context.template or "")
        if share:
            yield Hit(values={"n": 1, "share": round(100 * share)})

    def _from_colleagues(self, reading: Reading) -> Iterator[Hit]:
        context = reading.context
        alike = [share for post in context.recent_posts if (share := self._alike(reading, post.text))]
        known = context.same_text_count if alike or not context.recent_posts else 0
        if (alike or known) and len(fold(reading.text)) >= self.least:
            yield Hit(values={"n": max(known, len(alike)), "share": round(100 * max(alike, default=1.0))})

    def _alike(self, reading: Reading, other: str) -> float:
        """How alike the post and `other` are, 0 when less than the threshold."""
        from rapidfuzz import fuzz  # noqa: PLC0415  heavy: imported on first use

        mine, theirs = fold(reading.text)[:_LONGEST], fold(other)[:_LONGEST]
        if len(mine) < self.least:
            return 0.0
        return fuzz.ratio(mine, theirs, score_cutoff=100 * self.threshold) / 100


def _has_colleagues(reading: Reading) -> bool:
    return bool(reading.context.recent_posts or reading.context.same_text_count)


_LONGEST = 5000
"""Characters that are compared, so that the cost stays bounded."""
