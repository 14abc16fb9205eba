"""Where codes lead, remembered for a while so that a click costs no read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from advocacy.storage import Store, links
from advocacy.storage.types import micros
from advocacy.track.pages import Page, onward

REMEMBERED = 10_000
"""Links kept in memory, about 10 MB."""

FRESH = 30.0
"""Seconds until a remembered link is looked up again: how long a withdrawn one may still lead on."""


class Lead(NamedTuple):
    """The answer for a code, and until when it is right."""

    page: Page
    target: str
    ends_at: datetime | None
    accepted_at: int | None
    """In microseconds since 1970."""
    handed_off: bool
    read_at: float


class Leads:
    """The links that were followed lately."""

    def __init__(self, store: Store, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, Lead] = {}

    def remembered(self, code: str) -> Lead | None:
        """The lead of a code, where it was read less than half a minute ago.

        One that was not accepted then may have been since, and is read again.
        """
        lead = self._known.get(code)
        if lead is None or lead.accepted_at is None or self._clock() - lead.read_at >= FRESH:
            return None
        return lead

    async def find(self, code: str) -> Lead | None:
        """The lead of a code, from the database; None for a code that nobody minted.

        Raises:
            SQLAlchemyError: the database does not answer, and the code is not remembered even from earlier.
        """
        try:
            found = await asyncio.get_running_loop().run_in_executor(None, self._read, code)
        except SQLAlchemyError:
            if code in self._known:  # better half an hour old than nowhere
                return self._known[code]
            raise
        if found is None:
            return None
        if len(self._known) >= REMEMBERED and code not in self._known:
            self._known.pop(next(iter(self._known)))
        known_since = None if found.accepted_at is None else micros(found.accepted_at)
        self._known[code] = lead = Lead(
            onward(found.target), found.target, found.ends_at, known_since, found.handed_off, self._clock()
        )
        return lead

    def _read(self, code: str) -> links.Lead | None:
        with self._store.read() as tx:
            return links.lead(tx, code)
