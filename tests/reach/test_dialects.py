"""Texts for warehouses that we do not run: what sqlglot changes is shown, and reads back as the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlglot

from advocacy.errors import NotFound
from advocacy.reach.dialects import translated
from advocacy.reach.metrics import behind, measure, measures

WAREHOUSES = ("snowflake", "bigquery")


@pytest.mark.parametrize("dialect", WAREHOUSES)
@pytest.mark.parametrize("found", measures(), ids=lambda found: found.name)
def test_every_text_runs_verbatim_in_the_warehouses(found: object, dialect: str) -> None:
    named = measure(getattr(found, "name", ""))
    for dimensions in ((), named.grain):
        written = translated(named, dialect, *dimensions)
        assert written.diff == ""
        assert written.sql == (named.over(*dimensions) if dimensions else named.sql)
        assert same(written.sql, written.sql, dialect)


@pytest.mark.parametrize("dialect", WAREHOUSES)
@pytest.mark.parametrize("crowd", ["authors", "counted", "followed", "invited", "members"])
def test_so_do_the_texts_of_who_is_behind(crowd: str, dialect: str) -> None:
    assert translated(replace(measure("posts"), sql=behind(crowd)), dialect).diff == ""


def same(ours: str, theirs: str, dialect: str) -> bool:
    """Whether two texts are one when both are written in our dialect again, but for where NULL comes."""
    both = (sqlglot.parse_one(ours, read="duckdb"), sqlglot.parse_one(theirs, read=dialect))
    for tree in both:
        for term in tree.find_all(sqlglot.exp.Ordered):
            term.set("nulls_first", False)
    one, other = (tree.sql(dialect="duckdb", comments=False) for tree in both)
    return one == other


def test_what_has_to_change_is_shown_and_reads_back_as_the_same() -> None:
    day = "share_facts.posted_day % 7"
    text = f"SELECT {day} AS day, COUNT(*) AS value FROM share_facts GROUP BY {day}"  # noqa: S608 - our own
    found = translated(replace(measure("posts"), sql=text), "bigquery")
    assert "MOD(share_facts.posted_day, 7)" in found.sql
    assert "-  share_facts.posted_day % 7 AS day" in found.diff
    assert "+  MOD(share_facts.posted_day, 7) AS day" in found.diff
    assert found.diff.startswith("--- posts v1\n+++ bigquery")
    assert same(text, found.sql, "bigquery")


def test_a_wrong_dialect_gets_the_nearest() -> None:
    with pytest.raises(NotFound, match="bigquery"):
        translated(measure("posts"), "bigqery")
