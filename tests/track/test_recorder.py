from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from advocacy.errors import ConfigurationError
from advocacy.storage import Store, clicks
from advocacy.storage.clicks import Row
from advocacy.track.ingest import ingest
from advocacy.track.journal import Journal, abandoned, rows_of
from advocacy.track.recorder import Recorder
from advocacy.track.recording import Durability, open_recording
from builders import beginning
from track.support import linked


def row(code: str, at: int) -> Row:
    return Row(code, 1_772_000_000_000_000 + at, "person", "", "v1", "")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(str(beginning(tmp_path) / "advocacy.db"))


def stored(store: Store) -> list[int]:
    with store.read() as tx:
        return [click.at.microsecond for click in clicks.read(tx)]


class Disk:
    """What the writer thread writes to; it can be held up, and it can fail."""

    def __init__(self) -> None:
        self.groups: list[list[Row]] = []
        self.free = threading.Event()
        self.free.set()
        self.broken = False

    def __call__(self, rows: Sequence[Row]) -> None:
        assert self.free.wait(10)
        if self.broken:
            raise OSError("the disk is full")
        self.groups.append(list(rows))


def test_what_comes_during_a_commit_is_committed_together() -> None:
    async def run() -> None:
        disk = Disk()
        recorder = Recorder(disk)
        await recorder.record(row("a", 0))
        disk.free.clear()
        waiting = [asyncio.ensure_future(recorder.record(row("a", n))) for n in range(1, 40)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        disk.free.set()
        await asyncio.gather(*waiting)
        await recorder.close()
        assert [r.at for group in disk.groups for r in group] == [row("a", n).at for n in range(40)]
        assert len(disk.groups) <= 3
        assert recorder.tally.recorded == 40

    asyncio.run(run())


def test_a_slow_disk_spills_to_a_log_and_is_counted(tmp_path: Path) -> None:
    async def run() -> None:
        disk = Disk()
        recorder = Recorder(disk, spill=Journal(tmp_path, late=True), budget=0.02)
        disk.free.clear()
        await asyncio.gather(*(recorder.record(row("a", n)) for n in range(5)))  # answered all the same
        assert recorder.tally.late == 5
        await asyncio.gather(*(recorder.record(row("a", n)) for n in range(5, 8)))
        assert recorder.tally.late == 8
        disk.free.set()
        await recorder.record(row("a", 9))
        assert disk.groups[-1] == [row("a", 9)]
        await recorder.close()

    asyncio.run(run())
    (log,) = tmp_path.iterdir()
    assert rows_of(log) == [row("a", n) for n in range(8)]


def test_what_was_spilled_reaches_the_database_once(store: Store, tmp_path: Path) -> None:
    (code,) = linked(store)

    async def run() -> None:
        recording = open_recording(store, folder=tmp_path / "logs")
        assert isinstance(recording, Recorder)
        recording._budget = 0.02
        with store.begin():  # someone else holds the write lock
            await asyncio.gather(*(recording.record(row(code, n)) for n in range(3)))
            assert recording.tally.late == 3
        await recording.record(row(code, 3))
        await recording.close()

    asyncio.run(run())
    assert stored(store) == [0, 1, 2, 3]
    assert list((tmp_path / "logs").iterdir()) == []


def test_a_database_that_hangs_is_waited_for_once_and_not_by_everybody(tmp_path: Path) -> None:
    """What is in the log takes no room any more: the queue was full and clicks lost, while the log worked."""

    async def run() -> None:
        disk = Disk()
        recorder = Recorder(disk, spill=Journal(tmp_path, late=True), budget=0.01, capacity=5)
        disk.free.clear()
        for turn in range(4):
            await asyncio.gather(*(recorder.record(row("a", 5 * turn + n)) for n in range(5)))
        assert (recorder.tally.late, recorder.tally.dropped) == (20, 0)
        disk.free.set()
        await recorder.record(row("a", 20))
        await recorder.close()
        assert recorder.tally.recorded == 1

    asyncio.run(run())
    (log,) = tmp_path.iterdir()
    assert rows_of(log) == [row("a", n) for n in range(20)]


def test_a_database_that_fails_loses_nothing_while_the_log_works(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> Recorder:
        disk = Disk()
        disk.broken = True
        recorder = Recorder(disk, spill=Journal(tmp_path, late=True))
        await asyncio.gather(*(recorder.record(row("a", n)) for n in range(3)))
        await recorder.record(row("a", 3))
        await recorder.close()
        return recorder

    assert asyncio.run(run()).tally.late == 4
    assert [message for message in caplog.messages if "disk is full" in message] == caplog.messages[:1]


def test_what_neither_takes_is_answered_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> Recorder:
        disk = Disk()
        disk.broken = True
        recorder = Recorder(disk)
        await recorder.record(row("a", 0))
        await recorder.close()
        return recorder

    assert asyncio.run(run()).tally.dropped == 1


@pytest.mark.parametrize("durability", list(Durability))
def test_a_full_disk_is_told_once_and_not_for_every_click(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, durability: Durability
) -> None:
    (code,) = linked(store)
    in_the_way = tmp_path / "advocacy.db-clicks"  # no folder for logs can be made here

    async def run() -> None:
        recording = open_recording(store, durability=durability)
        in_the_way.touch()
        with store.begin() if durability is Durability.FULL else nullcontext():  # it cannot be written to
            for n in range(3):
                await recording.record(row(code, n))
        in_the_way.unlink()
        await recording.record(row(code, 3))
        assert (recording.tally.dropped, recording.tally.recorded) == (3, 1)
        await recording.close()

    asyncio.run(run())
    assert stored(store)[-1] == 3
    assert len([message for message in caplog.messages if "free some disk space" in message]) == 1


def test_the_queue_is_bounded() -> None:
    async def run() -> None:
        disk = Disk()
        recorder = Recorder(disk, capacity=10)
        disk.free.clear()
        waiting = [asyncio.ensure_future(recorder.record(row("a", n))) for n in range(12)]
        await asyncio.sleep(0)  # each runs until it waits
        assert recorder.tally.dropped == 2
        disk.free.set()
        await asyncio.gather(*waiting)
        await recorder.close()
        assert recorder.tally.recorded == 10

    asyncio.run(run())


def test_a_client_that_goes_away_takes_nobody_with_it() -> None:
    async def run() -> None:
        disk = Disk()
        recorder = Recorder(disk)
        await recorder.record(row("a", 0))
        disk.free.clear()
        first, second = (asyncio.ensure_future(recorder.record(row("a", n))) for n in (1, 2))
        await asyncio.sleep(0)
        first.cancel()
        disk.free.set()
        await second
        await recorder.close()
        assert sum(len(group) for group in disk.groups) == 3

    asyncio.run(run())


def test_closing_writes_what_waits_and_a_closed_recorder_opens_again() -> None:
    async def run() -> None:
        disk = Disk()
        recorder = Recorder(disk)
        waiting = [asyncio.ensure_future(recorder.record(row("a", n))) for n in range(20)]
        await asyncio.sleep(0)
        await recorder.close()
        assert all(task.done() for task in waiting)
        await recorder.record(row("a", 20))
        await recorder.close()
        assert sum(len(group) for group in disk.groups) == 21

    asyncio.run(run())


@pytest.mark.parametrize("durability", list(Durability))
@pytest.mark.parametrize("shared", [False, True])
def test_every_way_of_recording_ends_in_the_database(
    store: Store, tmp_path: Path, durability: Durability, *, shared: bool
) -> None:
    (code,) = linked(store)

    async def run() -> None:
        recording = open_recording(store, durability=durability, shared=shared)
        await asyncio.gather(*(recording.record(row(code, n)) for n in range(150)))
        await recording.close()
        await asyncio.gather(*(recording.record(row(code, n)) for n in range(150, 200)))  # it opens again
        assert recording.tally.recorded == 200
        await recording.close()

    asyncio.run(run())
    assert stored(store) == list(range(200))
    folder = tmp_path / "advocacy.db-clicks"
    assert not folder.exists() or list(folder.iterdir()) == []


def test_what_a_dead_process_left_is_taken_over_when_the_next_one_starts(
    store: Store, tmp_path: Path
) -> None:
    (code,) = linked(store)
    folder = tmp_path / "advocacy.db-clicks"
    left = Journal(folder, late=False)
    left.append([row(code, 0), row(code, 1)], synced=True)
    assert left._open is not None
    os.close(left._open.file)  # as the kernel does for a process that was killed

    async def run() -> None:
        recording = open_recording(store)
        recording.start()
        await recording.close()

    asyncio.run(run())
    assert stored(store) == [0, 1]
    assert list(folder.iterdir()) == []


def test_a_log_in_use_is_left_alone(store: Store, tmp_path: Path) -> None:
    (code,) = linked(store)
    mine = Journal(tmp_path, late=True)
    mine.append([row(code, 0)])
    assert ingest(store, tmp_path) == 0
    mine.close()
    with abandoned(tmp_path) as held:
        assert len(held) == 1
    assert ingest(store, tmp_path) == 1
    with store.read() as tx:
        assert clicks.late(tx) == 1


def test_a_segment_found_again_after_a_crash_is_not_taken_twice(store: Store, tmp_path: Path) -> None:
    (code,) = linked(store)
    mine = Journal(tmp_path, late=False)
    mine.append([row(code, 0), row(code, 0)])  # twins: two workers, one microsecond
    mine.close()
    (path,) = tmp_path.glob("segment-*")
    whole = path.read_bytes()
    with store.begin() as tx:  # as far as a killed ingester may have come
        assert clicks.add_log(tx, path.stem, rows_of(path)) == 2
    assert ingest(store, tmp_path) == 0
    assert stored(store) == [0, 0]
    path.write_bytes(whole)  # with the log its name is forgotten, so that names do not gather
    assert ingest(store, tmp_path) == 2


def test_a_torn_or_spoilt_line_does_not_count(tmp_path: Path) -> None:
    journal = Journal(tmp_path, late=True)
    journal.append([row("a", 0), row("b\tc\n", 1), row("a", 2)])
    journal.close()
    (log,) = tmp_path.iterdir()
    whole = log.read_bytes()
    assert [r.code for r in rows_of(log)] == ["a", "b c ", "a"]
    for cut in range(len(whole)):
        log.write_bytes(whole[:cut])
        assert rows_of(log) == rows_of_prefix(whole, cut)
    log.write_bytes(whole.replace(b"person", b"robots", 1))
    assert len(rows_of(log)) == 2


def rows_of_prefix(whole: bytes, cut: int) -> list[Row]:
    complete = whole[: cut + 1].count(b"\n") if whole[cut : cut + 1] == b"\n" else whole[:cut].count(b"\n")
    return [row("a", 0), row("b c ", 1), row("a", 2)][:complete]


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"advocacy\.db"):
        open_recording(Store.open("sqlite://"))


@pytest.mark.postgres
def test_relaxed_needs_a_folder_where_the_database_is_no_file(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    with pytest.raises(ConfigurationError, match="folder="):
        open_recording(store, durability=Durability.RELAXED)
    store.close()
