"""What an engine with a house of its own takes along from the database, besides the files of clicks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import event_files
from advocacy.storage.schema import advocates, metric_snapshots, tracked_links


class Copy(NamedTuple):
    """Rows to be taken along."""

    rows: sa.Select[Any]
    key: str
    """As `lines` wants it."""


def copy_of(tx: Connection, name: str) -> Copy:
    """The rows of one of `COPIED`; `facts.Star` has made what they are read from."""
    return COPIED[name](tx)


def _fact(name: str, columns: str) -> Callable[[Connection], Copy]:
    """A relation of the star schema; those of its columns with # are numbers."""
    typed = [
        sa.column(column.rstrip("#"), sa.BigInteger() if column.endswith("#") else sa.Text())
        for column in columns.split()
    ]
    rows: Any = sa.select(*typed).select_from(sa.table(name))
    return lambda _tx: Copy(cast("sa.Select[Any]", rows), "" if name in _VIEWS else "rowid")


def _hot_clicks(tx: Connection) -> Copy:
    return Copy(event_files.between(event_files.watermark(tx)), "id")


def _links(_tx: Connection) -> Copy:
    link = tracked_links.c
    rows: Any = sa.select(link.code, link.campaign, link.story, link.network, advocates.c.team, link.advocate)
    joined = rows.select_from(tracked_links.join(advocates, advocates.c.id == link.advocate))
    return Copy(cast("sa.Select[Any]", joined), "tracked_links.rowid")


def _totals(_tx: Connection) -> Copy:
    table = metric_snapshots.c
    rows: Any = sa.select(
        table.share, table.metric, sa.type_coerce(table.at, sa.BigInteger).label("at"), table.count
    )
    return Copy(cast("sa.Select[Any]", rows), "rowid")


_VIEWS = frozenset({"visitor_facts", "follower_facts", "click_days"})
COPIED = {
    "advocate_facts": _fact("advocate_facts", "advocate team joined_at# left_at# listed# joined_day#"),
    "share_facts": _fact(
        "share_facts",
        "share campaign story edition# network team advocate state accepted# declined# posted# linked# "
        "posted_at# offered_day# posted_day#",
    ),
    "names": _fact("names", "kind id fr en"),
    "zone_shifts": _fact("zone_shifts", "from_at# until_at# shift#"),
    "calendar": _fact("calendar", "day# month# month_last# ends_at#"),
    "age_periods": _fact("age_periods", "period# first_age# last_age#"),
    "link_facts": _fact("link_facts", "code campaign story network team advocate first_day#"),
    "place_days": _fact("place_days", "campaign story network team day# kind clicks#"),
    "click_days": _fact("click_days", "code day# kind clicks# campaign story network team advocate"),
    "visitor_facts": _fact("visitor_facts", "campaign network day# visitors#"),
    "follower_facts": _fact("follower_facts", "advocate network counted_at# followers#"),
    "hot_clicks": _hot_clicks,
    "link_places": _links,
    "metric_snapshots": _totals,
}
"""What can be taken along, by name."""
