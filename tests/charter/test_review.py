from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from advocacy.charter import CannotApply, Charter, Verdict
from charter.house import changed

Make = Callable[..., Charter]


def swap(bad: str, good: str) -> str:
    return f"{{kind: prefer, swaps: [{{terms: [{bad}], better: {good}}}]}}"


class TestOrder:
    def test_the_gravest_come_first_then_as_they_are_read(self) -> None:
        rules = "\n".join(
            f"      - {{id: r.{word}, group: {word}, severity: {level},"
            f" check: {{kind: forbid, terms: [{word}]}},"
            " message: {fr: a, en: a}}"
            for word, level in (("un", "advise"), ("deux", "block"), ("trois", "warn"), ("quatre", "warn"))
        )
        charter = Charter.parse(
            f"title: {{fr: a, en: a}}\narticles:\n  - id: a\n    title: {{fr: a, en: a}}\n    rules:\n{rules}"
        )
        review = charter.read("un quatre trois deux")
        assert [finding.evidence for finding in review] == ["deux", "quatre", "trois", "un"]
        assert review.verdict is Verdict.BLOCK
        assert review.groups == ("deux", "quatre", "trois", "un")

    def test_one_finding_for_the_same_words_of_one_group(self) -> None:
        charter = Charter.parse("""
title: {fr: a, en: a}
articles:
  - id: green
    title: {fr: a, en: a}
    rules:
      - {id: g.a, severity: warn, check: {kind: forbid, terms: [carbone]}, message: {fr: a, en: a}}
      - id: g.b
        severity: block
        check: {kind: forbid, terms: [neutre en carbone]}
        message: {fr: a, en: a}
      - id: g.c
        group: other
        severity: warn
        check: {kind: forbid, terms: [neutre]}
        message: {fr: a, en: a}
""")
        assert [finding.rule for finding in charter.read("neutre en carbone", language="fr")] == [
            "g.b",
            "g.c",
        ]

    def test_nothing_found_is_a_pass(self, make: Make) -> None:
        review = make(swap("a", "b")).read("c")
        assert (review.verdict, len(review), bool(review)) == (Verdict.PASS, 0, True)


class TestApply:
    def test_one_fix_or_all(self, make: Make) -> None:
        review = make(swap("un", "une"), swap("deux", "paire")).read("un et deux")
        first, second = review
        assert review.apply(first) == "une et deux"
        assert review.apply(second) == "un et paire"
        assert review.apply() == "une et paire"

    def test_a_fix_lands_in_the_original_however_disguised(self, make: Make) -> None:
        text = "👨‍👩‍👧 cœur wh\u200bitelist ½ fin"
        assert make(swap("whitelist", "liste")).read(text).apply() == "👨‍👩‍👧 cœur liste ½ fin"

    def test_a_rule_s_own_fix(self, make: Make) -> None:
        charter = make("{kind: forbid, terms: [zut]}", rule="fix: {fr: mince, en: drat}")
        assert charter.read("zut", language="fr").apply() == "mince"
        assert charter.read("zut", language="en").apply() == "drat"

    def test_what_cannot_be_applied_is_refused(self, make: Make) -> None:
        charter = make("{kind: forbid, terms: [zut]}", swap("zut alors", "mince"), swap("alors", "donc"))
        review = charter.read("zut alors")
        without, whole, part = sorted(review, key=lambda finding: finding.rule)
        with pytest.raises(CannotApply, match="no ready fix"):
            review.apply(without)
        with pytest.raises(CannotApply, match="same words"):
            review.apply(whole, part)
        with pytest.raises(CannotApply, match="another review"):
            charter.read("zut alors").apply(part)


class TestShown:
    def test_it_speaks_to_its_reader(self, make: Make) -> None:
        charter = make(swap("whitelist", "liste"), rule="tip: {fr: Un mot simple., en: A plain word.}")
        review = charter.read("La whitelist", language="fr")
        assert review.say("fr").splitlines() == [
            "Publiable si vous confirmez en donnant une raison.",
            "À confirmer · « whitelist »  [rule.0]",
            "    Écrire : « liste »",
            "    Parce que.",
            "    Un mot simple.",
        ]
        assert str(review).startswith("Good to go if you confirm")

    def test_json_is_what_the_command_line_writes(self, make: Make) -> None:
        review = make(swap("whitelist", "liste"), "{kind: length, empty: true}").read(
            "La whitelist", language="fr"
        )
        assert json.loads(json.dumps(review.to_json())) == {
            "verdict": "warn",
            "findings": [
                {
                    "rule": "rule.0",
                    "group": "group0",
                    "article": "article",
                    "severity": "warn",
                    "start": 3,
                    "end": 12,
                    "evidence": "whitelist",
                    "message": {"fr": "« whitelist »", "en": "“whitelist”"},
                    "fix": {"replacement": "liste"},
                }
            ],
        }

    def test_where_no_words_are_at_fault_nothing_is_quoted(self, make: Make) -> None:
        found = make("{kind: length, empty: true}").read("").to_json()["findings"][0]
        assert (found["start"], found["end"], found["evidence"], found["fix"]) == (None, None, None, None)


def test_what_one_rule_found_is_told_together_and_each_reason_once() -> None:
    text = changed(
        ("[Projet Boréal]", "[Projet Boréal, Zéphyr]"), ("{fr: notre projet, en: our project}", '""')
    )
    review = Charter.parse(text).read("The best of Projet Boréal, le meilleur, and Zéphyr.", language="en")
    assert review.say("en").splitlines() == [
        "Cannot go out as it stands.",
        "Must change · “Projet Boréal” is internal.  [house.codename]",
        "    Take it out.",
        "Must change · “Zéphyr” is internal.  [house.codename]",
        "    Take it out.",
        "    A name says too much.",
        "    Talk about the craft.",
        "Please confirm · “The best”: say why.  [house.best]",
        "Please confirm · “le meilleur”: say why.  [house.best]",
        "    We are believed.",
        "    Cite a fact.",
    ]


def test_words_that_a_message_does_not_quote_are_quoted_below_it() -> None:
    review = Charter.parse(changed(("“{term}”: say why.", "Say why."))).read("It is the best.", language="en")
    assert review.say("en").splitlines()[1:3] == ["Please confirm · Say why.  [house.best]", "    “the best”"]


def test_the_same_message_is_told_once_with_all_its_words() -> None:
    text = changed(
        ("[le meilleur, the best]", "[le meilleur, the best, top]"), ("“{term}”: say why.", "Say why.")
    )
    review = Charter.parse(text).read("It is the best, top.", language="en")
    assert review.say("en").splitlines()[1:4] == [
        "Please confirm · Say why.  [house.best]",
        "    “the best”",
        "    “top”",
    ]


def test_words_of_one_rule_stand_under_their_own_message_in_whatever_order_they_are_written() -> None:
    text = changed(
        (
            "check: {kind: forbid, terms: [$boasts]}",
            (
                "check: {kind: prefer, swaps: [{terms: [snack, snacks], better: {fr: goûter, en: bite}}, "
                "{terms: [plant], better: {fr: atelier, en: workshop}}]}"
            ),
        ),
        ("« {term} » : dites pourquoi.", "Nous disons « {better} »."),
        ("“{term}”: say why.", "We say “{better}”."),
    )
    review = Charter.parse(text).read("A snack at the plant, two snacks.", language="en")
    assert review.say("en").splitlines()[1:6] == [
        "Please confirm · We say “bite”.  [house.best]",
        "    “snack”",
        "    Write: “bite”",
        "    “snacks”",
        "Please confirm · We say “workshop”.  [house.best]",
    ]
