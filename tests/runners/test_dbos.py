"""What `work` asks for; `publish.test_campaign` runs it in processes that are killed."""

from __future__ import annotations

import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from advocacy.errors import ConfigurationError, MissingExtra
from advocacy.runners.dbos import prune, work


def test_without_postgresql_it_says_what_to_run_instead(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="advocacy worker"):
        work(tmp_path / "advocacy.db")


def test_without_dbos_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dbos", None)
    with pytest.raises(MissingExtra, match=r"advocacy\[dbos\]"):
        work(tmp_path / "advocacy.db")


def test_what_it_remembers_of_what_has_ended_is_deleted(postgres_url: str) -> None:
    from dbos import DBOS  # noqa: PLC0415 - heavy, and optional

    class Stop(threading.Event):
        """Set once the workflows of the first turn have ended, and are forgotten."""

        def wait(self, timeout: float | None = None) -> bool:
            done = DBOS.list_workflows(status="SUCCESS")
            if len(done) >= 3:
                pruned.append(prune(keep=timedelta(0)))
                left.extend(DBOS.list_workflows(status="SUCCESS"))
                self.set()
            return super().wait(timeout)

    pruned: list[int] = []
    left: list[object] = []
    work(postgres_url, every=timedelta(seconds=0.2), stop=Stop())
    assert pruned[0] >= 3
    assert left == []
