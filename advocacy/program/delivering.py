"""One share at a time, for engines that bring their own workers, and the sweep behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from advocacy.program.previewing import Previewing
from advocacy.share import Share, ShareState
from advocacy.storage import outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What one sweep found."""

    confirmed: int
    """Shares that were handed off, and that a person's click shows to be posted."""
    given_up: int
    """Shares whose worker was silent past its lease; they are `unknown` now, and looked into."""
    due: tuple[str, ...]
    """Ids of the shares that were due and in nobody's hands, longest due first; each was handed on."""


_TRIED = frozenset({ShareState.QUEUED, ShareState.PUBLISHING, ShareState.UNKNOWN})


class Delivering(Previewing):
    """The part of `Program` that works under an engine: Celery, DBOS, or whatever calls `deliver`."""

    def deliver(self, share: str) -> Share:
        """Try one share now, if it is due; as it is afterwards, with its state, reason and next moment.

        It goes by the same protocol as `publish`: claimed by one, committed before its request leaves. So it
        may be called again, by many at once, or after a crash: nothing is posted twice. Where somebody else
        has the share, or it is not due, nothing happens.

        Raises:
            NotFound: there is no such share.
            ConfigurationError: this database is a copy of another one (see `adopt`).
        """
        found = self.share(share)
        if found.state not in _TRIED:
            return found
        self.require_own_database()
        self.publisher().deliver(share)
        return self.share(share)

    def sweep(self, deliver: Callable[[str], object] | None = None, *, limit: int = 1000) -> Swept:
        """Find what is due and in nobody's hands, and have it delivered. Call it every 10 to 60 seconds.

        What an engine lost, repeated or never heard of is found here: the table of shares is the truth, and a
        message of an engine only a reminder.

        Args:
            deliver: hands the id of a share to the engine; without it, they are delivered here, one by one.
            limit: at most so many, longest due first; the next sweep takes more.

        Raises:
            ConfigurationError: this database is a copy of another one (see `adopt`).
        """
        self.require_own_database()
        confirmed, given_up = self._confirm_followed(), self.publisher().give_up_silent()
        self._free_unblocked()
        self._gauge()
        self._tally.add()
        due = tuple(share.id for share in self.due(limit=limit))
        for share in due:
            (deliver or self.deliver)(share)
        self._look_after_grants()
        self._besides()
        return Swept(confirmed=confirmed, given_up=given_up, due=due)

    def due(self, *, limit: int = 10_000) -> list[Share]:
        """What `publish` would try now; nothing is sent."""
        with self.store.read() as tx:
            return [waiting.share for waiting in outbox.due(tx, now=self.clock(), limit=limit)]
