"""The database: SQLite in a file by default, PostgreSQL when there is more than one machine."""

from advocacy.storage.store import SCHEMA_VERSION, Store

__all__ = ["SCHEMA_VERSION", "Store"]
