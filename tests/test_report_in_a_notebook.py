"""The page on reporting in a notebook is run as it is printed, on a finished programme."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from advocacy.reach.comparison import Comparison
from advocacy.storage import Store
from pages import DOCS, printed
from reach.programme import finished

PAGE = "how-to/report-in-a-notebook.md"
BLOCKS = re.findall(
    r"^```python\n(.*?)^```", (DOCS / PAGE).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


def test_the_page_is_run_as_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "advocacy.toml").touch()
    store = Store.open("sqlite:///advocacy.db")
    finished().save(store)
    store.close()
    names: dict[str, Any] = {}
    for block in BLOCKS:
        exec(block, names)  # noqa: S102 - our own page
    names["program"].close()
    said = capsys.readouterr().out
    assert all(line in said for line in printed(PAGE))
    assert "90% interval" in said
    assert "<html" in (tmp_path / "spring.html").read_text(encoding="utf-8")
    assert isinstance(names["beside"], Comparison)
    assert list(names["kept_back"]["team"]) == ["legal", "support"]
    assert names["long"]["value"].notna().any()


def test_ten_lines_are_ten() -> None:
    assert len(BLOCKS[0].splitlines()) == 10
