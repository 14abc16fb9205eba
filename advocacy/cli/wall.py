"""The clock on the wall: moments are told in the programme's zone, or in that of the person they are for."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from advocacy.cli.speech import say, spoken
from advocacy.language import moment, short_day, zone_of


class _Programme:
    """The zone of the programme that was opened; one command a process."""

    zone: ZoneInfo | None = None
    """None where none was: moments are told by the clock of this machine, each with its zone."""


programme = _Programme()


def told(at: date) -> str:
    """A date or a moment for a column; a zone that is not the programme's is named.

    >>> programme.zone = ZoneInfo("Europe/Paris")
    >>> told(datetime.fromisoformat("2026-03-02T12:00+00:00"))
    '2 Mar 2026 13:00'
    >>> told(datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("America/Montreal")))
    '2 Mar 2026 12:00 (America/Montreal)'
    """
    if not isinstance(at, datetime):
        return short_day(at, spoken())
    there = here(at)
    written = f"{short_day(there, spoken())} {there:%H:%M}"
    return written if zone_of(there) == _usual() else f"{written} ({zone_of(there)})"


def told_in_full(at: datetime) -> str:
    """A moment in a sentence, with its zone.

    >>> programme.zone = ZoneInfo("Europe/Paris")
    >>> told_in_full(datetime.fromisoformat("2026-03-02T12:00+00:00"))
    '2 March 2026, 13:00 (Europe/Paris)'
    """
    return moment(here(at), spoken())


def which() -> str | None:
    """Which zone is meant where none is named, for the foot of a table; None where each is named."""
    return say(f"Heures : {_usual()}", f"Times: {_usual()}") if programme.zone else None


def here(at: datetime) -> datetime:
    """`at` in the programme's zone, unless it comes in that of a place: then it is for somebody there."""
    return at if isinstance(at.tzinfo, ZoneInfo) else at.astimezone(programme.zone)


def _usual() -> str | None:
    return programme.zone.key if programme.zone else None
