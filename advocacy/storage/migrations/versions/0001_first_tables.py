"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "advocates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False, comment="for the fixed partitions of reports"),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column(
            "joined_at",
            sa.BigInteger(),
            nullable=False,
            comment="this time; earlier times are past memberships",
        ),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "muted_at",
            sa.BigInteger(),
            nullable=True,
            comment="since when they want no messages about offers; NULL: they may come",
        ),
        sa.Column(
            "erasing_since",
            sa.BigInteger(),
            nullable=True,
            comment="asked to be forgotten, and something of them may be left",
        ),
        sa.Column(
            "listed",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="whether the person put their name on the leaderboard",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advocates")),
    )
    op.create_index(op.f("ix_advocates_team"), "advocates", ["team"], unique=False)
    op.create_table(
        "past_memberships",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_past_memberships_advocate")),
        sa.PrimaryKeyConstraint("advocate", "joined_at", name=op.f("pk_past_memberships")),
        comment="Each earlier time that somebody took part; written when they rejoin.",
    )
    op.create_table(
        "freezes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=True, comment="only this one; NULL: all"),
        sa.Column("network", sa.Text(), nullable=True, comment="only this one; NULL: all"),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freezes")),
        comment="A crisis: while it lasts, no share it covers is claimed.",
    )
    op.create_table(
        "freeze_exemptions",
        sa.Column("freeze", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["freeze"], ["freezes.id"], name=op.f("fk_freeze_exemptions_freeze")),
        sa.PrimaryKeyConstraint("freeze", "story", name=op.f("pk_freeze_exemptions")),
        comment="Stories that go out all the same, such as the company's statement.",
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_table(
        "events",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        comment="Who did what, and why: append-only.",
    )
    op.create_index(op.f("ix_events_subject"), "events", ["subject"], unique=False)
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
        comment="Facts about this database: its installation id.",
    )
    op.create_table(
        "pauses",
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("member", sa.Text(), nullable=False, comment="empty: the whole app"),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("network", "member", name=op.f("pk_pauses")),
        comment="What a network asked for (Retry-After), obeyed by every process.",
    )
    op.create_index(op.f("ix_pauses_until"), "pauses", ["until"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="share:… or story:…@edition"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False, comment="version that decided"),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_subject"), "reviews", ["subject"], unique=False)
    op.create_table(
        "salts",
        sa.Column("day", sa.Integer(), nullable=False, comment="days since 1970"),
        sa.Column("salt", sa.LargeBinary(), nullable=False, comment="random; destroyed within 48 hours"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_salts")),
    )
    op.create_table(
        "stories",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column(
            "digest", sa.Text(), nullable=False, comment="of the body: the same content is the same edition"
        ),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="draft, submitted, approved, returned, withdrawn"
        ),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", "edition", name=op.f("pk_stories")),
    )
    op.create_index(op.f("ix_stories_campaign"), "stories", ["campaign"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["story", "edition"], ["stories.id", "stories.edition"], name=op.f("fk_approvals_story_edition")
        ),
        sa.PrimaryKeyConstraint("story", "edition", "role", name=op.f("pk_approvals")),
        comment="One yes per role; a return deletes them and is kept in `events`.",
    )
    op.create_table(
        "confirmations",
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name=op.f("fk_confirmations_review")),
        sa.PrimaryKeyConstraint("review", "rule", name=op.f("pk_confirmations")),
        comment="A warning passed by a person, with the reason given.",
    )
    op.create_table(
        "consents",
        sa.Column("state", sa.Text(), nullable=False, comment="SHA-256 of what comes back with the person"),
        sa.Column("session", sa.Text(), nullable=False, comment="SHA-256 of their browser session"),
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False, comment="post or metrics"),
        sa.Column(
            "asked",
            sa.JSON(),
            nullable=False,
            comment="what is no secret: our address, the account, its server",
        ),
        sa.Column("secrets", sa.LargeBinary(), nullable=False, comment="encrypted; the vault holds the key"),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_consents_advocate")),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_consents")),
        comment="Asked for and not yet answered; a row is deleted by the first who brings its state.",
    )
    op.create_index(op.f("ix_consents_expires_at"), "consents", ["expires_at"], unique=False)
    op.create_table(
        "apps",
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False, comment="encrypted; the vault holds the key"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("network", "host", "redirect_uri", name=op.f("pk_apps")),
        comment="Our registrations with servers that each have their own.",
    )
    op.create_table(
        "grants",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False, comment="post or metrics"),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False, comment="encrypted; the vault holds the key"),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "renewing_until",
            sa.BigInteger(),
            nullable=True,
            comment="one process renews it; after this moment it is held for dead",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="active, stale, expired, revoked"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_grants_advocate")),
        sa.PrimaryKeyConstraint("advocate", "network", "purpose", name=op.f("pk_grants")),
    )
    op.create_table(
        "shares",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="what the person accepted, to the byte"),
        sa.Column("link", sa.Text(), nullable=False, comment="their tracked link"),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "due_at",
            sa.BigInteger(),
            nullable=False,
            comment="not before: of a queued share the next try, of an unknown one the next look",
        ),
        sa.Column(
            "lease_until",
            sa.BigInteger(),
            nullable=True,
            comment="of a publishing share: after it the sender is held for dead",
        ),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "unknown_since",
            sa.BigInteger(),
            nullable=True,
            comment="when the first attempt without an answer began",
        ),
        sa.Column(
            "frozen", sa.Text(), nullable=True, comment="the exact request, drawn once at the first claim"
        ),
        sa.Column(
            "kept_at",
            sa.Text(),
            nullable=True,
            comment="where its post stays when its person moves; empty: one place",
        ),
        sa.Column("reason", sa.JSON(), nullable=True, comment="why it waits or ended, in French and English"),
        sa.Column(
            "hold",
            sa.Text(),
            nullable=True,
            comment="what an on_hold share waits for",
        ),
        sa.Column("remote_id", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "confirmed_by", sa.Text(), nullable=True, comment="of a confirmed share: address, or first click"
        ),
        sa.Column(
            "own_visitor",
            sa.Text(),
            nullable=True,
            comment="of a handed_off share: who tried their own link, until it is confirmed",
        ),
        sa.Column(
            "reminded_at",
            sa.BigInteger(),
            nullable=True,
            comment="the one reminder of an offer without an answer",
        ),
        sa.CheckConstraint(
            "state <> 'published' OR remote_id IS NOT NULL", name=op.f("ck_shares_published_has_id")
        ),
        sa.CheckConstraint(
            "state <> 'publishing' OR (lease_until IS NOT NULL AND attempt > 0)",
            name=op.f("ck_shares_leased"),
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'queued', 'publishing', 'published', 'unknown', 'on_hold', 'rejected', 'declined', 'cancelled', 'handed_off', 'confirmed', 'gone')",
            name=op.f("ck_shares_known_state"),
        ),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_shares_advocate")),
        sa.ForeignKeyConstraint(
            ["story", "edition"], ["stories.id", "stories.edition"], name=op.f("fk_shares_story_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint(
            "story", "edition", "advocate", "network", name=op.f("uq_shares_story_edition_advocate_network")
        ),
    )
    op.create_index(op.f("ix_shares_advocate"), "shares", ["advocate"], unique=False)
    op.create_index(op.f("ix_shares_campaign"), "shares", ["campaign"], unique=False)
    op.create_index("ix_shares_state_due_at_id", "shares", ["state", "due_at", "id"], unique=False)
    op.create_index(
        "ix_shares_state_network_due_at_id", "shares", ["state", "network", "due_at", "id"], unique=False
    )
    op.create_table(
        "tracked_links",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("minted_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_tracked_links_advocate")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tracked_links")),
        sa.UniqueConstraint(
            "story",
            "edition",
            "advocate",
            "network",
            name=op.f("uq_tracked_links_story_edition_advocate_network"),
        ),
    )
    op.create_index(op.f("ix_tracked_links_advocate"), "tracked_links", ["advocate"], unique=False)
    op.create_index(op.f("ix_tracked_links_campaign"), "tracked_links", ["campaign"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False, comment="send, send again, repost, look"),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["share"], ["shares.id"], name=op.f("fk_attempts_share")),
        sa.PrimaryKeyConstraint("share", "number", name=op.f("pk_attempts")),
        comment="Append-only; a row is committed before its request leaves.",
    )
    op.create_table(
        "clicks",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("visitor", sa.Text(), nullable=False),
        sa.Column("referrer", sa.Text(), nullable=False),
        sa.Column(
            "late",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="came through the spill log",
        ),
        sa.ForeignKeyConstraint(["code"], ["tracked_links.code"], name=op.f("fk_clicks_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clicks")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_clicks_at", "clicks", ["at"], unique=False)
    op.create_table(
        "metric_snapshots",
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column(
            "source", sa.Text(), server_default="network", nullable=False, comment="network, or download"
        ),
        sa.ForeignKeyConstraint(["share"], ["shares.id"], name=op.f("fk_metric_snapshots_share")),
        sa.PrimaryKeyConstraint("share", "at", "metric", name=op.f("pk_metric_snapshots")),
    )
    op.create_table(
        "posts",
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("remote_id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "missing_since",
            sa.BigInteger(),
            nullable=True,
            comment="the first look that did not find it; the next ones decide",
        ),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "count_at",
            sa.BigInteger(),
            server_default="0",
            nullable=True,
            comment="when its counts are asked for next; NULL: never",
        ),
        sa.ForeignKeyConstraint(["share"], ["shares.id"], name=op.f("fk_posts_share")),
        sa.PrimaryKeyConstraint("share", name=op.f("pk_posts")),
    )
    op.create_index("ix_posts_count_at", "posts", ["count_at"], unique=False)
    op.create_table(
        "collectors",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column(
            "busy_until",
            sa.BigInteger(),
            nullable=True,
            comment="one process asks for this account's counts; after it, for dead",
        ),
        sa.Column("day", sa.Integer(), nullable=False, comment="days since 1970"),
        sa.Column(
            "asked",
            sa.Integer(),
            nullable=False,
            comment="posts asked for on that day: networks have a quota",
        ),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_collectors_advocate")),
        sa.PrimaryKeyConstraint("advocate", "network", name=op.f("pk_collectors")),
    )
    op.create_table(
        "deletion_offers",
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True, comment="deleted or kept, as its author chose"),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["share"], ["shares.id"], name=op.f("fk_deletion_offers_share")),
        sa.PrimaryKeyConstraint("share", name=op.f("pk_deletion_offers")),
        comment="A withdrawn story's posts: their authors are asked, never made, to delete them.",
    )
    _charters()
    _timing()
    _counts()
    _exchange()


