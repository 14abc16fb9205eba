"""Retention by month of joining: periods since each person's own day, and groups that never change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.reach.answer import Source
from advocacy.reach.cohorts import cohorts, retention
from advocacy.reach.metrics import measure
from advocacy.reach.number import Kind
from advocacy.settings import Settings
from advocacy.storage import Store
from advocacy.storage.facts import Asked
from reach.programme import Programme

JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)
JUNE = datetime(2026, 6, 30, 12, tzinfo=UTC)
SETTINGS = Settings.model_validate({"programme": {"name": "Acme", "timezone": "Europe/Paris"}})


def joined(*people: tuple[str, datetime], **kinds: Any) -> Programme:
    made = Programme()
    made.campaign("spring")
    for number in range(6):
        made.story(f"s{number}")
    for name, at in people:
        made.advocate(name, "sales", joined=at, **kinds)
    return made


def rows(store: Store, as_of: datetime = JUNE, campaign: str = "") -> list[tuple[Any, ...]]:
    asked = Asked(as_of=as_of, campaign=campaign)
    with source(store).engine.reading(zone=source(store).question().zone, clock=FixedClock(JUNE)) as reading:
        return sorted(reading.query(measure("retention").sql, asked), key=repr)


def source(store: Store) -> Source:
    return Source.of(store, settings=SETTINGS, clock=FixedClock(JUNE))


@pytest.mark.parametrize(
    ("hours", "period"),
    [(0, 0), (27 * 24, 0), (27 * 24 + 10, 0), (27 * 24 + 11, 1), (28 * 24, 1), (56 * 24, 2)],
)
def test_a_period_is_twenty_eight_days_of_the_zone_since_ones_own_day(
    empty: Store, hours: int, period: int
) -> None:
    made = joined(("ada", JANUARY))  # 13:00 in Paris, so 11 hours are left of that day
    made.share("ada", "s0", posted=JANUARY + timedelta(hours=hours))
    made.save(empty)
    assert [row[1] for row in rows(empty) if row[2]] == [period]


def test_several_posts_of_one_person_are_one_person(empty: Store) -> None:
    made = joined(("ada", JANUARY), ("bob", JANUARY))
    for number in range(3):
        made.share("ada", f"s{number}", posted=JANUARY + timedelta(days=number))
    made.save(empty)
    assert rows(empty)[0] == (202601, 0, 1, 2)


def test_those_who_left_stay_in_the_denominator_and_do_nothing_after(empty: Store) -> None:
    made = joined(("ada", JANUARY), left=JANUARY + timedelta(days=10))
    made.share("ada", "s0", posted=JANUARY + timedelta(days=30))
    made.save(empty)
    assert rows(empty)[:2] == [(202601, 0, 0, 1), (202601, 1, 0, 1)]


def test_whoever_rejoins_is_in_two_cohorts(empty: Store) -> None:
    made = joined(("ada", JANUARY + timedelta(days=60)))
    made.add("past_memberships", advocate="ada", joined_at=JANUARY, left_at=JANUARY + timedelta(days=5))
    made.share("ada", "s0", posted=JANUARY + timedelta(days=1))
    made.share("ada", "s1", posted=JANUARY + timedelta(days=61))
    made.save(empty)
    assert [row for row in rows(empty) if row[1] == 0] == [(202601, 0, 1, 1), (202603, 0, 1, 1)]


def test_a_period_is_told_when_it_is_over_for_the_whole_month(empty: Store) -> None:
    made = joined(("ada", JANUARY))
    made.save(empty)
    over = datetime(2026, 2, 27, 23, tzinfo=UTC)  # the end of 27 February in Paris: 31 January and 27 days
    assert rows(empty, over - timedelta(microseconds=1)) == []
    assert rows(empty, over) == [(202601, 0, 0, 1)]


def test_a_month_begins_at_the_zones_midnight(empty: Store) -> None:
    joined(
        ("ada", datetime(2026, 1, 31, 22, 59, tzinfo=UTC)), ("bob", datetime(2026, 1, 31, 23, tzinfo=UTC))
    ).save(empty)
    assert sorted({row[0] for row in rows(empty)}) == [202601, 202602]


MONTHS = st.lists(st.tuples(st.integers(0, 14), st.integers(1, 14)), min_size=1, max_size=8)


@given(MONTHS, st.integers(1, 8))
def test_a_cohort_that_was_shown_never_changes(sizes: list[tuple[int, int]], known: int) -> None:
    """So that what a later report shows, less an earlier one, is never the few who joined in between."""
    every = [(202601 + index, 0, min(active, people), people) for index, (active, people) in enumerate(sizes)]
    before, _waiting = cohorts(every[:known], min_group=10)
    after, waiting = cohorts(every, min_group=10)
    assert after[: len(before)] == before
    assert all(each.people >= 10 for each in after)
    assert waiting is None or waiting.people < 10
    told = sum(each.people for each in after) + (waiting.people if waiting else 0)
    assert told == sum(people for _active, people in sizes), "each joiner is in one place"


def test_it_shows_ranges_and_no_total(empty: Store) -> None:
    made = joined(
        *((f"a{n:02}", JANUARY) for n in range(11)),
        *((f"b{n}", JANUARY + timedelta(days=60)) for n in range(3)),
    )
    for number in range(6):
        made.share(f"a{number:02}", "s0", posted=JANUARY + timedelta(days=3))
    made.save(empty)
    table = retention(source(empty), source(empty).question())
    assert [row.key for row in table] == ["2026-01", "2026-03"]
    people, first, *_more = table.rows[0].numbers
    assert people.value == 11
    assert first.kind is Kind.BETWEEN
    assert (first.low, first.high) == (5 / 11, 7 / 11)
    assert {number.kind for number in table.rows[1].numbers} == {Kind.WITHHELD}
    assert "2026-03, fewer than 10 people joined" in " ".join(table.said_below())


def test_nobody_has_joined_yet(empty: Store) -> None:
    assert len(retention(source(empty), source(empty).question())) == 0
