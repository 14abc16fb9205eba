"""Who has read which articles: one is asked about again only when it changed and concerns the person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advocacy.charter.charter import Charter
    from advocacy.charter.rule import When
    from advocacy.charter.ruling import Article, Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """One person has read one version, in one language; `articles` has the digest of each as it was read."""

    advocate: str
    version: str
    language: str
    articles: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Where one person stands with one article; it is no score, and only they see it."""

    article: str
    concerns: bool
    """Whether it may apply to them."""
    acknowledged_at: datetime | None
    changed: bool
    """Whether it changed since they read it."""
    met_at: datetime | None
    """When they last met it: in a finding, or in a lesson."""

    @property
    def is_due(self) -> bool:
        """Whether they should read it (again)."""
        return self.concerns and (self.acknowledged_at is None or self.changed)


def digests(charter: Charter) -> dict[str, str]:
    """A digest of each article as people read it: its texts, and what its rules say, how gravely and when."""
    rules: dict[str, list[object]] = {}
    for ruling in charter.rulings:
        rules.setdefault(ruling.article.id, []).append(_rule(ruling))
    return {
        article.id: _digest([_article(article), rules.get(article.id, [])]) for article in charter.articles
    }


def concerning(charter: Charter, *, author: str, country: str | None) -> Iterator[Article]:
    """The articles that may apply to an author of that kind in that country."""
    where = country or charter.around.country
    applying = {ruling.article.id for ruling in charter.rulings if _may_apply(ruling, author, where)}
    bare = {article.id for article in charter.articles} - {each.article.id for each in charter.rulings}
    for article in charter.articles:
        if article.id in applying | bare:
            yield article


def due(now: Mapping[str, str], concerned: Iterator[Article], read: Mapping[str, str]) -> tuple[Article, ...]:
    """The articles of those that concern somebody which they have not read as they are now."""
    return tuple(article for article in concerned if read.get(article.id) != now[article.id])


def _may_apply(ruling: Ruling, author: str, country: str | None) -> bool:
    levels = ruling.levels
    return _may_hold(ruling.when, author, country) and any(
        _may_hold(level.when, author, country) for level in levels
    )


def _may_hold(conditions: tuple[When, ...], author: str, country: str | None) -> bool:
    return not conditions or any(
        (not when.author or author in when.author)
        and (not when.country or country is None or country in when.country)
        for when in conditions
    )


def _article(article: Article) -> list[object]:
    texts = (
        article.title,
        article.text,
        article.why,
        article.lesson,
        *(text for text, _ in article.examples),
    )
    return [dict(text) if text else None for text in texts]


def _rule(ruling: Ruling) -> list[object]:
    said = [wording and [wording.fr, wording.en] for wording in (ruling.message, ruling.tip)]
    levels = [level.model_dump(mode="json") for level in ruling.levels]
    return [ruling.id, said, levels, [when.model_dump(mode="json") for when in ruling.when]]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:16]
