"""The statement for a works council says everything: each measure, and each table that is about a person."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import Table

from advocacy.reach.metrics import measures
from advocacy.reach.statement import works_council_statement
from advocacy.settings import Settings
from advocacy.storage.reach_schema import conversions, rolled_clicks
from advocacy.storage.salts import KEPT_DAYS
from advocacy.storage.schema import advocates, clicks, metadata, salts

SETTINGS = Settings.model_validate({"programme": {"name": "Helvéa <SA>", "min_group": 12}})
NAMING = re.compile(r"(^|_)(by|advocate|member|account|visitor)$")
"""Columns that name someone, or their browser."""


def is_about_someone(table: Table) -> bool:
    """Whether a row leads to a person: it names one, or belongs to a row that does."""
    if table in {advocates, salts, conversions} or any(
        NAMING.search(column.name) for column in table.columns
    ):
        return True
    return any(is_about_someone(key.column.table) for key in table.foreign_keys)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_measure_is_in_it(language: str) -> None:
    said = str(works_council_statement(language, settings=SETTINGS))
    for found in measures():
        for part in (found.id, found.title.say(language), found.means.say(language)):
            assert part in said


def test_every_table_about_someone_is_in_it() -> None:
    found = works_council_statement("en", settings=SETTINGS)
    told = [table for each in found.kept for table in each.tables]
    assert len(told) == len(set(told)), "each is told once"
    assert set(told) == {table.name for table in metadata.sorted_tables if is_about_someone(table)}
    assert {clicks.name, rolled_clicks.name, "grants"} <= set(told)


def test_it_says_how_long_and_from_how_many_on() -> None:
    said = str(works_council_statement("en", settings=SETTINGS))
    assert f"{24 * KEPT_DAYS} hours at most, then destroyed" in said
    assert "with 12 people or more" in said
    assert "760 days in the database, then deleted" in said
    filed = SETTINGS.model_copy(
        update={"reach": SETTINGS.reach.model_copy(update={"files": "f", "keep_days": 30})}
    )
    assert "30 days in the database, then in files until 760 days" in str(
        works_council_statement("en", settings=filed)
    )


@pytest.mark.parametrize("clicked", [True, False])
def test_it_says_whether_click_ids_are_on(clicked: bool) -> None:
    tracking = SETTINGS.tracking.model_copy(update={"click_ids": clicked})
    found = works_council_statement("en", settings=SETTINGS.model_copy(update={"tracking": tracking}))
    assert f"Click ids are {'on' if clicked else 'off'}" in str(found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_languages_say_the_same_things(language: str) -> None:
    found = works_council_statement(language, settings=SETTINGS)
    other = works_council_statement("en" if language == "fr" else "fr", settings=SETTINGS)
    assert len(str(found).splitlines()) == len(str(other).splitlines())
    assert "{" not in str(found)
    told = json.loads(json.dumps(found.to_dict()))
    assert [each["measure"] for each in told["computed"]] == [each.id for each in measures()]


def test_the_page_asks_nothing_of_any_other_address() -> None:
    page = works_council_statement("fr", settings=SETTINGS).to_html()
    assert '<html lang="fr">' in page
    assert "Helvéa &lt;SA&gt;" in page
    assert "default-src &#39;none&#39;" in page
    assert not re.search(r"https?://|<script|src=", page)
