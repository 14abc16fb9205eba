"""The states and holds of a share have one spelling, and the glossary tells each."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy.share import Hold

GLOSSARY = Path(__file__).parents[1] / "docs" / "glossary.md"


@pytest.mark.parametrize("hold", Hold)
def test_the_glossary_tells_what_each_hold_waits_for(hold: Hold) -> None:
    (row,) = (line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| `on_hold`"))
    assert f"`{hold}`" in row
    assert hold.told.fr != ""
