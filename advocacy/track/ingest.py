"""Take logs of clicks into the database, each click exactly once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from advocacy.storage import Store, clicks
from advocacy.track.journal import Journal, abandoned, is_late, rows_of, sync_folder

SECONDS = 0.5
"""How old a log of a living process grows before it is closed and taken over."""

log = logging.getLogger("advocacy.track")


def ingest(store: Store, folder: Path) -> int:
    """Take over every log in `folder` that no process writes to; how many clicks were new.

    A log is deleted after its clicks are committed. When the process dies between the two, the log is found
    again, and its clicks are not taken twice; its name is known until the disk has deleted it.
    """
    new, named = 0, list[str]()
    with abandoned(folder) as paths:
        for path in paths:  # segments first: what is late may be in one of them too
            if rows := rows_of(path):
                with store.begin() as tx:
                    new += clicks.add_once(tx, rows) if is_late(path) else clicks.add_log(tx, path.stem, rows)
                named += [] if is_late(path) else [path.stem]
            path.unlink()
        if named:
            sync_folder(folder)
            with store.begin() as tx:
                for name in named:
                    clicks.forget_log(tx, name)
    return new


class Ingester:
    """A thread that takes over logs every half second; many processes may run one each.

    Args:
        store: where the clicks go.
        folder: where the logs stand.
        journals: those of this process, the late one first; they are closed when one is old enough.
        look_after: called each time.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        *,
        journals: Sequence[Journal] = (),
        look_after: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._journals = journals
        self._look_after = look_after
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin with what an earlier process left behind."""
        if self._thread is None:
            self._ending.clear()
            self._thread = threading.Thread(target=self._run, name="advocacy-ingest", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Take over what is there, and end."""
        if self._thread is not None:
            self._ending.set()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._ending.wait(SECONDS):
            self._once(older_than=SECONDS)
        self._once(older_than=0)

    def _once(self, *, older_than: float) -> None:
        try:
            if any(journal.age >= older_than for journal in self._journals):
                for journal in self._journals:
                    journal.close()
            ingest(self._store, self._folder)
            self._look_after()
        except (SQLAlchemyError, OSError) as error:  # it stays in the log until the next time
            log.warning("clicks wait in %s: %s", self._folder, error)
