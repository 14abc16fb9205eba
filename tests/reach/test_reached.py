from __future__ import annotations

import random
from itertools import combinations
from statistics import median

import pytest

from advocacy.errors import InvalidInput
from advocacy.reach.estimate import Estimate
from advocacy.reach.reached import AuthorPosts, CampaignSeen, Clicks, PostSeen, people_reached
from advocacy.testing.world import Habits, Told, World

WORLDS = 24


def estimated(habits: Habits, *, history: int = 6, worlds: int = WORLDS) -> list[tuple[Estimate, Told]]:
    found = []
    for seed in range(worlds):
        world = World.made(seed=500 + seed, habits=habits)
        past = [world.campaign().seen for _ in range(history)]
        told = world.campaign()
        found.append((people_reached(told.seen.posts, told.seen.clicks, history=past), told))
    return found


def error(found: list[tuple[Estimate, Told]]) -> float:
    return median(abs(estimate.value / told.people_reached - 1) for estimate, told in found)


def held(found: list[tuple[Estimate, Told]]) -> int:
    return sum(estimate.low <= told.people_reached <= estimate.high for estimate, told in found)


@pytest.fixture(scope="module")
def usual() -> list[tuple[Estimate, Told]]:
    return estimated(Habits())


@pytest.mark.slow
def test_people_reached_is_near_where_impressions_and_followers_are_not(
    usual: list[tuple[Estimate, Told]],
) -> None:
    assert error(usual) < 0.05
    impressions = median(
        sum(author.impressions or 0 for author in told.seen.posts) / told.people_reached for _, told in usual
    )
    followers = median(
        sum(told.followers[author.author] * len(author.posts) for author in told.seen.posts)
        / told.people_reached
        for _, told in usual
    )
    assert impressions > 2
    assert followers > 4.5


def test_nine_intervals_in_ten_hold_the_truth(usual: list[tuple[Estimate, Told]]) -> None:
    assert held(usual) >= 18  # of 24; fewer has probability 0.02 % at 0.9
    assert median(estimate.high / estimate.low for estimate, _ in usual) < 1.4


@pytest.mark.slow
def test_authors_of_whom_only_impressions_are_known_are_inferred_from_the_others() -> None:
    found = estimated(Habits(silent=0.3), worlds=16)
    assert error(found) < 0.06
    assert held(found) >= 11
    assert any("inferred from impressions" in str(text) for text in found[0][0].assumptions)


def test_the_factor_is_learned_from_authors_own_posts() -> None:
    """With everyone equally eager and no key lost, the prior alone would see too little overlap."""
    habits = Habits(follows=0.2, eagerness=0.0, lost=0.0)
    found = estimated(habits, worlds=10)
    assert error(found) < 0.05


def test_without_clicks_there_are_only_bounds() -> None:
    posts = [
        AuthorPosts(author=name, posts=(PostSeen(members_reached=size),))
        for name, size in (("ada", 900), ("bea", 400))
    ]
    found = people_reached(posts)
    assert (found.low, found.high, found.level) == (900, 1300, 1)


def test_more_co_clicks_mean_fewer_people() -> None:
    posts = [AuthorPosts(author=name, posts=(PostSeen(members_reached=1000),)) for name in "abcd"]
    visitors = {name: {1: 100, 2: 50} for name in "abcd"}
    found = [
        people_reached(posts, Clicks(visitors=visitors, together={("a", "b"): n, ("c", "d"): n})).value
        for n in (0, 10, 80)
    ]
    assert found[0] > found[1] > found[2] >= 1000


def test_people_are_more_where_few_see_everyone() -> None:
    """The same pairs, once of many visitors of two colleagues, once of few who followed four."""
    names = [f"a{n}" for n in range(12)]
    posts = [AuthorPosts(author=name, posts=(PostSeen(members_reached=1000),)) for name in names]
    visitors = {name: {1: 60, 2: 40} for name in names}
    together = dict.fromkeys(combinations(names, 2), 2)
    found = [
        people_reached(posts, Clicks(visitors=visitors, together=together, breadth=breadth)).value
        for breadth in ({1: 936, 2: 132}, {1: 1112, 4: 22})
    ]
    assert found[1] > 1.1 * found[0]


def test_where_a_core_sees_nearly_everyone_those_around_it_are_not_forgotten() -> None:
    """A quarter of each author's public are the same hundred people; the rest see one author or two."""
    found = []
    for seed in range(8):
        chance = random.Random(900 + seed)  # noqa: S311 - a made-up public
        core, others = range(100), range(100, 9000)
        followers = {
            f"a{n}": sorted({*chance.sample(core, 80), *chance.sample(others, 240)}) for n in range(24)
        }
        beyond = {name: chance.sample(others, 200) for name in followers}
        world = World(followers=followers, beyond=beyond, habits=Habits(follows=0.15), chance=chance)
        past = [world.campaign().seen for _ in range(5)]
        told = world.campaign()
        found.append((people_reached(told.seen.posts, told.seen.clicks, history=past), told))
    assert error(found) < 0.15
    assert held(found) >= 6


