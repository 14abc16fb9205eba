"""The tables of the charter: its versions, who agreed, who read it, exemptions and disputes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, Table, Text

from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

charter_versions = Table(
    "charter_versions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("title", JSON, nullable=False),
    Column("files", JSON, nullable=False, comment="the charter and its packs, word for word"),
    Column("added_at", Moment, nullable=False),
    comment="Append-only; what was decided by a version can be decided again.",
)

charter_activations = Table(
    "charter_activations",
    metadata,
    Column("id", sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("version", Text, ForeignKey("charter_versions.hash"), nullable=False, index=True),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("activated_at", Moment, index=True, comment="empty: still waits for a role"),
    comment="The active version is the one activated last.",
)

charter_approvals = Table(
    "charter_approvals",
    metadata,
    Column("activation", sa.BigInteger, ForeignKey("charter_activations.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id"), primary_key=True),
    Column("version", Text, ForeignKey("charter_versions.hash"), primary_key=True),
    Column("language", Text, nullable=False, comment="in which it was read"),
    Column("articles", JSON, nullable=False, comment="digest of each article as it was read"),
    Column("at", Moment, nullable=False),
)

exemptions = Table(
    "exemptions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False, comment="a rule, or a family such as conf.*"),
    Column("value", Text, comment="what may be said; empty: anything the rule finds"),
    Column("advocate", Text, ForeignKey("advocates.id"), comment="empty: everyone"),
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("role", Text, nullable=False, comment="one that the rule says may grant it"),
    Column("granted_at", Moment, nullable=False),
    Column("until", Moment, nullable=False, index=True),
    Column("withdrawn_at", Moment),
)

exemption_uses = Table(
    "exemption_uses",
    metadata,
    Column("id", sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("review", Text, ForeignKey("reviews.id"), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("evidence", Text),
    Column("exemption", Text, nullable=False, comment="its id, or file:rule|value of one in a charter"),
    Index("ix_exemption_uses_exemption", "exemption"),
    comment="What a decision let pass, and by which exemption: append-only.",
)

disputes = Table(
    "disputes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("review", Text, ForeignKey("reviews.id"), nullable=False, index=True),
    Column("rule", Text, nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Text, comment="upheld (the rule was right) or granted (the person was)"),
    Column("answer", Text),
    Column("answered_by", Text),
    Column("answered_at", Moment),
)
