"""Fixtures for every test: where a programme begins, and the real peers of `tests/peers/README.md`."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from advocacy.storage import Store
from peers.mastodon import Mastodon, run_mastodon
from peers.pds import Pds, run_pds
from peers.postgres import Postgres, run_postgres

os.environ.pop("COLUMNS", None)  # rich keeps the width it finds when it is imported, and xdist sets one


@pytest.fixture
def no_finalizers() -> Iterator[None]:
    """For input that is nested to the limit of recursion: what is finalized there fails, whosever it is."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all its tables: making them anew for each test would take longer than the tests."""
    file = tmp_path_factory.mktemp("beginning") / "advocacy.db"
    Store.open(str(file)).close()
    return file


@pytest.fixture
def folder(beginning: Path, tmp_path: Path) -> Path:
    """Where a programme begins."""
    shutil.copy(beginning, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def pds() -> Iterator[Pds]:
    """A real Bluesky PDS."""
    with run_pds() as peer:
        yield peer


@pytest.fixture(scope="session")
def mastodon_server() -> Iterator[Mastodon]:
    with run_mastodon() as peer:
        yield peer


@pytest.fixture
def mastodon(mastodon_server: Mastodon) -> Iterator[Mastodon]:
    """A Mastodon server without faults."""
    yield mastodon_server
    mastodon_server.clear_faults()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server."""
    with run_postgres() as peer:
        yield peer


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database that is this test's own."""
    with postgres.database() as url:
        yield url
