from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advocacy.storage import Store
from advocacy.vault import VARIABLE, new_key


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, new_key())


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
