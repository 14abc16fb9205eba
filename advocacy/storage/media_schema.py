"""The table of what goes with stories: the bytes that were approved."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, LargeBinary, Table, Text

from advocacy.storage.metadata import metadata

media_files = Table(
    "media_files",
    metadata,
    Column("sha256", Text, primary_key=True, comment="of the file that was given"),
    Column("kind", Text, nullable=False, comment="image/jpeg, image/png, image/gif or application/pdf"),
    Column("data", LargeBinary, nullable=False, comment="upright, and without any metadata"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("tells", Boolean, nullable=False, comment="whether the file that was given tells more"),
    comment="Images and documents of stories; an edition names them by their hash.",
)
