"""The one place where the time comes from, so that a test can choose it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Anything that gives the present moment, with its zone."""


def utc_now() -> datetime:
    """The present moment in UTC.

    >>> utc_now().tzinfo is UTC
    True
    """
    return datetime.now(UTC)


class FixedClock:
    """A clock that moves only when told to.

    >>> clock = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> clock.advance(hours=1)
    >>> clock().hour
    10
    """

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("give the moment with its zone, such as datetime(…, tzinfo=UTC)")
        self._at = at

    def __call__(self) -> datetime:
        """The chosen moment."""
        return self._at

    def advance(self, **step: float) -> None:
        """Move on by ``timedelta(**step)``."""
        self._at += timedelta(**step)


class ShiftedClock:
    """The real time, moved: it runs on, and whole days can pass at once.

    >>> clock = ShiftedClock(days=-10)
    >>> clock.shift(days=10)
    >>> abs(clock() - utc_now()) < timedelta(seconds=1)
    True
    """

    def __init__(self, **by: float) -> None:
        self._by = timedelta(**by)

    def __call__(self) -> datetime:
        """The moved moment."""
        return utc_now() + self._by

    def shift(self, **by: float) -> None:
        """Move by ``timedelta(**by)`` more."""
        self._by += timedelta(**by)
