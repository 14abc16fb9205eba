"""The tables of shares: the outbox itself, its attempts, its posts, and whom the networks want quiet."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from advocacy.share import ShareState
from advocacy.storage.metadata import metadata
from advocacy.storage.types import Moment

shares = Table(
    "shares",
    metadata,
    Column("id", Text, primary_key=True),
    Column("story", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("campaign", Text, nullable=False, index=True),
    Column("advocate", Text, ForeignKey("advocates.id"), nullable=False, index=True),
    Column("network", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("text", Text, nullable=False, comment="what the person accepted, to the byte"),
    Column("link", Text, nullable=False, comment="their tracked link"),
    Column("offered_at", Moment, nullable=False),
    Column("accepted_at", Moment),
    Column(
        "due_at",
        Moment,
        nullable=False,
        comment="not before: of a queued share the next try, of an unknown one the next look",
    ),
    Column("lease_until", Moment, comment="of a publishing share: after it the sender is held for dead"),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("unknown_since", Moment, comment="when the first attempt without an answer began"),
    Column("frozen", Text, comment="the exact request, drawn once at the first claim"),
    Column("kept_at", Text, comment="where its post stays when its person moves; empty: one place"),
    Column("reason", JSON(none_as_null=True), comment="why it waits or ended, in French and English"),
    Column("hold", Text, comment="what an on_hold share waits for"),
    Column("remote_id", Text),
    Column("url", Text),
    Column("published_at", Moment),
    Column("confirmed_by", Text, comment="of a confirmed share: address, or first click"),
    Column(
        "own_visitor", Text, comment="of a handed_off share: who tried their own link, until it is confirmed"
    ),
    Column("reminded_at", Moment, comment="the one reminder of an offer without an answer"),
    ForeignKeyConstraint(["story", "edition"], ["stories.id", "stories.edition"]),
    UniqueConstraint("story", "edition", "advocate", "network"),
    CheckConstraint(
        "state IN ({})".format(", ".join(f"'{state}'" for state in ShareState)), name="known_state"
    ),
    CheckConstraint("state <> 'publishing' OR (lease_until IS NOT NULL AND attempt > 0)", name="leased"),
    CheckConstraint("state <> 'published' OR remote_id IS NOT NULL", name="published_has_id"),
    Index("ix_shares_state_due_at_id", "state", "due_at", "id"),
    Index("ix_shares_state_network_due_at_id", "state", "network", "due_at", "id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("share", Text, ForeignKey("shares.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("action", Text, nullable=False, comment="send, send again, repost, look"),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("outcome", Text),
    Column("detail", Text),
    comment="Append-only; a row is committed before its request leaves.",
)

pauses = Table(
    "pauses",
    metadata,
    Column("network", Text, primary_key=True),
    Column("member", Text, primary_key=True, comment="empty: the whole app"),
    Column("until", Moment, nullable=False, index=True),
    comment="What a network asked for (Retry-After), obeyed by every process.",
)

posts = Table(
    "posts",
    metadata,
    Column("share", Text, ForeignKey("shares.id"), primary_key=True),
    Column("network", Text, nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("missing_since", Moment, comment="the first look that did not find it; the next ones decide"),
    Column("gone_at", Moment),
    Column("count_at", Moment, server_default="0", comment="when its counts are asked for next; NULL: never"),
    Index("ix_posts_count_at", "count_at"),
)

collectors = Table(
    "collectors",
    metadata,
    Column("advocate", Text, ForeignKey("advocates.id"), primary_key=True),
    Column("network", Text, primary_key=True),
    Column("busy_until", Moment, comment="one process asks for this account's counts; after it, for dead"),
    Column("day", Integer, nullable=False, comment="days since 1970"),
    Column("asked", Integer, nullable=False, comment="posts asked for on that day: networks have a quota"),
)
