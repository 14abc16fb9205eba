"""What an engine with a house of its own takes along from the database, besides the files of clicks."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import event_files
from advocacy.storage.reach_schema import rolled_clicks
from advocacy.storage.schema import advocates, tracked_links

Copies = dict[str, tuple[sa.Select[Any], str]]


def copied(tx: Connection) -> Copies:
    """The tables by name, each with the query that gives its rows and a chunk for `lines`.

    `facts.prepare_without_clicks` has run in the same transaction.
    """
    return {name: (_of(name, columns), "") for name, columns in _FACTS.items()} | {
        "links": (_LINKS, ""),
        "counted": (_COUNTED, "day"),
        "hot_clicks": (event_files.between(event_files.watermark(tx)), "click / 10000"),
    }


def _of(name: str, columns: str) -> sa.Select[Any]:
    typed = [
        sa.column(column.rstrip("#"), sa.BigInteger() if column.endswith("#") else sa.Text())
        for column in columns.split()
    ]
    rows: Any = sa.select(*typed).select_from(sa.table(name))
    return cast("sa.Select[Any]", rows)


_FACTS = {
    "advocate_facts": "advocate team joined_at# left_at#",
    "share_facts": "share campaign story edition# network team advocate state accepted# declined# posted# "
    "linked# posted_at# offered_day# posted_day#",
    "names": "kind id fr en",
    "zone_shifts": "from_at# until_at# shift#",
}
"""Columns of the facts; those with # are numbers."""
_LINKS = sa.select(
    tracked_links.c.code,
    tracked_links.c.campaign,
    tracked_links.c.story,
    tracked_links.c.network,
    advocates.c.team,
    tracked_links.c.advocate,
).join(advocates, advocates.c.id == tracked_links.c.advocate)
_OPEN: sa.Select[Any] = sa.select(sa.column("day")).select_from(sa.table("open_days"))
_FRESH = sa.table(
    "fresh_clicks",
    sa.column("code", sa.Text),
    sa.column("day", sa.BigInteger),
    sa.column("kind", sa.Text),
    sa.column("clicks", sa.BigInteger),
)
_ROLLED = sa.select(
    rolled_clicks.c.code, rolled_clicks.c.day, rolled_clicks.c.kind, rolled_clicks.c.clicks
).where(rolled_clicks.c.filed | rolled_clicks.c.day.not_in(_OPEN))
_COUNTED = sa.select(sa.union_all(_ROLLED, sa.select(_FRESH)).subquery("counted"))
