"""The tables. The migrations build the same ones, and a test compares them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from advocacy.share import ShareState
from advocacy.storage.charter_schema import (
    acknowledgements,
    charter_activations,
    charter_approvals,
    charter_versions,
    disputes,
    exemption_uses,
    exemptions,
)
from advocacy.storage.consent_schema import apps, consents
from advocacy.storage.crisis_schema import deletion_offers, freeze_exemptions, freezes
from advocacy.storage.exchange_schema import imports
from advocacy.storage.media_schema import media_files
from advocacy.storage.metadata import metadata
from advocacy.storage.reach_schema import (
    campaign_visitors,
    co_clicks,
    conversions,
    event_files,
    follower_counts,
    rolled_clicks,
    touches,
    visitor_days,
)
from advocacy.storage.timing_schema import asks, limits, slots, spending
from advocacy.storage.types import Moment

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    comment="Facts about this database: its installation id.",
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Text, primary_key=True),
    Column("body", JSON, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("campaign", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False, comment="of the body: the same content is the same edition"),
    Column("body", JSON, nullable=False),
    Column("state", Text, nullable=False, comment="draft, submitted, approved, returned, withdrawn"),
    Column("added_at", Moment, nullable=False),
)

approvals = Table(
    "approvals",
    metadata,
    Column("story", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    sa.ForeignKeyConstraint(["story", "edition"], ["stories.id", "stories.edition"]),
    comment="One yes per role; a return deletes them and is kept in `events`.",
)

advocates = Table(
    "advocates",
    metadata,
    Column("id", Text, primary_key=True),
    Column("team", Text, nullable=False, index=True, comment="for the fixed partitions of reports"),
    Column("body", JSON, nullable=False),
    Column("joined_at", Moment, nullable=False, comment="this time; earlier times are past memberships"),
    Column("left_at", Moment),
    Column(
        "listed",
        Boolean,
        nullable=False,
        server_default=sa.false(),
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
    Column("reason", JSON(none_as_null=True), comment="why it waits or ended, in French and English"),
    Column("hold", Text, comment="what an on_hold share waits for: authorization, network, charter, crisis"),
    Column("remote_id", Text),
    Column("url", Text),
    Column("published_at", Moment),
    Column("confirmed_by", Text, comment="of a confirmed share: address, or first click"),
    Column(
        "own_visitor", Text, comment="of a handed_off share: who tried their own link, until it is confirmed"
    ),
    Column("reminded_at", Moment, comment="the one reminder of an offer without an answer"),
    sa.ForeignKeyConstraint(["story", "edition"], ["stories.id", "stories.edition"]),
    UniqueConstraint("story", "edition", "advocate", "network"),
    sa.CheckConstraint(
        "state IN ({})".format(", ".join(f"'{state}'" for state in ShareState)), name="known_state"
    ),
    sa.CheckConstraint("state <> 'publishing' OR (lease_until IS NOT NULL AND attempt > 0)", name="leased"),
    sa.CheckConstraint("state <> 'published' OR remote_id IS NOT NULL", name="published_has_id"),
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

reviews = Table(
    "reviews",
    metadata,
    Column("id", Text, primary_key=True),
    Column("subject", Text, nullable=False, index=True, comment="share:… or story:…@edition"),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("charter", Text, nullable=False, comment="version that decided"),
    Column("verdict", Text, nullable=False),
    Column("findings", JSON, nullable=False),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("review", Text, ForeignKey("reviews.id"), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    comment="A warning passed by a person, with the reason given.",
)

tracked_links = Table(
    "tracked_links",
    metadata,
    Column("code", Text, primary_key=True),
    Column("story", Text, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("campaign", Text, nullable=False, index=True),
    Column("advocate", Text, ForeignKey("advocates.id"), nullable=False, index=True),
    Column("network", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("minted_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("withdrawn_at", Moment),
    UniqueConstraint("story", "edition", "advocate", "network"),
)

clicks = Table(
    "clicks",
    metadata,
    Column("id", sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("code", Text, ForeignKey("tracked_links.code"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("referrer", Text, nullable=False),
    Column("late", Boolean, nullable=False, server_default=sa.false(), comment="came through the spill log"),
    Index("ix_clicks_at", "at"),  # it grows at its end; one on `code` costs a page for each link
    sqlite_autoincrement=True,  # an id is never given twice, though clicks move to files
)

salts = Table(
    "salts",
    metadata,
    Column("day", Integer, primary_key=True, comment="days since 1970"),
    Column("salt", LargeBinary, nullable=False, comment="random; destroyed within 48 hours"),
)

metric_snapshots = Table(
    "metric_snapshots",
    metadata,
    Column("share", Text, ForeignKey("shares.id"), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("count", sa.BigInteger, nullable=False),
    Column("source", Text, nullable=False, server_default="network", comment="network, or download"),
)

events = Table(
    "events",
    metadata,
    Column("id", sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("verb", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("detail", JSON, nullable=False),
    comment="Who did what, and why: append-only.",
)

__all__ = [
    "acknowledgements",
    "advocates",
    "approvals",
    "apps",
    "asks",
    "attempts",
    "campaign_visitors",
    "campaigns",
    "charter_activations",
    "charter_approvals",
    "charter_versions",
    "clicks",
    "co_clicks",
    "collectors",
    "confirmations",
    "consents",
    "conversions",
    "deletion_offers",
    "disputes",
    "event_files",
    "events",
    "exemption_uses",
    "exemptions",
    "follower_counts",
    "freeze_exemptions",
    "freezes",
    "grants",
    "imports",
    "limits",
    "media_files",
    "meta",
    "metadata",
    "metric_snapshots",
    "past_memberships",
    "pauses",
    "posts",
    "reviews",
    "rolled_clicks",
    "salts",
    "shares",
    "slots",
    "spending",
    "stories",
    "touches",
    "tracked_links",
    "visitor_days",
]
