"""Slots lie in each person's hours, spread, kept apart, explained, and are the same in any order."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy.charter.checks.window import is_holiday
from advocacy.people.hours import Away, Hours
from advocacy.publish.alike import groups
from advocacy.publish.calendar import Calendar, Closed
from advocacy.publish.schedule import Figures, Plan, Slot, Taken, Wish, plan

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
OFFICE = Hours.of("mon-fri 9:00-18:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def calendar(zone: str = "Europe/Paris", hours: str = "mon-fri 9:00-18:00", *leave: str) -> Calendar:
    away = tuple(Away.of(each) for each in leave)
    return Calendar(zone=ZoneInfo(zone), hours=Hours.of(hours), leave=away)


def wish(number: int, **changed: object) -> Wish:
    values: dict[str, object] = {
        "share": f"share-{number}",
        "advocate": f"person-{number}",
        "network": "fake",
        "alike": f"words-{number}",
        "calendar": calendar(),
        "earliest": MONDAY,
    }
    return Wish(**values | changed)  # type: ignore[arg-type]


def at(made: Plan) -> dict[str, datetime]:
    return {slot.share: slot.at for slot in made.slots}


@cache
def zones() -> list[str]:
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc"))


SPANS = st.lists(
    st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda span: span[0] < span[1]),
    min_size=1,
    max_size=2,
).map(lambda spans: " ".join(f"{start}:00-{end}:00" for start, end in spans))
HOURS = st.dictionaries(
    st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), SPANS, min_size=1
).map(lambda week: Hours.of("; ".join(f"{name} {spans}" for name, spans in week.items())))
LEAVE = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 10)).map(
        lambda pair: Away(date(2026, 3, 1) + pair[0] * DAY, date(2026, 3, 1) + (pair[0] + pair[1]) * DAY)
    ),
    max_size=3,
).map(tuple)
CALENDARS = st.builds(
    Calendar,
    zone=st.deferred(lambda: st.sampled_from(zones())).map(ZoneInfo),
    hours=HOURS,
    leave=LEAVE,
    is_holiday=st.sampled_from(["FR", "DE", "US"]).map(lambda country: lambda day: is_holiday(day, country)),
)
WISHES = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from("ab"), st.integers(0, 2), CALENDARS, st.integers(0, 900)),
    min_size=1,
    max_size=12,
).map(
    lambda rows: [
        wish(
            number,
            advocate=f"person-{person}",
            network=network,
            alike=f"words-{words}",
            calendar=there,
            earliest=MONDAY + hours * HOUR,
        )
        for number, (person, network, words, there, hours) in enumerate(rows)
    ]
)
FIGURES = st.builds(
    Figures,
    days=st.integers(1, 10),
    gap=st.integers(0, 60).map(lambda minutes: minutes * MINUTE),
    alike_gap=st.integers(0, 12).map(lambda hours: hours * HOUR),
    per_day=st.integers(1, 3),
)


@settings(max_examples=60)
@given(WISHES, FIGURES)
def test_every_slot_is_in_the_person_s_hours_and_never_on_leave_or_a_holiday(
    wishes: list[Wish], figures: Figures
) -> None:
    made = plan(wishes, [], figures)
    found = {each.share: each for each in wishes}
    assert found.keys() == at(made).keys() | made.without.keys()
    for slot in made.slots:
        there = found[slot.share].calendar
        local = slot.at.astimezone(there.zone)
        assert slot.at >= found[slot.share].earliest
        assert there.hours.include(local)
        assert not any(away.include(local.date()) for away in there.leave)
        assert not there.is_holiday(local.date())
        assert slot.why.fr
        assert slot.why.en


@settings(max_examples=30)
@given(WISHES, FIGURES, st.randoms(use_true_random=False))
def test_the_same_shares_get_the_same_slots_in_any_order(
    wishes: list[Wish], figures: Figures, random: Random
) -> None:
    shuffled = list(wishes)
    random.shuffle(shuffled)
    assert plan(shuffled, [], figures) == plan(wishes, [], figures)


def test_colleagues_are_spread_over_days_and_apart() -> None:
    figures = Figures()
    made = plan([wish(number) for number in range(60)], [], figures)
    days = Counter(slot.at.date() for slot in made.slots)
    assert len(days) == 5
    assert max(days.values()) <= 24
    moments = sorted(at(made).values())
    assert min(later - earlier for earlier, later in itertools.pairwise(moments)) >= figures.gap


def test_a_person_posts_on_their_networks_on_different_days() -> None:
    networks = ("bluesky", "linkedin", "mastodon", "x")
    made = plan(
        [wish(number, advocate="ada", network=name) for number, name in enumerate(networks)], [], Figures()
    )
    assert len({slot.at.date() for slot in made.slots}) == 4


def test_nearly_the_same_words_are_kept_apart() -> None:
    made = plan([wish(number, alike="same") for number in range(8)], [], Figures(alike_gap=2 * HOUR))
    moments = sorted(at(made).values())
    assert min(later - earlier for earlier, later in itertools.pairwise(moments)) >= 2 * HOUR


def test_a_crowd_gets_what_room_there_is_and_is_told() -> None:
    made = plan([wish(number, alike="same") for number in range(400)], [], Figures(days=1))
    assert len(made.slots) == 400
    assert max(Counter(at(made).values()).values()) <= 4
    assert any("no room for the usual gaps" in slot.why.en for slot in made.slots)
    assert any("pas la place" in slot.why.fr for slot in made.slots)


def test_what_is_taken_stays_and_is_kept_away_from() -> None:
    first = plan([wish(number) for number in range(20)], [], Figures())
    taken = [
        Taken(
            advocate=f"person-{slot.share[6:]}", network="fake", alike=f"words-{slot.share[6:]}", at=slot.at
        )
        for slot in first.slots
    ]
    second = plan([wish(number) for number in range(100, 120)], taken, Figures())
    both = sorted([*at(first).values(), *at(second).values()])
    assert min(later - earlier for earlier, later in itertools.pairwise(both)) >= 10 * MINUTE


def test_a_slot_says_why_in_both_languages() -> None:
    there = calendar("Europe/Paris", "mon-fri 9:00-12:30 14:00-18:00", "2026-03-02..2026-03-04")
    wishes = [wish(number, alike="same", calendar=there) for number in range(3)]
    [slot] = [each for each in plan(wishes, [], Figures()).slots if each.share == "share-1"]
    local = slot.at.astimezone(PARIS)
    assert (
        f"{local.hour} h {local:%M} (Europe/Paris), pendant les heures de travail (09:00-12:30 14:00-18:00)."
        in slot.why.fr
    )
    assert "2 other shares on fake are spread over" in slot.why.en
    assert "At least 4 h from the 2 that say nearly the same." in slot.why.en
    assert "Days left out: 2 March 2026 (leave), 3 March 2026 (leave), 4 March 2026 (leave)." in slot.why.en
    assert "Jours évités : 2 mars 2026 (absence)" in slot.why.fr


def test_who_is_away_until_the_end_has_no_slot_and_is_told() -> None:
    away = calendar("Europe/Paris", "mon-fri 9-18", "2026-03-01..2026-03-31")
    made = plan([wish(1, calendar=away, latest=MONDAY + 20 * DAY)], [], Figures())
    assert made.slots == ()
    assert "leave" in made.without["share-1"].en
    assert "advocacy accept --at" in made.without["share-1"].fr


def test_the_end_of_a_story_is_kept_to() -> None:
    end = MONDAY + 6 * HOUR
    made = plan([wish(number, latest=end) for number in range(30)], [], Figures())
    assert len(made.slots) == 30
    assert all(slot.at < end for slot in made.slots)


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/Paris", date(2026, 3, 29), 23 * 60),
        ("Europe/Paris", date(2026, 10, 25), 25 * 60),
        ("America/New_York", date(2026, 3, 8), 23 * 60),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24 * 60 + 30),
        ("Africa/Casablanca", date(2026, 2, 15), 25 * 60),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("America/Sao_Paulo", date(2018, 11, 4), 23 * 60),
    ],
)
def test_a_day_on_which_the_time_changes_has_the_minutes_it_has(zone: str, day: date, minutes: int) -> None:
    assert len(calendar(zone, "mon-sun 0-24").minutes(day)) == minutes


@settings(max_examples=60)
@given(CALENDARS, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_minutes_of_a_day_are_those_that_are_open(there: Calendar, day: date) -> None:
    start = datetime.combine(day, time(), UTC) - 15 * HOUR
    asked = [start + step * MINUTE for step in range(0, 54 * 60, 7)]
    minutes = set(there.minutes(day))
    for moment in asked:
        is_there = there.is_open(moment) and moment.astimezone(there.zone).date() == day
        assert is_there == (moment in minutes)


def test_an_hour_that_is_skipped_has_no_slot_and_one_that_is_repeated_has_two() -> None:
    night = calendar("Europe/Paris", "sun 2:00-3:00")
    assert night.minutes(date(2026, 3, 29)) == ()
    assert len(night.minutes(date(2026, 10, 25))) == 120
    assert night.next_open(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), within=3 * DAY) is None


def test_the_next_open_minute_is_now_or_the_next_working_day() -> None:
    there = calendar()
    friday_evening = datetime(2026, 3, 6, 19, 20, 30, tzinfo=UTC)
    assert there.next_open(friday_evening, within=4 * DAY) == datetime(2026, 3, 9, 8, tzinfo=UTC)
    working = datetime(2026, 3, 6, 9, 20, 30, tzinfo=UTC)
    assert there.next_open(working, within=DAY) == working
    assert there.closed(date(2026, 3, 7)) is Closed.DAY_OFF


def test_the_shares_of_a_story_in_nearly_the_same_words_go_together_in_any_order() -> None:
    texts = {
        "a": ("pump fake", "My team built a heat pump that is quiet."),
        "b": ("pump fake", "My team built a heat pump that is very quiet!"),
        "c": ("pump fake", "Forty engineers, two years, and one sound we no longer hear."),
        "d": ("jobs fake", "My team built a heat pump that is quiet."),
    }
    found = groups(texts)
    assert found["a"] == found["b"] == found["d"] != found["c"]
    assert groups(dict(reversed(texts.items()))) == found


def test_a_slot_is_a_value() -> None:
    [slot] = plan([wish(1)], [], Figures()).slots
    assert isinstance(slot, Slot)
    assert slot.by == "programme"
