"""Which installation we are: a copied or restored database must not publish what the other one publishes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import sqlalchemy as sa

from advocacy.storage import Store, installation

VARIABLE = "ADVOCACY_INSTALLATION"


def identify(store: Store) -> str:
    """The id of this installation.

    It is what ``ADVOCACY_INSTALLATION`` says; else, for a SQLite file, a random id in a small file beside it
    together with the file's inode (a copy has another one, even with the small file copied along); else the
    identity that PostgreSQL gave its cluster, with the name of the database.
    """
    said = os.environ.get(VARIABLE)
    if said:
        return said
    if store.engine.dialect.name != "sqlite":
        return _of_cluster(store)
    database = _file_of(store)
    return "memory" if database is None else _of_file(database)


class Tally:
    """How often we looked after publishing, counted in the database and in a small file beside it.

    A backup that was put back over the database is the same installation, but counts less than the file.
    The database is committed first, so the file is never ahead for another reason. A database on a server
    has no such file: there it takes `adopt` after a restore.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        database = _file_of(store)
        self._file = None if database is None else database.with_name(f"{database.name}.tally")

    def is_behind(self) -> bool:
        """Whether the database is older than what we have already seen of it."""
        with self._store.read() as tx:
            counted = installation.tally(tx)
        return counted < self._noted()

    def add(self) -> None:
        """Count one more, in the database and then beside it."""
        if self._file is None:
            return
        with self._store.begin() as tx:
            counted = installation.tally(tx) + 1
            installation.set_tally(tx, counted)
        self._note(counted)

    def catch_up(self, tx: sa.Connection) -> None:
        """Take the database as it is for the present one."""
        installation.set_tally(tx, max(installation.tally(tx), self._noted()))

    def _noted(self) -> int:
        try:
            return int(self._file.read_text(encoding="utf-8")) if self._file else 0
        except (FileNotFoundError, ValueError):  # a torn write: the next one mends it
            return 0

    def _note(self, counted: int) -> None:
        if self._file and counted > self._noted():
            self._file.write_text(f"{counted}\n", encoding="utf-8")


def _file_of(store: Store) -> Path | None:
    """The file that the database is; None for one in memory or on a server."""
    database = store.engine.url.database
    if store.engine.dialect.name != "sqlite" or database in {None, "", ":memory:"}:
        return None
    return Path(str(database))


def _of_file(database: Path) -> str:
    beside = database.with_name(f"{database.name}.installation")
    try:
        # O_EXCL: of two processes that start at once, one writes and both read the same
        with beside.open("x", encoding="utf-8") as new:
            new.write(secrets.token_hex(8))
            new.flush()
            os.fsync(new.fileno())
    except FileExistsError:
        pass
    return f"{beside.read_text(encoding='utf-8').strip()}-{database.stat().st_ino}"


def _of_cluster(store: Store) -> str:
    with store.read() as tx:
        cluster, name = tx.execute(
            sa.text("SELECT system_identifier, current_database() FROM pg_control_system()")
        ).one()
    return f"{cluster}-{name}"
