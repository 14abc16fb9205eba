"""The tables of when: how fast networks may be asked, at what cost, when a share goes out, who was asked."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

limits = Table(
    "limits",
    metadata,
    Column("member", Text, primary_key=True, comment="empty: the whole app"),
    Column("network", Text, primary_key=True),
    Column("seconds", Integer, primary_key=True, comment="the span that the limit is told for"),
    Column("opens_at", Moment, nullable=False, comment="when the next request is allowed"),
    Column("interval", BigInteger, nullable=False, comment="microseconds that one request takes"),
    Column("burst", Integer, nullable=False, comment="how many may come at once"),
    Column("turn", Moment, comment="the last moment handed out to a share that had to wait"),
    comment="How far each limit is used up, for every process (GCRA).",
)

spending = Table(
    "spending",
    metadata,
    Column("network", Text, primary_key=True),
    Column("month", Text, primary_key=True, comment="2026-03, in UTC"),
    Column("spent", BigInteger, nullable=False, comment="millionths of a US dollar"),
    comment="What a network's posts of a month cost, written with the claim.",
)

slots = Table(
    "slots",
    metadata,
    Column("share", Text, ForeignKey("shares.id"), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("by", Text, nullable=False, comment="person (their own moment) or programme"),
    Column("why", JSON, nullable=False, comment="why this moment, in French and English"),
    Column("planned_at", Moment, nullable=False),
    comment="The moment that was chosen for a share.",
)

asks = Table(
    "asks",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id"), primary_key=True),
    Column("story", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("by", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("at", Moment, comment="when they were asked; NULL: their week has no room yet"),
    Index("ix_asks_advocate_at", "advocate", "at"),
    comment="Who was asked to share what: a person is asked so many times a week, over all departments.",
)

nudges = Table(
    "nudges",
    metadata,
    Column("id", Text, primary_key=True),
    Column("advocate", Text, ForeignKey("advocates.id"), nullable=False),
    Column("state", Text, nullable=False, comment="queued, sending, sent, rejected, unknown"),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lease_until", Moment, comment="of one being sent: after it the sender is held for dead"),
    Column("reason", JSON(none_as_null=True), comment="why it was not sent"),
    Index("ix_nudges_state_due_at", "state", "due_at"),
    Index("ix_nudges_advocate_made_at", "advocate", "made_at"),
    comment="Messages about offers that wait; each is committed before it leaves.",
)

nudged = Table(
    "nudged",
    metadata,
    Column("share", Text, ForeignKey("shares.id"), primary_key=True),
    Column("occasion", Text, primary_key=True, comment="offer, or reminder"),
    Column("nudge", Text, ForeignKey("nudges.id"), nullable=False, index=True),
    comment="What people were told of, each time once.",
)
