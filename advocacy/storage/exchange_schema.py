"""The tables of what comes in from elsewhere and goes out: imported files."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

imports = Table(
    "imports",
    metadata,
    Column("digest", Text, primary_key=True, comment="SHA-256 of what the file says"),
    Column("kind", Text, nullable=False, comment="such as counts:linkedin"),
    Column("at", Moment, nullable=False),
    comment="Files that were taken in; the same one again changes nothing.",
)

__all__ = ["imports"]
