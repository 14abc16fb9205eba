"""``advocacy links``, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy.storage import Store
from cli.conftest import Typed
from reach.programme import START, Programme


@pytest.fixture
def told(typed: Typed, tmp_path: Path) -> Typed:
    """In the folder of a programme with one link."""
    (tmp_path / "advocacy.toml").write_text(
        '[programme]\nname = "Helvéa"\n[tracking]\nbase_url = "https://go.acme.example"\n', "utf-8"
    )
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.advocate("ada", "sales")
    made.share("ada", "pump", posted=START)
    made.rows["tracked_links"][-1]["code"] = "Kx7mPq2a"
    store = Store.open(f"sqlite:///{tmp_path}/advocacy.db")
    made.save(store)
    store.close()
    return typed


def test_links_are_listed_drawn_and_ended(told: Typed, tmp_path: Path) -> None:
    assert "https://go.acme.example/r/Kx7mPq2a" in told("links", "list").out
    assert told("links", "list", "--json").json[0]["code"] == "Kx7mPq2a"
    for name in ("poster.svg", "badge.PNG"):
        assert name in told("links", "qr", "ada-pump-1-bluesky", tmp_path / name).out
        assert (tmp_path / name).stat().st_size > 200
    refused = told("links", "qr", "ada-pump-1-bluesky", tmp_path / "poster.gif")
    assert (refused.code, ".svg" in refused.err) == (2, True)
    story = ("links", "end", "--story", "pump", "--by", "maria", "--role", "hr")
    assert "1 link: until 2999-12-31" in told(*story, "--last-day", "2999-12-31").out
    assert "2999-12-31" in told(*story, "--last-day", "2999-12-31", language="fr").out
    assert told("links", "end", "ada-pump-1-bluesky", "--by", "ada", "--json").json["links"] == 1
    assert "0 links" in told(*story).out
    assert told("links", "end", "--story", "pump", "--by", "eve").code == 1
