"""Hashtags: how many, how they are written, and which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.hashtags import Hashtag
from advocacy.charter.normalise import Plain
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.segments import camel
from advocacy.charter.terms import Terms
from advocacy.documents import Unfit


class HashtagCheck(Check):
    """At most so many, each word with a capital, none of some."""

    kind: Literal["hashtag"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"n", "limit", "better"})
    most: int | None = Field(default=None, ge=0)
    camel: bool = False
    banned: Terms = ()
    keep: Terms = ()
    """Hashtags that are right as they are, such as the company's own."""

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if sum((self.most is not None, self.camel, bool(self.banned))) != 1:
            raise Unfit(
                fr="donnez un seul de « most », « camel », « banned »",
                en="give exactly one of “most”, “camel”, “banned”",
            )
        return self

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to look at every hashtag."""
        if self.most is not None:
            return Matcher(sign=_has_hashtags, find=self._too_many)
        if self.camel:
            keep = frozenset(fact.name.lstrip("#").lower() for fact in workshop.lexicon.facts(self.keep))
            return Matcher(sign=_has_hashtags, find=lambda reading: self._unreadable(reading, keep))
        group = workshop.lexicon.group(self.banned)
        return Matcher(
            triggers=(group,),
            find=lambda reading: (
                Hit(start=tag.start, end=tag.end, values={"name": tag.text})
                for tag in reading.hashtags
                if any(tag.start <= found.start and found.end <= tag.end for found in reading.places(group))
            ),
        )

    def _too_many(self, reading: Reading) -> Iterator[Hit]:
        tags, limit = reading.hashtags, self.most or 0
        if len(tags) > limit:
            yield Hit(start=tags[0].start, end=tags[-1].end, values={"n": len(tags), "limit": limit})

    def _unreadable(self, reading: Reading, keep: frozenset[str]) -> Iterator[Hit]:
        for tag in reading.hashtags[:_MOST]:
            better = _readable(tag) if tag.text[1:].lower() not in keep else None
            if better is not None:
                yield Hit(start=tag.start, end=tag.end, values={"better": better}, fix=better)


def _readable(tag: Hashtag) -> str | None:
    """The hashtag with a capital on each word, when it has none and several words."""
    body = tag.text[1:]
    if body != body.lower():
        return None
    better = camel(body)
    return f"#{better}" if better else None


def _has_hashtags(plain: Plain) -> bool:
    return "#" in plain.text


_MOST = 50
