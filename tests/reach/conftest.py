"""A finished programme, made once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from advocacy.reach.folder import Folder, LocalFolder
from advocacy.storage import Store
from builders import beginning
from peers.postgres import Postgres
from peers.process import missing
from reach.programme import finished


@pytest.fixture(scope="session")
def spring_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished programme, to be copied."""
    file = beginning(tmp_path_factory.mktemp("reach")) / "advocacy.db"
    finished().save(Store.open(str(file))).close()
    return file


@pytest.fixture(scope="session")
def spring(spring_file: Path) -> Iterator[Store]:
    """The finished programme, to be read only."""
    store = Store.open(str(spring_file))
    yield store
    store.close()


@pytest.fixture(scope="session")
def spring_on_postgres(postgres: Postgres, postgres_beginning: str) -> Iterator[str]:
    """The name of the database of the finished programme on PostgreSQL, to be copied."""
    with postgres.database(like=postgres_beginning) as url:
        finished().save(Store.open(url)).close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_spring(postgres: Postgres, spring_on_postgres: str) -> Iterator[str]:
    """The address of a finished programme on PostgreSQL, this test's own."""
    with postgres.database(like=spring_on_postgres) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path, spring_file: Path) -> Iterator[Store]:
    """A finished programme that a test may change."""
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_spring"))
    else:
        url = str(shutil.copy(spring_file, tmp_path))
    opened = Store.open(url)
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    """Where clicks are filed."""
    return LocalFolder(tmp_path / "files")


@pytest.fixture
def empty() -> Iterator[Store]:
    """A new database in memory."""
    store = Store.open("sqlite://")
    yield store
    store.close()


@pytest.fixture
def java() -> None:
    """A Java runtime, for Spark."""
    if not shutil.which("java"):
        missing("Java", "scripts/install-peers")
