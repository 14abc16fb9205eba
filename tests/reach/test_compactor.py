"""Clicks move to files: each is read once, before, during and after, whatever is killed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.reach import compactor
from advocacy.reach.compactor import compact
from advocacy.reach.engines import Engine, StoreEngine
from advocacy.reach.engines.duck import DuckEngine
from advocacy.reach.folder import Folder, folder
from advocacy.reach.metrics import measure
from advocacy.storage import Store, event_files
from advocacy.storage.facts import Asked
from advocacy.storage.schema import clicks
from reach.programme import END

PARIS = ZoneInfo("Europe/Paris")
LATER = END + timedelta(days=1)
RAW = "SELECT COUNT(*), SUM(click), SUM(clicked_at), COUNT(DISTINCT visitor), SUM(day) FROM click_facts"
CLASSES = measure("clicks").over("day", "click_class")
NO_TIME = timedelta(0)


def ask(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    with engine.reading(zone=PARIS, clock=FixedClock(LATER)) as reading:
        return list(reading.query(sql, Asked(as_of=END)))


def run(
    store: Store, files: Folder, keep: timedelta = NO_TIME, most: int = 700, now: datetime = LATER
) -> compactor.Compacted:
    return compact(store, files, zone=PARIS, keep=keep, most=most, clock=FixedClock(now))


def hot(store: Store) -> int:
    with store.read() as tx:
        return int(tx.execute(sa.select(sa.func.count()).select_from(clicks)).scalar_one())


def test_every_click_is_read_once_before_and_after(store: Store, files: Folder) -> None:
    raw, classes, all_of_them = ask(StoreEngine(store), RAW), ask(StoreEngine(store), CLASSES), hot(store)
    duck = DuckEngine(store, files)
    assert ask(duck, RAW) == raw
    assert ask(duck, CLASSES) == classes
    assert run(store, files, keep=timedelta(days=365)).clicks == all_of_them
    assert ask(duck, RAW) == raw
    done = run(store, files)
    assert (done.clicks, done.trimmed) == (0, all_of_them)
    assert hot(store) == 0
    assert ask(duck, RAW) == raw
    assert ask(duck, CLASSES) == ask(StoreEngine(store), CLASSES) == classes


def test_files_are_monthly(store: Store, files: Folder) -> None:
    run(store, files)
    assert {name.split("/")[1] for name in files.names()} == {"month=2026-03", "month=2026-04"}


def test_ids_may_have_gaps_wider_than_a_batch(store: Store, files: Folder) -> None:
    with store.begin() as tx:
        tx.execute(clicks.delete().where(clicks.c.id.between(100, 899)))
    left = hot(store)
    assert run(store, files, keep=timedelta(days=365), most=150).clicks == left
    with store.read() as tx:
        assert max(file.rows for file in event_files.listed(tx)) <= 150


def test_days_that_are_young_stay(store: Store, files: Folder) -> None:
    run(store, files, keep=timedelta(days=20))
    oldest = LATER - timedelta(days=20)
    with store.read() as tx:
        left = tx.execute(sa.select(sa.func.min(clicks.c.at))).scalar_one()
    assert left >= oldest.replace(hour=0, minute=0) - timedelta(hours=2)
    assert hot(store) > 0


@pytest.mark.parametrize("place", ["put", "add", "trim"])
def test_a_run_that_dies_loses_nothing_and_the_next_one_cleans_up(
    store: Store, files: Folder, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    raw = ask(StoreEngine(store), RAW)
    chance = random.Random(1)  # noqa: S311 - where it dies
    with monkeypatch.context() as patch:
        target: object = files if place == "put" else event_files
        patch.setattr(target, place, dying(getattr(target, place), after=chance.randint(1, 3)))
        with pytest.raises(KeyboardInterrupt):
            run(store, files)
    assert ask(DuckEngine(store, files), RAW) == raw
    for hours in range(3):
        run(store, files, most=600, now=LATER + timedelta(hours=hours))
    with store.read() as tx:
        assert sorted(files.names()) == sorted(file.name for file in event_files.listed(tx))
    assert ask(DuckEngine(store, files), RAW) == raw


def dying(work: Callable[..., object], *, after: int) -> Callable[..., object]:
    """`work`, whose process dies during a call: half of the time before it is done."""
    calls = iter(range(after))

    def call(*args: object, **kwargs: object) -> object:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return work(*args, **kwargs)

    return call


def test_two_runs_at_once_file_each_click_once(
    store: Store, files: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw, write = ask(StoreEngine(store), RAW), compactor._write

    def meanwhile(*args: object) -> list[event_files.EventFile]:
        monkeypatch.setattr(compactor, "_write", write)
        run(store, files, keep=timedelta(days=365))
        return write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(compactor, "_write", meanwhile)
    assert run(store, files, keep=timedelta(days=365)).clicks == 0
    assert ask(DuckEngine(store, files), RAW) == raw


def test_a_click_that_comes_late_is_filed_and_counted_beside_its_day(store: Store, files: Folder) -> None:
    run(store, files)
    counted = ask(StoreEngine(store), "SELECT SUM(clicks) FROM click_days")[0][0]
    with store.begin() as tx:
        code = tx.execute(sa.text("SELECT MIN(code) FROM tracked_links")).scalar_one()
        row = {"code": code, "at": END - timedelta(days=30), "kind": "person", "reason": "", "referrer": ""}
        tx.execute(clicks.insert().values(visitor="late", late=True, **row))
    for _ in range(2):
        assert ask(StoreEngine(store), "SELECT SUM(clicks) FROM click_days") == [(counted + 1,)]  # type: ignore[operator]
        run(store, files)
    assert ask(DuckEngine(store, files), "SELECT SUM(clicks) FROM click_days") == [(counted + 1,)]  # type: ignore[operator]


def test_a_bucket_holds_files_as_a_folder_does(store: Store) -> None:
    raw = ask(StoreEngine(store), RAW)
    bucket = folder("memory://acme/advocacy")
    run(store, bucket)
    assert ask(DuckEngine(store, bucket), RAW) == raw
    for name in list(bucket.names()):
        bucket.remove(name)
    assert not list(bucket.names())


def test_strange_words_come_through(store: Store, files: Folder) -> None:
    with store.begin() as tx:
        code = tx.execute(sa.text("SELECT MIN(code) FROM tracked_links")).scalar_one()
        row = {"code": code, "at": END, "kind": "person", "reason": 'agent: "x"\\N', "visitor": ""}
        tx.execute(clicks.insert().values(referrer="a\x1fb\nc\x1e\\'é", **row))
        tx.execute(sa.text("UPDATE advocates SET team = '“R\\D”, \x1f' WHERE team = 'sales'"))
    raw = ask(StoreEngine(store), RAW)
    duck = DuckEngine(store, files)
    assert ask(duck, RAW) == raw
    run(store, files, most=100_000)
    assert ask(duck, RAW) == raw
    found = ask(duck, "SELECT reason, visitor FROM filed_clicks WHERE reason LIKE 'agent: \"x%'")
    assert found == [('agent: "x"\\N', "")]
