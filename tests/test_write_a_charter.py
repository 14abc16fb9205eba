"""The page on writing a charter is run as it is printed, and says what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from pages import run, unsaid

PAGE = "how-to/write-a-charter.md"
POLICY = Path(__file__).parents[1] / "examples/orvane/policy.txt"


@pytest.mark.slow
def test_a_charter_is_written_as_the_page_says(tmp_path: Path) -> None:
    done = run(PAGE, tmp_path)
    assert done.code == 0, done.said
    assert unsaid(PAGE, done.said) == [], done.said
    written = tmp_path / "orvane"
    assert "« Incassable »" in (written / "charter.yaml").read_text(encoding="utf-8")
    assert "<html" in (written / "charter.html").read_text(encoding="utf-8")
    assert (written / "review.sarif").stat().st_size > 1000


def test_the_policy_has_two_pages_and_the_sections_that_are_cited() -> None:
    policy = POLICY.read_text(encoding="utf-8")
    assert [f"Page {page} of 2" in policy for page in (1, 2, 3)] == [True, True, False]
    assert all(f"\n{section}. " in policy for section in range(1, 10))
