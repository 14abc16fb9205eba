from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from advocacy.storage import Store
from peers.postgres import Postgres
from publish.world import empty

SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRES = pytest.param("postgres", id="postgres", marks=pytest.mark.postgres)


@pytest.fixture(params=[SQLITE, POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is not there yet, or empty: every test that asks is run on both."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_empty"))
    return str(tmp_path / "advocacy.db")


@pytest.fixture(params=[SQLITE, POSTGRES])
def store(request: pytest.FixtureRequest) -> Store:
    """An open database with all its tables and nothing in them."""
    opened: Store = request.getfixturevalue(f"{request.param}_store")
    return opened


@pytest.fixture(scope="session")
def sqlite_beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("beginning") / "advocacy.db"
    Store.open(str(file)).close()
    return file


@pytest.fixture
def sqlite_store(sqlite_beginning: Path, tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(str(shutil.copy(sqlite_beginning, tmp_path)))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> Iterator[Store]:
    with postgres.database() as address:
        opened = Store.open(address)
        yield opened
        opened.close()


@pytest.fixture
def postgres_store(postgres_database: Store) -> Iterator[Store]:
    yield postgres_database
    empty(postgres_database)
