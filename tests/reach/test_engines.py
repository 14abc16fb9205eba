"""Every engine gives the same rows for every text, on data full of ties, nulls and clock changes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import chdb.session
import pytest
from pyspark.sql import SparkSession

from advocacy.clock import FixedClock
from advocacy.errors import ConfigurationError, NotFound
from advocacy.reach.compactor import compact
from advocacy.reach.engines import Engine, StoreEngine
from advocacy.reach.engines.base import Row
from advocacy.reach.engines.clickhouse import ClickHouseEngine
from advocacy.reach.engines.duck import DuckEngine
from advocacy.reach.engines.spark import SparkEngine
from advocacy.reach.folder import LocalFolder
from advocacy.reach.metrics import behind, measure, measures
from advocacy.reach.star import write_star
from advocacy.storage import Store, rollup
from advocacy.storage.days import day_number
from advocacy.storage.facts import Asked
from reach.programme import END, START, hard_cases

PARIS = ZoneInfo("Europe/Paris")
NOW = END + timedelta(days=1)
QUESTIONS = (
    Asked(as_of=END),
    Asked(as_of=END, campaign="spring"),
    Asked(as_of=END, campaign="nothing"),
    Asked(
        as_of=START + timedelta(days=9), first_day=day_number(START.date()), last_day=day_number(START.date())
    ),
    Asked(as_of=START + timedelta(days=28), first_day=20540, last_day=20541),
)


TEXTS = [
    *(found.sql for found in measures()),
    *(found.over(*found.grain) for found in measures()),
    *(behind(crowd) for crowd in ("authors", "counted", "followed", "invited", "members")),
    "SELECT click, code, clicked_at, kind, visitor, day FROM click_facts",
    "SELECT share, metric, counted_at, day, total, change, growth FROM growth_facts",
]
ALIKE = (
    "emv_impressions",
    "emv_reactions",
    "emv_actions",
    "engagements",
    "summed_members_reached",
    "clicks_bots",
)
FEW = [
    *(
        found.sql
        for found in measures()
        if found.use != "report" or found.form != "count" or "click" in found.name
    ),
    *TEXTS[-5:],
]
FEW = [sql for sql in FEW if sql not in [measure(name).sql for name in ALIKE]]
"""Each way of writing a text at least once."""


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Answers]]:
    """A database full of hard cases, and what SQLite answers."""
    store = hard_cases().save(Store.open(str(tmp_path_factory.mktemp("expected") / "advocacy.db")))
    yield store, answers(StoreEngine(store))
    store.close()


Answers = dict[tuple[Asked, str], list[Row]]


def answers(
    engine: Engine,
    questions: Sequence[Asked] = QUESTIONS,
    texts: Sequence[str] = TEXTS,
    zone: ZoneInfo = PARIS,
) -> Answers:
    """The rows of each text, question by question."""
    with engine.reading(zone=zone, clock=FixedClock(NOW)) as reading:
        return {
            (asked, sql): sorted(reading.query(sql, asked), key=repr) for asked in questions for sql in texts
        }


@pytest.fixture(scope="module")
def star(expected: tuple[Store, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables as files, half of the clicks by way of other files."""
    folder = tmp_path_factory.mktemp("star")
    engine = DuckEngine(expected[0], LocalFolder(folder / "none"))
    return write_star(engine, folder, zone=PARIS, clock=FixedClock(NOW))


@pytest.mark.postgres
def test_postgresql(expected: tuple[Store, Any], postgres_url: str) -> None:
    store = hard_cases().save(Store.open(postgres_url))
    assert answers(StoreEngine(store)) == expected[1]
    rollup.roll_up(store, zone=PARIS, now=NOW)
    assert answers(StoreEngine(store)) == expected[1]
    store.close()


def test_duckdb_on_files_and_database(expected: tuple[Store, Any], tmp_path: Path) -> None:
    store = hard_cases().save(Store.open(str(tmp_path / "advocacy.db")))
    files = LocalFolder(tmp_path / "files")
    assert answers(DuckEngine(store, files)) == expected[1]
    compact(store, files, zone=PARIS, keep=timedelta(days=5), most=500, clock=FixedClock(NOW))
    assert answers(DuckEngine(store, files, memory="500MB", threads=1)) == expected[1]
    store.close()


@pytest.mark.parametrize("name", ["Asia/Kathmandu", "America/Montreal"])
def test_days_of_other_zones(expected: tuple[Store, Any], tmp_path: Path, name: str) -> None:
    """A quarter of an hour off, and with another night on which the clocks change."""
    zone = ZoneInfo(name)
    files = LocalFolder(tmp_path)
    found = answers(DuckEngine(expected[0], files), QUESTIONS[-1:], zone=zone)
    assert found == answers(StoreEngine(expected[0]), QUESTIONS[-1:], zone=zone)
    assert found != {question: expected[1][question] for question in found}


def test_clickhouse(expected: tuple[Store, Any], star: Path) -> None:
    session = chdb.session.Session()
    assert answers(ClickHouseEngine(session, star)) == expected[1]
    session.close()


@pytest.mark.slow
@pytest.mark.usefixtures("java")
def test_spark(expected: tuple[Store, Any], star: Path) -> None:
    quiet = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.driver.memory": "1g"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Spark's own: files that it leaves to the collector
        session = SparkSession.builder.master("local[1]").config(map=quiet).getOrCreate()
        try:
            found = answers(SparkEngine(session, star), QUESTIONS[:1], FEW)  # a second a query
            assert found == {question: expected[1][question] for question in found}
        finally:
            session.stop()


def test_a_star_of_other_days_is_refused(star: Path, tmp_path: Path) -> None:
    engine = ClickHouseEngine(None, star)  # type: ignore[arg-type]
    with (
        pytest.raises(ConfigurationError, match="Europe/Paris"),
        engine.reading(zone=ZoneInfo("UTC"), clock=FixedClock(NOW)),
    ):
        pass
    engine = ClickHouseEngine(None, tmp_path)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="write_star"), engine.reading(zone=PARIS, clock=FixedClock(NOW)):
        pass
