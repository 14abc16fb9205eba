"""What the measures read: a small star schema over the tables, with the day of the programme's time zone.

asked             one row: the period, the date and the campaign that a question is about
names             campaigns and stories as people read them
advocate_facts    one row for each time that a person took part: team, joined, left
calendar          one row a day: its month, the month's last day, the moment at which the day ends
age_periods       four weeks since joining, and the next four, and so on
share_facts       one row a share: what was offered to whom, and what became of it
click_days        one row for each link, day and class of request: how many, as judged
click_facts       one row a request for a tracked link, as stored
count_facts       one row for each running total that a network told of a post
visitor_facts     one row for each campaign and day of UTC: different visitors
follower_facts    one row for each time that the followers of an account were told

They are temporary, made inside one reading transaction and gone with it. Days are whole days since
1970-01-01 in the programme's time zone, moments are microseconds since 1970 in UTC, yes and no are 1 and 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import rollup
from advocacy.storage.days import Span, spans
from advocacy.storage.periods import age_periods, calendar
from advocacy.storage.schema import advocates, campaigns, past_memberships, shares, stories
from advocacy.storage.types import micros

FIRST_DAY = 0
LAST_DAY = 2_932_896
"""31 December 9999: the period is open at that end."""

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


def prepare(tx: Connection, *, zone: ZoneInfo, now: datetime) -> None:
    """Make the tables described above, for the rest of this transaction.

    They are written out, for each is read by several measures, and its joins cost more than its rows; but for
    `click_facts`, of which there may be millions.
    """
    prepare_without_clicks(tx, zone=zone, now=now)
    for statement in _CLICK_FACTS:
        tx.exec_driver_sql(statement)


def prepare_without_clicks(tx: Connection, *, zone: ZoneInfo, now: datetime) -> None:
    """The same but for the last two, which an engine of its own joins itself."""
    for statement in _TABLES:
        tx.exec_driver_sql(statement)
    known = list(spans(zone, _begin(tx, now), now + timedelta(days=1)))
    _fill(tx, "zone_shifts", [_shift_row(span) for span in known])
    _fill(tx, "names", list(_names(tx)))
    days = calendar(zone, known[0].start, now)
    _fill(tx, "calendar", days)
    _fill(tx, "age_periods", age_periods(len(days)))
    _count_open_days(tx, zone, known)
    for statement in _FACTS:
        tx.exec_driver_sql(statement)


def _count_open_days(tx: Connection, zone: ZoneInfo, known: Sequence[Span]) -> None:
    """What the roll-up does not hold yet, or no longer."""
    found = rollup.open_days(tx, zone, known)
    _fill(tx, "open_days", [{"day": day} for days in found for day in range(days.first, days.last + 1)])
    if rollup.mark(tx).zone != zone.key:  # its days are not ours
        tx.exec_driver_sql("INSERT INTO open_days SELECT DISTINCT day FROM rolled_clicks")
    fresh = sa.table("fresh_clicks", *(sa.column(name) for name in ("day", "code", "kind", "clicks")))
    for days in found:
        counts = rollup.counted(days, zone, known)
        tx.execute(fresh.insert().from_select(list(counts.selected_columns.keys()), counts))


def ask(tx: Connection, asked: Asked) -> None:
    """Say what the next questions are about."""
    tx.exec_driver_sql("DELETE FROM asked")
    _fill(tx, "asked", [row_of(asked)])


def row_of(asked: Asked) -> dict[str, str | int]:
    """The one row of the table `asked`."""
    return {
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "as_of": micros(asked.as_of),
        "campaign": asked.campaign,
    }


def _shift_row(span: Span) -> _Row:
    return {
        "from_at": micros(span.start),
        "until_at": micros(span.end) if span.end else _ENDLESS,
        "shift": span.shift // timedelta(microseconds=1),
    }


def _begin(tx: Connection, now: datetime) -> datetime:
    """The first midnight of UTC that a fact can lie after; nothing is clicked before it was offered."""
    columns = (shares.c.offered_at, advocates.c.joined_at, past_memberships.c.joined_at)
    firsts = (tx.execute(sa.select(sa.func.min(column))).scalar() for column in columns)
    whole = min(now, *(first for first in firsts if first)).astimezone(UTC) - timedelta(days=1)
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
    "CREATE TEMPORARY TABLE open_days (day BIGINT NOT NULL)",
    """
    CREATE TEMPORARY TABLE calendar (
      day BIGINT NOT NULL, month BIGINT NOT NULL, month_last BIGINT NOT NULL, ends_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TEMPORARY TABLE age_periods (
      period BIGINT NOT NULL, first_age BIGINT NOT NULL, last_age BIGINT NOT NULL
    )
    """,
    """
    CREATE TEMPORARY TABLE fresh_clicks (
      day BIGINT NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, clicks BIGINT NOT NULL
    )
    """,
)

_FACTS = (
    """
    CREATE TEMPORARY TABLE advocate_facts AS
    SELECT times.advocate, times.team, times.joined_at, times.left_at, times.listed,
      (times.joined_at + zone_shifts.shift) / 86400000000 AS joined_day
    FROM (
      SELECT id AS advocate, team, joined_at, left_at, CASE WHEN listed THEN 1 ELSE 0 END AS listed
      FROM advocates
      UNION ALL
      SELECT advocates.id, advocates.team, past_memberships.joined_at, past_memberships.left_at, 0
      FROM past_memberships JOIN advocates ON advocates.id = past_memberships.advocate
    ) AS times
    JOIN zone_shifts ON times.joined_at >= zone_shifts.from_at AND times.joined_at < zone_shifts.until_at
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
    CREATE TEMPORARY VIEW count_facts AS
    SELECT share_facts.share, share_facts.campaign, share_facts.story, share_facts.network,
      share_facts.team, share_facts.advocate, metric_snapshots.metric, metric_snapshots.at AS counted_at,
      CASE WHEN (metric_snapshots.at + zone_shifts.shift) / 86400000000 < share_facts.posted_day
        THEN share_facts.posted_day
        ELSE (metric_snapshots.at + zone_shifts.shift) / 86400000000 END AS day,
      metric_snapshots.count AS total
    FROM metric_snapshots
    JOIN share_facts ON share_facts.share = metric_snapshots.share AND share_facts.posted = 1
    JOIN zone_shifts
      ON metric_snapshots.at >= zone_shifts.from_at AND metric_snapshots.at < zone_shifts.until_at
    """,
    "CREATE TEMPORARY VIEW visitor_facts AS SELECT campaign, day, visitors FROM campaign_visitors",
    """
    CREATE TEMPORARY VIEW follower_facts AS
    SELECT advocate, network, at AS counted_at, followers FROM follower_counts
    """,
)

_CLICK_FACTS = (
    """
    CREATE TEMPORARY TABLE click_days AS
    SELECT counted.code, counted.day, counted.kind, counted.clicks, tracked_links.campaign,
      tracked_links.story, tracked_links.network, advocates.team, tracked_links.advocate
    FROM (
      SELECT code, day, kind, clicks FROM rolled_clicks
      WHERE filed OR day NOT IN (SELECT day FROM open_days)
      UNION ALL
      SELECT code, day, kind, clicks FROM fresh_clicks
    ) AS counted
    JOIN tracked_links ON tracked_links.code = counted.code
    JOIN advocates ON advocates.id = tracked_links.advocate
    """,
    """
    CREATE TEMPORARY VIEW click_facts AS
    SELECT clicks.id AS click, clicks.code, clicks.at AS clicked_at, clicks.kind, clicks.visitor,
      tracked_links.campaign, tracked_links.story, tracked_links.network, advocates.team,
      tracked_links.advocate, (clicks.at + zone_shifts.shift) / 86400000000 AS day
    FROM clicks
    JOIN tracked_links ON tracked_links.code = clicks.code
    JOIN advocates ON advocates.id = tracked_links.advocate
    JOIN zone_shifts ON clicks.at >= zone_shifts.from_at AND clicks.at < zone_shifts.until_at
    """,
)
