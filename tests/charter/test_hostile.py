"""Any text gets a review: every category of Unicode, unpaired surrogates, texts of a megabyte."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy.charter import Charter, Context, Draft
from advocacy.errors import InvalidInput

CHECKS = """
      {kind: forbid, terms: [$names, zut, '#ad', '100 %', '/\\w+ial\\b/', '/[A-Z]{2,}/c'], guards: [quoted]}
      {kind: forbid, terms: [a, zut], guards: [url, handle, hashtag, email, question]}
      {kind: near, terms: [$names, le, a], cues: [zut, la, b], within: 3, scope: clause}
      {kind: number-near, terms: [marge, a]}
      {kind: pattern, patterns: ['(\\w+\\s?)*€', '([a-z0-9]+)*@']}
      {kind: prefer, names: [$names]}
      {kind: prefer, swaps: [{terms: [whitelist, a], better: liste}]}
      {kind: require, terms: [a, $names], accept: {fr: [b], en: [c]}, demand: language}
      {kind: require, accept: [salut], demand: position}
      {kind: identifier, kinds: [phone, email, iban, card, nir, nino, ssn, passport, ip]}
      {kind: secret}
      {kind: link, only: [acme.example]}
      {kind: link, query: [utm_source], on: [acme.example]}
      {kind: link, lookalike: [acme.example]}
      {kind: hashtag, most: 2}
      {kind: hashtag, camel: true}
      {kind: emoji, run: 2}
      {kind: emoji, most: 2}
      {kind: emoji, between_words: 1}
      {kind: emoji, fancy: true}
      {kind: capitals}
      {kind: capitals, inclusive: 1}
      {kind: length, limits: {x: 280}}
      {kind: length, empty: true}
      {kind: window, of: embargo}
      {kind: window, of: freeze}
      {kind: window, of: topic}
      {kind: similarity}
      {kind: language}
"""
RULES = "\n".join(
    f"      - {{id: r.{n}, group: g{n}, severity: warn, check: {check.strip()},"
    " message: {fr: '{term}', en: '{term}'}}"
    for n, check in enumerate(CHECKS.strip().splitlines())
)
CHARTER = Charter.parse(
    f"""
title: {{fr: Charte, en: Charter}}
facts: {{names: [Projet Orion, Helvéa, NovaPark 3000]}}
networks: {{x: {{cut_off: 20}}}}
articles:
  - id: a
    title: {{fr: A, en: A}}
    rules:
{RULES}
"""
)
CONTEXT = Context.model_validate(
    {
        "when": "2026-02-13T10:00:00+01:00",
        "embargo": {"Aurora": "2026-03-10T09:00:00+01:00", "": "2026-03-10", "🎉": "2026-03-10"},
        "crisis": {"name": "accident-lyon", "scope": "all"},
        "recent_posts": [{"text": "Très fier de vous présenter notre nouveau rapport RSE, fruit d'un an."}],
        "exemptions": [{"rule": "[", "value": "", "until": "2027-01-01"}],
    }
)
ANY = st.text(st.characters(exclude_categories=()), max_size=120)
PIECES = st.sampled_from(
    [
        "Projet Orion", "#", "@", "«", "»", '"', "'", "http://", "acme.example", ".", ",",
        " ", "\n", "\r", "\t",
        "06 12 34 56 78", "😀",
        "👨‍👩‍👧", "\u200d", "\ufe0f", "\u0301", "\ud83d", "\udc00", "Ａ", "𝐁", "é", "œ",
        "ß", "İ", "ǰ", "ﬃ", "\u202e", "\x00", "zut", "A B C D", "FR76 3000", "a",
        "le", "1", "€", "%", "- ",
        "x@y.z", "#aA1_é", "\u3000", "Σ", "ς", "ſ", "ｶﾞ", "㍿", "ﷺ",
    ]
)  # fmt: skip


@cache
def catalogue() -> Charter:
    """A company's charter with nearly every pack."""
    file = Path(__file__).parents[2] / "examples" / "charters" / "helvea.yaml"
    return Charter.parse(file.read_text("utf-8"), name=file.name)


def review(text: str, charter: Charter = CHARTER) -> None:
    found = charter.review(Draft(text=text, network="x", language="fr", context=CONTEXT))  # type: ignore[arg-type]
    for finding in found:
        assert finding.message.fr is not None
        assert finding.say("en")
        if finding.start is None:
            assert finding.end is None
            assert finding.evidence is None
        else:
            assert finding.end is not None
            assert finding.start < finding.end
            assert finding.evidence == text[finding.start : finding.end]
        if finding.fix is not None and finding.start is not None:
            found.apply(finding)
    found.to_json()


