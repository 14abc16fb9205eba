"""A database: opening it, its version, and its transactions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from advocacy.errors import ConfigurationError
from advocacy.language import Text
from advocacy.storage import schema

SCHEMA_VERSION = "0001"
"""The newest migration; a test holds it against the folder."""

BUSY_SECONDS = 30


class Store:
    """An open database, on SQLite or PostgreSQL.

    Args:
        url: ``advocacy.db`` (a file), ``sqlite:///…`` or ``postgresql://…``.

    >>> store = Store.open("sqlite://")
    >>> with store.read() as tx:
    ...     tx.execute(sa.select(sa.func.count()).select_from(schema.shares)).scalar_one()
    0
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> Store:
        """Open the database, making it when it is new.

        Raises:
            ConfigurationError: it belongs to an older or newer program, or cannot be reached.
        """
        store = cls(_engine(url))
        try:
            found = store.version()
        except sa.exc.OperationalError as error:
            raise _unreachable(store.engine, error) from None
        if found is None:
            store.upgrade()
        elif found != SCHEMA_VERSION:
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
        with self.engine.connect().execution_options(advocacy_read=True) as connection:
            yield connection

    def version(self) -> str | None:
        """The schema found in the database; None when it is empty."""
        with self.engine.connect() as connection:
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
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def insert_once(tx: Connection, table: sa.Table, *rows: dict[str, Any]) -> int:
    """Insert the rows whose key is not there yet; the number that were new."""
    if not rows:
        return 0
    dialect = tx.dialect.name
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as pg_insert  # noqa: PLC0415 - one dialect is enough

        return tx.execute(pg_insert(table).values(list(rows)).on_conflict_do_nothing()).rowcount
    from sqlalchemy.dialects.sqlite import insert as sqlite_insert  # noqa: PLC0415 - one dialect is enough

    return tx.execute(sqlite_insert(table).values(list(rows)).on_conflict_do_nothing()).rowcount


def _engine(url: str) -> Engine:
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return sa.create_engine(address, pool_size=8, max_overflow=16, pool_pre_ping=True)


def _address(url: str) -> sa.URL:
    if "://" not in url:
        return sa.URL.create("sqlite", database=url)
    address = sa.make_url(url)
    if address.get_backend_name() == "sqlite":
        return address
    if address.get_backend_name() in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    raise ConfigurationError(
        fr=f"Base de données inconnue : {address.drivername}. Donnez un fichier (advocacy.db) ou postgresql://…",
        en=f"Unknown database: {address.drivername}. Give a file (advocacy.db) or postgresql://…",
    )


def _sqlite(address: sa.URL) -> Engine:
    in_memory = address.database in (None, "", ":memory:")
    engine = sa.create_engine(
        address,
        poolclass=sa.StaticPool if in_memory else sa.QueuePool,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # with NORMAL a claim may be lost in a power cut, and the share sent twice
        "fullfsync=1",  # the same on macOS
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("advocacy_read")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _unreachable(engine: Engine, error: sa.exc.OperationalError) -> ConfigurationError:
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
