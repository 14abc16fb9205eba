"""Who was erased is in no file, whatever is killed; what was counted of their links stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.reach.compactor import Compacted, compact
from advocacy.reach.engines import Engine, StoreEngine
from advocacy.reach.engines.duck import DuckEngine
from advocacy.reach.folder import Folder
from advocacy.reach.metrics import measure
from advocacy.storage import Store, advocates, erasing, event_files, schema
from advocacy.storage.facts import Asked
from reach.programme import END

PARIS = ZoneInfo("Europe/Paris")
LATER = END + timedelta(days=1)
CLASSES = measure("clicks").over("campaign", "day", "click_class")


def run(store: Store, files: Folder, *, hours: float = 0) -> Compacted:
    """A run, so many hours later."""
    clock = FixedClock(LATER + timedelta(hours=hours))
    return compact(store, files, zone=PARIS, keep=timedelta(0), most=700, clock=clock)


def ask(engine: Engine, sql: str) -> list[tuple[object, ...]]:
    with engine.reading(zone=PARIS, clock=FixedClock(LATER)) as reading:
        return list(reading.query(sql, Asked(as_of=END)))


def erased(store: Store) -> list[str]:
    """Somebody leaves and is erased; the codes of their links."""
    with store.begin() as tx:
        who = tx.execute(sa.select(sa.func.min(schema.tracked_links.c.advocate))).scalar_one()
        body = {"id": who, "team": "sales", "name": "Ada"}
        tx.execute(schema.advocates.update().where(schema.advocates.c.id == who).values(body=body))
        advocates.leave(tx, who, now=END, erase=True)
        erasing.erase(tx, who)
        return erasing.codes(tx)


def in_files(store: Store, files: Folder, codes: list[str]) -> int:
    """How many clicks on these links any file holds, listed or not."""
    import duckdb  # noqa: PLC0415 - as a stranger with the folder would read it

    paths = [files.address(name) for name in files.names()]
    found = duckdb.execute(
        "SELECT COUNT(*) FROM read_parquet($1) WHERE code IN (SELECT unnest($2::VARCHAR[]))", [paths, codes]
    ).fetchall()
    return int(found[0][0])


def test_the_files_of_someone_who_was_erased_are_written_anew(store: Store, files: Folder) -> None:
    run(store, files)
    before, others = ask(StoreEngine(store), CLASSES), ask(DuckEngine(store, files), _OTHERS)
    codes = erased(store)
    assert in_files(store, files, codes) > 0
    assert run(store, files).rewritten > 0
    assert ask(DuckEngine(store, files), _THEIRS.format(codes=tuple(codes))) == [(0,)]
    assert run(store, files, hours=0.9).rewritten == 0
    assert in_files(store, files, codes) > 0, "a report may still be reading them"
    run(store, files, hours=1.1)
    assert in_files(store, files, codes) == 0
    assert ask(StoreEngine(store), CLASSES) == ask(DuckEngine(store, files), CLASSES) == before
    assert ask(DuckEngine(store, files), _OTHERS) == others
    with store.read() as tx:
        listed = event_files.listed(tx)
    assert sorted(files.names()) == sorted(file.name for file in listed)
    assert sum(file.rows for file in listed) == ask(DuckEngine(store, files), _ALL)[0][0]


def test_a_report_that_began_before_reads_on_what_it_began_with(store: Store, files: Folder) -> None:
    run(store, files)
    before = ask(DuckEngine(store, files), _EVERYTHING)
    with DuckEngine(store, files).reading(zone=PARIS, clock=FixedClock(LATER)) as early:
        asked = Asked(as_of=END)
        assert early.query(_ALL, asked) == [before[0][:1]]
        codes = erased(store)
        assert run(store, files).rewritten > 0
        assert early.query(_EVERYTHING, asked) == before
        with DuckEngine(store, files).reading(zone=PARIS, clock=FixedClock(LATER)) as late:
            assert late.query(_THEIRS.format(codes=tuple(codes)), asked) == [(0,)]
            run(store, files, hours=0.9)
            assert early.query(_EVERYTHING, asked) == before
            run(store, files, hours=1.1)
            assert late.query(_THEIRS.format(codes=tuple(codes)), asked) == [(0,)]


def test_two_runs_at_once_leave_every_listed_file_in_its_place(
    store: Store, files: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each writes the files anew; one of them lists its own, the other one's are swept."""
    run(store, files)
    codes, others = erased(store), ask(DuckEngine(store, files), _OTHERS)
    put = files.put

    def meanwhile(name: str, source: Path) -> None:
        put(name, source)
        monkeypatch.setattr(files, "put", put)
        run(store, files)

    monkeypatch.setattr(files, "put", meanwhile)
    run(store, files)
    for hours in (0, 2, 4):
        run(store, files, hours=hours)
        assert ask(DuckEngine(store, files), _OTHERS) == others
    assert in_files(store, files, codes) == 0
    with store.read() as tx:
        assert sorted(files.names()) == sorted(file.name for file in event_files.listed(tx))


def test_what_is_filed_later_leaves_them_out(store: Store, files: Folder) -> None:
    before = ask(StoreEngine(store), CLASSES)
    codes = erased(store)
    run(store, files)
    assert in_files(store, files, codes) == 0
    assert ask(StoreEngine(store), CLASSES) == before


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("place", ["put", "replace", "set_without"])
def test_whatever_dies_on_the_way_the_next_run_finishes_it(
    store: Store, files: Folder, monkeypatch: pytest.MonkeyPatch, place: str, done: bool
) -> None:
    run(store, files)
    before, codes = ask(StoreEngine(store), CLASSES), erased(store)
    others = ask(DuckEngine(store, files), _OTHERS)
    with monkeypatch.context() as patch:
        target: object = files if place == "put" else event_files
        patch.setattr(target, place, dying(getattr(target, place), done=done))
        with pytest.raises(KeyboardInterrupt):
            run(store, files)
    assert ask(DuckEngine(store, files), _OTHERS) == others, "a reader saw a file that is not there, or two"
    for hours in (0, 1, 2):
        run(store, files, hours=hours)
    assert in_files(store, files, codes) == 0
    assert ask(DuckEngine(store, files), _OTHERS) == others
    assert ask(StoreEngine(store), CLASSES) == before
    with store.read() as tx:
        assert sorted(files.names()) == sorted(file.name for file in event_files.listed(tx))


def dying(work: Callable[..., object], *, done: bool) -> Callable[..., object]:
    """`work`, whose process dies before it is done or right after."""

    def call(*args: object, **kwargs: object) -> object:
        if done:
            work(*args, **kwargs)
        raise KeyboardInterrupt

    return call


_OTHERS = """
SELECT COUNT(*), SUM(click), COUNT(DISTINCT visitor) FROM click_facts
WHERE advocate <> (SELECT MIN(advocate) FROM link_facts)
"""
_EVERYTHING = "SELECT COUNT(*), SUM(click), COUNT(DISTINCT visitor) FROM filed_clicks"
_THEIRS = "SELECT COUNT(*) FROM filed_clicks WHERE code IN {codes}"
_ALL = "SELECT COUNT(*) FROM filed_clicks"
