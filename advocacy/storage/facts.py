"""What the measures read: a small star schema over the tables, with the day of the programme's time zone.

asked             one row: the period, the date and the campaign that a question is about
names             campaigns and stories as people read them
advocate_facts    one row for each time that a person took part: team, joined, left
calendar          one row a day: its month, the month's last day, the moment at which the day ends
age_periods       four weeks since joining, and the next four, and so on
share_facts       one row a share: what was offered to whom, and what became of it
link_facts        one row a tracked link: whose, on what, and the day of its first click
place_days        how many requests there were, as judged, by campaign, story, network, team, day and class
click_days        the same link by link
click_facts       one row a request for a tracked link, as stored
count_facts       one row for each running total that a network told of a post
growth_facts      the same, each with how much it grew since the one before: totals are reset and restated
visitor_facts     one row for each campaign, network and day of UTC: different visitors
follower_facts    one row for each time that the followers of an account were told

They are temporary, made inside one reading transaction when a text names them, and gone with it. Days are
whole days since 1970-01-01 in the programme's time zone, moments are microseconds since 1970 in UTC, yes and
no are 1 and 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage import rollup
from advocacy.storage.days import DAY, Span, spans
from advocacy.storage.periods import age_periods, calendar
from advocacy.storage.relations import DERIVED, FILLED
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


class Star:
    """The relations described above, each made when the first text names it, for the rest of the transaction.

    Most are written out, for each is read by several measures, and its joins cost more than its rows; those
    of single clicks, of which there may be millions, are views.

    Args:
        tx: a reading transaction.
        zone: the programme's; a day is a day of it.
        now: the present moment.
    """

    def __init__(self, tx: Connection, *, zone: ZoneInfo, now: datetime) -> None:
        self._tx = tx
        self._zone = zone
        self._now = now
        self._made: set[str] = set()
        self.need("asked")

    def need(self, text: str) -> None:
        """Make what `text` names and is not there yet."""
        for name in sorted(named(text) & _EVERY.keys() - self._made):
            if name not in self._made:  # else another one needed it
                self._made.add(name)
                self.need(_EVERY[name])
                self._tx.exec_driver_sql(_EVERY[name])
                self._fill(name)

    def day_of(self, moment: str) -> str:
        """SQL for the day of a column with moments: where a join with `zone_shifts` costs too much."""
        whens = " ".join(f"WHEN {moment} < {row['until_at']} THEN {row['shift']}" for row in self._shifts)
        return f"({moment} + CASE {whens} END) / {DAY}"

    def _fill(self, name: str) -> None:
        """Put rows into a table that is not derived from others."""
        if name == "zone_shifts":
            _fill(self._tx, name, self._shifts)
        elif name == "names":
            _fill(self._tx, name, list(_names(self._tx)))
        elif name == "calendar":
            _fill(self._tx, name, self._calendar)
        elif name == "age_periods":
            _fill(self._tx, name, age_periods(len(self._calendar)))
        elif name == "open_days":
            self._fill_open_days()
        elif name == "fresh_clicks":
            self._fill_fresh_clicks()

    @cached_property
    def _known(self) -> list[Span]:
        return list(spans(self._zone, _begin(self._tx, self._now), self._now + timedelta(days=1)))

    @cached_property
    def _shifts(self) -> list[_Row]:
        """How far the zone is from UTC, and from when until when; open at both ends."""
        first, *others = map(_shift_row, self._known)
        return [first | {"from_at": -_ENDLESS}, *others]

    @cached_property
    def _calendar(self) -> list[_Row]:
        return calendar(self._zone, self._known[0].start, self._now)

    @cached_property
    def _open(self) -> list[rollup.Days]:
        """What the roll-up does not hold yet, or no longer."""
        return rollup.open_days(self._tx, self._zone, self._known)

    def _fill_open_days(self) -> None:
        open_days: list[_Row] = [
            {"day": day} for days in self._open for day in range(days.first, days.last + 1)
        ]
        _fill(self._tx, "open_days", open_days)
        if rollup.mark(self._tx).zone != self._zone.key:  # its days are not ours
            self._tx.exec_driver_sql("INSERT INTO open_days SELECT DISTINCT day FROM rolled_places")

    def _fill_fresh_clicks(self) -> None:
        fresh = sa.table("fresh_clicks", *(sa.column(name) for name in ("day", "code", "kind", "clicks")))
        for days in self._open:
            counts = rollup.counted(days, self._zone, self._known)
            self._tx.execute(fresh.insert().from_select(list(counts.selected_columns.keys()), counts))


def named(text: str) -> set[str]:
    """The words of a text, those that are names of relations among them."""
    return set(_WORD.findall(text))


def prepare(tx: Connection, *, zone: ZoneInfo, now: datetime) -> None:
    """Make every relation at once."""
    Star(tx, zone=zone, now=now).need(" ".join(_EVERY))


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
    firsts = [tx.execute(sa.select(sa.func.min(column))).scalar() for column in columns]
    whole: datetime = min([now, *(first for first in firsts if first)]).astimezone(UTC) - timedelta(days=1)
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
_EVERY = FILLED | DERIVED
_WORD = re.compile(r"\w+")
