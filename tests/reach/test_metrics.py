"""The measures as a list: found by name, explained, and written down in the documentation."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from advocacy.errors import NotFound
from advocacy.reach.metrics import Form, measure, measures

ROOT = Path(__file__).parents[2]


def test_the_page_of_measures_is_what_the_definitions_say() -> None:
    written = runpy.run_path(str(ROOT / "scripts" / "write_measures.py"))["page"]()
    page = ROOT / "docs" / "reference" / "measures.md"
    assert page.read_text(encoding="utf-8") == written, "run: python scripts/write_measures.py"


def test_every_file_is_a_measure_of_its_name() -> None:
    files = {path.stem for path in (ROOT / "advocacy" / "reach" / "definitions").glob("*.sql")}
    assert files == {found.name for found in measures()}


def test_a_wrong_name_gets_the_nearest() -> None:
    with pytest.raises(NotFound, match="adoption"):
        measure("adption")


@pytest.mark.parametrize("found", measures(), ids=lambda found: found.name)
def test_a_ratio_has_a_part_and_a_whole(found: object) -> None:
    columns = measure(getattr(found, "name", "")).columns
    assert (len(columns) == 1) == (measure(getattr(found, "name", "")).form in {Form.COUNT, Form.MONEY})