def _charters() -> None:
    """Versions of the charter, and what people were granted and answered."""
    op.create_table(
        "charter_versions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False, comment="the charter and its packs, word for word"),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_charter_versions")),
        comment="Append-only; what was decided by a version can be decided again.",
    )
    op.create_table(
        "charter_activations",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("activated_at", sa.BigInteger(), nullable=True, comment="empty: still waits for a role"),
        sa.ForeignKeyConstraint(
            ["version"], ["charter_versions.hash"], name=op.f("fk_charter_activations_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_activations")),
        comment="The active version is the one activated last.",
    )
    op.create_index(
        op.f("ix_charter_activations_activated_at"), "charter_activations", ["activated_at"], unique=False
    )
    op.create_index(op.f("ix_charter_activations_version"), "charter_activations", ["version"], unique=False)
    op.create_table(
        "charter_approvals",
        sa.Column("activation", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activation"], ["charter_activations.id"], name=op.f("fk_charter_approvals_activation")
        ),
        sa.PrimaryKeyConstraint("activation", "role", name=op.f("pk_charter_approvals")),
    )
    op.create_table(
        "acknowledgements",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False, comment="in which it was read"),
        sa.Column("articles", sa.JSON(), nullable=False, comment="digest of each article as it was read"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_acknowledgements_advocate")),
        sa.ForeignKeyConstraint(
            ["version"], ["charter_versions.hash"], name=op.f("fk_acknowledgements_version")
        ),
        sa.PrimaryKeyConstraint("advocate", "version", name=op.f("pk_acknowledgements")),
    )
    op.create_table(
        "exemptions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False, comment="a rule, or a family such as conf.*"),
        sa.Column(
            "value", sa.Text(), nullable=True, comment="what may be said; empty: anything the rule finds"
        ),
        sa.Column("advocate", sa.Text(), nullable=True, comment="empty: everyone"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False, comment="one that the rule says may grant it"),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_exemptions_advocate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemptions")),
    )
    op.create_index(op.f("ix_exemptions_until"), "exemptions", ["until"], unique=False)
    op.create_table(
        "exemption_uses",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column(
            "exemption", sa.Text(), nullable=False, comment="its id, or file:rule|value of one in a charter"
        ),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name=op.f("fk_exemption_uses_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption_uses")),
        comment="What a decision let pass, and by which exemption: append-only.",
    )
    op.create_index("ix_exemption_uses_exemption", "exemption_uses", ["exemption"], unique=False)
    op.create_index(op.f("ix_exemption_uses_review"), "exemption_uses", ["review"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="upheld (the rule was right) or granted (the person was)",
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name=op.f("fk_disputes_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
    )
    op.create_index(op.f("ix_disputes_review"), "disputes", ["review"], unique=False)
    op.create_index(op.f("ix_disputes_rule"), "disputes", ["rule"], unique=False)


def _timing() -> None:
    """How fast, for how much, and when."""
    op.create_table(
        "limits",
        sa.Column("member", sa.Text(), nullable=False, comment="empty: the whole app"),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False, comment="the span that the limit is told for"),
        sa.Column("opens_at", sa.BigInteger(), nullable=False, comment="when the next request is allowed"),
        sa.Column("interval", sa.BigInteger(), nullable=False, comment="microseconds that one request takes"),
        sa.Column("burst", sa.Integer(), nullable=False, comment="how many may come at once"),
        sa.Column(
            "turn",
            sa.BigInteger(),
            nullable=True,
            comment="the last moment handed out to a share that had to wait",
        ),
        sa.PrimaryKeyConstraint("member", "network", "seconds", name=op.f("pk_limits")),
        comment="How far each limit is used up, for every process (GCRA).",
    )
    op.create_table(
        "spending",
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False, comment="2026-03, in UTC"),
        sa.Column("spent", sa.BigInteger(), nullable=False, comment="millionths of a US dollar"),
        sa.PrimaryKeyConstraint("network", "month", name=op.f("pk_spending")),
        comment="What a network's posts of a month cost, written with the claim.",
    )
    op.create_table(
        "slots",
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False, comment="person (their own moment) or programme"),
        sa.Column("why", sa.JSON(), nullable=False, comment="why this moment, in French and English"),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["share"], ["shares.id"], name=op.f("fk_slots_share")),
        sa.PrimaryKeyConstraint("share", name=op.f("pk_slots")),
        comment="The moment that was chosen for a share.",
    )
    op.create_index(op.f("ix_slots_at"), "slots", ["at"], unique=False)
    op.create_table(
        "nudges",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, sending, sent, rejected, unknown"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "lease_until",
            sa.BigInteger(),
            nullable=True,
            comment="of one being sent: after it the sender is held for dead",
        ),
        sa.Column("reason", sa.JSON(), nullable=True, comment="why it was not sent"),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_nudges_advocate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudges")),
        comment="Messages about offers that wait; each is committed before it leaves.",
    )
    op.create_index("ix_nudges_state_due_at", "nudges", ["state", "due_at"], unique=False)
    op.create_index("ix_nudges_advocate_made_at", "nudges", ["advocate", "made_at"], unique=False)
    op.create_table(
        "nudged",
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False, comment="offer, or reminder"),
        sa.Column("nudge", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["nudge"], ["nudges.id"], name=op.f("fk_nudged_nudge")),
        sa.ForeignKeyConstraint(["share"], ["shares.id"], name=op.f("fk_nudged_share")),
        sa.PrimaryKeyConstraint("share", "occasion", name=op.f("pk_nudged")),
        comment="What people were told of, each time once.",
    )
    op.create_index(op.f("ix_nudged_nudge"), "nudged", ["nudge"], unique=False)
    op.create_table(
        "asks",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column(
            "at",
            sa.BigInteger(),
            nullable=True,
            comment="when they were asked; NULL: their week has no room yet",
        ),
        sa.ForeignKeyConstraint(["advocate"], ["advocates.id"], name=op.f("fk_asks_advocate")),
        sa.PrimaryKeyConstraint("advocate", "story", "edition", name=op.f("pk_asks")),
        comment="Who was asked to share what: a person is asked so many times a week, over all departments.",
    )
    op.create_index("ix_asks_advocate_at", "asks", ["advocate", "at"], unique=False)


