"""What `work` asks for; `publish.test_campaign` runs it in processes that are killed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from advocacy.errors import ConfigurationError, MissingExtra
from advocacy.runners.dbos import work


def test_without_postgresql_it_says_what_to_run_instead(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="advocacy worker"):
        work(tmp_path / "advocacy.db")


def test_without_dbos_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dbos", None)
    with pytest.raises(MissingExtra, match=r"advocacy\[dbos\]"):
        work(tmp_path / "advocacy.db")