def test_visitors_who_follow_everyone_on_one_day_are_not_taken_for_people() -> None:
    names = [f"a{n}" for n in range(12)]
    posts = [AuthorPosts(author=name, posts=(PostSeen(members_reached=1000),)) for name in names]
    people = [(day, f"{name}/{n}", name, name) for name in names for day in (1, 2) for n in range(40)]
    machines = [(day, f"crawler {n}", name, name) for name in names for day in (1, 2) for n in range(4)]
    assert people_reached(posts, Clicks.of(people)).level == 0.9
    found = people_reached(posts, Clicks.of([*people, *machines]))
    assert (found.low, found.high, found.level) == (1000, 12000, 1)
    assert "as machines do" in str(found.assumptions[0])


def test_posts_of_authors_whose_members_are_unknown_do_not_make_others_eager() -> None:
    """Co-clicks on two posts of one author tell of eagerness only where it is known how many saw both."""
    found = estimated(Habits(silent=0.9), worlds=8)
    assert error(found) < 0.08
    assert held(found) >= 5


def test_a_large_programme_is_not_told_without_doubt() -> None:
    """Thousands of co-clicks unlike those that were expected leave doubt, and not a single figure."""
    chance = random.Random(1)  # noqa: S311 - made-up clicks
    names = [f"a{n}" for n in range(300)]
    posts = tuple(
        AuthorPosts(author=name, posts=(PostSeen(members_reached=chance.randint(100, 500)),))
        for name in names
    )
    clicks = Clicks.of(
        (chance.randrange(9), f"v{chance.randrange(4000)}", name, name) for name in names for _ in range(15)
    )
    found = people_reached(posts, clicks, history=[CampaignSeen(posts=posts, clicks=clicks)] * 9)
    assert found.level == 0.9
    assert found.high > 1.5 * found.low


def test_the_same_facts_give_the_same_estimate() -> None:
    told = World.made(seed=3, authors=8).campaign()
    assert people_reached(told.seen.posts, told.seen.clicks) == people_reached(
        told.seen.posts, told.seen.clicks
    )


def test_one_author_reached_as_many_as_the_network_says() -> None:
    posts = [AuthorPosts(author="ada", posts=(PostSeen(members_reached=700),))]
    found = people_reached(posts, Clicks(visitors={"ada": {1: 9}}, together={}))
    assert (found.low, found.value, found.high) == (700, 700, 700)


def test_nobody_posted() -> None:
    assert people_reached([]).value == 0


def test_authors_of_whom_nothing_is_known_are_named() -> None:
    posts = [
        AuthorPosts(author="ada", posts=(PostSeen(members_reached=700),)),
        AuthorPosts(author="bea", posts=(PostSeen(),)),
    ]
    assert any("nothing is known" in str(text) for text in people_reached(posts).assumptions)


def test_an_earlier_campaign_alone_tells_of_overlap() -> None:
    world = World.made(seed=11)
    past = [world.campaign().seen for _ in range(6)]
    told = world.campaign()
    found = people_reached(told.seen.posts, history=past)
    assert found.level == 0.9
    assert found.low <= told.people_reached <= found.high


def test_co_clicks_are_counted_within_a_day() -> None:
    clicks = Clicks.of(
        [
            (1, "x", "ada", "a1"),
            (1, "x", "ada", "a2"),
            (1, "x", "bea", "b1"),
            (2, "x", "bea", "b1"),
            (2, "y", "ada", "a1"),
        ]
    )
    assert clicks.together == {("ada", "ada"): 1, ("ada", "bea"): 1}
    assert clicks.visitors == {"ada": {1: 1, 2: 1}, "bea": {1: 1, 2: 1}}
    assert clicks.breadth == {1: 2, 2: 1}


@pytest.mark.parametrize(
    "make",
    [
        lambda: PostSeen(impressions=3, members_reached=5),
        lambda: PostSeen(impressions=-1),
        lambda: AuthorPosts(author="ada", posts=()),
        lambda: AuthorPosts(author="ada", posts=(PostSeen(members_reached=9),), members_reached=5),
        lambda: Clicks(visitors={}, together={("ada", "bea"): 1}),
        lambda: CampaignSeen(posts=(), clicks=Clicks(visitors={"a": {1: -1}}, together={})),
    ],
)
def test_facts_that_cannot_be_are_refused(make: object) -> None:
    with pytest.raises(InvalidInput):
        make()  # type: ignore[operator]
