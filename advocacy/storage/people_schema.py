"""The tables of people: who takes part, who did, and what they allowed us to do."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, LargeBinary, Table, Text, false

from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

advocates = Table(
    "advocates",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team", Text, nullable=False, index=True, comment="for the fixed partitions of reports"),
    Column("body", JSON, nullable=False),
    Column("joined_at", Moment, nullable=False, comment="this time; earlier times are past memberships"),
    Column("left_at", Moment),
    Column("muted_at", Moment, comment="since when they want no messages about offers; NULL: they may come"),
    Column("erasing_since", Moment, comment="asked to be forgotten, and something of them may be left"),
    Column(
        "listed",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether the person put their name on the leaderboard",
    ),
)

past_memberships = Table(
    "past_memberships",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id"), primary_key=True),
    Column("joined_at", Moment, primary_key=True),
    Column("left_at", Moment, nullable=False),
    comment="Each earlier time that somebody took part; written when they rejoin.",
)

grants = Table(
    "grants",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id"), primary_key=True),
    Column("network", Text, primary_key=True),
    Column("purpose", Text, primary_key=True, comment="post or metrics"),
    Column("account", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("secrets", LargeBinary, nullable=False, comment="encrypted; the vault holds the key"),
    Column("details", JSON, nullable=False),
    Column("expires_at", Moment),
    Column("renewing_until", Moment, comment="one process renews it; after this moment it is held for dead"),
    Column("state", Text, nullable=False, comment="active, stale, expired, revoked"),
    Column("changed_at", Moment, nullable=False),
)
