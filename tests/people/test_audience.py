"""Audience rules: what they match, and where a wrong one is wrong."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.errors import InvalidInput
from advocacy.people import Advocate, Audience, Profile
from advocacy.people.audience_parser import MAX_LENGTH
from advocacy.people.author import Author

ADA = Advocate(
    id="ada",
    name="Ada Morel",
    team="Sales",
    country="FR",
    city="Saint-Étienne",
    language="fr-CA",
    author=Author.EXECUTIVE,
    tags=frozenset({"topic:pumps", "topic:jobs", "newcomer"}),
    profiles=(Profile(network="mastodon", account="ada@m.example"),),
)

PARENTHESES = "(a list is written (a, b), and every parenthesis is closed)"
QUOTES = "(put a value of several words in quotes)"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "everyone",
        "team = sales",
        "TEAM = SALES",
        "team == Sales",
        "team != hr",
        "country in (BE, FR)",
        "country not in (GB, DE)",
        "topic = pumps and topic = jobs",
        "topic in (pumps)",
        "newcomer",
        "tag = newcomer",
        "tag = topic:pumps",
        "network = mastodon",
        "author = executive",
        "language = fr",
        "language = fr-ca",
        "city = 'Saint-Étienne'",
        'city = "saint-étienne"',
        "city = « Saint-Étienne »",
        "not team = hr",
        "not not newcomer",
        "team = hr or team = sales",
        "team = hr and country = DE or newcomer",
        "(team = hr or newcomer) and country = FR",
        "team=sales and(newcomer)",
    ],
)
def test_ada_is_in(rule: str) -> None:
    assert Audience.parse(rule).matches(ADA)


@pytest.mark.parametrize(
    "rule",
    [
        "not everyone",
        "team = hr",
        "team != sales",
        "topic = heat",
        "job = engineer",
        "network = bluesky",
        "language = en",
        "newcomer and not newcomer",
        "team = hr and (country = FR or newcomer)",
        "colour = blue",
    ],
)
def test_ada_is_not_in(rule: str) -> None:
    assert not Audience.parse(rule).matches(ADA)


@pytest.mark.parametrize(
    ("rule", "column", "message"),
    [
        ("taem = sales", 1, "unknown field “taem” (did you mean “team”?)"),
        ("a and counrty in (FR)", 7, "unknown field “counrty” (did you mean “country”?)"),
        ("team", 5, "“=”, “!=” or “in” expected after team, the rule ends there"),
        ("team sales", 6, "“=”, “!=” or “in” expected after team, found “sales”"),
        ("team =", 7, "value expected, the rule ends there"),
        ("team = and", 8, "value expected, found “and”"),
        ("team in sales", 9, "“(” expected, found “sales” {PARENTHESES}"),
        ("team not sales", 10, "“in” expected, found “sales”"),
        ("team in (a b)", 12, "“)” expected, found “b” {PARENTHESES}"),
        ("(a", 3, "“)” expected, the rule ends there {PARENTHESES}"),
        ("a)", 2, "“and” or “or” expected, found “)” {PARENTHESES}"),
        ("a et b", 3, "“and” or “or” expected, found “et” (did you mean “and”?)"),
        ("a && b", 3, "“and” or “or” expected, found “&&” (did you mean “and”?)"),
        ("team = big sales", 12, "“and” or “or” expected, found “sales” {QUOTES}"),
        ("and a", 1, "test expected, such as team = sales, found “and”"),
        ("()", 2, "test expected, such as team = sales, found “)”"),
        ('a = "b', 5, 'value expected, found “"”'),
    ],
)  # fmt: skip
def test_where_a_rule_is_wrong(rule: str, column: int, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Audience.parse(rule)
    told = message.format(PARENTHESES=PARENTHESES, QUOTES=QUOTES)
    assert str(caught.value) == f"audience: column {column}: {told}"
    assert caught.value.text.fr.startswith(f"audience : colonne {column} : ")


@pytest.mark.parametrize("rule", ["(" * 60 + "a" + ")" * 60, "not " * 60 + "a"])
def test_depth_is_bounded(rule: str) -> None:
    with pytest.raises(InvalidInput, match="too many parentheses"):
        Audience.parse(rule)


def test_length_is_bounded() -> None:
    with pytest.raises(InvalidInput, match="rule too long"):
        Audience.parse("a" * (MAX_LENGTH + 1))


def test_those_who_are_in_keep_their_order() -> None:
    people = [ADA.model_copy(update={"id": f"p{n}", "team": team}) for n, team in enumerate(["a", "b", "a"])]
    assert [person.id for person in Audience.parse("team = a").select(people)] == ["p0", "p2"]


@given(st.text(max_size=60) | st.text(alphabet=st.sampled_from("ab=!(),\"'«» nottier"), max_size=60))
def test_only_our_error_is_ever_raised(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        assert Audience.parse(text).matches(ADA) in (True, False)


TESTS = st.sampled_from(["team = sales", "team = hr", "newcomer", "topic in (heat, jobs)", "country != FR"])
RULES = st.recursive(
    TESTS,
    lambda inner: (
        inner.map(lambda rule: f"not ({rule})")
        | st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) and ({pair[1]})")
        | st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) or ({pair[1]})")
    ),
    max_leaves=6,
)


def is_in(rule: str) -> bool:
    return Audience.parse(rule).matches(ADA)


@given(RULES, RULES)
def test_rules_obey_logic(one: str, two: str) -> None:
    assert is_in(f"not ({one})") != is_in(one)
    assert is_in(f"({one}) and ({two})") == (is_in(one) and is_in(two))
    assert is_in(f"({one}) or ({two})") == (is_in(one) or is_in(two))
    assert is_in(f"not (({one}) and ({two}))") == is_in(f"not ({one}) or not ({two})")


@given(TESTS, TESTS, TESTS)
def test_and_binds_before_or(one: str, two: str, three: str) -> None:
    assert is_in(f"{one} or {two} and {three}") == is_in(f"{one} or ({two} and {three})")
    assert is_in(f"not {one} and {two}") == is_in(f"(not {one}) and {two}")
