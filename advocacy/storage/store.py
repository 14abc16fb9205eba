"""A database: opening it, its version, and its transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import Connection, Engine

from advocacy.clock import Clock
from advocacy.errors import ConfigurationError, MissingExtra
from advocacy.language import Text
from advocacy.storage.server_clock import ServerClock

_UPGRADING = 0x61647663
"""The advisory lock on PostgreSQL under which the tables are made: two programs may start at once."""

_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"advocacy_read": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""What makes a connection read one consistent state."""

SCHEMA_VERSION = "0001"
"""The newest migration; a test holds it against the folder."""

BUSY_SECONDS = 30


class Store:
    """An open database, on SQLite or PostgreSQL.

    Args:
        url: ``advocacy.db`` (a file), ``sqlite:///…`` or ``postgresql://…``.

    >>> from advocacy.storage.schema import shares
    >>> store = Store.open("sqlite://")
    >>> with store.read() as tx:
    ...     tx.execute(sa.select(sa.func.count()).select_from(shares)).scalar_one()
    0
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = _READING.get(engine.dialect.name, {})

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the database, making it when it is new.

        Raises:
            ConfigurationError: it belongs to an older or newer program, or cannot be reached.
        """
        store = cls(_engine(url))
        try:
            found = store.version()
        except exc.DatabaseError as error:
            store.close()
            raise _unreachable(store.engine, error) from None
        if found is None:
            store.upgrade()
        elif found != SCHEMA_VERSION:
            store.close()
            raise _other_version(found)
        return store

    @classmethod
    def for_upgrade(cls, url: str) -> Store:
        """Open whatever version is there, to bring it up to date with `upgrade`."""
        return cls(_engine(url))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that may write; committed (and synced) at the end, rolled back on an error."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that reads one consistent state and takes no write lock."""
        with self.engine.connect().execution_options(**self._reading) as connection:
            yield connection

    def clock(self, clock: Clock) -> Clock:
        """`clock`, or on PostgreSQL the server's time by it: leases must mean the same on every machine."""
        return clock if self.engine.dialect.name == "sqlite" else ServerClock(self._server_time, clock)

    def _server_time(self) -> datetime:
        with self.read() as connection:
            now: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return now.astimezone(UTC)

    def version(self) -> str | None:
        """The schema found in the database; None when it is empty."""
        with self.read() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()

    def upgrade(self) -> None:
        """Bring the tables up to this program's version, in one transaction.

        Raises:
            ConfigurationError: the database is newer than the program.
        """
        # heavy: imported on first use
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        found = self.version()
        if found is not None and found > SCHEMA_VERSION:
            raise _other_version(found)
        config = Config()
        config.set_main_option(
            "script_location",
            str(resources.files("advocacy.storage").joinpath("migrations")).replace("%", "%%"),
        )
        with self.begin() as connection:
            if connection.dialect.name == "postgresql":  # on SQLite the transaction itself is the lock
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADING)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def insert_once(tx: Connection, table: sa.Table, *rows: dict[str, Any]) -> int:
    """Insert the rows whose key is not there yet; the number that were new. All name the same columns."""
    if not rows:
        return 0
    return tx.execute(
        _insert(tx.dialect.name, table), list(rows), execution_options={"preserve_rowcount": True}
    ).rowcount


@cache
def _insert(dialect: str, table: sa.Table) -> Any:
    return _inserts()[dialect](table).on_conflict_do_nothing()


@cache
def _inserts() -> dict[str, Callable[[sa.Table], Any]]:
    from sqlalchemy.dialects import postgresql, sqlite  # noqa: PLC0415 - heavy: imported on first use

    return {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def _engine(url: str) -> Engine:
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    try:
        return sa.create_engine(
            address,
            pool_size=16,
            max_overflow=16,
            pool_pre_ping=True,
            use_insertmanyvalues=False,  # it does not say how many rows were new
            hide_parameters=True,  # an error that is logged would quote what people wrote
        )
    except ModuleNotFoundError:
        raise MissingExtra("postgres", Text(fr="PostgreSQL", en="PostgreSQL")) from None


def _address(url: str) -> sa.URL:
    if "://" not in url:
        return sa.URL.create("sqlite", database=url)
    try:
        address = sa.make_url(url)
    except (exc.ArgumentError, ValueError):
        raise ConfigurationError(_NO_ADDRESS) from None
    if address.get_backend_name() == "sqlite":
        return address
    if address.get_backend_name() in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    raise ConfigurationError(_NO_ADDRESS)


def _sqlite(address: sa.URL) -> Engine:
    in_memory = address.database in (None, "", ":memory:")
    engine = sa.create_engine(
        address,
        poolclass=sa.QueuePool,
        pool_size=1 if in_memory else 16,  # one connection is one database in memory: threads take turns
        max_overflow=0 if in_memory else 16,
        hide_parameters=True,  # as above
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    _write_ahead(connection)
    for pragma in (
        "synchronous=FULL",  # with NORMAL a claim may be lost in a power cut, and the share sent twice
        "fullfsync=1",  # the same on macOS
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Turn the mode on. SQLite waits for nobody here, so where many open a new file at once it is retried."""
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
        else:
            return


def _on_sqlite_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("advocacy_read")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _unreachable(engine: Engine, error: exc.DatabaseError) -> ConfigurationError:
    where = engine.url.render_as_string(hide_password=True)
    return ConfigurationError(
        Text(
            fr="La base {where} ne s’ouvre pas : {why}. Vérifiez l’adresse et les droits.",
            en="The database {where} does not open: {why}. Check its address and your rights.",
        ).format(where=where, why=str(error.orig).strip().splitlines()[0])
    )


def _other_version(found: str) -> ConfigurationError:
    if found > SCHEMA_VERSION:
        return ConfigurationError(
            fr=f"Cette base est d’un programme plus récent (schéma {found}, ici {SCHEMA_VERSION}). "
            "Mettez le programme à jour : pip install --upgrade advocacy",
            en=f"This database belongs to a newer program (schema {found}, here {SCHEMA_VERSION}). "
            "Update the program: pip install --upgrade advocacy",
        )
    return ConfigurationError(
        fr=f"Cette base est d’un programme plus ancien (schéma {found}, ici {SCHEMA_VERSION}). "
        "Sauvegardez-la, puis : advocacy upgrade",
        en=f"This database belongs to an older program (schema {found}, here {SCHEMA_VERSION}). "
        "Back it up, then: advocacy upgrade",
    )


_NO_ADDRESS = Text(
    fr="Ce n’est pas l’adresse d’une base de données : donnez un fichier (advocacy.db) ou "
    "postgresql://nom@serveur/base",
    en="This is not the address of a database: give a file (advocacy.db) or postgresql://name@server/database",
)
