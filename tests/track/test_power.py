"""The power goes: whoever was redirected has their click in the database when it is back."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from advocacy.storage import Store
from advocacy.storage.clicks import Row, Writer
from advocacy.track import journal
from advocacy.track.journal import Journal, rows_of
from advocacy.track.recorder import Recorder
from track.disk import Answered, Disk, Sync, Write, told
from track.support import linked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it looks for SQLite's library in /proc")
CUTS = 10
CLICKS, AT_ONCE = 1500, 64
FIRST = 1_772_000_000_000_000


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Disk, str]:
    """Clicks of 64 connections at once, with all that SQLite wrote and synced meanwhile."""
    path = tmp_path_factory.mktemp("power") / "clicks.db"
    store = Store.open(str(path))
    (code,) = linked(store)
    writer = Writer(store)
    writer([_click(code, 0)])  # the log is there before it is looked at
    assert writer._connection is not None
    connection = writer._connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    connection.execute("PRAGMA wal_autocheckpoint = 40")  # so that the database itself is written to often
    disk, _held = told(connection, path)
    asyncio.run(_follow(Recorder(writer), code, disk))
    writer.close()
    store.close()
    return disk, str(path)


async def _follow(recorder: Recorder, code: str, disk: Disk) -> None:
    async def person(numbers: range) -> None:
        for number in numbers:
            await recorder.record(_click(code, number))
            disk.events.append(Answered(number))

    await asyncio.gather(*(person(range(1 + first, CLICKS, AT_ONCE)) for first in range(AT_ONCE)))
    await recorder.close()


def _click(code: str, number: int) -> Row:
    return Row(code, FIRST + number, "person", "", f"v{number}", "")


@pytest.mark.parametrize("cut", range(CUTS))
def test_every_answered_click_outlives_a_power_cut(
    recorded: tuple[Disk, str], tmp_path: Path, cut: int
) -> None:
    disk, path = recorded
    chance = Random(cut)  # noqa: S311 - repeatable, not secret
    moment = chance.randrange(len(disk.events) // 10, len(disk.events))
    stored = _after(disk.after_cut(moment, chance), path, tmp_path)
    answered = disk.answered(moment)
    assert answered
    assert answered <= stored, f"{len(answered - stored)} of {len(answered)} answered clicks are lost"


def test_the_model_loses_clicks_whose_sync_does_nothing(recorded: tuple[Disk, str], tmp_path: Path) -> None:
    disk, path = recorded
    liar = Disk(disk.begin, [event for event in disk.events if not isinstance(event, Sync)])
    moment = len(liar.events)
    try:
        stored = _after(liar.after_cut(moment, Random(1)), path, tmp_path)  # noqa: S311 - repeatable
    except sqlite3.DatabaseError:
        return
    assert not liar.answered(moment) <= stored


def _after(files: dict[str, bytes], path: str, folder: Path) -> set[int]:
    """The clicks in a database that comes up again from these files."""
    for name, data in files.items():
        (folder / name.removeprefix(str(Path(path).parent)).lstrip("/")).write_bytes(data)
    with closing(sqlite3.connect(folder / Path(path).name)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {at - FIRST for (at,) in database.execute("SELECT at FROM clicks")}


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """The same through a segment, as each of several workers writes it."""
    folder, disk = tmp_path_factory.mktemp("segments"), Disk({})
    segment = Journal(folder, late=False)

    def write(rows: Sequence[Row]) -> None:
        segment.append(rows, synced=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "os", _Told(disk, folder))
        asyncio.run(_follow(Recorder(write), "c", disk))
        segment.close()
    return disk


class _Told:
    """The module `os`, which writes down what is done to the files of a folder."""

    def __init__(self, disk: Disk, folder: Path) -> None:
        self._disk = disk
        self._folder = folder
        self._sizes: dict[int, int] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)

    def write(self, file: int, data: bytes) -> int:
        name = self._name(file)
        self._disk.begin.setdefault(name, b"")
        self._disk.events.append(Write(name, self._sizes.setdefault(file, 0), data))
        self._sizes[file] += len(data)
        return os.write(file, data)

    def fdatasync(self, file: int) -> None:
        os.fdatasync(file)
        self._disk.events.append(Sync(self._name(file)))

    def _name(self, file: int) -> str:
        return Path(f"/proc/self/fd/{file}").readlink().name


@pytest.mark.parametrize("cut", range(CUTS))
def test_every_click_in_a_segment_outlives_a_power_cut(logged: Disk, tmp_path: Path, cut: int) -> None:
    chance = Random(cut)  # noqa: S311 - repeatable, not secret
    moment = chance.randrange(len(logged.events) // 10, len(logged.events))
    stored: set[int] = set()
    for name, data in logged.after_cut(moment, chance).items():
        (tmp_path / name).write_bytes(data)
        stored |= {row.at - FIRST for row in rows_of(tmp_path / name)}
    answered = logged.answered(moment)
    assert answered
    assert answered <= stored, f"{len(answered - stored)} of {len(answered)} answered clicks are lost"
