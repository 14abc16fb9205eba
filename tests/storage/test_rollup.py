"""The roll-up: whatever was counted when, a report reads the same as if every click were judged anew."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from advocacy.storage import Store, facts, rollup
from advocacy.storage.reach_schema import rolled_clicks
from advocacy.storage.schema import clicks
from reach.programme import START, Programme

PARIS = ZoneInfo("Europe/Paris")
NIGHT = datetime(2026, 3, 28, 22, 59, 50, tzinfo=UTC)
"""Ten seconds before midnight in Paris, in the night when the clocks go forward."""
LATER = NIGHT + timedelta(days=30)


def programme(store: Store) -> list[str]:
    """A programme without clicks; the codes of its links."""
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    for number in range(4):
        made.advocate(f"person{number}", "sales")
    codes = [made.share(f"person{number}", "pump") for number in range(4)]
    made.save(store)
    return codes


def add(store: Store, *rows: tuple[str, datetime, str, str]) -> None:
    """Clicks: link, moment, class, visitor."""
    with store.begin() as tx:
        for code, at, kind, visitor in rows:
            values = {"code": code, "at": at, "kind": kind, "visitor": visitor}
            tx.execute(clicks.insert().values(**values, reason="", referrer=""))


def read(store: Store, zone: ZoneInfo = PARIS, now: datetime = LATER) -> list[tuple[object, ...]]:
    """What measures read of clicks."""
    with store.engine.connect() as tx:
        facts.prepare(tx, zone=zone, now=now)
        rows = tx.exec_driver_sql(
            "SELECT code, day, kind, SUM(clicks) FROM click_days "
            "GROUP BY code, day, kind ORDER BY code, day, kind"
        ).all()
        tx.rollback()
    return [tuple(value if isinstance(value, str) else int(value) for value in row) for row in rows]


def some_clicks(codes: Sequence[str], seed: int) -> list[tuple[str, datetime, str, str]]:
    """Around two midnights, with double clicks, bursts, ties and robots, in any order."""
    chance = random.Random(seed)  # noqa: S311 - made-up clicks
    return [
        (
            chance.choice(codes),
            NIGHT
            + timedelta(days=chance.choice([0, 0, 1]), seconds=chance.choice([0, 0, 1, 2, 9, 11, 30, 40])),
            chance.choice(["person", "person", "person", "bot"]),
            chance.choice(["a", "b", ""]),
        )
        for _ in range(60)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_a_report_reads_the_same_whenever_it_was_rolled_up(store: Store, seed: int) -> None:
    made = some_clicks(programme(store), seed)
    for start in range(0, len(made), 12):
        add(store, *made[start : start + 12])
        expected = read(store)
        rollup.roll_up(store, zone=PARIS, now=LATER if start % 24 else NIGHT + timedelta(minutes=5))
        assert read(store) == expected
    with store.begin() as tx:
        tx.execute(rolled_clicks.delete())
        tx.execute(sa.text("DELETE FROM meta WHERE key = 'rollup'"))
    assert read(store) == expected


def test_again_changes_nothing_and_reads_nothing_again(store: Store) -> None:
    add(store, *some_clicks(programme(store), seed=1))
    assert rollup.roll_up(store, zone=PARIS, now=LATER) > 0
    before = read(store)
    assert rollup.roll_up(store, zone=PARIS, now=LATER) == 0
    assert read(store) == before


def test_what_is_rolled_up_is_not_judged_again(store: Store) -> None:
    codes = programme(store)
    add(store, (codes[0], NIGHT, "person", "a"))
    rollup.roll_up(store, zone=PARIS, now=LATER)
    with store.begin() as tx:
        tx.execute(clicks.update().values(kind="bot"))
    assert [row[2] for row in read(store)] == ["person"]


def test_a_click_that_is_committed_late_with_a_lower_id_is_counted(store: Store) -> None:
    codes, now = programme(store), NIGHT + timedelta(minutes=1)
    values = {"code": codes[0], "kind": "person", "reason": "", "referrer": ""}
    with store.begin() as tx:
        tx.execute(clicks.insert().values(id=8, at=NIGHT, visitor="a", **values))
    rollup.roll_up(store, zone=PARIS, now=now)
    with store.begin() as tx:
        tx.execute(clicks.insert().values(id=7, at=NIGHT, visitor="b", **values))
    assert sum(int(str(row[3])) for row in read(store, now=now)) == 2


def test_a_late_click_joins_an_old_day(store: Store) -> None:
    codes = programme(store)
    add(store, (codes[0], START, "person", "a"), (codes[0], NIGHT, "person", "a"))
    rollup.roll_up(store, zone=PARIS, now=LATER)
    add(store, (codes[0], START + timedelta(seconds=20), "person", "a"))
    assert [row[2:] for row in read(store)] == [("duplicate", 1), ("person", 1), ("person", 1)]
    assert rollup.roll_up(store, zone=PARIS, now=LATER) == 1


def test_another_time_zone_counts_anew(store: Store) -> None:
    codes = programme(store)
    add(store, (codes[0], NIGHT + timedelta(seconds=20), "person", "a"))
    rollup.roll_up(store, zone=PARIS, now=LATER)
    utc = ZoneInfo("UTC")
    expected = read(store, utc)
    assert read(store) != expected
    rollup.roll_up(store, zone=utc, now=LATER)
    assert read(store, utc) == expected
