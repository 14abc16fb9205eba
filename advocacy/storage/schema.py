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
from advocacy.storage.exchange_schema import (
    campaign_keys,
    consented_visits,
    imports,
    report_sendings,
    webhook_messages,
    webhooks,
)
from advocacy.storage.media_schema import media_files
from advocacy.storage.metadata import metadata
from advocacy.storage.people_schema import advocates, grants, past_memberships
from advocacy.storage.reach_schema import (
    co_clicks,
    conversions,
    event_files,
    follower_counts,
    follower_lists,
    lift_plans,
    rolled_clicks,
    rolled_places,
    rolled_teams,
    sketch_keys,
    spare_files,
    touches,
    visitor_breadth,
    visitor_days,
)
from advocacy.storage.share_schema import attempts, collectors, pauses, posts, shares
from advocacy.storage.timing_schema import asks, limits, nudged, nudges, slots, spending
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
    "campaign_keys",
    "campaigns",
    "charter_activations",
    "charter_approvals",
    "charter_versions",
    "clicks",
    "co_clicks",
    "collectors",
    "confirmations",
    "consented_visits",
    "consents",
    "conversions",
    "deletion_offers",
    "disputes",
    "event_files",
    "events",
    "exemption_uses",
    "exemptions",
    "follower_counts",
    "follower_lists",
    "freeze_exemptions",
    "freezes",
    "grants",
    "imports",
    "lift_plans",
    "limits",
    "media_files",
    "meta",
    "metadata",
    "metric_snapshots",
    "nudged",
    "nudges",
    "past_memberships",
    "pauses",
    "posts",
    "report_sendings",
    "reviews",
    "rolled_clicks",
    "rolled_places",
    "rolled_teams",
    "salts",
    "shares",
    "sketch_keys",
    "slots",
    "spare_files",
    "spending",
    "stories",
    "touches",
    "tracked_links",
    "visitor_breadth",
    "visitor_days",
    "webhook_messages",
    "webhooks",
]
