"""The page on the packs says what the packs say."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_is_as_the_packs_are() -> None:
    """Refresh it with: python scripts/write_packs_page.py > docs/reference/packs.md"""
    page = runpy.run_path(str(ROOT / "scripts" / "write_packs_page.py"))["page"]
    assert (ROOT / "docs" / "reference" / "packs.md").read_text("utf-8") == page()
