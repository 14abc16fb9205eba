"""The rows of `metric_snapshots`, and which posts' counts are asked for next, by whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.outcome import MetricSnapshot
from advocacy.storage import deletions
from advocacy.storage.schema import collectors, metric_snapshots, posts, shares
from advocacy.storage.store import insert_once


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A post whose counts are to be asked for."""

    share: str
    advocate: str
    network: str
    remote_id: str
    published_at: datetime
    kept_at: str | None = None
    """Where the account lived with which it was published (`Connector.kept_at`)."""


def due(tx: Connection, *, now: datetime, networks: Collection[str], limit: int) -> list[Counted]:
    """At most `limit` posts that exist and whose counts are due, longest due first."""
    whose = (shares.c.advocate, shares.c.kept_at)
    fields = (posts.c.share, posts.c.network, posts.c.remote_id, posts.c.published_at, *whose)
    asked = (posts.c.count_at <= now, posts.c.gone_at.is_(None), posts.c.network.in_(networks))
    query = sa.select(*fields).join(shares, shares.c.id == posts.c.share).where(*asked)
    rows = tx.execute(query.order_by(posts.c.count_at, posts.c.share).limit(limit))
    return [Counted(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def take(tx: Connection, advocate: str, network: str, *, now: datetime, until: datetime) -> int | None:
    """Become the one who asks for the counts of this account; None where another one is at it.

    What comes back is the number of posts asked for today (in UTC).
    """
    today = _day(now)
    fresh = {"advocate": advocate, "network": network, "busy_until": until, "day": today, "asked": 0}
    if insert_once(tx, collectors, fresh):
        return 0
    free = sa.or_(collectors.c.busy_until.is_(None), collectors.c.busy_until <= now)
    row = tx.execute(
        collectors.update()
        .where(*_key(advocate, network), free)
        .values(
            busy_until=until,
            day=today,
            asked=sa.case((collectors.c.day == today, collectors.c.asked), else_=0),
        )
        .returning(collectors.c.asked)
    ).one_or_none()
    return None if row is None else int(row.asked)


def give_back(tx: Connection, advocate: str, network: str) -> None:
    """Let others ask for the counts of this account."""
    tx.execute(collectors.update().where(*_key(advocate, network)).values(busy_until=None))


def asked(tx: Connection, advocate: str, network: str, count: int) -> None:
    """Write down that so many posts more are being asked for today."""
    more = collectors.c.asked + count
    tx.execute(collectors.update().where(*_key(advocate, network)).values(asked=more))


def add(tx: Connection, found: Sequence[MetricSnapshot]) -> None:
    """Keep what was counted; a moment that is there already stands."""
    rows = [
        {"share": each.share, "at": each.at, "metric": metric, "count": count, "source": each.source}
        for each in found
        for metric, count in each.counts.items()
    ]
    insert_once(tx, metric_snapshots, *rows)


def ask_again(tx: Connection, moments: Mapping[str, datetime | None]) -> None:
    """When each share's counts are asked for next; None: never again."""
    rows = [{"the_share": share, "moment": moment} for share, moment in moments.items()]
    if rows:
        tx.execute(
            posts.update()
            .where(posts.c.share == sa.bindparam("the_share"))
            .values(count_at=sa.bindparam("moment")),
            rows,
        )


def seen(tx: Connection, found: Collection[str]) -> None:
    """These shares' posts are there."""
    was_missing = posts.c.missing_since.is_not(None)
    tx.execute(posts.update().where(posts.c.share.in_(sorted(found)), was_missing).values(missing_since=None))


def not_seen(tx: Connection, share: str, *, now: datetime, after: timedelta) -> bool:
    """A post was not found: it is `gone` where it was not found so long ago either; whether it is."""
    first = tx.execute(sa.select(posts.c.missing_since).where(posts.c.share == share)).scalar()
    if first is None:
        tx.execute(posts.update().where(posts.c.share == share).values(missing_since=now))
        return False
    return first <= now - after and deletions.gone(tx, share, now=now)


def of(tx: Connection, share: str) -> list[MetricSnapshot]:
    """What was counted of a share's post, oldest first."""
    c = metric_snapshots.c
    query = sa.select(c.at, c.source, c.metric, c.count).where(c.share == share)
    counts: dict[tuple[datetime, str], dict[str, int]] = {}
    for at, source, metric, count in tx.execute(query.order_by(c.at, c.source, c.metric)):
        counts.setdefault((at, source), {})[metric] = count
    return [
        MetricSnapshot(share=share, at=at, counts=found, source=source)
        for (at, source), found in counts.items()
    ]


def _key(advocate: str, network: str) -> list[sa.ColumnElement[bool]]:
    return [collectors.c.advocate == advocate, collectors.c.network == network]


def _day(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp() // 86400)
