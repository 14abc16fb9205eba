"""Every rule of every pack: its examples hold, its sources are told, and protected speech is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

import pytest

from advocacy.charter import Charter, NetworkFacts, Severity
from advocacy.charter.compiling import compiled
from advocacy.charter.gathering import PACKS, gathered, read_pack
from advocacy.charter.rehearsal import Rehearsal
from advocacy.charter.ruling import Ruling
from advocacy.charter.trials import Tried, tried
from advocacy.connectors.registry import networks, text_length
from advocacy.language import Language

# What a network takes is the host's or the charter's to say; the rest is as in any charter.
CHARTER = f"""
title: {{fr: Tous les jeux de règles, en: All packs}}
brand: Valmora
packs: [{", ".join(PACKS)}]
networks:
  x: {{limit: 280, cut_off: 280}}
  linkedin: {{limit: 3000, cut_off: 210}}
  instagram: {{limit: 2200, cut_off: 125}}
  facebook: {{cut_off: 480}}
"""


def facts_of(network: str) -> NetworkFacts:
    """How a network counts, as a host tells it."""
    return NetworkFacts(length=partial(text_length, network)) if network in networks() else NetworkFacts()


@cache
def rehearsal() -> Rehearsal:
    return Rehearsal.of(gathered(CHARTER, name="all.yaml"))


@cache
def by_rule() -> dict[str, tuple[Tried, ...]]:
    return dict(tried(rehearsal(), facts_of=facts_of).by_rule)


def rulings() -> Iterator[Ruling]:
    return (ruling for _, ruling in rehearsal().rulings())


RULES = sorted(rulings(), key=lambda ruling: ruling.id)
EACH_RULE = pytest.mark.parametrize("ruling", RULES, ids=lambda ruling: ruling.id)


@pytest.mark.parametrize("pack", PACKS)
def test_each_pack_can_be_taken_alone(pack: str) -> None:
    Charter.parse(
        f"title: {{fr: Charte, en: Charter}}\npacks: [core, {pack}]\n".replace("[core, core]", "[core]")
    )


def test_every_pattern_is_one_that_re2_takes() -> None:
    """A load does not ask: those of our packs are compiled when a text is first read."""
    whole = gathered(CHARTER, name="all.yaml")
    compiled(replace(whole, files=[replace(file, pack="theirs") for file in whole.files]))


def test_no_list_is_given_twice_by_mistake() -> None:
    given = Counter(name for pack in PACKS for file in read_pack(pack) for name in file.content.lists)
    assert [name for name, times in given.items() if times > 1] == []


@EACH_RULE
def test_every_example_goes_as_said(ruling: Ruling) -> None:
    wrong = [
        f"{each.trial.name} {each.trial.example.text!r}: {' '.join(map(str, each.problems))}"
        for each in by_rule().get(ruling.id, ())
        if not each.passed
    ]
    assert wrong == []


@EACH_RULE
def test_there_are_examples_of_both_kinds_in_both_languages(ruling: Ruling) -> None:
    for language in Language:
        for good in (True, False):
            assert len(ruling.examples(language, good=good)) >= 3


@EACH_RULE
def test_it_speaks_both_languages_and_says_where_it_comes_from(ruling: Ruling) -> None:
    said = ruling.message.fill({})
    assert said.fr
    assert said.en
    assert said.fr != said.en
    assert ruling.tip is not None
    assert ruling.tip.fill({}).fr != ruling.tip.fill({}).en
    assert ruling.exempt
    assert ruling.source
    assert all(source.title for source in ruling.source)
    assert any(source.read for source in ruling.source)


@pytest.mark.parametrize("article", rehearsal().charter.articles, ids=lambda article: article.id)
def test_each_article_can_be_read_by_people(article: object) -> None:
    for part in ("title", "text", "why", "lesson"):
        text = getattr(article, part)
        assert text is not None, part
        assert text.fr, part
        assert text.en, part
    shown = article.examples  # type: ignore[attr-defined]
    assert {good for _, good in shown} >= ({True} if article.id == "protected" else {True, False})  # type: ignore[attr-defined]


def test_there_are_many_examples() -> None:
    count = Counter(
        (language, good)
        for each in RULES
        for language in Language
        for good in (True, False)
        for _ in each.examples(language, good=good)
    )
    assert min(count.values()) >= 5 * len(RULES) * 0.9


class TestProtectedSpeech:
    def test_at_least_sixty_posts_in_both_languages_on_every_topic(self) -> None:
        posts = rehearsal().charter.protected
        topics = Counter(post.topic for post in posts)
        languages = Counter(post.language for post in posts)
        assert len(posts) >= 60
        assert set(topics) >= {"pay", "hours", "safety", "union", "whistle-blowing"}
        assert min(languages["fr"], languages["en"]) >= 30

    def test_no_pack_touches_them(self) -> None:
        assert [(post.text, str(review)) for post, review in rehearsal().charter.chilled()] == []

    @pytest.mark.parametrize("network", ["x", "linkedin", "facebook"])
    @pytest.mark.parametrize(
        "context",
        [
            {"quiet_period": True, "when": "2026-01-22T15:00:00+01:00"},
            {"author": "executive"},
            {"author": "public_agent"},
            {"author_country": "US"},
            {"author_country": "GB", "sector": "finance"},
            {"sector": "health"},
        ],
        ids=str,
    )
    def test_wherever_and_whoever(self, network: str, context: dict[str, object]) -> None:
        charter = rehearsal().charter
        for post in charter.protected:
            review = charter.read(post.text, network=network, language=post.language, context=context)
            assert [each.rule for each in review if each.severity is not Severity.ADVISE] == [], post.text

    @pytest.mark.parametrize("frame", ["Chez Valmora : {}", "{} #Valmora", "Valmora, juin. {}"])
    def test_naming_the_company_changes_nothing(self, frame: str) -> None:
        stage = rehearsal().stages[-1].charter
        for post in rehearsal().charter.protected:
            review = stage.read(frame.format(post.text), language=post.language, context=post.context)
            assert [each.rule for each in review if each.severity is not Severity.ADVISE] == [], post.text
