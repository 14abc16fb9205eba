from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from advocacy.charter import Charter, Context, Draft, Severity
from advocacy.errors import InvalidInput, NotFound
from charter.house import changed

Make = Callable[..., Charter]
FORBID = "{kind: forbid, terms: [zut]}"


def mistakes(make: Make, *checks: str, **more: str) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        make(*checks, **more)
    return [mistake.say("en") for mistake in refused.value.mistakes]


class TestMistakes:
    @pytest.mark.parametrize(
        ("check", "told"),
        [
            ("{kind: forbidd, terms: [a]}", "unknown value “forbidd” (did you mean “forbid”?)"),
            ("{kind: forbid}", "check.terms"),
            ("{kind: forbid, terms: []}", "list too short: at least 1"),
            ("{kind: forbid, terms: [a], wrong: 1}", "unknown field"),
            ("{kind: forbid, terms: [a], guardz: [quoted]}", "unknown field (did you mean “guards”?)"),
            ("[{kind: require, accept: [a], demnd: position}]", "unknown field (did you mean “demand”?)"),
            ("{kind: forbid, terms: [a], guards: [quotd]}", "unknown guard “quotd” (did you mean “quoted”?)"),
            ("{kind: forbid, terms: ['/(?=a)b/']}", "RE2 has no look-around"),
            ("{kind: forbid, terms: ['/(a)\\1/']}", "RE2 has no back-reference"),
            ("{kind: forbid, terms: [a], near: ['/[/']}", "RE2 refuses the pattern “[”"),
            ("{kind: forbid, terms: [a], extend: {after: '('}}", "RE2 refuses the pattern"),
            ("{kind: pattern, patterns: ['(?P=a)']}", "RE2 refuses the pattern “(?P=a)”"),
            ("{kind: prefer}", "either “swaps” or “names”"),
            ("{kind: window, of: lunch}", "unknown value “lunch”"),
            ("[]", "give at least one check"),
            ("{kind: forbid, terms: [a], within: 3}", "unknown field"),
        ],
    )
    def test_each_has_its_line_and_says_what_to_do(self, make: Make, check: str, told: str) -> None:
        found = mistakes(make, FORBID, check)
        assert len(found) == 1
        assert told in found[0]
        assert found[0].startswith("charter.yaml:20: articles[0].rules[1].check")

    def test_all_are_told_at_once(self, make: Make) -> None:
        assert (
            len(mistakes(make, "{kind: forbid, terms: ['/[/']}", "{kind: forbid, terms: [a], guards: [b]}"))
            == 2
        )

    @pytest.mark.parametrize("pattern", ["(?!c)", "(?!forbid)a"])
    def test_the_part_of_a_list_that_is_refused_is_named(self, make: Make, pattern: str) -> None:
        found = mistakes(make, f"[{{kind: length}}, {{kind: forbid, terms: [a, b, '/{pattern}/']}}]")
        assert "articles[0].rules[0].check[1].terms[2]" in found[0]

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            (
                "tip: {fr: 'Voyez {host}', en: 'See {host}'}",
                "asks for {host}, which this check does not give",
            ),
            ("tip: {fr: 'Voyez {', en: a}", "unbalanced braces"),
            ("tip: {fr: seul}", "tip.en"),
            ("when: {sectr: health}", "unknown field"),
            ("when: {author: boss}", "unknown value “boss”"),
        ],
    )
    def test_texts_and_conditions(self, make: Make, rule: str, told: str) -> None:
        assert told in mistakes(make, FORBID, rule=rule)[0]

    @pytest.mark.parametrize(
        ("head", "told"),
        [
            ("packs: [cor]", "there is no pack “cor” (did you mean “core”?)"),
            ("override: {rule.9: off}", "there is no rule “rule.9” to change (did you mean “rule.0”?)"),
            ("facts: {names: ['-']}", "no letter, digit or sign"),
            ("lists: {words: ['’']}", "no letter, digit or sign"),
            ("windows: {lunch: []}", "windows"),
        ],
    )
    def test_the_rest_of_the_file(self, make: Make, head: str, told: str) -> None:
        assert told in mistakes(make, FORBID, head=head)[0]

    def test_the_same_rule_twice(self) -> None:
        rule = "{id: a, severity: warn, check: {kind: length}, message: {fr: a, en: a}}"
        with pytest.raises(InvalidInput, match="there already is a rule “a”"):
            Charter.parse(
                "title: {fr: a, en: a}\narticles:\n  - id: a\n    title: {fr: a, en: a}\n"
                f"    rules:\n      - {rule}\n      - {rule}"
            )

    def test_a_rule_and_an_article_stand_once_in_a_file_and_both_lines_are_told(self) -> None:
        rule = "{id: a.b, severity: warn, check: {kind: length}, message: {fr: a, en: a}}"
        article = f"  - id: a\n    title: {{fr: a, en: a}}\n    rules:\n      - {rule}\n"
        with pytest.raises(InvalidInput) as caught:
            Charter.parse(f"title: {{fr: a, en: a}}\narticles:\n{article}{article}", name="c.yaml")
        again, twice = sorted(mistake.say("en") for mistake in caught.value.mistakes)
        assert "c.yaml:10: articles[1].rules[0].id: there already is a rule" in again
        assert "“a.b” (c.yaml:6)" in again
        assert twice.startswith("c.yaml:7: articles[1].id: the article “a” is already on line 3")

    def test_an_article_needs_a_title(self) -> None:
        with pytest.raises(InvalidInput, match="has no title"):
            Charter.parse("title: {fr: a, en: a}\narticles:\n  - id: a")

    def test_more_terms_than_any_charter_has(self, make: Make) -> None:
        terms = ", ".join(f"/mot{n}/" for n in range(6_000))
        assert "too many terms" in mistakes(make, f"{{kind: forbid, terms: [{terms}]}}")[0]

    @pytest.mark.parametrize("text", ["", "- a", "title: [", "a: " + "x" * 2_100_000, "[" * 5000])
    def test_what_is_no_charter_at_all(self, text: str) -> None:
        with pytest.raises(InvalidInput):
            Charter.parse(text)

    def test_an_alias_bomb(self) -> None:
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 9) + "]" for n in range(1, 12)]
        with pytest.raises(InvalidInput):
            Charter.parse("\n".join(lines))


