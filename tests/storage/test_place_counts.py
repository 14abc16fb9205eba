"""The coarser roll-up: whoever changes team when, it says what the links say one by one."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from advocacy.storage import Store, event_files, facts, place_counts, rollup
from advocacy.storage.event_files import EventFile
from advocacy.storage.reach_schema import rolled_places
from advocacy.storage.schema import advocates, clicks
from reach.programme import Programme

PARIS = ZoneInfo("Europe/Paris")
NIGHT = datetime(2026, 3, 28, 22, 59, 50, tzinfo=UTC)
LATER = NIGHT + timedelta(days=30)
TEAMS = ("sales", "works", "legal")


def programme(store: Store) -> list[str]:
    """Two stories, six people in three teams, no clicks; the codes of the links."""
    made = Programme()
    made.campaign("spring")
    for story in ("pump", "valve"):
        made.story(story)
    for number in range(6):
        made.advocate(f"person{number}", TEAMS[number % 3])
    codes = [made.share(f"person{n}", story) for n in range(6) for story in ("pump", "valve")]
    made.save(store)
    return codes


def by_place(store: Store, relation: str, zone: ZoneInfo = PARIS) -> list[tuple[object, ...]]:
    """What a relation says by place, day and class."""
    with store.engine.connect() as tx:
        facts.prepare(tx, zone=zone, now=LATER)
        groups = "campaign, story, network, team, day, kind"
        rows: Any = tx.exec_driver_sql(
            f"SELECT {groups}, SUM(clicks), COUNT(*) FROM {relation} GROUP BY {groups} ORDER BY {groups}"  # noqa: S608 - a name of ours
        ).all()
        tx.rollback()
    if relation == "place_days":
        assert all(row[-1] == 1 for row in rows), "one row for each place, day and class"
    return [(*row[:4], int(row[4]), row[5], int(row[6])) for row in rows]


def move(store: Store, advocate: str, team: str) -> None:
    with store.begin() as tx:
        tx.execute(advocates.update().where(advocates.c.id == advocate).values(team=team))


def click(store: Store, chance: random.Random, codes: list[str]) -> None:
    with store.begin() as tx:
        for _ in range(8):
            at = NIGHT + timedelta(days=chance.choice([0, 0, 1]), seconds=chance.choice([0, 9, 11, 40]))
            row = {"code": chance.choice(codes), "at": at, "kind": chance.choice(["person", "bot"])}
            tx.execute(
                clicks.insert().values(**row, visitor=chance.choice(["a", "b"]), reason="", referrer="")
            )


def trim(store: Store) -> None:
    """File what there is, and delete the first day of it."""
    with store.begin() as tx:
        low, high = event_files.watermark(tx), tx.execute(sa.select(sa.func.max(clicks.c.id))).scalar()
        if high and high > low:
            file = EventFile(name=f"{high}", month=202603, rows=1, first_id=low + 1, last_id=high, digest="")
            event_files.add(tx, low, [file], now=LATER)
        day = event_files.oldest_day(tx, PARIS)
        if day is not None:
            event_files.trim(tx, day, PARIS, now=LATER)


@pytest.mark.parametrize("seed", range(4))
def test_it_says_what_the_links_say_whatever_happens_in_whatever_order(store: Store, seed: int) -> None:
    codes, chance = programme(store), random.Random(seed)  # noqa: S311 - made-up clicks
    for _ in range(14):
        step = chance.choice(["click", "click", "move", "move", "roll", "trim"])
        if step == "click":
            click(store, chance, codes)
        elif step == "move":
            move(store, f"person{chance.randrange(6)}", chance.choice(TEAMS))
        elif step == "trim":
            trim(store)
        else:
            rollup.roll_up(store, zone=PARIS, now=chance.choice([LATER, NIGHT + timedelta(minutes=5)]))
        assert by_place(store, "place_days") == by_place(store, "click_days"), step


def test_it_follows_who_changes_team(store: Store) -> None:
    codes = programme(store)
    click(store, random.Random(1), codes)  # noqa: S311 - made-up clicks
    rollup.roll_up(store, zone=PARIS, now=LATER)
    for number in range(6):
        move(store, f"person{number}", "sales")
    assert {row[3] for row in by_place(store, "place_days")} == {"sales"}
    rollup.roll_up(store, zone=PARIS, now=LATER)
    with store.begin() as tx:
        assert set(tx.execute(sa.select(rolled_places.c.team)).scalars()) == {"sales"}
        assert place_counts.follow(tx) == 0


def test_in_another_time_zone_it_is_made_anew(store: Store) -> None:
    codes, utc = programme(store), ZoneInfo("UTC")
    click(store, random.Random(2), codes)  # noqa: S311 - made-up clicks
    rollup.roll_up(store, zone=PARIS, now=LATER)
    for _ in range(2):
        assert by_place(store, "place_days", utc) == by_place(store, "click_days", utc)
        assert by_place(store, "place_days", utc) != by_place(store, "place_days", PARIS)
        rollup.roll_up(store, zone=utc, now=LATER)
