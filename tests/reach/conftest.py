"""A finished programme, on SQLite (made once) and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from advocacy.reach.folder import Folder, LocalFolder
from advocacy.storage import Store
from peers.process import missing
from reach.programme import finished


@pytest.fixture(scope="session")
def spring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The finished programme, to be read only."""
    store = Store.open(str(Path(tmp_path_factory.mktemp("reach"), "advocacy.db")))
    finished().save(store)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A finished programme that a test may change."""
    url = str(tmp_path / "advocacy.db")
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    opened = finished().save(Store.open(url))
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
