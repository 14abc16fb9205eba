"""The tables of what comes in from elsewhere and goes out: imported files, reports that are sent."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, Table, Text

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

report_sendings = Table(
    "report_sendings",
    metadata,
    Column("report", Text, primary_key=True, comment="its name in the settings"),
    Column("first_day", Integer, primary_key=True, comment="of the period: days since 1970"),
    Column("last_day", Integer, primary_key=True, comment="of the period, included"),
    Column("network", Text, primary_key=True, comment="email, or a chat"),
    Column("recipient", Text, primary_key=True, comment="an address or a channel; empty: the webhook's own"),
    Column("state", Text, nullable=False, comment="due, sending, sent, failed, unknown"),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment, comment="of one being sent: after it the sender is held for dead"),
    Column("attempt", Integer, nullable=False),
    Column("reason", JSON(none_as_null=True), comment="why it waits or ended, in French and English"),
    Column("changed_at", Moment, nullable=False),
    Index("ix_report_sendings_state_due_at", "state", "due_at"),
    comment="One row for each period and recipient; written before anything leaves.",
)

__all__ = ["imports", "report_sendings"]
