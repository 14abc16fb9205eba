"""Draining the outbox: what is sent, what is held back, and what is looked after meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from advocacy.errors import ConfigurationError
from advocacy.program.chores import regularly
from advocacy.program.timing import Timing
from advocacy.share import ShareState
from advocacy.storage import handoffs, outbox, shares
from advocacy.telemetry import gauge

if TYPE_CHECKING:
    from advocacy.publish import Policy, Publisher, Settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What one run of the publisher did, by the state its shares came to."""

    settled: dict[ShareState, int]
    waiting: dict[ShareState, int]
    """What is still in the outbox."""

    @property
    def published(self) -> int:
        """Posts made (or found) in this run."""
        return self.settled.get(ShareState.PUBLISHED, 0)


class Publishing(Timing):
    """The part of `Program` that publishes."""

    def publish(
        self,
        *,
        until_empty: bool = True,
        patience: timedelta = timedelta(minutes=2),
        stop: threading.Event | None = None,
        on_settled: Callable[[Settlement], None] = lambda _settlement: None,
    ) -> Drained:
        """Publish what is due, each share once.

        Args:
            until_empty: return when nothing is due within `patience`; else work until `stop` is set.
            patience: how long to wait for what is due later (a network's pause, a lost answer).
            stop: set it from another thread to finish what is in hand and return; it is set here where the
                database turns out to be another installation's.
            on_settled: called after each try, from the calling thread.

        Raises:
            ConfigurationError: this database is a copy of another one (see `adopt`) or was taken over by
                another installation meanwhile, or the key that seals tokens is missing or another one.
        """
        stop = stop or threading.Event()
        self.require_own_database()
        self.accounts.require_key()
        settled: dict[ShareState, int] = {}

        def count(settlement: Settlement) -> None:
            settled[settlement.decision.to] = settled.get(settlement.decision.to, 0) + 1
            on_settled(settlement)

        publisher = self.publisher(on_settled=count)
        with regularly(partial(self._look_after, stop), every=EVERY):
            publisher.run(until_empty=until_empty, patience=patience, stop=stop)
        return Drained(settled=settled, waiting=self._in_outbox())

    def publisher(self, *, on_settled: Callable[[Settlement], None] = lambda _settlement: None) -> Publisher:
        """A publisher of this programme, for a runner of one's own."""
        from advocacy.publish import Desk, Outbox, Publisher  # noqa: PLC0415 - heavy: imported on first use

        options = self.settings.publishing
        desk = Desk(
            connector=self.connector,
            outgoing=self._outgoing,
            gate=self._gate,
            policy=self._policy,
            toll=self._toll,
        )
        return Publisher(
            Outbox(self.store, clock=self._shared_clock, lease=timedelta(seconds=options.lease)),
            self.accounts,
            desk,
            clock=self._shared_clock,
            senders=options.senders,
            on_settled=on_settled,
        )

    def _look_after(self, stop: threading.Event) -> None:
        """What is done besides publishing: at its start, every minute, and at its end.

        Where another installation has taken the database over meanwhile, publishing stops.
        """
        try:
            self.require_own_database()
        except ConfigurationError:
            stop.set()
            raise
        self._confirm_followed()
        self._free_unblocked()
        self._look_after_grants()
        self._besides()
        self._gauge()
        self._tally.add()

    def _confirm_followed(self) -> int:
        """Confirm what was handed off and has been followed by a person; how many shares were."""
        with self.store.begin() as tx:
            host = urlsplit(self.settings.tracking.base_url).hostname or ""
            return handoffs.confirm_followed(tx, now=self.clock(), own_host=host)

    def _gauge(self) -> None:
        """Tell how many shares wait, and for how long the longest has been due."""
        now = self.clock()
        with self.store.read() as tx:
            standing = outbox.standing(tx)
        for state in outbox.STANDING:
            count, due_at = standing.get(state, (0, now))
            gauge("outbox.shares", count, state=str(state))
            gauge("outbox.age", max(0.0, (now - due_at).total_seconds()), unit="s", state=str(state))

    def _in_outbox(self) -> dict[ShareState, int]:
        with self.store.read() as tx:
            counts = shares.counts(tx)
        return {state: count for state, count in counts.items() if state in outbox.UNSETTLED}

    def _policy(self, network: str) -> Policy:
        from advocacy.publish import Policy  # noqa: PLC0415 - heavy: imported on first use

        return Policy(self.settings.network(network).policy)


EVERY = timedelta(minutes=1)
"""How often a publisher that runs on looks after what is not publishing."""
