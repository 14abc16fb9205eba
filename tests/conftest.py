"""Fixtures for every test: the real peers of `tests/peers/README.md`, started when first asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from peers.mastodon import Mastodon, run_mastodon
from peers.pds import Pds, run_pds
from peers.postgres import Postgres, run_postgres


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
