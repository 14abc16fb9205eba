"""Hours as people write them, and days away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.documents import Unfit
from advocacy.errors import InvalidInput
from advocacy.people import Advocate, read_advocates
from advocacy.people.hours import DAY, Away, Hours

SPANS = st.lists(
    st.tuples(st.integers(0, DAY - 1), st.integers(1, DAY)).filter(lambda span: span[0] < span[1]), max_size=3
)


@given(st.lists(SPANS, min_size=7, max_size=7).filter(any))
def test_what_is_written_is_read_again(week: list[list[tuple[int, int]]]) -> None:
    names = ("lun", "tue", "mer", "thu", "ven", "sat", "dim")
    parts = [
        f"{name} " + " ".join(f"{a // 60}:{a % 60:02}-{b // 60}h{b % 60:02}" for a, b in spans)
        for name, spans in zip(names, week, strict=True)
        if spans
    ]
    hours = Hours.of("; ".join(parts))
    assert Hours.of(str(hours)) == hours
    monday = datetime(2026, 3, 2)  # noqa: DTZ001 - the time on a wall has no zone
    for minute in range(0, 7 * DAY, 37):
        day, at = divmod(minute, DAY)
        wanted = any(start <= at < end for start, end in week[day])
        assert hours.include(monday + timedelta(minutes=minute)) is wanted


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("9-17", "mon-fri 09:00-17:00"),
        ("lun-jeu 9h-17h30; ven 9h-12h", "mon-thu 09:00-17:30; fri 09:00-12:00"),
        ("mon, wed, fri 9:00-12:00", "mon 09:00-12:00; wed 09:00-12:00; fri 09:00-12:00"),
        ("sat-mon 10-24", "mon 10:00-24:00; sat-sun 10:00-24:00"),
        ("MON 9-12 11-13 | mon 20-21", "mon 09:00-13:00 20:00-21:00"),
    ],
)
def test_there_are_many_ways_to_write_hours(written: str, read: str) -> None:
    assert str(Hours.of(written)) == read


@pytest.mark.parametrize(
    "wrong", ["", "always", "mon", "9-9", "17-9", "9-25", "9:60-10", "mon 9-17 tue", "monday 9-17", "9-17-18"]
)
def test_hours_that_cannot_be_read_are_told(wrong: str) -> None:
    with pytest.raises(Unfit):
        Hours.of(wrong)


@pytest.mark.parametrize("wrong", ["", "summer", "2026-02-30", "2026-03-02..2026-03-01"])
def test_days_that_cannot_be_read_are_told(wrong: str) -> None:
    with pytest.raises(Unfit):
        Away.of(wrong)


def test_they_stand_in_the_file_of_advocates() -> None:
    row = "ada;Ada Morel;sales;lun-mar 9h-12h;2026-12-24 2026-07-13..2026-07-31"
    [ada] = read_advocates(f"id;nom;équipe;horaires;congés\n{row}\n", name="a.csv")
    assert ada.hours == "mon-tue 09:00-12:00"
    assert ada.leave == ("2026-12-24", "2026-07-13..2026-07-31")
    assert [ada.is_away(date(2026, 7, day)) for day in (12, 13, 31)] == [False, True, True]
    assert Advocate.model_validate(ada.model_dump(mode="json")) == ada


def test_a_mistake_names_its_line_and_column() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_advocates("id,name,team,hours,leave\nada,Ada,sales,whenever,soon\n", name="a.csv")
    assert {(each.line, each.field) for each in refused.value.mistakes} == {(2, "hours"), (2, "leave")}
