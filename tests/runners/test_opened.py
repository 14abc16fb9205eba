from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from advocacy.errors import NotFound
from advocacy.program import Program
from advocacy.runners.opened import Opened


def test_many_threads_get_one_programme(tmp_path: Path) -> None:
    opened = Opened(tmp_path / "advocacy.db")
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: id(opened()), range(16)))
    assert len(found) == 1
    opened().close()


def test_a_forked_process_opens_its_own_and_leaves_the_parents_connections_alone(tmp_path: Path) -> None:
    opened = Opened(tmp_path / "advocacy.db")
    ours = opened()
    child = os.fork()
    if not child:
        os._exit(0 if opened() is not ours and opened().stories() == [] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert opened() is ours
    assert ours.stories() == []
    ours.close()


def test_it_may_be_opened_by_a_function(tmp_path: Path) -> None:
    opened = Opened(lambda: Program.open(tmp_path / "own.db"))
    opened().close()
    assert (tmp_path / "own.db").exists()


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        Opened(tmp_path / "nowhere.toml")()
