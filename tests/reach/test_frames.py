"""Rows handed to pandas, Polars, Arrow and whatever reads Arrow: nothing invented, nothing lost."""

from __future__ import annotations

import json
import sys
from datetime import date

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from advocacy.clock import FixedClock
from advocacy.errors import ConfigurationError, MissingExtra
from advocacy.reach.breakdown import COLUMNS
from advocacy.reach.report import Report, report
from advocacy.reach.table import Table
from advocacy.settings import Settings
from advocacy.storage import Store
from reach.programme import END


@pytest.fixture(scope="module")
def found(spring: Store) -> Report:
    settings = Settings.model_validate({"programme": {"name": "Helvéa", "timezone": "Europe/Paris"}})
    return report(spring, settings=settings, clock=FixedClock(END), language="en")


@pytest.mark.parametrize("dimension", COLUMNS)
def test_all_libraries_hold_the_same(found: Report, dimension: str) -> None:
    table = found.by(dimension)
    rows = table.to_arrow().to_pylist()
    assert pl.DataFrame(table).to_dicts() == table.to_polars().to_dicts() == rows
    frame = table.to_pandas()
    kept = [{name: None if pd.isna(value) else value for name, value in row.items()} for row in _rows(frame)]
    assert kept == rows
    assert len(rows) == len(table)


@pytest.mark.parametrize("dimension", COLUMNS)
def test_plain_values_stay_what_they_are(found: Report, dimension: str) -> None:
    table = found.by(dimension)
    for plain, row in zip(table.to_dicts(), table.to_arrow().to_pylist(), strict=True):
        for name, value in row.items():
            kept = plain.get(name)
            assert value == (date.fromisoformat(str(kept)) if isinstance(value, date) else kept or value)


def test_what_is_kept_back_is_missing_and_says_why(found: Report) -> None:
    frame = found.by("team").to_pandas().set_index("team")
    assert frame.loc["legal", "adoption"] is pd.NA
    assert "adoption" in str(frame.loc["legal", "withheld"]).split()
    assert frame.loc["sales", "adoption_low"] < frame.loc["sales", "adoption_high"]
    assert any("fewer than 10 people" in note for note in frame.attrs["notes"])
    arrow = found.by("team").to_arrow()
    assert json.loads(arrow.schema.metadata[b"notes"]) == frame.attrs["notes"]
    assert arrow.column("adoption").null_count > 0


def test_columns_have_types_that_one_can_count_with(found: Report) -> None:
    days = found.by("day").to_arrow().schema
    assert (days.field("day").type, days.field("posts").type) == (pa.date32(), pa.int64())
    assert found.by("team").to_polars().schema["adoption_high"] == pl.Float64
    assert str(found.by("day").to_pandas()["day"].dtype).startswith("datetime64")
    table = found.by("network").only("posts")
    assert [column.name for column in table.columns()] == ["network", "label", "row", "posts", "withheld"]


def test_sql_reads_a_table(found: Report) -> None:
    rows = pa.table(found.by("network"))
    sums = duckdb.execute("SELECT SUM(posts) FROM rows WHERE \"row\" = 'group'").fetchall()
    assert sums == [(found["posts"].value,)]
    assert rows.num_rows == 3


def test_bounds_stand_beside_their_number(found: Report) -> None:
    names = found.by("team").to_csv().splitlines()[0].split(",")
    at = names.index("adoption")
    assert names[at : at + 3] == ["adoption", "adoption_low", "adoption_high"]


@pytest.mark.parametrize(
    ("library", "extra", "method"),
    [
        ("pandas", "notebook", Table.to_pandas),
        ("polars", "polars", Table.to_polars),
        ("pyarrow", "arrow", Table.to_arrow),
    ],
)
def test_a_library_that_is_missing_is_named_with_its_command(
    found: Report, monkeypatch: pytest.MonkeyPatch, library: str, extra: str, method: object
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"pip install 'advocacy\[{extra}\]'") as told:
        method(found.by("team"))  # type: ignore[operator]  # any of three
    assert isinstance(told.value, ConfigurationError)


def _rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """With days as days."""
    found = frame.copy()
    if "day" in found and len(found):
        found["day"] = [None if pd.isna(day) else day.date() for day in found["day"]]
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def test_a_report_is_one_long_table_of_every_number(found: Report) -> None:
    frame = found.to_pandas()
    whole = frame[frame["by"] == ""].set_index("measure")
    assert len(whole) == len(found.numbers)
    assert whole.loc["posts v1", "value"] == found["posts"].value
    teams = frame[(frame["by"] == "team") & (frame["group"] == "legal")].set_index("measure")
    assert teams.loc["adoption v1", "value"] is pd.NA
    assert teams.loc["adoption v1", "withheld"] == "adoption"
    days = frame[(frame["by"] == "day") & (frame["measure"] == "posts v1")]
    assert days["value"].sum() == found["posts"].value
    assert frame.attrs["notes"]
    assert len(pl.DataFrame(found)) == len(found.to_csv().splitlines()) - 1 == len(frame)
