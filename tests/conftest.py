"""Fixtures for every test: where a programme begins, and the real peers of `tests/peers/README.md`."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from advocacy.storage import Store
from advocacy.testing.owed import no_finalizers
from builders import beginning
from peers.mastodon import Mastodon, run_mastodon
from peers.pds import Pds, run_pds
from peers.postgres import Postgres, run_postgres

os.environ.pop("COLUMNS", None)  # rich keeps the width it finds when it is imported, and xdist sets one
# A slow machine is no failure.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def use_memory(directory: Path) -> None:
    """Make what is temporary where a commit waits for no disk; a process that is killed loses none of it."""
    if not directory.is_dir() or shutil.disk_usage(directory).free < 4e9:
        return
    if not os.statvfs(directory).f_flag & os.ST_NOEXEC:  # some tests write a command, and run it
        tempfile.tempdir = os.environ["TMPDIR"] = str(directory)


if "TMPDIR" not in os.environ:
    use_memory(Path("/dev/shm"))  # noqa: S108 - pytest, and whoever asks it for one, makes a folder of its own


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: what one process has left to do at the end is then short."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(name="no_finalizers")
def _no_finalizers() -> Iterator[None]:
    """For input that is nested to the limit of recursion."""
    with no_finalizers():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a programme begins."""
    return beginning(tmp_path)


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


@pytest.fixture(scope="session")
def postgres_beginning(postgres: Postgres) -> Iterator[str]:
    """The name of a PostgreSQL database with all its tables, and nothing in them."""
    with postgres.database() as url:
        Store.open(url).close()
        yield str(make_url(url).database)


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_beginning: str) -> Iterator[str]:
    """The address of a PostgreSQL database that is this test's own, where a programme begins."""
    with postgres.database(like=postgres_beginning) as url:
        yield url


@pytest.fixture
def postgres_empty(postgres: Postgres) -> Iterator[str]:
    """The address of a PostgreSQL database that is this test's own, without a table."""
    with postgres.database() as url:
        yield url
