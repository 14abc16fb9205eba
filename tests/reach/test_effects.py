from __future__ import annotations

import math
import random

import pytest

from advocacy.errors import InvalidInput
from advocacy.language import Text
from advocacy.reach.effects import By, ContentEffect, ContentEffects, PostClicks, content_effects
from advocacy.reach.estimate import Estimate
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


def two_groups(gap: float) -> ContentEffects:
    """Two groups alike in all but their clicks, each post of a person of their own."""
    chance = random.Random(11)  # noqa: S311 - made-up posts
    return content_effects(
        [
            PostClicks(author=f"{name}{n}", clicks=poisson(chance, mean), groups=frozenset({name}))
            for name, mean in (("low", 20.0), ("high", 20.0 * gap))
            for n in range(30)
        ],
        by="story",
    )


HEADLINES = {
    (1, False): "cannot tell any group from the others",
    (1, True): "At least one group differs from the usual",
    (2, False): "of no group can these data tell",
    (2, True): "Some groups differ by more than luck",
}


def test_the_headline_says_no_more_than_the_lines() -> None:
    seen = set()
    for step in range(60):
        found = two_groups(1 + step / 100)
        told = any(str(row.verdict) != "cannot tell" for row in found.rows)
        kind = (len({row.tier for row in found.rows}), told)
        assert HEADLINES[kind] in str(found).splitlines()[0]
        seen.add(kind)
    assert {(1, False), (2, True)} <= seen


@pytest.mark.parametrize(("tiers", "told"), HEADLINES)
def test_each_headline_agrees_with_lines_of_its_kind(tiers: int, told: bool) -> None:
    same = content_effects(posted(5, spread=0.8)[0], by="story").rows
    verdicts = {str(row.verdict): row.verdict for row in same}
    words = verdicts["more clicks"] if told else two_groups(1).rows[0].verdict
    times = Estimate(value=1, low=0.5, high=2, level=0.9, method=Text(fr="", en=""))
    rows = tuple(
        ContentEffect(name=f"s{n}", times=times, tier=min(n, tiers), posts=9, verdict=words) for n in (1, 2)
    )
    found = ContentEffects(by=By.STORY, rows=rows)
    assert HEADLINES[tiers, told] in str(found.verdict)
    assert found.verdict.fr != found.verdict.en


def test_what_is_left_out_is_told_with_its_reason() -> None:
    posts, _ = posted(1, spread=0.2)
    assert "Left out" not in str(content_effects(posts, by="topic"))
    assert "together" not in str(content_effects(posts, by="topic"))
    lonely = [PostClicks(author="p1", clicks=9, groups=frozenset({"mine"}))] * 8
    homeless = PostClicks(author="p2", clicks=4, groups=frozenset())
    found = content_effects(
        [*posts, *lonely, homeless],
        by="topic",
        min_group=10,
        young=3,
        titles={"mine": Text(fr="la mienne", en="my own")},
    )
    assert "first week is not over: 3 posts." in str(found)
    assert "belong to no group: 1 post." in str(found)
    assert "10 authors" in str(found)
    assert "my own" in str(found)
    assert "n’étant pas finie" in found.say("fr")
    assert "la mienne" in found.say("fr")
    assert found.left_out.together
    few = [PostClicks(author=f"p{n}", clicks=n, groups=frozenset({f"t{n}"})) for n in range(20)]
    assert "and 15 more" in str(content_effects([*posts, *few], by="topic"))
    with pytest.raises(InvalidInput, match="the first week is not over for 3 posts"):
        content_effects([], by="hour", young=3)
    with pytest.raises(InvalidInput, match="1 post in no group"):
        content_effects([homeless], by="topic")