class TestSeverity:
    LEVELS = "[{level: block, when: {country: [GB, US]}}, {level: advise, when: {since: 2026-09-27}}, warn]"

    @pytest.mark.parametrize(
        ("context", "level"),
        [
            ({}, "warn"),
            ({"author_country": "GB"}, "block"),
            ({"when": "2026-09-27T00:00:00+02:00"}, "advise"),
            ({"when": "2026-09-26T23:59:00+02:00"}, "warn"),
        ],
    )
    def test_the_first_level_that_holds(self, make: Make, context: dict[str, Any], level: str) -> None:
        review = make(FORBID, severity=self.LEVELS).read("zut", context=context)
        assert [finding.severity.value for finding in review] == [level]

    def test_none_that_holds_is_silence(self, make: Make) -> None:
        assert len(make(FORBID, severity="[{level: block, when: {sector: health}}]").read("zut")) == 0

    @pytest.mark.parametrize(
        ("when", "context", "network", "found"),
        [
            ("{author: [agency, executive]}", {"author": "agency"}, "", 1),
            ("{author: agency}", {}, "", 0),
            ("{reward: true}", {"reward": "a gift card"}, "", 1),
            ("{reward: true}", {}, "", 0),
            ("{reward: false}", {}, "", 1),
            ("{network: reviews}", {}, "reviews", 1),
            ("{network: reviews}", {}, "x", 0),
            ("{country: FR}", {}, "", 1),
            ("{language: fr}", {}, "", 1),
            ("{language: en}", {}, "", 0),
            ("{scheduled_by: programme}", {}, "", 0),
            ("{profile: ville}", {"profile": "ville"}, "", 1),
            ("{window: quiet}", {"quiet_period": True}, "", 1),
            ("{window: quiet}", {"when": "2026-01-20T00:00:00Z"}, "", 1),
            ("{window: quiet}", {"when": "2026-01-30T00:00:00Z"}, "", 0),
            ("{window: quiet}", {}, "", 0),
            ("{window: reserve}", {"election_reserve": True}, "", 1),
            ("{window: crisis}", {}, "", 0),
            ("{until: 2026-01-20}", {"when": "2026-01-20T23:00:00Z"}, "", 1),
            ("{until: 2026-01-20}", {}, "", 0),
            ("[{reward: true}, {author: agency}]", {"author": "agency"}, "", 1),
        ],
    )
    def test_when(self, make: Make, when: str, context: dict[str, Any], network: str, found: int) -> None:
        head = "windows: {quiet: [{from: 2026-01-15, until: 2026-01-29}]}"
        charter = make(FORBID, head=head, rule=f"when: {when}")
        assert len(charter.read("zut", network=network, language="fr", context=context)) == found


