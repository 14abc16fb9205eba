"""The page on the networks says what the connectors do, and what proves it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from advocacy.connectors import network, networks

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "write_networks_page.py"))
PAGE = ROOT.joinpath("docs/reference/networks.md").read_text("utf-8")


def test_the_tables_are_as_the_connectors_are() -> None:
    """Refresh them with: python scripts/write_networks_page.py"""
    assert SCRIPT["page"](PAGE) == PAGE
    for name in networks():
        assert f"`{name}`" in PAGE


@pytest.mark.parametrize("name", SCRIPT["PROOFS"])
def test_nothing_is_proven_that_a_network_cannot_do(name: str) -> None:
    assert set(SCRIPT["PROOFS"][name]) <= SCRIPT["can"](network(name))


@pytest.mark.parametrize("name", SCRIPT["PROOFS"])
def test_what_proves_it_is_there(name: str) -> None:
    file, _, test = SCRIPT["TESTS"][name].partition("::")
    text = ROOT.joinpath(file).read_text("utf-8")
    assert f"def {test}(" in text or f"class {test}(" in text
