"""Who was erased is in no file, whatever is killed; what was counted of their links stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
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


def run(store: Store, files: Folder, keep: timedelta = timedelta(0)) -> Compacted:
    return compact(store, files, zone=PARIS, keep=keep, most=700, clock=FixedClock(LATER))


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
    assert in_files(store, files, codes) == 0
    assert run(store, files).rewritten == 0
    assert ask(StoreEngine(store), CLASSES) == ask(DuckEngine(store, files), CLASSES) == before
    assert ask(DuckEngine(store, files), _OTHERS) == others
    with store.read() as tx:
        listed = event_files.listed(tx)
    assert sorted(files.names()) == sorted(file.name for file in listed)
    assert sum(file.rows for file in listed) == ask(DuckEngine(store, files), _ALL)[0][0]


def test_what_is_filed_later_leaves_them_out(store: Store, files: Folder) -> None:
    before = ask(StoreEngine(store), CLASSES)
    codes = erased(store)
    run(store, files)
    assert in_files(store, files, codes) == 0
    assert ask(StoreEngine(store), CLASSES) == before


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("place", ["put", "replace", "remove", "set_without"])
def test_whatever_dies_on_the_way_the_next_run_finishes_it(
    store: Store, files: Folder, monkeypatch: pytest.MonkeyPatch, place: str, done: bool
) -> None:
    run(store, files)
    before, codes = ask(StoreEngine(store), CLASSES), erased(store)
    others = ask(DuckEngine(store, files), _OTHERS)
    with monkeypatch.context() as patch:
        target: object = files if place in {"put", "remove"} else event_files
        patch.setattr(target, place, dying(getattr(target, place), done=done))
        with pytest.raises(KeyboardInterrupt):
            run(store, files)
    assert ask(DuckEngine(store, files), _OTHERS) == others, "a reader saw a file that is not there, or two"
    run(store, files)
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
_ALL = "SELECT COUNT(*) FROM filed_clicks"
