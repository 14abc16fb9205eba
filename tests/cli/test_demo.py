"""The demonstration, as the first command of the README runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advocacy.vault import VARIABLE
from cli.conftest import Typed
from peers.pds import pds_command


def advocacy(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "advocacy", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "ADVOCACY_LANG": "en"},
        timeout=280,
        check=False,
    )


def run(folder: Path, *options: str | Path) -> dict[str, Any]:
    """Its last line, once it has ended well."""
    done = advocacy(folder, "demo", "--json", *options)
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


@pytest.mark.slow
def test_a_kept_programme_can_be_gone_on_with(
    tmp_path: Path, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = advocacy(tmp_path, "demo", "--keep", "my acme", "--report", "page.html")
    assert done.returncode == 0, done.stdout + done.stderr
    acme = tmp_path / "my acme"
    assert (tmp_path / "page.html").exists()
    assert (acme / "demo.key").stat().st_mode & 0o777 == 0o600
    told = done.stdout[done.stdout.index("Go on with this programme:") :]
    commands = [line.split("#")[0].split() for line in told.splitlines() if line.startswith("  ")]
    assert commands[0] == ["cd", "'my", "acme'"]
    monkeypatch.setenv(VARIABLE, (acme / "demo.key").read_text("utf-8").strip())
    verbs = [words[1:] for words in commands if words[0] == "advocacy" and words[1] != "serve"]
    for words in verbs:
        went_on = typed(*words, folder=acme)
        assert went_on.code == 0, went_on.out + went_on.err
    [history] = [words for words in verbs if words[0] == "history"]
    assert "published" in typed(*history, folder=acme).out
    again = typed("demo", "--keep", "my acme")
    assert (again.code, "is not empty" in again.err) == (2, True)
