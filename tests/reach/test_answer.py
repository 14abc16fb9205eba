"""Single measures: what is told of them, what is kept back, and that no one person follows from any of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotAllowed, NotFound
from advocacy.reach import release
from advocacy.reach.answer import Source, answer, breakdowns, two_digits
from advocacy.reach.metrics import Behind, Form, Use, measure, measures
from advocacy.reach.number import Kind, Number
from advocacy.reach.privacy import rounded
from advocacy.reach.table import Table
from advocacy.reach.visitors import count_visitors
from advocacy.settings import Settings
from advocacy.storage import Store
from advocacy.storage.facts import Asked
from reach.attack import COUNTED, answers, given_away, vector
from reach.programme import END, START, Programme, finished
from reach.test_privacy import FEW, no_absorption, world

ON: Mapping[str, Any] = {"summed_followers": True, "leaderboards": True}


def source(store: Store, language: str = "en", **reach: Any) -> Source:
    programme = {"name": "Acme", "timezone": "Europe/Paris"}
    chosen = Settings.model_validate({"programme": programme, "reach": reach})
    return Source.of(store, settings=chosen, language=language, clock=FixedClock(END))


def told(store: Store, name: str, by: str = "", **asked: Any) -> Mapping[str, Number]:
    asking = source(store, **ON)
    table = answer(asking, name, by=by, question=asking.question(**asked))
    return {row.key: row.numbers[0] for row in table}


def told_by_networks(seed: int = 1) -> Programme:
    """Three readings of each post, and the followers of each author."""
    made = finished(seed)
    for number, post in enumerate(made.rows["posts"]):
        for step in range(3):
            at = post["published_at"] + timedelta(days=step)
            made.counted(post["share"], at, impressions=100 * step + number, likes=step, reposts=2)
        who = {"advocate": post["share"].split("-")[0], "network": post["network"]}
        made.add("follower_counts", **who, at=post["published_at"] - timedelta(seconds=number), followers=300)
    return made


# definitions


@pytest.mark.parametrize(
    ("totals", "gained"),
    [
        ([5], 5),
        ([5, 5, 9], 9),
        ([0, 0], 0),
        ([100, 97, 103], 103),  # a correction is taken off, and what grows again is counted
        ([100, 10, 12], 112),  # a reset: counting begins again
        ([100, 50], 50),  # exactly half is a correction
        ([100, 49], 149),
        ([100, 0, 0, 7], 107),
    ],
)
def test_totals_survive_corrections_and_resets(empty: Store, totals: list[int], gained: int) -> None:
    made = with_company(one_post(), impressions=0)
    for step, total in enumerate(totals):
        made.counted("ada-pump-1-bluesky", START + timedelta(days=step), impressions=total)
    made.save(empty)
    assert value(empty, "impressions") == gained


def one_post() -> Programme:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.advocate("ada", "sales")
    made.share("ada", "pump")
    return made


def with_company(made: Programme, **counts: int) -> Programme:
    """A second author, who adds nothing: of one alone a pilot tells nothing."""
    made.advocate("ben", "sales")
    made.counted(made.share("ben", "pump"), START, **counts)
    return made


def value(store: Store, name: str, **asked: Any) -> object:
    """As a pilot is told: in all, and only so."""
    return told(store, name, **asked)[""].value


def test_what_nobody_told_is_absent_and_not_zero(empty: Store) -> None:
    made = with_company(one_post(), likes=0)
    made.counted("ada-pump-1-bluesky", START, likes=0)
    made.save(empty)
    assert told(empty, "impressions")[""] == Number.absent()
    assert told(empty, "engagement_rate")[""] == Number.absent()
    assert told(empty, "engagements")[""] == Number.exact(0)
    assert told(empty, "posts_counted")[""] == Number.exact(0)
    assert told(empty, "visitor_days")[""] == Number.absent()


def test_a_reading_that_comes_late_opens_the_period_again(empty: Store) -> None:
    made, late = Programme(), Programme()
    made.campaign("spring")
    made.story("pump")
    for number in range(12):
        made.advocate(f"a{number:02}", "sales")
        share = made.share(f"a{number:02}", "pump")
        made.counted(share, START, impressions=10)
        made.counted(share, START + timedelta(days=20), impressions=110)
        late.counted(share, START + timedelta(days=8), impressions=70)
    made.save(empty)
    assert value(empty, "impressions", until="2026-03-12") == 12 * 10
    assert value(empty, "impressions") == 12 * 110
    late.save(empty)
    assert value(empty, "impressions", until="2026-03-12") == 12 * 70
    assert value(empty, "impressions", since="2026-03-13") == 12 * 40
    assert value(empty, "impressions") == 12 * 110


def test_the_rate_is_of_posts_whose_impressions_are_known(empty: Store) -> None:
    made = with_company(one_post(), impressions=0, likes=0)
    made.share("ada", "pump", "mastodon")
    made.counted("ada-pump-1-bluesky", START, impressions=200, likes=3, replies=1)
    made.counted("ada-pump-1-mastodon", START, likes=50)
    made.save(empty)
    assert value(empty, "engagement_rate") == pytest.approx(4 / 200)
    assert value(empty, "engagements") == 54
    assert value(empty, "posts_counted") == pytest.approx(2 / 3)


def test_amplification_divides_by_the_posts_whose_network_tells(empty: Store) -> None:
    made = one_post()
    made.share("ada", "pump", "mastodon")
    made.share("ada", "pump", "x")
    made.counted("ada-pump-1-bluesky", START, reposts=4, quotes=1)
    made.counted("ada-pump-1-mastodon", START, reposts=0)
    made.save(empty)
    with source(empty).engine.reading(zone=ZoneInfo("UTC"), clock=FixedClock(END)) as reading:
        assert reading.query(measure("amplification").over(), Asked(as_of=END)) == [(5, 2)]


@pytest.mark.parametrize("name", ["amplification", "posts_counted"])
def test_whose_counts_may_be_read_never_follows(empty: Store, name: str) -> None:
    """One's network tells one's counts when one has permitted it: one person more or less is lost."""
    told_by_networks().save(empty)
    for by in ("campaign", "story", "network"):
        kinds = {number.kind for key, number in told(empty, name, by=by).items() if key}
        assert kinds <= {Kind.BETWEEN, Kind.WITHHELD}
    assert told(empty, name, until="2026-03-20")[""].kind in {Kind.BETWEEN, Kind.WITHHELD}
    assert "team" not in breakdowns(measure("posts_counted"))


@pytest.mark.parametrize(("days", "counts"), [(27.9, 1), (28, 0)])
def test_activation_is_a_first_share_within_four_weeks(empty: Store, days: float, counts: int) -> None:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    for number in range(12):
        made.advocate(f"a{number:02}", "sales", joined=START - timedelta(days=1))
    made.share("a00", "pump", posted=START - timedelta(days=1) + timedelta(days=days))
    made.advocate("recent", "sales", joined=END - timedelta(days=3))
    made.advocate("gone", "sales", joined=START - timedelta(days=1), left=END - timedelta(days=1))
    made.save(empty)
    asking = source(empty)
    breakdown = asking.breakdown(asking.question(), (measure("activation"),))
    assert breakdown.figures.teams["activation"]["sales"].part == counts
    assert breakdown.figures.teams["activation"]["sales"].whole == 12
    assert told(empty, "activation")[""].kind is Kind.BETWEEN


def test_followers_are_those_last_told_before_the_post_or_first_after(empty: Store) -> None:
    made = with_company(one_post())
    made.add("follower_counts", advocate="ben", network="bluesky", at=START, followers=0)
    for days, count in ((-9, 100), (-1, 150), (5, 900)):
        made.add(
            "follower_counts",
            advocate="ada",
            network="bluesky",
            at=START + timedelta(days=days),
            followers=count,
        )
    made.share("ada", "pump", "mastodon")
    made.add(
        "follower_counts", advocate="ada", network="mastodon", at=START + timedelta(days=2), followers=20
    )
    made.share("ada", "pump", "x")
    made.save(empty)
    assert value(empty, "summed_followers") == 170


def test_a_visitor_counts_once_a_day_however_many_links_they_follow(empty: Store) -> None:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    for number in range(12):
        made.advocate(f"a{number:02}", "sales")
        code = made.share(f"a{number:02}", "pump")
        for day in range(2):
            made.click(code, START + timedelta(days=day, minutes=number), visitor="v1")
        made.click(code, START + timedelta(hours=number / 4), visitor=f"v{number}")
        made.click(code, START + timedelta(hours=1), "bot", visitor=f"bot{number}")
    made.save(empty)
    count_visitors(empty, clock=FixedClock(END))
    assert value(empty, "visitor_days") == 12 + 1
    assert value(empty, "visitor_days", since="2026-03-03") == 1
    assert told(empty, "visitor_days", by="network")["bluesky"] == Number.exact(13)


# what is off, and what is marked


@pytest.mark.parametrize(
    "found", [each for each in measures() if each.use is Use.OFF], ids=lambda each: each.name
)
def test_what_misleads_is_off_and_says_how_to_turn_it_on(spring: Store, found: object) -> None:
    name = getattr(found, "name", "")
    asking = source(spring)
    with pytest.raises(NotAllowed, match=r"\[reach\]") as refused:
        answer(asking, name, question=asking.question())
    assert measure(name).is_not.say("en") in str(refused.value)


def test_a_sum_of_followers_is_marked_wherever_it_goes(empty: Store) -> None:
    told_by_networks().save(empty)
    for language, mark in (
        ("en", "A SUM OF FOLLOWERS, NOT PEOPLE"),
        ("fr", "UNE SOMME D’ABONNÉS, PAS DES PERSONNES"),
    ):
        asking = source(empty, language, **ON)
        found = answer(asking, "summed_followers", by="campaign", question=asking.question())
        assert mark in found.title
        assert mark in found._repr_html_()
        assert mark.lower() in found.to_csv()
        assert measure("summed_followers").is_not.say(language) in found.said_below()


def test_a_sum_of_followers_is_told_of_the_whole_and_coarsely(empty: Store) -> None:
    """Every post adds its author's own number: a period, a day or a digit more would tell it."""
    told_by_networks().save(empty)
    assert breakdowns(measure("summed_followers")) == ("campaign",)
    shown = told(empty, "summed_followers")[""].value
    assert shown == two_digits(float(shown or 0))
    for cut in ({"since": "2026-03-03"}, {"until": "2026-03-20"}):
        with pytest.raises(InvalidInput, match="since, until"):
            told(empty, "summed_followers", **cut)


