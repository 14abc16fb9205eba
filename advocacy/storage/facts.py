"""What the measures read: a small star schema over the tables, with the day of the programme's time zone.

asked             one row: the period, the date and the campaign that a question is about
names             campaigns and stories as people read them
advocate_facts    one row for each time that a person took part: team, joined, left
share_facts       one row a share: what was offered to whom, and what became of it
click_facts       one row a request for a tracked link, of every class

They are temporary, made inside one reading transaction and gone with it. Days are whole days since
1970-01-01 in the programme's time zone, moments are microseconds since 1970 in UTC, yes and no are 1 and 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import campaigns, shares, stories
from advocacy.storage.types import Moment

FIRST_DAY = 0
LAST_DAY = 2_932_896
"""31 December 9999: the period is open at that end."""

_EPOCH = date(1970, 1, 1)
_ENDLESS = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question is about; the one row of the table `asked`.

    Args:
        first_day: first day of the period.
        last_day: last day of the period, included.
        as_of: people are counted as they stood just before this moment.
        campaign: only this one; an empty string is all of them.
    """

    as_of: datetime
    first_day: int = FIRST_DAY
    last_day: int = LAST_DAY
    campaign: str = ""


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(1970, 1, 31))
    30
    """
    return (day - _EPOCH).days


def date_of(number: int) -> date:
    """The date that `day_number` turned into a number.

    >>> date_of(day_number(date(2026, 3, 29))).isoformat()
    '2026-03-29'
    """
    return _EPOCH + timedelta(days=number)


def prepare(tx: Connection, *, zone: ZoneInfo, now: datetime) -> None:
    """Make the tables described above, for the rest of this transaction.

    They are written out, not views: each is read by several measures, and its joins cost more than its rows.
    """
    for statement in _TABLES:
        tx.exec_driver_sql(statement)
    _fill(tx, "zone_shifts", [_shift_row(*span) for span in shifts(zone, _begin(tx, now), now)])
    _fill(tx, "names", list(_names(tx)))
    for statement in _FACTS:
        tx.exec_driver_sql(statement)


def ask(tx: Connection, asked: Asked) -> None:
    """Say what the next questions are about."""
    tx.exec_driver_sql("DELETE FROM asked")
    row: _Row = {
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "as_of": _micros(asked.as_of),
        "campaign": asked.campaign,
    }
    _fill(tx, "asked", [row])


def shifts(
    zone: tzinfo, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime | None, timedelta]]:
    """The spans of constant distance from UTC between two moments; the first and the last are open-ended.

    >>> paris = ZoneInfo("Europe/Paris")
    >>> found = shifts(paris, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    >>> [(start.isoformat(), str(shift)) for start, _end, shift in found]
    [('2026-03-01T00:00:00+00:00', '1:00:00'), ('2026-03-29T01:00:00+00:00', '2:00:00')]
    """
    start, seen = begin, begin
    while seen < end:
        later = seen + timedelta(days=1)
        if _shift(zone, later) != _shift(zone, seen):
            change = _change(zone, seen, later)
            yield start, change, _shift(zone, seen)
            start = change
        seen = later
    yield start, None, _shift(zone, start)


def _change(zone: tzinfo, before: datetime, after: datetime) -> datetime:
    """The second at which the distance from UTC changes, by halving."""
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _shift(zone, middle) == _shift(zone, before):
            before = middle
        else:
            after = middle
    return after


def _shift(zone: tzinfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _shift_row(start: datetime, end: datetime | None, shift: timedelta) -> _Row:
    return {
        "from_at": _micros(start),
        "until_at": _ENDLESS if end is None else _micros(end),
        "shift": shift // timedelta(microseconds=1),
    }


def _begin(tx: Connection, now: datetime) -> datetime:
    """The first midnight of UTC that a fact can lie after; nothing is clicked before it was offered."""
    first = tx.execute(sa.select(sa.func.min(shares.c.offered_at))).scalar() or now
    whole = min(first, now).astimezone(UTC) - timedelta(days=1)
    return whole.replace(hour=0, minute=0, second=0, microsecond=0)


def _names(tx: Connection) -> Iterator[_Row]:
    for id_, body in tx.execute(sa.select(campaigns.c.id, campaigns.c.body)):
        yield _name("campaign", id_, body.get("name"))
    newest = sa.select(stories.c.id, stories.c.body).order_by(stories.c.id, stories.c.edition)
    titles = {id_: body.get("title") for id_, body in tx.execute(newest)}
    for id_, title in titles.items():
        yield _name("story", id_, title)


def _name(kind: str, id_: str, said: Mapping[str, str] | None) -> _Row:
    both = said or {}
    return {"kind": kind, "id": id_, "fr": both.get("fr") or id_, "en": both.get("en") or id_}


def _fill(tx: Connection, table: str, rows: Sequence[_Row]) -> None:
    if rows:
        columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in rows[0]]
        tx.execute(sa.table(table, *columns).insert(), list(rows))


_Row = dict[str, str | int]


def _micros(at: datetime) -> int:
    stored = Moment().process_bind_param(at, None)
    assert stored is not None  # noqa: S101 - only None becomes None
    return stored


_TABLES = (
    """
    CREATE TEMPORARY TABLE asked (
      first_day BIGINT NOT NULL, last_day BIGINT NOT NULL, as_of BIGINT NOT NULL, campaign TEXT NOT NULL
    )
    """,
    "CREATE TEMPORARY TABLE names (kind TEXT NOT NULL, id TEXT NOT NULL, fr TEXT NOT NULL, en TEXT NOT NULL)",
    """
    CREATE TEMPORARY TABLE zone_shifts (
      from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, shift BIGINT NOT NULL
    )
    """,
)

_FACTS = (
    """
    CREATE TEMPORARY TABLE advocate_facts AS
    SELECT id AS advocate, team, joined_at, left_at FROM advocates
    UNION ALL
    SELECT advocates.id, advocates.team, past_memberships.joined_at, past_memberships.left_at
    FROM past_memberships JOIN advocates ON advocates.id = past_memberships.advocate
    """,
    """
    CREATE TEMPORARY TABLE share_facts AS
    SELECT moments.share, moments.campaign, moments.story, moments.edition, moments.network, moments.team,
      moments.advocate, moments.state, moments.accepted, moments.declined, moments.posted, moments.linked,
      moments.posted_at,
      (moments.offered_at + offered.shift) / 86400000000 AS offered_day,
      (moments.posted_at + posted.shift) / 86400000000 AS posted_day
    FROM (
      SELECT shares.id AS share, shares.campaign, shares.story, shares.edition, shares.network,
        advocates.team, shares.advocate, shares.state, shares.offered_at,
        CASE WHEN shares.accepted_at IS NOT NULL AND shares.state <> 'offered' THEN 1 ELSE 0 END AS accepted,
        CASE WHEN shares.state = 'declined' THEN 1 ELSE 0 END AS declined,
        CASE WHEN shares.state IN ('published', 'confirmed', 'gone') THEN 1 ELSE 0 END AS posted,
        CASE WHEN shares.link <> '' THEN 1 ELSE 0 END AS linked,
        CASE WHEN shares.state IN ('published', 'confirmed', 'gone')
          THEN COALESCE(posts.published_at, shares.published_at, shares.accepted_at, shares.offered_at)
          END AS posted_at
      FROM shares
      JOIN advocates ON advocates.id = shares.advocate
      LEFT JOIN posts ON posts.share = shares.id
    ) AS moments
    JOIN zone_shifts AS offered
      ON moments.offered_at >= offered.from_at AND moments.offered_at < offered.until_at
    LEFT JOIN zone_shifts AS posted
      ON moments.posted_at >= posted.from_at AND moments.posted_at < posted.until_at
    """,
    """
    CREATE TEMPORARY TABLE click_facts AS
    SELECT clicks.id AS click, clicks.code, clicks.at AS clicked_at, clicks.kind, clicks.visitor,
      tracked_links.campaign, tracked_links.story, tracked_links.network, advocates.team,
      tracked_links.advocate, (clicks.at + zone_shifts.shift) / 86400000000 AS day
    FROM clicks
    JOIN tracked_links ON tracked_links.code = clicks.code
    JOIN advocates ON advocates.id = tracked_links.advocate
    JOIN zone_shifts ON clicks.at >= zone_shifts.from_at AND clicks.at < zone_shifts.until_at
    """,
)
