"""Attacks on what a report shows of people: by difference of groups, periods, dates and definitions."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.reach import audit, release
from advocacy.reach.crowd import Involved
from advocacy.reach.number import Kind, Number
from advocacy.reach.privacy import Partition, partition, rounded
from advocacy.reach.release import Release
from advocacy.reach.report import Report, report
from advocacy.reach.told import Told, lines_together
from advocacy.settings import Settings
from advocacy.storage import Store
from reach.attack import DAY_ONE, World, attack, exported, given_away, reports, shown, vector
from reach.programme import END, START, TEAMS, Programme

FEW = 3
STORIES = {"pump": "spring", "factory": "spring", "night": "autumn"}


def world(seed: int, *, days: int = 3) -> World:
    """Two campaigns, three stories, two networks, three teams; few enough people for the rules to bite."""
    chance = random.Random(seed)  # noqa: S311 - a made-up programme
    people = {f"p{number}": f"team{number % 3}" for number in range(chance.randint(4, 9))}
    posts: dict[tuple[str, str, str], Involved] = {}
    for _ in range(chance.randint(4, 30)):
        person, story = chance.choice(sorted(people)), chance.choice(sorted(STORIES))
        network, day = chance.choice(["bluesky", "mastodon"]), DAY_ONE + chance.randrange(days)
        posts.setdefault(
            (person, story, network),
            Involved(
                campaign=STORIES[story],
                story=story,
                network=network,
                team=people[person],
                advocate=person,
                day=day,
                posted_day=day,
            ),
        )
    return World(posts=tuple(posts.values()), days=days)


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.integers(1, 4))
def test_no_combination_of_all_reports_gives_one_person_away(seed: int, days: int) -> None:
    found = world(seed, days=days)
    assume(len({post.advocate for post in found.posts}) > 1)  # a pilot of one is told as a whole
    assert attack(found, min_group=FEW) == set()


@settings(max_examples=8)
@given(st.integers(0, 2**32))
def test_no_file_of_facts_gives_one_person_away_even_beside_all_reports(seed: int) -> None:
    found = world(seed, days=2)
    assume(len({post.advocate for post in found.posts}) > 1)
    counts = set(exported(found, min_group=FEW))
    counts |= {count for each in reports(found, min_group=FEW) for count in shown(each)}
    assert given_away(found, [vector(count) for count in sorted(counts)]) == set()


def caught() -> bool:
    """Whether the attack finds someone in a few programmes."""
    return any(attack(world(seed), min_group=FEW) for seed in range(60))


def no_absorption(groups: dict[str, frozenset[str]], *, min_group: int) -> Partition:
    small = frozenset(name for name, people in groups.items() if len(people) < min_group)
    return Partition(shown=frozenset(groups) - small, together=small, small=small)


def withheld_and_nothing_else(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(release, "partition", no_absorption)
    patch.setattr(release, "exposes", lambda _cells: False)


BROKEN: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "small groups are withheld, and nothing else": withheld_and_nothing_else,
    "breakdowns are judged one by one": lambda patch: patch.setattr(release, "exposes", lambda _cells: False),
    "a later beginning is judged by the end alone": lambda patch: patch.setattr(
        Partition, "joined", lambda at_end, _at_begin: at_end
    ),
    "the first days are shown day by day": lambda patch: patch.setattr(
        Release, "dated", lambda _self, _campaign, day: day
    ),
    "a period may begin in the first days": lambda patch: patch.setattr(
        Release, "start", lambda self, _campaign: self.first_day
    ),
    "a campaign counts from its first author": lambda patch: patch.setattr(
        release, "_opening", lambda people, _min_group: min(people.began.values())
    ),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_attack_finds_someone_when_a_rule_is_broken(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    BROKEN[rule](monkeypatch)
    assert caught()


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 25), max_size=8), st.integers(1, 12))
def test_what_is_left_over_is_nobody_or_enough_people(sizes: dict[str, int], min_group: int) -> None:
    groups = {name: frozenset(f"{name}{n}" for n in range(size)) for name, size in sizes.items()}
    found = partition(groups, min_group=min_group)
    assert all(sizes[name] >= min_group for name in found.shown)
    rest = sum(size for name, size in sizes.items() if name not in found.shown)
    assert rest == 0 or rest >= min_group or not found.shown
    assert bool(found.together) == (rest >= min_group and any(n not in found.shown for n in sizes))
    assert len(found.together) != 1 or sizes[next(iter(found.together))] == rest


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_rounded_count_lies_within_its_bounds_and_never_stands_alone(count: int, more: int) -> None:
    whole = count + more
    for found, top in ((rounded(count), count + 9), (rounded(count, of=whole), whole)):
        alike = [n for n in range(top + 1) if rounded(n, of=whole if top == whole else None) == found]
        assert found.low <= count <= found.high
        assert (min(alike), max(alike)) == (found.low, min(found.high, top))
        assert len(alike) > 1 or whole < 2


@pytest.mark.parametrize("step", [1, -1])
def test_that_one_person_has_not_shared_never_follows_from_two_dates(step: int) -> None:
    """One person joins (or leaves) between two dates, nobody else shares, and each sharer has one post."""

    def seen(sharers: int, people: int) -> tuple[object, ...]:
        return (rounded(sharers, of=people), rounded(sharers), people)

    answers: dict[tuple[object, ...], set[bool]] = {}
    for people, has_shared in product(range(11, 60), (True, False)):
        for others in range(people):
            before, after = seen(others, people - 1), seen(others + has_shared, people)
            pair = (before, after) if step > 0 else (after, before)
            answers.setdefault(pair, set()).add(has_shared)
    assert all(True in found for found in answers.values())


def made(store: Store, **asked: object) -> Report:
    chosen = Settings().model_copy(
        update={"programme": Settings().programme.model_copy(update={"timezone": "Europe/Paris"})}
    )
    return report(store, settings=chosen, clock=FixedClock(END), language="en", **asked)  # type: ignore[arg-type]


def column(found: Report, dimension: str, name: str) -> dict[str, Number]:
    table = found.by(dimension)
    index = [measure.name for measure in table.measures].index(name)
    return {row.key: row.numbers[index] for row in table}


def test_a_team_of_four_is_kept_back_and_so_is_what_would_give_it_away(spring: Store) -> None:
    teams = made(spring).by("team")
    for row in teams:
        is_shown = row.key not in {"legal", "support"}
        assert all(number.is_shown for number in row.numbers) == is_shown, row.key
    together = {row.key: row for row in teams}["legal+support"]
    assert together.numbers[0] == Number.exact(TEAMS["legal"] + TEAMS["support"])
    said = " ".join(note.text for note in teams.notes)
    assert "legal, fewer than 10 people" in said
    assert "support" in said


def test_total_minus_shown_teams_is_about_enough_people(spring: Store) -> None:
    found = made(spring)
    for name in ("advocates", "clicks_people", "clicks_bots"):
        numbers = column(found, "team", name)
        total = numbers.pop("").value
        shown = {key: number for key, number in numbers.items() if number.is_shown}
        assert total == sum(number.value or 0 for number in shown.values())
        assert set(shown) == {"sales", "engineering", "marketing", "legal+support"}


def test_participation_and_posts_of_a_team_are_never_exact(spring: Store) -> None:
    found = made(spring)
    for name in ("adoption", "posts", "shares_offered", "clicks_per_post"):
        kinds = {number.kind for key, number in column(found, "team", name).items() if key}
        assert kinds == {Kind.BETWEEN, Kind.WITHHELD}, name


def test_every_definition_keeps_back_the_same_groups(spring: Store) -> None:
    """Otherwise clicks ÷ posts times posts would give clicks."""
    for dimension in ("story", "network", "team"):
        kept = [
            {key for key, number in column(made(spring), dimension, name).items() if not number.is_shown}
            for name in ("clicks_people", "clicks_bots", "clicks_per_post")
        ]
        assert kept[0] == kept[1] == kept[2]


def small_campaign(*, authors: int, day: int = 0) -> Programme:
    """Spring has twelve authors; autumn has a few, who post from `day` on, one a day."""
    programme = Programme()
    for campaign in ("spring", "autumn"):
        programme.campaign(campaign)
        programme.story(f"story-{campaign}", campaign)
    for number in range(12):
        programme.advocate(f"a{number:02}", "sales" if number < 6 else "legal")
    for campaign, count in (("spring", 12), ("autumn", authors)):
        for number in range(count):
            posted = START + timedelta(days=day + number if campaign == "autumn" else 0)
            code = programme.share(f"a{number:02}", f"story-{campaign}", campaign=campaign, posted=posted)
            programme.click(code, posted + timedelta(hours=1), visitor=f"v{number}")
    return programme


def test_a_campaign_with_few_authors_is_in_no_figure_of_clicks(empty: Store) -> None:
    small_campaign(authors=9).save(empty)
    everything, autumn = made(empty), made(empty, campaign="autumn")
    assert everything["clicks_people"] == Number.exact(12)
    assert column(everything, "campaign", "clicks_people")["autumn"].kind is Kind.WITHHELD
    assert column(everything, "day", "clicks_people")["2026-03-04"] == Number.exact(0)
    assert everything["posts"] == Number.exact(21)
    assert autumn["clicks_people"].kind is Kind.WITHHELD
    assert "autumn, fewer than 10 authors" in " ".join(note.text for note in everything.by("day").notes)


def test_a_campaign_enters_on_the_day_of_its_tenth_author_with_all_that_came_before(empty: Store) -> None:
    small_campaign(authors=12, day=2).save(empty)
    days = column(made(empty, campaign="autumn"), "day", "clicks_people")
    assert [days[f"2026-03-{day:02}"].value for day in (4, 12, 13, 14, 15)] == [0, 0, 10, 1, 1]
    for until, counted in (("2026-03-12", None), ("2026-03-13", 10), ("2026-03-14", 11)):
        assert made(empty, campaign="autumn", until=until)["clicks_people"].value == counted
    since = made(empty, campaign="autumn", since="2026-03-13")
    assert since["clicks_people"] == Number.exact(12)
    assert "10th author" in " ".join(note.text for note in since.by("day").notes)


def test_a_pilot_is_told_as_a_whole_and_only_so(empty: Store) -> None:
    programme = Programme()
    programme.campaign("spring")
    programme.story("pump")
    for number in range(4):
        programme.advocate(f"a{number}", f"team{number % 2}")
        programme.click(programme.share(f"a{number}", "pump"), START + timedelta(hours=number))
    programme.save(empty)
    found = made(empty)
    assert found["clicks_people"] == Number.exact(4)
    assert made(empty, campaign="spring")["clicks_people"] == Number.exact(4)
    for dimension in ("story", "network", "team", "day"):
        kinds = {number.kind for key, number in column(found, dimension, "clicks_people").items() if key}
        assert kinds == {Kind.WITHHELD}
    assert made(empty, until="2026-03-03")["clicks_people"].kind is Kind.WITHHELD
    assert "pump" in found.to_html()


def test_answers_are_exact_in_all_and_rounded_in_a_breakdown(empty: Store) -> None:
    small_campaign(authors=9).save(empty)
    found = made(empty)
    assert found["shares_offered"] == Number.exact(21)
    assert found["shares_accepted"] == Number.exact(12)  # of spring; autumn asked too few
    stories = column(found, "story", "shares_accepted")
    assert stories["story-spring"].kind is Kind.BETWEEN
    assert stories["story-autumn"].kind is Kind.ABSENT or not stories["story-autumn"].is_shown
    assert "autumn, fewer than 10 people were asked" in " ".join(n.text for n in found.by("story").notes)
    assert made(empty, campaign="spring")["shares_accepted"].kind is Kind.BETWEEN
    assert made(empty, campaign="autumn")["shares_accepted"].kind is Kind.WITHHELD
    assert made(empty, until="2026-03-05")["shares_accepted"].kind is Kind.BETWEEN
    assert made(empty, since="2026-03-05")["shares_accepted"].kind is Kind.WITHHELD


def test_someone_whose_post_is_not_known_is_not_left_alone(empty: Store) -> None:
    """Clicks on a link that was handed off give its owner away as surely as a post would."""
    programme = small_campaign(authors=0)
    programme.story("quiet", "spring")
    programme.advocate("zoe", "alone")
    code = programme.share("zoe", "quiet", state="handed_off")
    programme.click(code, START + timedelta(days=1))
    programme.save(empty)
    stories = column(made(empty), "story", "clicks_people")
    assert stories["quiet"].kind is Kind.WITHHELD
    assert stories["story-spring"].kind is Kind.WITHHELD
    assert stories["quiet+story-spring"] == Number.exact(13)


def test_another_date_for_people_gets_no_other_numbers_beside_it(spring: Store) -> None:
    earlier = made(spring, as_of=(START + timedelta(days=10)).date())
    assert [found.name for found in earlier.by("team").measures] == ["advocates", "adoption"]


def test_many_lone_cells_are_taken_for_a_danger() -> None:
    apart = {(f"story{n}", f"team{n}"): {f"p{n}"} for n in range(audit.MANY + 1)}
    assert audit.exposes(apart)


def test_counts_that_each_group_shows_are_added_up_where_another_measure_tells_them_as_one() -> None:
    pair = frozenset({"bluesky", "linkedin"})
    posts = Told(numbers={"bluesky": Number.exact(79), "linkedin": Number.exact(10)})
    clicks = Told(numbers={}, groups=Partition(together=pair), rest=Number.exact(274))
    per_post = Told(numbers=dict.fromkeys(pair, Number.exact(3.1)))
    hidden = Told(numbers={"bluesky": Number.exact(79)})
    told = {"posts": posts, "clicks_people": clicks, "clicks_per_post": per_post, "shares_offered": hidden}
    (line,) = lines_together(told)
    assert line.numbers == {
        "posts": Number.exact(89),
        "clicks_people": Number.exact(274),
        "clicks_per_post": Number.withheld(),
        "shares_offered": Number.withheld(),
    }