@given(st.integers(0, 10**9))
def test_two_digits_say_no_more(count: int) -> None:
    shown = two_digits(count)
    assert abs(shown - count) <= max(count / 20, 0)
    assert len(str(shown).rstrip("0")) <= 2


def test_a_breakdown_that_there_is_not_names_those_there_are(spring: Store) -> None:
    with pytest.raises(NotFound, match="campaign, story, network, team, day, month"):
        told(spring, "impressions", by="person")
    with pytest.raises(NotFound, match="team"):
        told(spring, "activation", by="network")


def test_every_measure_can_be_asked_for(empty: Store) -> None:
    told_by_networks().save(empty)
    for found in measures():
        if found.form is not Form.MONEY and found.behind is not Behind.LISTED and found.name != "retention":
            for by in breakdowns(found)[-1:]:
                assert told(empty, found.name, by=by)


def test_days_and_months_add_up(empty: Store) -> None:
    told_by_networks().save(empty)
    whole = told(empty, "impressions")[""].value
    for by in ("day", "month"):
        rows = told(empty, "impressions", by=by)
        assert sum(number.value or 0 for key, number in rows.items() if key) == whole


# nobody is given away


@settings(max_examples=40)
@given(st.sampled_from(COUNTED), st.integers(0, 2**32), st.integers(1, 3))
def test_no_combination_of_answers_gives_one_person_away(name: str, seed: int, days: int) -> None:
    found = world(seed, days=days)
    assume(len({post.advocate for post in found.posts}) > 1)  # a pilot of one is told as a whole
    numbers = sorted({number for number in answers(found, name, min_group=FEW) if number > 0})
    assert given_away(found, [vector(number) for number in numbers]) == set()


