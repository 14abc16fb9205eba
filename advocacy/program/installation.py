"""Which installation we are: a copied or restored database must not publish what the other one publishes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import sqlalchemy as sa

from advocacy.storage import Store

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
    database = store.engine.url.database
    if database in {None, "", ":memory:"}:
        return "memory"
    return _of_file(Path(str(database)))


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
