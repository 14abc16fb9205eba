"""The rows of `limits`: from when each network may next be asked, for the whole app and for each person.

Whoever wants to ask locks the rows first, all in the same order, and writes them in the transaction of the
claim: what one process uses up, every other one sees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from advocacy.storage.pauses import EVERYONE
from advocacy.storage.schema import limits
from advocacy.storage.store import insert_once
from advocacy.storage.types import Moment

_MICROSECOND = timedelta(microseconds=1)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class Key(NamedTuple):
    """Whose limit it is (`EVERYONE`: the whole app's), on which network, and the span it is told for."""

    member: str
    network: str
    seconds: int


class Pace(NamedTuple):
    """What one request after the burst waits for, and how many may come at once."""

    interval: timedelta
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """How far a limit is used up: the generic cell rate algorithm, whose whole memory is one moment.

    >>> from datetime import datetime, UTC
    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> gauge = Gauge(pace=Pace(timedelta(seconds=10), burst=2))
    >>> gauge.room(nine), gauge.used(nine).room(nine), gauge.used(nine).used(nine).room(nine)
    (2, 1, 0)
    >>> gauge.used(nine).used(nine).opens(nine).second
    10
    """

    pace: Pace
    opens_at: datetime = _NEVER
    """When the next request is allowed."""
    turn: datetime | None = None
    """The last moment handed out to a share that had to wait."""

    def opens(self, now: datetime) -> datetime:
        """When the next request is allowed; one interval ahead at most, also after a clock went wrong."""
        return min(self.opens_at, now + self.pace.interval)

    def room(self, now: datetime) -> int:
        """How many requests are allowed now."""
        behind = now - self._from(now)
        return behind // self.pace.interval + 1 if self.opens(now) <= now else 0

    def used(self, now: datetime) -> Gauge:
        """After one more request."""
        return replace(self, opens_at=self._from(now) + self.pace.interval)

    def next_turn(self, now: datetime) -> Gauge:
        """After one more share was told to wait: each gets a moment of its own, in the order they came."""
        turn, opens = self.turn, self.opens(now)
        if turn is None or not now < turn < now + _FAR:
            return replace(self, turn=opens)
        return replace(self, turn=max(opens, turn + self.pace.interval))

    def _from(self, now: datetime) -> datetime:
        return max(self.opens(now), now - (self.pace.burst - 1) * self.pace.interval)


def lock(tx: Connection, paces: Mapping[Key, Pace]) -> dict[Key, Gauge]:
    """The gauges of these limits at these paces; nobody else uses them until the transaction ends."""
    found = _locked(tx, paces)
    missing = sorted(paces.keys() - found.keys())
    if missing:
        insert_once(tx, limits, *(_row(key, Gauge(pace=paces[key])) for key in missing))
        found = _locked(tx, paces)
    return found


def write(tx: Connection, gauges: Mapping[Key, Gauge]) -> None:
    """Write down how far these limits, which are locked, are used up."""
    rows = [_row(key, gauges[key]) for key in sorted(gauges)]
    if rows:
        tx.execute(_WRITE, [{f"the_{name}": value for name, value in row.items()} for row in rows])


def of_apps(tx: Connection, *, now: datetime) -> dict[str, Gauge]:
    """Of each network that has limits for the whole app, the one that leaves the least room."""
    found: dict[str, Gauge] = {}
    for row in tx.execute(_OF_APPS):
        gauge, other = _gauge(row), found.get(row.network)
        if other is None or _tightness(gauge, now) > _tightness(other, now):
            found[row.network] = gauge
    return found


def select(tx: Connection) -> dict[Key, Gauge]:
    """Every limit that was ever used."""
    return {Key(row.member, row.network, row.seconds): _gauge(row) for row in tx.execute(_ALL)}


def _tightness(gauge: Gauge, now: datetime) -> tuple[int, datetime]:
    return -gauge.room(now), gauge.opens(now)


def _locked(tx: Connection, paces: Mapping[Key, Pace]) -> dict[Key, Gauge]:
    found = {}
    asked = {"keys": sorted(paces), "members": sorted({key.member for key in paces})}
    for row in tx.execute(_LOCK, asked):
        key = Key(row.member, row.network, row.seconds)
        found[key] = Gauge(pace=paces[key], opens_at=row.opens_at, turn=row.turn)
    return found


def _gauge(row: sa.Row[Any]) -> Gauge:
    pace = Pace(row.interval * _MICROSECOND, row.burst)
    return Gauge(pace=pace, opens_at=row.opens_at, turn=row.turn)


def _row(key: Key, gauge: Gauge) -> dict[str, object]:
    return {
        **key._asdict(),
        "opens_at": gauge.opens_at,
        "interval": gauge.pace.interval // _MICROSECOND,
        "burst": gauge.pace.burst,
        "turn": gauge.turn,
    }


_FAR = timedelta(days=366)
"""A turn further away than this comes from a clock that was wrong, and is forgotten."""
_KEY = [limits.c.member, limits.c.network, limits.c.seconds]
_ALL = sa.select(limits).order_by(*_KEY)
_OF_APPS = sa.select(limits).where(limits.c.member == EVERYONE)
_LOCK = (
    sa.select(limits)
    .where(
        limits.c.member.in_(bindparam("members", expanding=True)),  # SQLite finds no index for a tuple
        sa.tuple_(*_KEY).in_(bindparam("keys", expanding=True)),
    )
    .order_by(*_KEY)
    .with_for_update()
)
_WRITE = (
    limits.update()
    .where(*(column == bindparam(f"the_{column.name}") for column in _KEY))
    .values(
        opens_at=bindparam("the_opens_at", type_=Moment),
        interval=bindparam("the_interval"),
        burst=bindparam("the_burst"),
        turn=bindparam("the_turn", type_=Moment),
    )
)