class TestExemptions:
    WHEN = "2026-04-14T10:30:00+02:00"

    @pytest.mark.parametrize(
        ("exemption", "found"),
        [
            ({"rule": "rule.0", "value": "zut", "until": "2026-06-30"}, 0),
            ({"rule": "rule.0", "value": "ZUT", "until": "2026-04-14"}, 0),
            ({"rule": "rule.*", "until": "2026-06-30"}, 0),
            ({"rule": "rule.0", "value": "flûte", "until": "2026-06-30"}, 1),
            ({"rule": "rule.1", "value": "zut", "until": "2026-06-30"}, 1),
            ({"rule": "rule.0", "value": "zut", "until": "2026-04-13"}, 1),
            ({"rule": "rule.0", "value": "zut", "until": "2026-04-14T10:00:00+02:00"}, 1),
            ({"rule": "rule.0", "value": "zut", "until": "whenever"}, 1),
            ({"rule": "rule.0", "value": "zut"}, 1),
        ],
    )
    def test_one_that_holds_lets_it_pass_and_a_lapsed_one_does_not(
        self, make: Make, exemption: dict[str, str], found: int
    ) -> None:
        context = {"when": self.WHEN, "exemptions": [exemption]}
        assert len(make(FORBID).read("zut", context=context)) == found

    def test_the_charter_may_grant_them_too(self, make: Make) -> None:
        head = "exemptions: [{rule: rule.0, value: zut, by: legal, until: 2026-06-30}]"
        charter = make(FORBID, head=head)
        assert len(charter.read("zut", context={"when": self.WHEN})) == 0
        assert len(charter.read("zut", context={"when": "2026-07-01T00:00:00Z"})) == 1
        assert len(charter.read("zut")) == 1


def test_an_override_changes_or_turns_off_a_rule(make: Make) -> None:
    head = "override: {rule.0: off, rule.1: {severity: advise, message: {fr: Non, en: No}}}"
    review = make(FORBID, FORBID, head=head).read("zut")
    assert [(finding.rule, finding.severity, finding.message.en) for finding in review] == [
        ("rule.1", Severity.ADVISE, "No")
    ]


def test_protected_posts_that_a_charter_touches_are_told(make: Make) -> None:
    head = "protected: [{text: Zut à la baisse des salaires, language: fr}, Nos horaires sont intenables]"
    assert [post.text for post, _ in make(FORBID, head=head).chilled()] == ["Zut à la baisse des salaires"]
    assert list(make(FORBID, head=head, severity="advise").chilled()) == []


def test_the_hash_changes_with_the_text_and_the_stamp_shows_it(make: Make) -> None:
    one, same, other = make(FORBID), make(FORBID), make("{kind: forbid, terms: [flûte]}")
    assert one.hash == same.hash != other.hash
    assert one.read("zut").charter == one.stamp == f"charter@1#{one.hash[:12]}"


def test_a_rule_is_found_by_its_id(make: Make) -> None:
    assert make(FORBID).rule("rule.0").article.title.fr == "Un article"
    with pytest.raises(NotFound):
        make(FORBID).rule("rule.1")


def test_a_rule_that_is_turned_off_is_not_told_to_be_unknown(make: Make) -> None:
    with pytest.raises(NotFound, match=r"turns the rule “rule.0” off"):
        make(FORBID, FORBID, head="override: {rule.0: off}").rule("rule.0")


def test_an_unknown_context_key_warns(make: Make) -> None:
    review = make(FORBID).read("zut", context={"mood": "sunny"})
    assert "“mood”" in review.warnings[0].en
    assert len(make(FORBID).read("zut").warnings) == 0


def test_a_draft_may_be_given_whole(make: Make) -> None:
    review = make(FORBID).review(Draft(text="zut", network="x", language="fr-CA", context=Context()))  # type: ignore[arg-type]
    assert review.language == "fr"


@pytest.mark.parametrize("written", ["3", "'3.1'", "2026-11-22", "'1.2.3'"])
def test_a_version_is_a_number_or_a_date(written: str) -> None:
    assert Charter.parse(changed(("version: 1", f"version: {written}"))).version == written.strip("'")


@pytest.mark.parametrize("written", ["one", "v2", "-1", "true", "", "[1]", "'a b'", "3.1.2.4.5", "'1 '"])
def test_anything_else_is_no_version(written: str) -> None:
    with pytest.raises(InvalidInput, match=r"a number .* or a date") as refused:
        Charter.parse(changed(("version: 1", f"version: {written}")))
    assert refused.value.mistakes[0].line == 2


def test_a_version_with_a_point_is_asked_in_quotes_and_never_told_without_its_zero() -> None:
    with pytest.raises(InvalidInput, match=r"put it in quotes") as refused:
        Charter.parse(changed(("version: 1", "version: 3.10")))
    assert "3.1" not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("country: FR", "country: France", "did you mean “FR”"),
        ("country: GB", "country: UK", "did you mean “GB”"),
        ("country: FR", "working_hours: {zone: Paris}", "did you mean “Europe/Paris”"),
        ("country: FR", "working_hours: {from: '19:00', to: '08:00'}", "the day ends before it begins"),
        ("country: FR", "windows: {quiet: [{from: 2027-02-01, until: 2027-01-01}]}", "swap them"),
        ("{country: GB}", "{since: 2027-02-01, until: 2027-01-01}", "swap them"),
        ("{country: GB}", "{scheduled_by: me}", "allowed: self, programme"),
    ],
)
def test_what_would_silently_never_hold_is_told(old: str, new: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        Charter.parse(changed((old, new)))