def _exchange() -> None:
    op.create_table(
        "imports",
        sa.Column("digest", sa.Text(), nullable=False, comment="SHA-256 of what the file says"),
        sa.Column("kind", sa.Text(), nullable=False, comment="such as counts:linkedin"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_imports")),
        comment="Files that were taken in; the same one again changes nothing.",
    )
    op.create_table(
        "report_sendings",
        sa.Column("report", sa.Text(), nullable=False, comment="its name in the settings"),
        sa.Column("first_day", sa.Integer(), nullable=False, comment="of the period: days since 1970"),
        sa.Column("last_day", sa.Integer(), nullable=False, comment="of the period, included"),
        sa.Column("network", sa.Text(), nullable=False, comment="email, or a chat"),
        sa.Column(
            "recipient",
            sa.Text(),
            nullable=False,
            comment="an address or a channel; empty: the webhook's own",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="due, sending, sent, failed, unknown"),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "lease_until",
            sa.BigInteger(),
            nullable=True,
            comment="of one being sent: after it the sender is held for dead",
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="why it waits or ended, in French and English",
        ),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "report", "first_day", "last_day", "network", "recipient", name=op.f("pk_report_sendings")
        ),
        comment="One row for each period and recipient; written before anything leaves.",
    )
    op.create_index("ix_report_sendings_state_due_at", "report_sendings", ["state", "due_at"], unique=False)
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False, comment="all of its address that may be shown"),
        sa.Column(
            "secrets",
            sa.LargeBinary(),
            nullable=False,
            comment="encrypted: its address, and what signs messages",
        ),
        sa.Column("events", sa.JSON(), nullable=False, comment="names, or kinds such as share.*"),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="active, or ended: it answered that it is gone"
        ),
        sa.Column("added_at", sa.BigInteger(), nullable=False, comment="nothing from before it is told"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "webhook_messages",
        sa.Column("id", sa.Text(), nullable=False, comment="the same at every try"),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="what it is about"),
        sa.Column("body", sa.Text(), nullable=False, comment="as it is signed, to the byte"),
        sa.Column("state", sa.Text(), nullable=False, comment="due, sending, delivered, failed"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "lease_until",
            sa.BigInteger(),
            nullable=True,
            comment="of one being sent: after it another process sends it again",
        ),
        sa.Column("status", sa.Integer(), nullable=True, comment="the last answer's; NULL: there was none"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["webhook"], ["webhooks.id"], name=op.f("fk_webhook_messages_webhook"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_messages")),
        sa.UniqueConstraint(
            "webhook", "event", "subject", name=op.f("uq_webhook_messages_webhook_event_subject")
        ),
        comment="What webhooks are told, at least once each.",
    )
    op.create_index("ix_webhook_messages_state_due_at", "webhook_messages", ["state", "due_at"], unique=False)
    op.create_table(
        "campaign_keys",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="random; emptied with the visits"),
        sa.Column(
            "last_day", sa.Integer(), nullable=False, comment="days since 1970: after it both are destroyed"
        ),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_campaign_keys")),
        comment="What the visitors who consented to it are known by within one campaign.",
    )
    op.create_table(
        "consented_visits",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column(
            "visitor", sa.Text(), nullable=False, comment="keyed hash of what their own site calls them"
        ),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign"],
            ["campaign_keys.campaign"],
            name=op.f("fk_consented_visits_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["code"], ["tracked_links.code"], name=op.f("fk_consented_visits_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "visitor", "code", "at", name=op.f("pk_consented_visits")),
        comment="Follows of one visitor who agreed that they be put together.",
    )


