"""The tables of what comes in from elsewhere and goes out: files, reports, webhooks, consents."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

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

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False, comment="all of its address that may be shown"),
    Column("secrets", LargeBinary, nullable=False, comment="encrypted: its address, and what signs messages"),
    Column("events", JSON, nullable=False, comment="names, or kinds such as share.*"),
    Column("state", Text, nullable=False, comment="active, or ended: it answered that it is gone"),
    Column("added_at", Moment, nullable=False, comment="nothing from before it is told"),
)

webhook_messages = Table(
    "webhook_messages",
    metadata,
    Column("id", Text, primary_key=True, comment="the same at every try"),
    Column("webhook", Text, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", Text, nullable=False, comment="what it is about"),
    Column("body", Text, nullable=False, comment="as it is signed, to the byte"),
    Column("state", Text, nullable=False, comment="due, sending, delivered, failed"),
    Column("attempt", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment, comment="of one being sent: after it another process sends it again"),
    Column("status", Integer, comment="the last answer's; NULL: there was none"),
    Column("made_at", Moment, nullable=False),
    sa.UniqueConstraint("webhook", "event", "subject"),
    Index("ix_webhook_messages_state_due_at", "state", "due_at"),
    comment="What webhooks are told, at least once each.",
)

campaign_keys = Table(
    "campaign_keys",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False, comment="random; emptied with the visits"),
    Column("last_day", Integer, nullable=False, comment="days since 1970: after it both are destroyed"),
    comment="What the visitors who consented to it are known by within one campaign.",
)

consented_visits = Table(
    "consented_visits",
    metadata,
    Column("campaign", Text, ForeignKey("campaign_keys.campaign", ondelete="CASCADE"), primary_key=True),
    Column("visitor", Text, primary_key=True, comment="keyed hash of what their own site calls them"),
    Column("code", Text, ForeignKey("tracked_links.code", ondelete="CASCADE"), primary_key=True),
    Column("at", Moment, primary_key=True),
    comment="Follows of one visitor who agreed that they be put together.",
)

__all__ = [
    "campaign_keys",
    "consented_visits",
    "imports",
    "report_sendings",
    "webhook_messages",
    "webhooks",
]