def test_the_attack_finds_someone_when_small_groups_are_only_withheld(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(release, "partition", no_absorption)
    monkeypatch.setattr(release, "exposes", lambda _crowd: False)
    assert any(
        given_away(
            found, [vector(n) for n in sorted(set(answers(found, "impressions", min_group=FEW))) if n > 0]
        )
        for found in map(world, range(40))
    )


def test_every_answer_about_posts_keeps_back_the_same_groups(empty: Store) -> None:
    """Otherwise the rate times the impressions would give the engagements of a group that is kept back."""
    told_by_networks().save(empty)
    for by in ("story", "network", "team"):
        kept = {
            name: {key for key, number in told(empty, name, by=by).items() if number.kind is Kind.WITHHELD}
            for name in ("clicks_people", "impressions", "engagements", "engagement_rate", "amplification")
        }
        assert len(set(map(frozenset, kept.values()))) == 1, kept


def test_that_a_newcomer_has_not_shared_never_follows_from_activation_and_adoption() -> None:
    """A team of members, one of whom joined too lately for activation: both are told, by team."""
    possible: dict[tuple[object, ...], set[bool]] = {}
    for people, has_shared in product(range(10, 40), (True, False)):
        for sharers in range(people + 1):
            for activated in range(sharers + 1):
                adoption = rounded(sharers + has_shared, of=people + 1)
                seen = (people, rounded(activated, of=people), adoption, rounded(sharers + has_shared))
                possible.setdefault(seen, set()).add(has_shared)
    assert all(True in found for found in possible.values())


def test_that_those_who_wait_have_not_shared_never_follows_from_retention_and_activation() -> None:
    """One cohort is shown; one to nine people who joined later wait, and are in the rounded total."""
    possible: dict[tuple[object, ...], set[int]] = {}
    for cohort, waiting in product(range(10, 30), range(1, 10)):
        for active in range(cohort + 1):
            for others in range(waiting + 1):
                total = rounded(active + others, of=cohort + waiting)
                possible.setdefault((cohort, waiting, rounded(active, of=cohort), total), set()).add(others)
    assert all(found != {0} for found in possible.values())


@pytest.mark.parametrize("name", ["activation", "leaderboard_teams"])
def test_participation_is_rounded_in_all_too(spring: Store, name: str) -> None:
    kinds = {number.kind for number in told(spring, name, by="team").values()} | {told(spring, name)[""].kind}
    assert kinds <= {Kind.BETWEEN, Kind.WITHHELD}


def test_a_team_with_few_who_could_be_activated_is_kept_back(empty: Store) -> None:
    made = Programme()
    for number in range(30):
        lately = number % 15 > 8  # nine of fifteen have been there for four weeks
        made.advocate(
            f"a{number:02}", f"team{number // 15}", joined=END if lately else START - timedelta(days=40)
        )
    made.save(empty)
    found = told(empty, "activation", by="team")
    assert found["team0"].kind is Kind.WITHHELD
    assert found["team1"].kind is Kind.WITHHELD
    assert found["team0+team1"].kind is Kind.BETWEEN


def test_the_table_says_what_the_number_is_not(spring: Store) -> None:
    asking = source(spring, "fr")
    found: Table = answer(asking, "activation", by="team", question=asking.question())
    assert measure("activation").is_not.fr in found.said_below()


def test_what_one_person_alone_lets_be_read_is_nowhere(empty: Store) -> None:
    """Twelve post, and of one only it is known how often the post was displayed."""
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    for number in range(12):
        made.advocate(f"p{number}", "sales")
        share = made.share(f"p{number}", "pump")
        made.counted(share, START, likes=number)
        made.click(share, START, visitor=f"v{number}")
    made.counted("p0-pump-1-bluesky", START, impressions=4242, members_reached=4000, reposts=7)
    made.add("follower_counts", advocate="p0", network="bluesky", at=START, followers=1234)
    made.save(empty)
    for name in ("impressions", "engagement_rate", "amplification", "summed_members_reached"):
        for by in ("", "campaign", "network", "story", "team"):
            assert not [n for n in told(empty, name, by=by).values() if n.is_shown], (name, by)
    asking = source(empty)
    why = answer(asking, "impressions", question=asking.question()).said_below()
    assert "known of fewer than 10 authors" in why[0].lower()
    assert told(empty, "engagements")[""].value == sum(range(12)) + 7
    assert told(empty, "network_counts") == {"likes": Number.exact(sum(range(12)))}
    for number in range(1, 10):
        late = Programme()
        late.counted(f"p{number}-pump-1-bluesky", START + timedelta(days=number), impressions=100)
        late.save(empty)
    assert told(empty, "impressions")[""].value == 4242 + 900
    days = {day: n.value for day, n in told(empty, "impressions", by="day").items() if n.value}
    assert days == {"2026-03-11": 5142, "": 5142}, "all of it on the day of the tenth of them"
    assert told(empty, "impressions", until="2026-03-10")[""] == Number.withheld()
    assert told(empty, "impressions", since="2026-03-03", until="2026-03-10")[""] == Number.withheld()


def test_who_posted_without_a_link_hides_nobody_who_posted_with_one(empty: Store) -> None:
    made = Programme()
    made.campaign("spring")
    made.story("talk")
    made.story("pump")
    for number in range(12):
        made.advocate(f"p{number}", "sales")
        made.share(f"p{number}", "talk", link=False)
    made.campaign("autumn")
    made.story("night", "autumn")
    for number in range(12):
        made.share(f"p{number}", "night", campaign="autumn")
    code = made.share("p0", "pump")
    for minute in range(37):
        made.click(code, START + timedelta(minutes=minute), visitor=str(minute))
    made.save(empty)
    for by in ("", "campaign", "story", "network"):
        found = told(empty, "clicks_people", by=by)
        assert not [key for key, n in found.items() if n.value], by
    assert told(empty, "clicks_people", campaign="spring")[""] == Number.withheld()


def test_a_pilot_of_one_author_tells_nothing_of_them(empty: Store) -> None:
    made = one_post()
    made.counted("ada-pump-1-bluesky", START, impressions=10, likes=2)
    made.click("ada-pump-1-bluesky", START)
    made.save(empty)
    for name in ("clicks_people", "clicks_bots", "clicks_per_post", "impressions", "engagements"):
        assert told(empty, name)[""] == Number.withheld(), name
    assert told(empty, "posts")[""] == Number.exact(1)
    asking = source(empty)
    assert (
        "fewer than 10 authors" in answer(asking, "clicks_people", question=asking.question()).said_below()[0]
    )
    made = Programme()
    made.advocate("ben", "sales")
    made.counted(made.share("ben", "pump"), START, impressions=5)
    made.save(empty)
    assert told(empty, "clicks_people")[""] == Number.exact(1)
    assert told(empty, "impressions")[""] == Number.exact(15)


def test_what_nobody_has_counted_yet_is_missing_and_not_zero(empty: Store) -> None:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    for number in range(12):
        made.advocate(f"ada{number:02}", "sales")
        code = made.share(f"ada{number:02}", "pump", "bluesky" if number % 2 else "mastodon")
        made.click(code, START + timedelta(days=1), visitor=f"v{number}")
    made.save(empty)
    before = told(empty, "visitor_days", "network")
    assert before["bluesky+mastodon"] == before[""] == Number.absent()
    count_visitors(empty, clock=FixedClock(END))
    assert told(empty, "visitor_days", "network")["bluesky+mastodon"] == Number.exact(12)
