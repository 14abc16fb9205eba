from __future__ import annotations

from typing import Any

import pytest

from advocacy.charter.charter import Charter
from advocacy.charter.fingerprint import fingerprints
from advocacy.charter.gathering import gathered
from advocacy.charter.replay import Change, Post, Replay, Tally
from charter.house import CHARTER, changed


def replay(old: str, new: str) -> Replay:
    return Replay(gathered(old, name="charter.yaml"), gathered(new, name="charter.yaml"))


def post(
    text: str, *, language: str = "en", author: str = "ada", team: str = "sales", **context: Any
) -> Post:
    return Post(text=text, network="", language=language, author=author, team=team, context=context)


BLOCKS = ("severity: [{level: block, when: {country: GB}}, warn]", "severity: block")
FREES = ("severity: block\n        guards: [joking]", "severity: advise\n        guards: [joking]")


def test_posts_are_newly_blocked_freed_and_changed() -> None:
    posts = [post("It is the best."), post("All in on Projet Boréal."), post("A fine week."), post("Top!")]
    new = changed(BLOCKS, FREES, ("the best]", "the best, top]"))
    tally = replay(CHARTER, new).count(posts)
    assert tally.by_change == {Change.BLOCKED: 2, Change.FREED: 1}
    assert tally.by_rule == {("house.best", Change.BLOCKED): 2, ("house.codename", Change.FREED): 1}
    assert tally.by_words == {("house.best", "the best"): 1, ("house.best", "Top"): 1}
    assert tally.posts == 4


def test_a_change_that_blocks_nothing_is_counted_as_such() -> None:
    new = changed(("severity: [{level: block, when: {country: GB}}, warn]", "severity: advise"))
    tally = replay(CHARTER, new).count([post("It is the best.")])
    assert tally.by_change == {Change.OTHER: 1}


@pytest.mark.parametrize(
    ("old", "new", "differing"),
    [
        ("“{term}”: say why.", "“{term}”: prove it.", set()),
        ("en: [A good lamp.]", "en: [A fine lamp.]", set()),
        ("[le meilleur, the best]", "[le meilleur]", {"house.best"}),
        ("[pour rire, just kidding]", "[pour rire]", {"house.codename"}),
        ("[Projet Boréal]", "[Projet Lune]", {"house.codename"}),
        ("country: FR", "country: GB", {"house.best"}),
        ("country: FR", "country: FR\nnetworks: {x: {limit: 9}}", set()),
        ("country: FR", "country: FR\nexemptions: [{rule: 'house.b*', until: 2027-01-01}]", {"house.best"}),
    ],
)
def test_only_rules_that_may_find_something_else_differ(old: str, new: str, differing: set[str]) -> None:
    assert replay(CHARTER, changed((old, new))).differing == differing


def test_a_list_is_followed_through_other_lists() -> None:
    old = changed(("boasts: [le meilleur, the best]", "boasts: [$more]\n  more: [the best, le meilleur]"))
    new = old.replace("more: [the best", "more: [the greatest")
    before, after = (
        fingerprints(whole, Charter.of(whole).rulings)
        for whole in (gathered(text, name="charter.yaml") for text in (old, new))
    )
    assert before["house.best"] != after["house.best"]
    assert before["house.codename"] == after["house.codename"]


def test_the_short_way_says_what_the_long_way_says() -> None:
    new = changed(BLOCKS, FREES, ("the best]", "the best, top]"))
    old_charter, new_charter = Charter.parse(CHARTER), Charter.parse(new)
    texts = ["Top!", "It is the best.", "Projet Boréal is the best", "A fine week", "« Projet Boréal »"]
    for text in texts:
        tally = replay(CHARTER, new).count([post(text)])
        before = {(each.rule, each.severity) for each in old_charter.read(text)}
        after = {(each.rule, each.severity) for each in new_charter.read(text)}
        assert bool(tally.by_change) is (before != after), text


def test_tallies_add_up() -> None:
    ready = replay(CHARTER, changed(BLOCKS))
    posts = [post("It is the best.", author=str(number), team="ab"[number % 2]) for number in range(10)]
    whole, parts = ready.count(posts), Tally()
    for chunk in (posts[:3], posts[3:]):
        parts.add(ready.count(chunk))
    assert parts == whole
    assert parts.authors["a"] == {"0", "2", "4", "6", "8"}


@pytest.mark.parametrize("severity", ["block", "[{level: advise, when: {country: FR}}, block]"])
def test_a_rule_that_is_graver_elsewhere_only_is_seen_there(severity: str) -> None:
    old = CHARTER.replace("when: {country: GB}", "when: {country: US}")
    new = CHARTER.replace("severity: [{level: block, when: {country: GB}}, warn]", f"severity: {severity}")
    tally = replay(old, new).count([post("It is the best.", author_country="GB"), post("A fine week.")])
    assert tally.by_change == {Change.BLOCKED: 1}


def test_a_rule_that_applied_to_nobody_is_seen_where_it_applies_now() -> None:
    check = "check: {kind: forbid, terms: [$boasts]}"
    old = changed((check, f"when: {{country: US}}\n        {check}"))
    tally = replay(old, CHARTER).count([post("It is the best.")])
    assert tally.by_rule == {("house.best", Change.OTHER): 1}
