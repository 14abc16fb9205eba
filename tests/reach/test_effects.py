from __future__ import annotations

import math
import random

import pytest

from advocacy.errors import InvalidInput
from advocacy.reach.effects import By, ContentEffects, PostClicks, content_effects
from advocacy.testing.world import poisson


def posted(
    seed: int, *, spread: float, stories: int = 10, authors: int = 60
) -> tuple[list[PostClicks], dict[str, float]]:
    """Posts of authors who differ much; some stories are worth more than others."""
    chance = random.Random(seed)  # noqa: S311 - made-up posts
    worth = {f"story-{n}": chance.gauss(0, spread) for n in range(stories)}
    posts = []
    for author in range(authors):
        usual = chance.gauss(2.2, 0.7)
        for story in chance.sample(sorted(worth), 4):
            clicks = poisson(chance, math.exp(usual + worth[story] + chance.gauss(0, 0.5)))
            posts.append(PostClicks(author=f"p{author}", clicks=clicks, groups=frozenset({story})))
    return posts, worth


def test_nine_intervals_in_ten_hold_the_truth() -> None:
    held = shown = 0
    for seed in range(40):
        posts, worth = posted(seed, spread=0.3)
        middle = sum(worth.values()) / len(worth)
        for row in content_effects(posts, by="story").rows:
            truth = math.exp(worth[row.name] - middle)
            held += row.times.low <= truth <= row.times.high
            shown += 1
    assert shown == 400
    assert 0.85 <= held / shown <= 0.97


def test_where_stories_are_alike_it_says_that_it_cannot_tell() -> None:
    tied = [content_effects(posted(seed, spread=0)[0], by=By.STORY) for seed in range(20)]
    assert sum(len({row.tier for row in found.rows}) == 1 for found in tied) >= 17
    assert "cannot tell" in str(tied[0])
    assert "nobody drew by chance" in str(tied[0])
    assert "on ne peut dire" in tied[0].say("fr")


def test_a_story_is_not_good_because_well_followed_people_share_it() -> None:
    chance = random.Random(3)  # noqa: S311 - made-up posts
    posts = []
    for author in range(40):
        star = author < 10
        for story in ["loved"] * 6 * star + ["a", "b", "c", "d"]:
            clicks = poisson(chance, 60 if star else 6)
            posts.append(PostClicks(author=f"p{author}", clicks=clicks, groups=frozenset({story})))
    found = {row.name: row.times for row in content_effects(posts, by="story").rows}
    assert 0.7 < found["loved"].value < 1.4


def test_small_groups_are_combined_and_none_shows_fewer_people_than_allowed() -> None:
    posts, _ = posted(1, spread=0.2)
    lonely = [PostClicks(author="p1", clicks=900, groups=frozenset({"mine"}))] * 8
    found = content_effects([*posts, *lonely], by="story", min_group=10)
    assert "mine" not in {row.name for row in found.rows}
    with pytest.raises(InvalidInput, match="at least 10 authors"):
        content_effects(lonely, by="story", min_group=10)
    with pytest.raises(InvalidInput):
        content_effects([], by="hour")


def test_the_order_tells_tiers_and_ties_are_by_name() -> None:
    posts, _ = posted(5, spread=0.8)
    found = content_effects(posts, by="story")
    assert isinstance(found, ContentEffects)
    assert [(row.tier, row.name) for row in found.rows] == sorted((row.tier, row.name) for row in found.rows)
    assert {str(row.verdict) for row in found.rows} >= {"more clicks", "fewer clicks"}


def test_of_many_stories_those_with_most_posts_stand_alone() -> None:
    posts = [
        PostClicks(author=f"p{n % 20}", clicks=n % 7, groups=frozenset({f"story-{n % 120}"}))
        for n in range(1500)
    ]
    found = content_effects(posts, by="story")
    assert len(found.rows) == 81
    assert found.rows[-1].name == "*"
    assert sum(row.posts for row in found.rows) == 1500


def test_no_digit_tells_what_one_more_post_earned() -> None:
    """A day later one more post is a week old; all digits of a mean would say how often it was followed."""

    def one(number: int, clicks: int) -> PostClicks:
        story = "pump" if number % 2 else "factory"
        return PostClicks(author=f"p{number % 30}", clicks=clicks, groups=frozenset({story}))

    posts = [one(n, n % 7) for n in range(60)]
    for later in (0, 1, 40):
        rows = content_effects([*posts, one(61, later)], by="story").rows
        for row in rows:
            parts = (row.times.value, row.times.low, row.times.high)
            assert all(part == round(part, 1 if part >= 1 else 2) for part in parts)
