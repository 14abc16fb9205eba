"""The tables of consents that are asked for, and of the apps they are asked by."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, LargeBinary, Table, Text

from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

consents = Table(
    "consents",
    metadata,
    Column("state", Text, primary_key=True, comment="SHA-256 of what comes back with the person"),
    Column("session", Text, nullable=False, comment="SHA-256 of their browser session"),
    Column("advocate", Text, ForeignKey("advocates.id"), nullable=False),
    Column("network", Text, nullable=False),
    Column("purpose", Text, nullable=False, comment="post or metrics"),
    Column("asked", JSON, nullable=False, comment="what is no secret: our address, the account, its server"),
    Column("secrets", LargeBinary, nullable=False, comment="encrypted; the vault holds the key"),
    Column("expires_at", Moment, nullable=False, index=True),
    comment="Asked for and not yet answered; a row is deleted by the first who brings its state.",
)

apps = Table(
    "apps",
    metadata,
    Column("network", Text, primary_key=True),
    Column("host", Text, primary_key=True),
    Column("redirect_uri", Text, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("secrets", LargeBinary, nullable=False, comment="encrypted; the vault holds the key"),
    Column("made_at", Moment, nullable=False),
    comment="Our registrations with servers that each have their own.",
)
