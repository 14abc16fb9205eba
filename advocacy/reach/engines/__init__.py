"""Where the data are: each engine runs the same texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily
from advocacy.reach.engines.base import Engine, Reading
from advocacy.reach.engines.sqlite_postgres import StoreEngine

if TYPE_CHECKING:
    from advocacy.reach.engines.clickhouse import ClickHouseEngine
    from advocacy.reach.engines.duck import DuckEngine
    from advocacy.reach.engines.spark import SparkEngine

__all__ = ["ClickHouseEngine", "DuckEngine", "Engine", "Reading", "SparkEngine", "StoreEngine"]

__getattr__ = lazily(
    __name__,
    {
        "ClickHouseEngine": "advocacy.reach.engines.clickhouse",
        "DuckEngine": "advocacy.reach.engines.duck",
        "SparkEngine": "advocacy.reach.engines.spark",
    },
)
