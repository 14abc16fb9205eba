"""What a rule needs, asked of the packs themselves: what is said to sleep finds nothing, and wakes up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.charter import Charter
from advocacy.charter.checks.cap import Cap
from advocacy.charter.checks.length import Length
from advocacy.charter.checks.window import Window
from advocacy.charter.compiling import collections_of
from advocacy.charter.gathering import Whole, gathered
from advocacy.charter.needs import Way, around_awaited, can_match, names_awaited
from advocacy.charter.rehearsal import draft_of
from advocacy.charter.rule import Example
from advocacy.charter.ruling import Ruling
from advocacy.charter.terms import Fact
from advocacy.language import Language
from charter.test_packs import CHARTER, facts_of

Names = dict[str, tuple[Fact, ...]]


@cache
def whole() -> Whole:
    return gathered(CHARTER, name="all.yaml")


def charter_with(names: Names) -> Charter:
    """The charter of all packs that gives `names` as its own."""
    last = whole().files[-1]
    content = last.content.model_copy(update={"facts": names})
    document = whole().document.model_copy(update={"facts": names})
    return Charter.of(Whole(document=document, files=(*whole().files[:-1], replace(last, content=content))))


@cache
def invented() -> Names:
    return {name: facts for file in whole().files for name, facts in file.content.invented.items()}


def finding(charter: Charter, change: Callable[[Example], Example] = lambda example: example) -> set[str]:
    """The rules of which some bad example is found."""
    return {ruling.id for ruling in charter.rulings if _finds(charter, ruling, change)}


def _finds(charter: Charter, ruling: Ruling, change: Callable[[Example], Example]) -> bool:
    return any(
        found.rule == ruling.id
        for language in Language
        for example in ruling.examples(language, good=False)
        for found in charter.findings(draft_of(change(example), language, facts_of))
    )


@cache
def asleep() -> dict[str, tuple[Way, ...]]:
    known = collections_of(whole().files)
    awaited = {ruling.id: names_awaited(ruling.checks, known) for ruling in charter_with({}).rulings}
    return {rule: ways for rule, ways in awaited.items() if ways}


def test_what_is_said_to_sleep_finds_nothing_without_names() -> None:
    assert len(asleep()) >= 9
    assert not asleep().keys() & finding(charter_with({}))


def test_what_is_said_to_be_awake_finds_something_without_names() -> None:
    awake = {ruling.id for ruling in charter_with({}).rulings} - asleep().keys()
    # This one would find two turns of phrase that name nobody; no example has them.
    assert awake - finding(charter_with({})) <= {"comp.disparage"}


def test_the_first_way_that_is_told_is_enough_to_wake_a_rule() -> None:
    first = {group[0] for ways in asleep().values() for group in ways[0]}
    waking = charter_with({name: facts for name, facts in invented().items() if name in first})
    assert asleep().keys() <= finding(waking)


def test_what_must_be_said_around_a_text_must_and_nothing_else() -> None:
    charter = charter_with(invented())
    told = {
        ruling.id for ruling in charter.rulings if around_awaited(ruling.checks, ruling.when, ruling.levels)
    }
    bare = finding(charter, lambda one: one.model_copy(update={"context": {}, "network": None}))
    assert told == {ruling.id for ruling in charter.rulings} - bare


@pytest.mark.parametrize(
    ("pattern", "able"),
    [
        ("{$gone}", False),
        ("a {$gone} b", False),
        ("a|{$gone}", True),
        ("(?:a|{$gone}) b", True),
        ("(?:a|b) {$gone}", False),
        ("x(?:{$gone})?y", True),
        ("x(?: {$gone})*y", True),
        ("x(?: {$gone}){0,3}y", True),
        ("x(?: {$gone})+y", False),
        ("x(?: {$gone}){1,3}y", False),
        ("x(?P<n>{$gone}|{$there})", True),
        (r"[|(] {$gone}", False),
        (r"[]|] {$gone}", False),
        (r"\| {$gone}", False),
        (r"\({$gone}|b\)", True),
        ("(?i){$gone}", False),
        ("{$there} {$there}", True),
        ("", True),
    ],
)
def test_a_pattern_can_match_where_what_every_match_needs_is_there(pattern: str, able: bool) -> None:
    assert can_match(pattern, lambda name: name == "there") is able


@given(
    st.recursive(
        st.sampled_from(["a", "b", "{$gone}"]),
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
            inner.map(lambda part: f"(?:{part})?"),
        ),
        max_leaves=6,
    )
)
def test_it_says_what_trying_every_text_would(pattern: str) -> None:
    spelt = re.compile(pattern.replace("{$gone}", "(?!)"))
    tries = {""}
    for _ in range(6):
        tries |= {text + mark for text in tries for mark in "ab"}
    assert can_match(pattern, lambda _name: False) == any(spelt.fullmatch(text) for text in tries)


def test_of_several_checks_any_one_will_do() -> None:
    cap, embargo = Cap(kind="cap", most=3), Window(kind="window", of="embargo")
    hours = Window(kind="window", of="hours")
    assert around_awaited([cap, embargo], (), ()) == (("posts_this_week", "embargo"),)
    assert around_awaited([hours, hours], (), ()) == (("scheduled_by",), ("when",))
    assert around_awaited([cap, Length(kind="length", empty=True)], (), ()) == ()
