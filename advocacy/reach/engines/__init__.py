"""Where the data are: each engine runs the same texts."""

from advocacy.reach.engines.base import Engine, Reading
from advocacy.reach.engines.sqlite_postgres import StoreEngine

__all__ = ["Engine", "Reading", "StoreEngine"]
