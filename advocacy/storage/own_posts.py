"""What came of one person's own posts: for that person, and nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import snapshots
from advocacy.storage.reach_schema import rolled_clicks
from advocacy.storage.schema import posts, shares, tracked_links


class Post(NamedTuple):
    """One post, with what was counted of it until the last roll-up and the last reading."""

    share: str
    story: str
    network: str
    posted_at: datetime
    url: str
    clicks: Mapping[str, int]
    """Requests for its link, by class as judged."""
    counts: Mapping[str, int]
    """What its network told last, each count by the network's name for it."""


def of(tx: Connection, advocate: str) -> list[Post]:
    """Every post of a person that is known, the newest first; deleted ones too."""
    links, clicked = tracked_links.c, _clicks(tx, advocate)
    same = (links[name] == shares.c[name] for name in ("story", "edition", "advocate", "network"))
    query = (
        sa.select(
            posts.c.share, shares.c.story, shares.c.network, posts.c.published_at, posts.c.url, links.code
        )
        .select_from(
            posts.join(shares, shares.c.id == posts.c.share).outerjoin(tracked_links, sa.and_(*same))
        )
        .where(shares.c.advocate == advocate)
        .order_by(posts.c.published_at.desc(), posts.c.share)
    )
    return [
        Post(
            share=row.share,
            story=row.story,
            network=row.network,
            posted_at=row.published_at,
            url=row.url,
            clicks=clicked.get(row.code, {}),
            counts=_latest(tx, row.share),
        )
        for row in tx.execute(query)
    ]


def _clicks(tx: Connection, advocate: str) -> Mapping[str, Mapping[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    columns = rolled_clicks.c
    query = (
        sa.select(columns.code, columns.kind, sa.func.sum(columns.clicks))
        .join(tracked_links, tracked_links.c.code == columns.code)
        .where(tracked_links.c.advocate == advocate)
        .group_by(columns.code, columns.kind)
    )
    for code, kind, count in tx.execute(query):
        found[code][kind] = int(count)
    return found


def _latest(tx: Connection, share: str) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for each in snapshots.of(tx, share):
        found |= each.counts
    return found
