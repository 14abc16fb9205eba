"""The tutorial is run as it is printed, against a server on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages import run

READY = {
    "fake-networks": "[ -s networks.json ]",
    "serve": "curl --silent --fail --output /dev/null http://127.0.0.1:8000/healthz",
}


@pytest.mark.slow
def test_the_tutorial_runs_as_printed(tmp_path: Path) -> None:
    done = run("tutorial.md", tmp_path, ready=READY)
    assert done.code == 0, done.said
    assert "notre prochaine pompe à chaleur" in done.said
    assert "published" in done.said
    assert "302 https://acme.example/aria?utm_source=mastodon" in done.said
    assert (tmp_path / "voices/report.html").stat().st_size > 1000
