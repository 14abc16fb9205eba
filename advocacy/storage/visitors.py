"""Rows of `visitor_days`, `co_clicks` and `visitor_breadth`: how many followed links on a day, not who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.outcome import ClickClass
from advocacy.storage.clicks import judged
from advocacy.storage.reach_schema import co_clicks, visitor_breadth, visitor_days
from advocacy.storage.schema import clicks, meta, metric_snapshots, posts, shares, tracked_links

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEY = "visitors"
_LOCK = 0x76697369
_LEARNED_FROM = 20
"""Campaigns."""


class Follow(NamedTuple):
    """Somebody followed a link; `visitor` tells them from others on that day."""

    campaign: str
    network: str
    visitor: str
    advocate: str
    code: str


class Visitors(NamedTuple):
    """How many followed a link of an advocate's on a day; an empty `code` is any link of theirs."""

    advocate: str
    code: str
    day: int
    visitors: int


def open_days(tx: Connection, *, today: int) -> range:
    """The days (since 1970, in UTC) to be counted: those since the last time, and the last one again.

    The last one is counted again for clicks that reached the database late.
    """
    if tx.dialect.name == "postgresql":  # two that count at once would both keep the same day
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    counted = tx.execute(sa.select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    if counted is not None:
        return range(int(counted), today)
    first = tx.execute(sa.select(sa.func.min(clicks.c.at))).scalar()
    return range(today if first is None else (first - _EPOCH).days, today)


def follows(tx: Connection, day: int) -> Iterator[Follow]:
    """Every link that a person followed on a day."""
    start = _EPOCH + timedelta(days=day)
    found = judged(since=start, until=start + timedelta(days=1))
    link = tracked_links.c
    person = (found.c.kind == ClickClass.PERSON, found.c.visitor != "")
    rows = sa.select(link.campaign, link.network, found.c.visitor, link.advocate, found.c.code)
    for row in tx.execute(rows.join(found, link.code == found.c.code).where(*person).distinct()):
        yield Follow(*row)


def keep(
    tx: Connection,
    day: int,
    campaign: str,
    network: str,
    *,
    visitors: Mapping[tuple[str, str], int],
    together: Mapping[tuple[str, str], int],
    breadth: Mapping[int, int],
) -> None:
    """Keep the counts of one day, campaign and network in place of those kept before.

    `visitors` are by advocate and code, and under an empty code of any link of theirs; `together` are those
    of two advocates' links, and under one advocate twice, of two links of theirs; `breadth` by how many
    advocates' links a visitor followed.
    """
    same = {"campaign": campaign, "network": network, "day": day}
    for table in (visitor_days, co_clicks, visitor_breadth):
        tx.execute(table.delete().where(*(table.c[name] == value for name, value in same.items())))
    _insert(
        tx, visitor_days, [same | {"advocate": a, "code": c, "visitors": n} for (a, c), n in visitors.items()]
    )
    _insert(
        tx,
        co_clicks,
        [same | {"one": one, "other": other, "visitors": n} for (one, other), n in together.items()],
    )
    _insert(tx, visitor_breadth, [same | {"advocates": k, "visitors": n} for k, n in breadth.items()])


def done(tx: Connection, day: int) -> None:
    """Everything up to `day` has been counted."""
    tx.execute(meta.delete().where(meta.c.key == _KEY))
    tx.execute(meta.insert().values(key=_KEY, value=str(day)))


def kept(tx: Connection, campaign: str, network: str) -> tuple[list[Visitors], dict[tuple[str, str], int]]:
    """What is kept of a campaign on one network: visitors by day, and pairs summed over days."""
    v, c = visitor_days.c, co_clicks.c
    days = sa.select(v.advocate, v.code, v.day, v.visitors).where(
        v.campaign == campaign, v.network == network
    )
    pairs = sa.select(c.one, c.other, sa.func.sum(c.visitors)).group_by(c.one, c.other)
    of_it = pairs.where(c.campaign == campaign, c.network == network)
    visitors = [Visitors(*row) for row in tx.execute(days.order_by(v.advocate, v.code, v.day))]
    return visitors, {(one, other): int(count) for one, other, count in tx.execute(of_it)}


def breadth(tx: Connection, campaign: str, network: str) -> dict[int, int]:
    """Visitors of a day of a campaign on one network by how many advocates' links they followed."""
    c = visitor_breadth.c
    counts = sa.select(c.advocates, sa.func.sum(c.visitors)).group_by(c.advocates)
    return {
        advocates: int(count)
        for advocates, count in tx.execute(counts.where(c.campaign == campaign, c.network == network))
    }


class PostTotals(NamedTuple):
    """What a network last told of a post; None is unknown, not 0."""

    advocate: str
    code: str
    impressions: int | None
    members_reached: int | None


def posts_of(tx: Connection, campaign: str, network: str) -> list[PostTotals]:
    """The posts of a campaign on one network, those that are gone included: they were seen."""
    link = sa.and_(
        *(shares.c[name] == tracked_links.c[name] for name in ("story", "edition", "advocate", "network"))
    )
    totals = [_last(metric) for metric in PostTotals._fields[2:]]
    rows = sa.select(shares.c.advocate, sa.func.coalesce(tracked_links.c.code, ""), *totals)
    of_it = rows.join(posts, posts.c.share == shares.c.id).outerjoin(tracked_links, link)
    named = (shares.c.campaign == campaign, shares.c.network == network)
    return [
        PostTotals(*row) for row in tx.execute(of_it.where(*named).order_by(shares.c.advocate, shares.c.id))
    ]


def networks_of(tx: Connection, campaign: str) -> list[str]:
    """Where a campaign has posts, those that are gone included."""
    found = sa.select(shares.c.network).join(posts, posts.c.share == shares.c.id)
    return sorted(tx.execute(found.where(shares.c.campaign == campaign).distinct()).scalars())


def campaigns_before(tx: Connection, campaign: str, network: str) -> list[str]:
    """The other campaigns of that network whose visitors were counted, the latest ones; more tell little."""
    of_it = (visitor_days.c.network == network, visitor_days.c.campaign != campaign)
    last = sa.func.max(visitor_days.c.day).desc()
    found = sa.select(visitor_days.c.campaign).where(*of_it).group_by(visitor_days.c.campaign)
    latest = found.order_by(last, visitor_days.c.campaign).limit(_LEARNED_FROM)
    return sorted(tx.execute(latest).scalars())


def _last(metric: str) -> sa.ScalarSelect[int]:
    told = sa.select(metric_snapshots.c.count).where(metric_snapshots.c.metric == metric)
    of_share = told.where(metric_snapshots.c.share == shares.c.id).correlate(shares)
    return of_share.order_by(metric_snapshots.c.at.desc()).limit(1).scalar_subquery()


def _insert(tx: Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    if found:
        tx.execute(table.insert(), found)
