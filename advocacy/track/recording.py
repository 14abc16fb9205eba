"""Which way clicks become durable here: straight into the database, by segments, or with a timed sync."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from advocacy.errors import ConfigurationError
from advocacy.storage import Store, clicks
from advocacy.storage.clicks import Row
from advocacy.track.ingest import Ingester, ingest
from advocacy.track.journal import Journal
from advocacy.track.recorder import Recorder, Tally

RELAXED_SECONDS = 0.05
"""What a power cut may cost when durability is relaxed; a SIGKILL costs nothing."""

log = logging.getLogger("advocacy.track")


class Durability(StrEnum):
    """When a person is redirected.

    `full`: after the disk has the click. `relaxed`: after the kernel has it; the disk has it 50 ms later.
    """

    FULL = "full"
    RELAXED = "relaxed"


class Recording(Protocol):
    """What the redirect needs of a recorder."""

    @property
    def tally(self) -> Tally:
        """What became of the clicks of this process."""
        ...

    def start(self) -> object:
        """Begin, and take over what an earlier process left; the first click does it too."""

    def record(self, row: Row) -> Awaitable[None]:
        """What to wait for: the click is as durable as was chosen."""
        ...

    async def close(self) -> None:
        """Write what is waiting, and end."""


def open_recording(
    store: Store,
    *,
    durability: Durability = Durability.FULL,
    shared: bool = False,
    folder: Path | None = None,
    look_after: Callable[[], None] = lambda: None,
) -> Recording:
    """The recorder for this database.

    Args:
        store: an SQLite file or PostgreSQL.
        durability: `full`, or `relaxed` for less waiting on a slow disk.
        shared: several processes record into the database. PostgreSQL takes that as it is; SQLite gets a
            segment from each process, since its lock would make them wait for seconds.
        folder: where logs and segments stand; by default beside an SQLite file.
        look_after: called now and then on the recorder's own thread.

    Raises:
        ConfigurationError: the database is in memory, or logs are needed and have no folder.
    """
    folder = folder or _beside(store)
    if durability is Durability.RELAXED:
        return Relaxed(store, _needed(folder), look_after=look_after)
    if shared and store.engine.dialect.name == "sqlite":
        return _by_segments(store, _needed(folder), look_after)
    return _direct(store, folder, look_after)


def _beside(store: Store) -> Path | None:
    if store.engine.dialect.name != "sqlite":
        return None
    if not store.engine.url.database or store.engine.url.database == ":memory:":
        raise ConfigurationError(
            fr="Une base en mémoire ne garde pas de clics. Donnez un fichier : Store.open('advocacy.db')",
            en="A database in memory keeps no clicks. Give a file: Store.open('advocacy.db')",
        )
    return Path(f"{store.engine.url.database}-clicks")


def _needed(folder: Path | None) -> Path:
    if folder is None:
        raise ConfigurationError(
            fr="Il faut un dossier pour les journaux de clics : folder=…",
            en="The logs of clicks need a folder: folder=…",
        )
    return folder


def _direct(store: Store, folder: Path | None, look_after: Callable[[], None]) -> Recorder:
    spill = None if folder is None else Journal(folder, late=True)
    left_behind = True

    def care() -> None:
        nonlocal left_behind
        look_after()
        if spill is not None and (left_behind or not spill.is_empty):
            spill.close()
            ingest(store, spill.folder)
            left_behind = False

    writer = clicks.Writer(store)
    return Recorder(writer, spill=spill, look_after=care, at_end=writer.close)


def _by_segments(store: Store, folder: Path, look_after: Callable[[], None]) -> Recorder:
    segment, late = Journal(folder, late=False), Journal(folder, late=True)

    def write(rows: Sequence[Row]) -> None:
        segment.append(rows, synced=True)

    ingester = Ingester(store, folder, journals=(late, segment), look_after=look_after)
    return Recorder(write, spill=late, ingester=ingester)


class Relaxed:
    """A recorder that answers as soon as the kernel has the click, and syncs on a timer."""

    def __init__(self, store: Store, folder: Path, *, look_after: Callable[[], None] = lambda: None) -> None:
        self.tally = Tally()
        self._journal = Journal(folder, late=False)
        self._ingester = Ingester(store, folder, journals=(self._journal,), look_after=look_after)
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._complained = False

    async def record(self, row: Row) -> None:
        """Write the click; it outlives this process, and 50 ms later a power cut."""
        self.start()
        try:
            self._journal.append([row])
            self.tally.recorded += 1
            self._complained = False
        except OSError as error:
            self.tally.dropped += 1
            if not self._complained:  # once until it is well again
                log.error("clicks cannot be written; free some disk space: %s", error)  # noqa: TRY400 - no trace
            self._complained = True

    async def close(self) -> None:
        """Sync, and take everything into the database."""
        if self._thread is not None:
            self._ending.set()
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, self._thread.join)
            await loop.run_in_executor(None, self._ingester.close)
            self._thread = None

    def start(self) -> None:
        """Start the timer; the first click does it too."""
        if self._thread is None:
            self._ending.clear()
            self._thread = threading.Thread(target=self._sync, name="advocacy-sync", daemon=True)
            self._thread.start()
            self._ingester.start()

    def _sync(self) -> None:
        while not self._ending.wait(RELAXED_SECONDS):
            self._journal.sync()
        self._journal.sync()