def _counts() -> None:
    """What was counted of clicks."""
    op.create_table(
        "rolled_clicks",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="since 1970, in the programme's time zone"),
        sa.Column("kind", sa.Text(), nullable=False, comment="as judged when it was counted"),
        sa.Column("filed", sa.Boolean(), nullable=False, comment="of clicks that have moved to a file"),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["tracked_links.code"], name=op.f("fk_rolled_clicks_code"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", "day", "kind", "filed", name=op.f("pk_rolled_clicks")),
        comment="Judged clicks by link, day and class; what is not filed can be counted again.",
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_rolled_clicks_day"), "rolled_clicks", ["day"], unique=False)
    op.create_table(
        "rolled_places",
        sa.Column("day", sa.Integer(), nullable=False, comment="since 1970, in the programme's time zone"),
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False, comment="as in rolled_teams"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("filed", sa.Boolean(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("day", "campaign", "story", "network", "team", "kind", "filed"), name=op.f("pk_rolled_places")
        ),
        comment="rolled_clicks, added up by place: what reports read.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rolled_teams",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advocate"], ["advocates.id"], name=op.f("fk_rolled_teams_advocate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("advocate", name=op.f("pk_rolled_teams")),
        comment="The team under which rolled_places counts the clicks on a person's links.",
    )
    op.create_table(
        "visitor_days",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="of one link; empty: of any link of theirs"),
        sa.Column("day", sa.Integer(), nullable=False, comment="the day of a salt: days since 1970 in UTC"),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advocate"], ["advocates.id"], name=op.f("fk_visitor_days_advocate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "campaign", "network", "advocate", "code", "day", name=op.f("pk_visitor_days")
        ),
        comment="Different visitors of an advocate's links, day by day.",
    )
    op.create_table(
        "follower_counts",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("followers", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["advocate"], ["advocates.id"], name=op.f("fk_follower_counts_advocate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("advocate", "network", "at", name=op.f("pk_follower_counts")),
        comment="How many follow an advocate's account, as told at a moment.",
    )
    op.create_table(
        "follower_lists",
        sa.Column("advocate", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column(
            "agreed_at",
            sa.BigInteger(),
            nullable=False,
            comment="when its person agreed; without that, no row",
        ),
        sa.Column("due_at", sa.BigInteger(), nullable=False, comment="when it is to be read next"),
        sa.Column(
            "busy_until",
            sa.BigInteger(),
            nullable=True,
            comment="one process reads it; after this moment it is held for dead",
        ),
        sa.Column(
            "hidden", sa.Boolean(), nullable=False, comment="its person does not show it on the network"
        ),
        sa.Column(
            "sketch",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed hashes of some followers; the vault holds the key",
        ),
        sa.Column("key", sa.Text(), nullable=True, comment="of the sketch, and of what is being read"),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("reading", sa.LargeBinary(), nullable=True, comment="the sketch of the pages read so far"),
        sa.Column(
            "after", sa.Text(), nullable=False, comment="where the next page begins; empty: at the start"
        ),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["advocate"], ["advocates.id"], name=op.f("fk_follower_lists_advocate"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("advocate", "network", name=op.f("pk_follower_lists")),
        comment="Public lists of followers that their person agreed to have counted; never an id.",
    )
    op.create_index(op.f("ix_follower_lists_due_at"), "follower_lists", ["due_at"], unique=False)
    op.create_table(
        "lift_plans",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False, comment="changes when anything of the design does"),
        sa.Column(
            "registration",
            sa.Text(),
            nullable=False,
            comment="which teams chance chose to be asked for what",
        ),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", name=op.f("pk_lift_plans")),
        comment="Designs that let chance decide who is asked; kept before anybody is.",
    )
    op.create_table(
        "sketch_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False, comment="encrypted; the vault holds the key"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sketch_keys")),
        comment="The key that followers are hashed with; without it no sketch tells of anybody.",
    )
    op.create_table(
        "co_clicks",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="the day of a salt: days since 1970 in UTC"),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one"], ["advocates.id"], name=op.f("fk_co_clicks_one"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other"], ["advocates.id"], name=op.f("fk_co_clicks_other"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign", "network", "one", "other", "day", name=op.f("pk_co_clicks")),
        comment="Visitors who followed links of both on one day; of one advocate twice: of two posts of theirs.",
    )
    op.create_table(
        "visitor_breadth",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, comment="the day of a salt: days since 1970 in UTC"),
        sa.Column("advocates", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "network", "day", "advocates", name=op.f("pk_visitor_breadth")),
        comment="Visitors of a day by how many advocates' links they followed.",
    )
    op.create_table(
        "event_files",
        sa.Column("name", sa.Text(), nullable=False, comment="below the folder or bucket of files"),
        sa.Column("month", sa.Integer(), nullable=False, comment="of its clicks: 202603"),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False, comment="SHA-256 of the file"),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_event_files")),
        comment="The files that clicks have moved to; a file that is not listed is not read.",
    )
    op.create_index(op.f("ix_event_files_month"), "event_files", ["month"], unique=False)
    op.create_table(
        "spare_files",
        sa.Column("name", sa.Text(), nullable=False, comment="below the folder or bucket of files"),
        sa.Column(
            "since", sa.BigInteger(), nullable=False, comment="a report that began before may still read it"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_spare_files")),
        comment="Files of clicks that are not listed, or not any more; they are removed after an hour.",
    )
    op.create_table(
        "media_files",
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the file that was given"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="image/jpeg, image/png, image/gif or application/pdf"
        ),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="upright, and without any metadata"),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column(
            "tells", sa.Boolean(), nullable=False, comment="whether the file that was given tells more"
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_media_files")),
        comment="Images and documents of stories; an edition names them by their hash.",
    )
    op.create_table(
        "conversions",
        sa.Column("id", sa.Text(), nullable=False, comment="as the system calls it in which it happened"),
        sa.Column("kind", sa.Text(), nullable=False, comment="lead or sale"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column(
            "amount", sa.BigInteger(), nullable=True, comment="in the currency's smallest unit; NULL: unknown"
        ),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="api, or the file it came in"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversions")),
    )
    op.create_index(op.f("ix_conversions_at"), "conversions", ["at"], unique=False)
    op.create_table(
        "touches",
        sa.Column("conversion", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="oldest first"),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversion"], ["conversions.id"], name=op.f("fk_touches_conversion"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversion", "number", name=op.f("pk_touches")),
        comment="The clicks before a conversion, by the click ids that its visitor brought back.",
    )
