"""The leaderboards: off by default, of those who asked for it, with ties, and nothing that rounding hides."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.errors import NotAllowed
from advocacy.program import Program
from advocacy.reach.answer import Source
from advocacy.reach.leaderboard import people, places, teams
from advocacy.reach.metrics import measure
from advocacy.reach.number import Kind
from advocacy.reach.table import Role, Table
from advocacy.settings import Settings
from advocacy.storage import Store
from advocacy.storage.facts import Asked
from reach.programme import END, Programme
from reach.test_definitions import rows_of

ON = Settings.model_validate(
    {"programme": {"name": "Acme"}, "database": {"url": "sqlite://"}, "reach": {"leaderboards": True}}
)
LATER = FixedClock(END)


def source(store: Store) -> Source:
    return Source.of(store, settings=ON, clock=LATER)


def board(store: Store, *, me: str | None = None) -> Table:
    found = source(store)
    return people(found, found.question(), unrewarded={"x"}, names={"ada": "Ada"}, me=me)


def sharers() -> Programme:
    """Ada 3 posts, Bob and Eve 2, Zoe 2 of which one on X; Bob and Zoe and Gus did not ask; Kim left."""
    made = Programme()
    made.campaign("spring")
    for number in range(3):
        made.story(f"s{number}")
    for name, posts in {"ada": 3, "bob": 2, "eve": 2, "zoe": 1, "gus": 1, "kim": 3, "new": 0}.items():
        made.advocate(name, "sales", left=END - timedelta(days=1) if name == "kim" else None)
        made.rows["advocates"][-1]["listed"] = name in {"ada", "eve", "zoe", "kim", "new"}
        for number in range(posts):
            made.share(name, f"s{number}")
    made.share("zoe", "s2", "x")
    return made


def test_only_those_who_asked_are_on_it(empty: Store) -> None:
    sharers().save(empty)
    found = board(empty)
    assert [(row.key, row.label, *(n.value for n in row.numbers)) for row in found] == [
        ("ada", "Ada", 1, 3),
        ("eve", "eve", 2, 2),
        ("zoe", "zoe", 3, 1),  # X forbids to reward posts there
    ]


def test_whoever_looks_sees_their_own_and_nobody_elses(empty: Store) -> None:
    sharers().save(empty)
    found = board(empty, me="bob")
    assert [row.key for row in found] == ["ada", "eve", "zoe", "bob"]
    assert found.rows[-1].numbers[0].kind is Kind.ABSENT
    assert found.rows[-1].numbers[1].value == 2
    assert [row.key for row in board(empty, me="ada")] == ["ada", "eve", "zoe"]


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 5), max_size=9))
def test_the_same_count_is_the_same_place_and_the_next_is_skipped(counts: dict[str, int]) -> None:
    found = places(counts)
    assert {each.name: each.count for each in found} == counts
    for each in found:
        assert each.place == 1 + sum(other.count > each.count for other in found)


def test_the_text_has_the_same_ties(empty: Store) -> None:
    sharers().save(empty)
    rows = rows_of(empty, measure("leaderboard").sql, Asked(as_of=END))
    for network in {row[0] for row in rows}:
        counts = {str(row[1]): int(row[2] or 0) for row in rows if row[0] == network}
        ranks = {str(row[1]): row[3] for row in rows if row[0] == network}
        assert {each.name: each.place for each in places(counts)} == ranks


def teams_of(sizes: dict[str, tuple[int, int]]) -> Programme:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    for team, (size, sharing) in sizes.items():
        for number in range(size):
            made.advocate(f"{team}{number:02}", team)
            if number < sharing:
                made.share(f"{team}{number:02}", "pump")
    return made


def test_teams_are_placed_by_quotient_and_equal_ones_share_a_place(empty: Store) -> None:
    teams_of({"a": (10, 5), "b": (20, 10), "c": (12, 12), "d": (10, 1)}).save(empty)
    rows = rows_of(empty, measure("leaderboard_teams").sql, Asked(as_of=END))
    assert {row[0]: row[3] for row in rows} == {"c": 1, "a": 2, "b": 2, "d": 4}


def test_what_rounding_cannot_tell_apart_is_a_tie(empty: Store) -> None:
    teams_of({"a": (12, 6), "b": (12, 7), "c": (12, 12), "few": (4, 4), "z": (10, 0)}).save(empty)
    found = source(empty)
    table = teams(found, found.question())
    placed = {row.key: row.numbers[0].value for row in table if row.role is Role.GROUP}
    assert placed["a"] == placed["b"] == 2
    assert placed["c"] == 1
    assert placed["few"] is None
    assert {row.numbers[1].kind for row in table} <= {Kind.BETWEEN, Kind.WITHHELD}


def test_places_of_teams_tell_nothing_that_their_ranges_do_not(empty: Store) -> None:
    """The place is computed from what is shown, so subtracting places gives no more than ranges do."""
    teams_of({"a": (12, 6), "b": (13, 9), "c": (12, 12)}).save(empty)
    found = source(empty)
    shown = {row.key: row.numbers for row in teams(found, found.question()) if row.role is Role.GROUP}
    for place, mine in shown.values():
        higher = sum((other.low or 0) > (mine.high or 0) for _place, other in shown.values())
        assert place.value == higher + 1


def test_it_is_off_until_it_is_turned_on(empty: Store) -> None:
    off = Source.of(empty, settings=Settings(), clock=LATER)
    with pytest.raises(NotAllowed, match="leaderboards"):
        people(off, off.question(), unrewarded=(), names={})
    with pytest.raises(NotAllowed, match="leaderboards"):
        teams(off, off.question())


def test_each_person_puts_their_own_name_there_and_takes_it_off() -> None:
    with Program.open("sqlite://", settings=ON, clock=LATER) as program:
        made = sharers()
        for row in made.rows["advocates"]:
            row["body"] = {"id": row["id"], "name": row["id"].title(), "team": row["team"]}
        made.save(program.store)
        with pytest.raises(NotAllowed):
            program.list_name("bob", by="marketing")
        program.list_name("bob", by="bob")
        assert "bob" in [row.key for row in program.leaderboard()]
        program.list_name("bob", by="bob", listed=False)
        assert "bob" not in [row.key for row in program.leaderboard()]
        program.leave("ada", by="ada")
        program.rejoin("ada", by="ada")
        assert "ada" not in [row.key for row in program.leaderboard()], "asked anew"
        assert Counter(row.key for row in program.leaderboard(me="bob"))["bob"] == 1
