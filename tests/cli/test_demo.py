"""The demonstration, as the first command of the README runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from peers.pds import pds_command


def run(folder: Path, *options: str | Path) -> dict[str, Any]:
    """Its last line, once it has ended well."""
    done = subprocess.run(
        [sys.executable, "-m", "advocacy", "demo", "--json", *map(str, options)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "ADVOCACY_LANG": "en"},
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def judge(outcome: dict[str, Any], folder: Path) -> None:
    assert outcome["shares"] > 100
    assert outcome["published"] == outcome["shares"]
    assert (outcome["unknown"], outcome["duplicates"]) == (0, 0)
    assert outcome["blocked_then_passed"] is True
    assert outcome["clicks_people"] > 100
    assert outcome["clicks_bots"] > 100
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "legal" in page
    assert "not shown: fewer than 10 people" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


@pytest.mark.slow
def test_the_demonstration_ends_well_and_leaves_its_report(tmp_path: Path) -> None:
    judge(run(tmp_path), tmp_path)


@pytest.mark.slow
@pytest.mark.pds
def test_the_demonstration_ends_well_on_a_real_bluesky_server(tmp_path: Path) -> None:
    node = Path(pds_command()[0])
    judge(run(tmp_path, "--pds", node.parents[1]), tmp_path)