@given(ANY)
def test_any_text(text: str) -> None:
    review(text)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_checks_look_for_in_any_order(text: str) -> None:
    review(text)


@given(st.characters(exclude_categories=()))
def test_any_character_anywhere(mark: str) -> None:
    review(f"{mark}Projet {mark} Orion{mark}#a{mark}@b{mark}.fr {mark}{mark}")


@pytest.mark.parametrize(
    "piece",
    [
        "a", "a ", "Projet Orion ", "#a", "#aB ", "@a ", "«", '"', "http://", "http://a.fr/ ", "a.b", "0",
        "06 ", "0 6.", "😀", "😀 ", "👨‍👩‍👧", "\u0301", "\u200b", "\ud83d", "𝐁", "é ", "œ", "zut, ", "zut. ",
        "le zut ", "A", "A B ", "\n", "\r\n", "-", ". ", "a@", "a@b.fr ", "FR76 ", "whitelist ", "1 a ",
        "a 1 ", "·", "s·e ", "x\u200d", "accident ", "a-", "(", "'a' ", "#️⃣", "🇫🇷", "Aa1", "/",
    ],
)  # fmt: skip
def test_long_texts_of_anything(piece: str) -> None:
    review(piece * (20_000 // len(piece)))


@pytest.mark.parametrize("piece", ["a ", "Projet Orion ", "#aB ", "http://a.fr/ ", "06 ", "\ud83d", "zut, "])
def test_a_hundred_thousand_characters(piece: str) -> None:
    review(piece * (100_000 // len(piece)))


@pytest.mark.parametrize("charter", ["small", "catalogue"])
def test_every_category_of_characters(charter: str) -> None:
    seen: dict[str, list[str]] = {}
    for mark in map(chr, range(0, sys.maxunicode + 1, 7)):
        seen.setdefault(unicodedata.category(mark), []).append(mark)
    marks = [mark for found in seen.values() for mark in (*found[:3], found[len(found) // 2], found[-1])]
    assert len(seen) > 25
    for mark in marks:
        review(f"#{mark}a {mark}Projet {mark}Orion{mark} 06{mark}12 @{mark}.fr", _CHARTERS[charter]())


@settings(max_examples=25)
@given(st.one_of(ANY, st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_by_every_pack(text: str) -> None:
    review(text, catalogue())


@pytest.mark.parametrize(
    "piece",
    [
        "notre NovaPark 3000 est la meilleure idée ! ", "#Top ", "06 12 34 56 78 ", "😀 é œ ", "\ud83d",
        "x@y.fr ", "« non » ", "https://a.fr/?q=1 ", "100 % ", "Kortexa est nul, ", "is 12 ", "\r\n", "Ａ",
    ],
)  # fmt: skip
def test_a_hundred_thousand_characters_by_every_pack(piece: str) -> None:
    review(piece * (100_000 // len(piece)), catalogue())


_HEAD = "title: {fr: A, en: B}\n"
_RULE = (
    "articles: [{id: a, title: {fr: A, en: A}, rules: [{id: r, severity: warn,"
    " check: {kind: forbid, terms: [$x]}, message: {fr: a, en: b}}]}]\n"
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{_HEAD}brand: {'x' * 10_000_000}", "more than 2 million characters"),
        (f"{_HEAD}lists: {{x: [{'mot, ' * 2_000_000}]}}\n{_RULE}", "more than 2 million characters"),
        (_HEAD.replace("B", "\ud83d"), "charter.yaml:1: half of a character"),
        (f'{_HEAD}brand: "\\ud83d"', "charter.yaml:2: a \\u sequence that is no character"),
        (f"{_HEAD}lists: {{x: ['/(a{{1,100}}){{1,100}}/']}}\n{_RULE}", "RE2 refuses the pattern"),
    ],
)
def test_a_charter_that_no_one_wrote_by_hand(text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(told)):
        Charter.parse(text)


def test_patterns_in_patterns_cost_no_more_than_others() -> None:
    nested = "/((((((a+)+)+)+)+)+)+b/, '/(\\w+\\s?)*€/', '/(\\d+,?)+€/', '/^([a-z0-9]+)*@$/'"
    charter = Charter.parse(f"{_HEAD}lists: {{x: [{nested}]}}\n{_RULE}")
    for text in ("a" * 100_000, "a a! " * 20_000, "1," * 50_000):
        review(text, charter)


_CHARTERS = {"small": lambda: CHARTER, "catalogue": catalogue}
