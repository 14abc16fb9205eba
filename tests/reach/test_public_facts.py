"""Facts that leave the programme: they add up, say nothing of few people, and read alike in every form."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import exp, sqrt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotFound
from advocacy.program import Program
from advocacy.reach.noise import discrete_laplace, to_sum
from advocacy.reach.public_facts import OTHERS, Place, shown
from advocacy.reach.report import Report
from advocacy.settings import Settings
from reach.programme import END, START, Programme, finished


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder = tmp_path_factory.mktemp("facts")
    settings = Settings.model_validate(
        {"database": {"url": str(folder / "advocacy.db")}, "programme": {"timezone": "Europe/Paris"}}
    )
    opened = Program.open(settings=settings, clock=FixedClock(END))
    made = finished()
    made.story("secret")
    made.share("sales00", "secret")
    made.save(opened.store)
    return opened


def rows(program: Program, folder: Path, **options: Any) -> list[dict[str, str]]:
    program.export_facts(folder / "facts.csv", **options)
    with (folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_they_add_up_to_the_report(program: Program, tmp_path: Path) -> None:
    found, report = rows(program, tmp_path), program.report()
    for fact, measure in (
        ("shares_offered", "shares_offered"),
        ("posts", "posts"),
        ("clicks", "clicks_people"),
    ):
        lines = [row for row in found if row["fact"] == fact and row["kind"] in {"", "person"}]
        for grain in ("day", "story", "network"):
            assert sum(int(row["value"]) for row in lines if row[grain]) == report[measure].value


def test_one_author_among_many_who_were_asked_is_nowhere(tmp_path: Path) -> None:
    """Thirty are offered a story, one posts it, and lets its views be read: all that is told is theirs."""
    settings = Settings.model_validate({"database": {"url": str(tmp_path / "advocacy.db")}})
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.story("factory")
    for number in range(30):
        made.advocate(f"p{number}", "sales")
        made.share(f"p{number}", "factory", posted=START + timedelta(days=number))
        state = "declined" if number else "published"
        code = made.share(f"p{number}", "pump", state=state, offered=START)
        if not number:
            for minute in range(37):
                made.click(code, START + timedelta(minutes=minute), visitor=str(minute))
            made.counted(code, START + timedelta(hours=30), impressions=4242)
    periods: list[dict[str, Any]] = [
        {},
        {"since": START.date(), "until": START.date()},
        {"campaign": "spring"},
    ]
    with Program.open(settings=settings, clock=FixedClock(END)) as program:
        made.save(program.store)
        for asked in periods:
            found = rows(program, tmp_path, **asked)
            told = [row for row in found if row["fact"] in {"clicks", "impressions"}]
            assert not [
                row for row in told if row["story"] == "pump" or row["day"] == START.date().isoformat()
            ]
            accepted = [row for row in found if row["fact"] == "shares_accepted"]
            assert {int(row["value"]) % 3 for row in accepted} == {0}
            assert {row["rounded_to"] for row in accepted} == {"3"}
            assert not [row for row in accepted if row["day"]]
        assert [row["value"] for row in rows(program, tmp_path) if row["story"] == OTHERS] == ["37"]


def test_they_show_what_a_report_of_each_campaign_shows(program: Program, tmp_path: Path) -> None:
    found = rows(program, tmp_path)
    spring: Report = program.report(campaign="spring")
    for within in ("story", "network", "day"):
        told = {row[within]: int(row["value"]) for row in found if row["kind"] == "person" and row[within]}
        lines = {row.key: row.numbers[0] for row in spring.by(within).only("clicks_people")}
        seen = {key: number.value for key, number in lines.items() if number.value and key != OTHERS}
        assert {key: value for key, value in told.items() if key in lines} == {
            key: value for key, value in seen.items() if key in told
        }
        assert told.keys() - lines.keys() <= {OTHERS}


def test_a_campaign_that_is_not_there_and_a_period_that_ends_first(program: Program, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="sprung"):
        program.export_facts(tmp_path / "facts.csv", campaign="sprung")
    with pytest.raises(InvalidInput, match="before"):
        program.export_facts(tmp_path / "facts.csv", since=date(2026, 4, 1), until=date(2026, 3, 1))


def test_nothing_says_who_and_few_are_put_together(program: Program, tmp_path: Path) -> None:
    text = (tmp_path / "facts.csv", rows(program, tmp_path))[0].read_text(encoding="utf-8")
    assert "sales" not in text
    assert "secret" not in text
    assert OTHERS in text
    assert not [row for row in rows(program, tmp_path) if row["day"] and row["story"]]


def test_every_form_says_the_same(program: Program, tmp_path: Path) -> None:
    expected = rows(program, tmp_path)
    program.export_facts(tmp_path / "facts.jsonl")
    lines = (tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [{k: str(v) for k, v in json.loads(line).items()} for line in lines] == expected
    count = program.export_facts(tmp_path / "it's facts.parquet")
    with duckdb.connect() as database:
        read = database.execute(
            "SELECT * FROM read_parquet($file)", {"file": str(tmp_path / "it's facts.parquet")}
        )
        found = read.fetchall()
    assert [tuple("" if v is None else str(v) for v in row) for row in found] == [
        tuple(row.values()) for row in expected
    ]
    assert count == len(expected)
    assert list(tmp_path.glob(".advocacy-*")) == []


def test_a_period_is_a_period(program: Program, tmp_path: Path) -> None:
    found = rows(program, tmp_path, since=date(2026, 3, 9), until=date(2026, 3, 15))
    days = {row["day"] for row in found} - {""}
    assert days
    assert min(days) >= "2026-03-09"
    assert max(days) <= "2026-03-15"


def test_too_few_people_are_nothing(tmp_path: Path) -> None:
    settings = Settings.model_validate({"database": {"url": str(tmp_path / "advocacy.db")}})
    with Program.open(settings=settings) as program:
        assert program.export_facts(tmp_path / "facts.csv") == 0
        with pytest.raises(InvalidInput, match=r"\.csv, \.jsonl, \.parquet"):
            program.export_facts(tmp_path / "facts.xml")
        with pytest.raises(InvalidInput, match="cannot be written"):
            program.export_facts(tmp_path / "nowhere" / "facts.csv")


@given(st.dictionaries(st.integers(0, 8), st.sets(st.integers(0, 25), min_size=1), max_size=7))
def test_no_group_and_no_rest_is_below_the_least(groups: dict[int, set[int]]) -> None:
    people = {Place(str(name)): {str(one) for one in who} for name, who in groups.items()}
    names = shown(people, 10)
    merged: dict[Place, set[str]] = {}
    for place, name in names.items():
        merged[name] = merged.get(name, set()) | people[place]
    assert all(len(who) >= 10 for who in merged.values())
    assert names.keys() in ({}.keys(), people.keys())


@pytest.fixture
def noisy(program: Program) -> Iterator[Program]:
    before = program.settings
    reach = before.reach.model_copy(update={"noise": Decimal(1)})
    program.settings = before.model_copy(update={"reach": reach})
    yield program
    program.settings = before


def test_noise_is_the_same_each_time_and_adds_up(noisy: Program, tmp_path: Path) -> None:
    first, again = rows(noisy, tmp_path), rows(noisy, tmp_path)
    assert first == again
    assert {row["noise"] for row in first} == {"1.36"}
    for kind in ("person", "bot"):
        clicks = [row for row in first if row["fact"] == "clicks" and row["kind"] == kind]
        days, stories, networks = (
            sum(int(row["value"]) for row in clicks if row[grain]) for grain in ("day", "story", "network")
        )
        assert days == stories == networks > 0
    noisy.settings = noisy.settings.model_copy(
        update={"reach": noisy.settings.reach.model_copy(update={"noise": None})}
    )
    exact = rows(noisy, tmp_path)
    assert {row["noise"] for row in exact} == {"0.0"}
    counts = [number for number, row in enumerate(exact) if row["rounded_to"] == "1"]
    first, exact = ([each[number] for number in counts] for each in (first, exact))
    moved = [int(one["value"]) - int(two["value"]) for one, two in zip(first, exact, strict=True)]
    assert 0 < sum(map(abs, moved)) / len(moved) < 4


@pytest.mark.parametrize("epsilon", [Fraction(1), Fraction(1, 2), Fraction(3, 2)])
def test_noise_is_discrete_laplace(epsilon: Fraction) -> None:
    """Each chance within five of its own standard deviations; the draws are keyed, so this never flickers."""
    count, chance = 8_000, exp(-epsilon)
    seen = Counter(discrete_laplace(epsilon, key=b"k" * 32, about=str(number)) for number in range(count))
    for value in range(-3, 4):
        expected = (1 - chance) / (1 + chance) * chance ** abs(value)
        assert abs(seen[value] / count - expected) < 5 * sqrt(expected * (1 - expected) / count)


@given(st.lists(st.integers(-5, 50), max_size=12), st.integers(-3, 300))
def test_cells_add_up_and_none_is_below_nothing(cells: list[int], total: int) -> None:
    made = to_sum(cells, total)
    assert len(made) == len(cells)
    assert min(made, default=0) >= 0
    assert sum(made) == (max(0, total) if cells else 0)
