"""A clock that all machines of a database agree on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from advocacy.clock import Clock

_EVERY = timedelta(minutes=1)


class ServerClock:
    """The time of the database server: this machine's clock, corrected once a minute.

    A lease is given by one machine and held against by another, so both must mean the same moment.

    Args:
        ask: gives the server's time; it costs a round trip.
        clock: this machine's clock.
    """

    def __init__(self, ask: Callable[[], datetime], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._asked_at: datetime | None = None
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        """The present moment, as the server has it.

        Raises:
            SQLAlchemyError: the server has never been reached. Later on it may be away.
        """
        now = self._clock()
        if self._asked_at is None:
            self._correct(now)
        elif not timedelta() <= now - self._asked_at < _EVERY:
            with suppress(SQLAlchemyError):
                self._correct(now)
        return self._clock() + self._ahead

    def _correct(self, now: datetime) -> None:
        self._ahead = self._ask() - self._clock()
        self._asked_at = now
