"""Two reports side by side: the difference, what may be said of it, and that it gives nobody away."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.errors import NotFound
from advocacy.reach.compared import beyond_luck, rate_difference
from advocacy.reach.number import Kind, Number
from advocacy.reach.report import Report, report
from advocacy.settings import Settings
from advocacy.storage import Store
from reach.attack import World, differences, given_away, reports, shown, signed_vector, vector
from reach.programme import END, START, Programme
from reach.test_privacy import FEW, world

SETTINGS = Settings.model_validate({"programme": {"name": "Helvéa", "timezone": "Europe/Paris"}})


def made(store: Store, **asked: Any) -> Report:
    return report(store, settings=SETTINGS, clock=FixedClock(END), **{"language": "en"} | asked)


def two_campaigns(*, accepted: int) -> Programme:
    """Thirty people asked in each of two campaigns; in spring so many accepted, and nobody has posted."""
    programme = Programme()
    for campaign in ("spring", "autumn"):
        programme.campaign(campaign)
        programme.story(f"story-{campaign}", campaign)
    for number in range(30):
        programme.advocate(f"a{number}", "sales")
        for campaign, least in (("spring", accepted), ("autumn", 6)):
            state = "queued" if number < least else "declined"
            programme.share(f"a{number}", f"story-{campaign}", state=state, campaign=campaign)
    return programme


def test_two_periods_stand_side_by_side(spring: Store) -> None:
    here = made(spring, since="2026-03-16", until="2026-03-29")
    found = here.compare()
    assert found.there.period == (START.date(), (START + timedelta(days=13)).date())
    for name in ("posts", "clicks_people"):
        line = found[name]
        assert line.difference == Number.exact((line.here.value or 0) - (line.there.value or 0))
        assert line.there == made(spring, since="2026-03-02", until="2026-03-15")[name]
    rate = found["share_rate"]
    assert rate.estimate is not None
    assert rate.estimate.low <= (rate.difference.value or 0) <= rate.estimate.high
    assert "90% interval" in rate.said("en")
    assert found["posts"].said("en") == ""
    assert "why" in " ".join(found.said_below())


@pytest.mark.parametrize(("language", "said"), [("fr", "Pas comparé"), ("en", "Not compared")])
def test_clicks_per_post_of_a_period_are_not_compared(spring: Store, language: str, said: str) -> None:
    """The clicks of a later period come of all posts before it too: the quotient falls by itself."""
    found = made(spring, since="2026-03-16", until="2026-03-29", language=language).compare()
    whole = made(spring, language=language)
    for line in (found["clicks_per_post"], *found.by("story", "clicks_per_post").lines):
        assert {line.here.kind, line.there.kind, line.difference.kind} <= {Kind.ABSENT, Kind.WITHHELD}
        assert line.said(language).startswith(said)
    half = whole.compare(since="2026-03-16")["clicks_per_post"]
    assert half.here == whole["clicks_per_post"]
    assert half.there.kind is half.difference.kind is Kind.ABSENT
    uncut = whole.compare(whole)["clicks_per_post"]
    assert uncut.difference == Number.exact(0)
    assert uncut.said(language) == ""


def test_a_lead_of_a_tenth_is_luck_and_a_fourfold_one_is_not() -> None:
    assert not beyond_luck((247, 70), (244, 70))
    assert not beyond_luck((30, 3), (5, 3)), "three posts tell nothing"
    assert not beyond_luck((0, 5), (0, 5))
    assert beyond_luck((800, 80), (200, 80))
    assert beyond_luck((200, 80), (800, 80))


def test_campaigns_and_reports_are_compared_too(empty: Store) -> None:
    two_campaigns(accepted=24).save(empty)
    here = made(empty, campaign="spring")
    found = here.compare(campaign="autumn")
    assert found.to_dicts() == here.compare(made(empty, campaign="autumn")).to_dicts()
    assert found["share_rate"].said("en").startswith("Higher than chance explains")
    assert made(empty, campaign="autumn").compare(here)["share_rate"].said("fr").startswith("Plus bas")
    assert not found.is_overlapping
    within = here.compare(made(empty))
    assert within["share_rate"].estimate is None
    assert "days in common" in " ".join(within.said_below())


def test_what_one_of_them_withholds_has_no_difference(spring: Store) -> None:
    forty = Settings.model_validate({"programme": {"min_group": 40}})
    first = report(spring, settings=forty, clock=FixedClock(END), language="en", until="2026-03-02")
    found = first.compare(since="2026-03-03", until="2026-04-10")
    assert first["clicks_people"].kind is Kind.WITHHELD
    assert found["clicks_people"].there.is_shown
    assert found["clicks_people"].difference.kind is Kind.WITHHELD
    rows = {row["measure"]: row for row in found.to_dicts()}
    assert rows["clicks_people"]["difference"] is None
    assert "difference" in str(rows["clicks_people"]["withheld"]).split()


def test_groups_too_small_have_no_difference(spring: Store) -> None:
    found = made(spring, since="2026-03-02").compare(made(spring, until="2026-03-01"))
    assert found["clicks_people"].difference.kind is Kind.ABSENT, "nothing had begun, so nothing is kept back"
    teams = found.by("team", "adoption")
    assert teams["legal"].difference.kind is Kind.WITHHELD
    sales = teams["sales"]
    assert sales.difference.kind is Kind.BETWEEN
    assert sales.difference.low == (sales.here.low or 0) - (sales.there.high or 0)


def test_groups_that_are_together_for_another_measure_have_no_line(spring: Store) -> None:
    teams = made(spring, since="2026-03-16", until="2026-03-29").compare().by("team")
    together = [line for line in teams.lines if "+" in line.key]
    assert together
    assert all(line.here.is_shown or line.there.is_shown for line in together)
    assert [line.label for line in teams.lines][-1] == "In all"


def test_adoption_is_of_the_same_people_twice_and_no_matter_of_chance(spring: Store) -> None:
    found = made(spring, since="2026-03-16").compare()["adoption"]
    assert found.difference.is_shown
    assert found.estimate is None


def test_one_person_s_answer_is_lost_in_a_comparison(tmp_path: Any) -> None:
    """14 and 15 acceptances show the same, and so does everything that is computed from them."""
    told = []
    for accepted in (14, 15, 16):
        store = two_campaigns(accepted=accepted).save(Store.open(f"sqlite:///{tmp_path}/{accepted}.db"))
        found = made(store, campaign="spring").compare(campaign="autumn")
        stories = found.by("story", "share_rate").to_dicts()
        told.append(found.to_dicts() + stories)
        store.close()
    assert told[0] == told[1] == told[2]


def all_differences(found: World, seed: int, *, other_group: int = FEW) -> list[int]:
    """Of some pairs of all reports that can be asked for."""
    ours, others = (list(reports(found, min_group=least)) for least in (FEW, other_group))
    pairs = [(one, other) for one in ours for other in others]
    chosen = random.Random(seed).sample(pairs, min(len(pairs), 60))  # noqa: S311 - which pairs are tried
    return [count for one, other in chosen for count in differences(one, other)]


@settings(max_examples=8)
@given(st.integers(0, 2**32), st.integers(1, 3))
def test_no_combination_of_comparisons_gives_one_person_away(seed: int, days: int) -> None:
    found = world(seed, days=days)
    assume(len({post.advocate for post in found.posts}) > 1)  # a pilot of one is told as a whole
    rows = [vector(count) for one in reports(found, min_group=FEW) for count in shown(one)]
    rows += [signed_vector(count) for count in all_differences(found, seed)]
    assert given_away(found, rows) == set()


def test_the_attack_sees_a_comparison_with_what_is_not_shown() -> None:
    def caught(seed: int) -> bool:
        counts = all_differences(world(seed), seed, other_group=1)
        return bool(given_away(world(seed), [signed_vector(count) for count in counts]))

    assert any(caught(seed) for seed in range(8))


@given(st.integers(0, 40), st.integers(0, 40), st.integers(10, 400), st.integers(10, 400))
def test_an_interval_holds_its_value_and_turns_round(one: int, other: int, people: int, others: int) -> None:
    here, there = Number.ratio(one, 40), Number.ratio(other, 40)
    found, back = rate_difference(here, there, people, others), rate_difference(there, here, others, people)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert (found.low, found.high) == pytest.approx((-back.high, -back.low))


def test_the_interval_is_that_of_the_paper() -> None:
    """Newcombe 1998, table II, 56/70 and 48/80, method 10: 0.0524 to 0.3339 at 95%."""
    found = rate_difference(Number.ratio(56, 70), Number.ratio(48, 80), 70, 80, level=0.95)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_it_covers_what_is_true_as_often_as_it_says() -> None:
    chance, covered = random.Random(5), 0  # noqa: S311 - a simulation
    for _ in range(400):
        one, other = (sum(chance.random() < rate for _ in range(40)) for rate in (0.6, 0.45))
        found = rate_difference(Number.ratio(one, 40), Number.ratio(other, 40), 40, 40)
        covered += found.low <= 0.15 <= found.high
    assert 0.86 <= covered / 400 <= 0.95


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_shows_itself_in_both_languages(spring: Store, language: str) -> None:
    found = made(spring, since="2026-03-16", until="2026-03-29", language=language).compare()
    for said in (str(found), found._repr_html_(), str(found.by("story", "posts"))):
        assert ("Différence" if language == "fr" else "Difference") in said
        assert "sales00" not in said
    assert found.to_pandas()["difference"].notna().any()
    assert found.to_csv().startswith("measure,label,here,here_low")


def test_what_cannot_be_compared_is_explained(spring: Store) -> None:
    found = made(spring, since="2026-03-16").compare()
    with pytest.raises(NotFound, match="same days"):
        found.by("day")
    with pytest.raises(NotFound, match="clicks_people"):
        found.by("team", "share_rate")
    with pytest.raises(NotFound, match="share_rate"):
        _ = found["clicks"]
