"""Statements of law in the packs: each has a source that can be opened and the day it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from advocacy.charter.checks.base import Check
from advocacy.charter.document import ArticleText, RuleText
from advocacy.charter.gathering import PACKS, read_pack
from advocacy.charter.rule import Saying, Source

ROOT = Path(__file__).parents[2]
OWN = re.compile(r"house rule|règle de la maison", re.IGNORECASE)
UNREAD = "to be checked before it is quoted"
LAW = re.compile(
    r"\b[LR]\. ?\d{3}|\b[LR]\d{3,4}-\d|\b[Ll]oi (?:n° ?)?\d{4}|\b[Ll]oi [ÉE]vin|\bCode (?:de|du|civil|pénal)"
    r"|\bDirective\b|\bRegulation\b|\bRèglement \(|\bGDPR\b|\bRGPD\b|\bEnvironment Code|\bart(?:\.|icle) ?\d"
    r"|\bAct \d{4}|\bFINRA\b"
)
"""How French, European, British and American law is cited."""


def rules() -> Iterator[tuple[ArticleText[Check], RuleText[Check]]]:
    for pack in PACKS:
        for file in read_pack(pack):
            for article in file.content.articles:
                for rule in article.rules:
                    yield article, rule


RULES = [pytest.param(article, rule, id=rule.id) for article, rule in rules()]


def told(*sayings: Saying | None) -> str:
    return " ".join(f"{each.fr} {each.en}" for each in sayings if each is not None)


def can_be_opened(source: Source) -> bool:
    return (
        source.url is not None and source.url.startswith(("http://", "https://")) and source.read is not None
    )


@pytest.mark.parametrize(("article", "rule"), RULES)
def test_each_source_can_be_opened_and_has_its_day_or_says_that_it_was_not_read(
    article: ArticleText[Check], rule: RuleText[Check]
) -> None:
    del article
    wrong = [
        source.title
        for source in rule.source
        if not (can_be_opened(source) or UNREAD in source.title or OWN.search(source.title))
    ]
    assert wrong == []
    assert all(source.read <= date(2026, 12, 31) for source in rule.source if source.read)


@pytest.mark.parametrize(("article", "rule"), RULES)
def test_who_cites_a_law_has_a_source_that_was_read(
    article: ArticleText[Check], rule: RuleText[Check]
) -> None:
    said = told(rule.message, rule.tip, article.text, article.reason, article.lesson)
    cited = LAW.search(said) or any(LAW.search(source.title) for source in rule.source)
    assert not cited or any(can_be_opened(source) for source in rule.source), said


def test_some_rules_do_cite_laws_and_the_pattern_sees_them() -> None:
    citing = {rule.id for _, rule in rules() if any(LAW.search(source.title) for source in rule.source)}
    assert len(citing) >= 15
    assert {"green.neutral", "reg.alcohol", "disc.reward"} <= citing


@pytest.mark.parametrize(
    "page", ["reference/packs.md", "reference/charter-file.md", "how-to/write-a-charter.md"]
)
def test_the_pages_say_that_this_is_no_legal_advice(page: str) -> None:
    assert re.search(r"(?:no|not|[Nn]othing here is) legal advice", (ROOT / "docs" / page).read_text("utf-8"))
