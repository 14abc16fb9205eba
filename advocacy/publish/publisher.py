"""Drains the outbox: one coordinator writes to the database, a few senders speak to the networks."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from advocacy.accounts import Accounts
from advocacy.clock import Clock, utc_now
from advocacy.publish.outbox import Claim, Intent, Outbox, Settlement
from advocacy.publish.sender import Desk, Sender
from advocacy.storage.outbox import Waiting
from advocacy.telemetry import count, span

log = logging.getLogger("advocacy.publish")
T = TypeVar("T")

_REAP_EVERY = timedelta(seconds=1)
_AHEAD = 4
"""Shares seen at a time, for each sender; a claim fails where one has changed since."""
_SEEN_FOR = timedelta(seconds=1)
_FRESH = timedelta(seconds=10)
"""A share is made ready while others are sent; where it then waits longer than that, it is done again."""
_LINGER = 0.01
"""Seconds to wait for what ends about now too: one commit for several shares is much less work."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_POLL = 0.5
"""Seconds between two looks at an outbox that other processes may fill."""
_TROUBLES = (0.1, 0.5, 2.0, 5.0, 10.0, 15.0)
"""Seconds between two tries to reach a database that is away: a restart takes less than all of them."""


class Publisher:
    """Publishes what is due, each share by the protocol of `advocacy.publish.decide`.

    Any number of publishers may work on one database.
    """

    def __init__(
        self,
        outbox: Outbox,
        accounts: Accounts,
        desk: Desk,
        *,
        clock: Clock = utc_now,
        senders: int = 8,
        on_settled: Callable[[Settlement], None] = lambda _settlement: None,
    ) -> None:
        self._outbox = outbox
        self._accounts = accounts
        self._sender = Sender(accounts, desk, clock)
        self._clock = clock
        self._senders = senders
        self._on_settled = on_settled
        self._reap_at = self._seen_at = clock()
        self._seen: list[Waiting] = []
        self._is_crowded = False

    def deliver(self, share_id: str) -> Settlement | None:
        """Try one share now; how it ended, or None where it is not due or in somebody else's hands.

        For engines that bring their own workers. Safe to repeat, at once, or after a crash.
        """
        self._outbox.reap(only=share_id)
        for waiting in self._outbox.due(1, only=share_id):
            ready = self._sender.prepare(waiting)
            if isinstance(ready, Settlement):
                return self._settle(ready)
            for claim in self._claim([], [ready]):
                return self._settle(self._sender.attempt(claim))
        return None

    def give_up_silent(self) -> int:
        """Shares of senders that are silent past their lease become `unknown`; how many did."""
        return self._outbox.reap()

    def run(
        self,
        *,
        until_empty: bool = False,
        patience: timedelta = timedelta(minutes=2),
        stop: threading.Event | None = None,
    ) -> None:
        """Work until `stop` is set, or nothing is due within `patience`; then finish what is in hand."""
        stop = stop or threading.Event()
        with ThreadPoolExecutor(2 * self._senders, thread_name_prefix="advocacy-sender") as pool:
            hand = _Hand(pool)
            try:
                while not stop.is_set():
                    next_due = _patiently(lambda: self._turn(hand))
                    if hand.shares:
                        hand.wait()
                    elif until_empty and (next_due is None or next_due > self._clock() + patience):
                        return
                    else:
                        stop.wait(self._pause(next_due))
            finally:  # however the loop ends, what was sent is written down
                while hand.shares:
                    hand.wait()
                    _patiently(lambda: self._exchange(hand, claiming=False))

    def _turn(self, hand: _Hand) -> datetime | None:
        """Settle what is done, send what is ready, take more; when there is next something to do."""
        self._exchange(hand)
        self._take_more(hand)
        return None if hand.shares else self._outbox.next_due()

    def _exchange(self, hand: _Hand, *, claiming: bool = True) -> None:
        """One commit, between what came back and what goes out: no more than can be sent now."""
        done = {future: future.result() for future in hand.done()}
        settlements = [result for result in done.values() if isinstance(result, Settlement)]
        ready = {future: result for future, result in done.items() if isinstance(result, Intent)}
        if any(each.decision.grant for each in settlements):  # what is ready holds the grants as they were
            hand.outdate()
            claiming = False
        going = list(ready)[: max(0, self._senders - hand.sending)] if claiming else []
        intents = [ready[future] for future in going if hand.is_fresh(future, self._clock())]
        claims = self._claim(settlements, intents)
        hand.drop([future for future in done if future not in ready or future in going or not claiming])
        if len(claims) < len(intents):  # look again; where others are at the same shares, elsewhere
            self._seen = []
            self._is_crowded = self._outbox.is_crowded
        for claim in claims:
            hand.send(claim.waiting.share.id, partial(self._sender.attempt, claim))
        self._after(settlements)

    def _claim(self, settlements: Sequence[Settlement], intents: Sequence[Intent]) -> list[Claim]:
        if not intents:
            return self._outbox.cycle(settlements, [])
        with span("claim", shares=len(intents)):
            return self._outbox.cycle(settlements, intents)

    def _settle(self, settlement: Settlement) -> Settlement:
        _patiently(lambda: self._outbox.cycle([settlement], []))
        self._after([settlement])
        return settlement

    def _take_more(self, hand: _Hand) -> None:
        free = self._senders - hand.preparing
        if free <= 0:
            return
        now = self._clock()
        if now >= self._reap_at:
            self._outbox.reap()
            self._reap_at = now + _REAP_EVERY
        if not self._seen or now - self._seen_at > _SEEN_FOR:
            self._seen, self._seen_at = self._outbox.due(_AHEAD * self._senders, but=hand.shares), now
            if self._is_crowded:
                random.shuffle(self._seen)
                self._is_crowded = False
        taken, self._seen = self._seen[:free], self._seen[free:]
        for waiting in taken:
            hand.prepare(waiting.share.id, now, partial(self._sender.prepare, waiting))

    def _pause(self, next_due: datetime | None) -> float:
        if next_due is None:
            return _POLL
        return max(0.01, min(_POLL, (next_due - self._clock()).total_seconds()))

    def _after(self, settlements: Sequence[Settlement]) -> None:
        """What follows a settlement; the shares in hand do not depend on it."""
        for settlement in settlements:
            try:
                self._mark_grant(settlement)
                _report(settlement)
                self._on_settled(settlement)
            except Exception:
                log.exception("after settling %s", settlement.waiting.share.id, extra={"action": "settle"})

    def _mark_grant(self, settlement: Settlement) -> None:
        share, claim = settlement.waiting.share, settlement.claim
        used = None if claim is None else claim.intent.access
        if settlement.decision.grant is not None:
            self._seen = []  # with the grants as they were
        if settlement.decision.grant == "stale":
            self._accounts.stale(share.advocate, share.network, used=used)
        elif settlement.decision.grant == "expired":
            self._accounts.expire(share.advocate, share.network, used=used)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What a thread does for a share: make it ready since then, or send it."""

    share: str
    ready_since: datetime | None = None


class _Hand:
    """The shares this publisher is busy with: some are being sent, others made ready meanwhile."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._busy: dict[Future[Intent | Settlement], _Task] = {}
        self._ended: SimpleQueue[Future[Intent | Settlement]] = SimpleQueue()
        self._over: set[Future[Intent | Settlement]] = set()
        """Those of `_busy` that are known to have ended: asking each future takes a lock."""

    @property
    def shares(self) -> list[str]:
        return [task.share for task in self._busy.values()]

    @property
    def sending(self) -> int:
        """How many are being sent and not back yet."""
        going = (future for future, task in self._busy.items() if task.ready_since is None)
        return sum(future not in self._over for future in going)

    @property
    def preparing(self) -> int:
        """How many are being made ready, or are ready and wait for a free sender."""
        return sum(task.ready_since is not None for task in self._busy.values())

    def prepare(self, share: str, now: datetime, work: Callable[[], Intent | Settlement]) -> None:
        self._start(_Task(share=share, ready_since=now), work)

    def send(self, share: str, work: Callable[[], Settlement]) -> None:
        self._start(_Task(share=share), work)

    def _start(self, task: _Task, work: Callable[[], Intent | Settlement]) -> None:
        future = self._pool.submit(work)
        self._busy[future] = task
        future.add_done_callback(self._ended.put)

    def is_fresh(self, future: Future[Intent | Settlement], now: datetime) -> bool:
        """Whether it was made ready a moment ago; else charter and grant are looked at again."""
        since = self._busy[future].ready_since
        return since is not None and now - since < _FRESH

    def outdate(self) -> None:
        """Have everything made ready again that is not being sent."""
        for future, task in self._busy.items():
            if task.ready_since is not None:
                self._busy[future] = replace(task, ready_since=_LONG_AGO)

    def done(self) -> list[Future[Intent | Settlement]]:
        with suppress(Empty):
            while True:
                self._note(self._ended.get_nowait())
        return [future for future in self._busy if future in self._over]

    def drop(self, futures: Sequence[Future[Intent | Settlement]]) -> None:
        for future in futures:
            del self._busy[future]
        self._over.difference_update(futures)

    def _note(self, ended: Future[Intent | Settlement]) -> bool:
        """Whether it is one of ours; others were dropped before."""
        is_ours = ended in self._busy
        if is_ours:
            self._over.add(ended)
        return is_ours

    def wait(self) -> None:
        """Until one is done, and then a moment for those that end about now too."""
        until = time.monotonic() + _POLL
        while (left := until - time.monotonic()) > 0 and len(self._over) < len(self._busy):
            with suppress(Empty):
                if self._note(self._ended.get(timeout=left)):
                    until = min(until, time.monotonic() + _LINGER)


def _patiently(work: Callable[[], T]) -> T:
    """Do what needs the database, again if it is away for a moment; doing it twice changes nothing."""
    for pause in _TROUBLES:
        try:
            return work()
        except OperationalError:
            log.warning("the database is away", exc_info=True, extra={"action": "wait"})
            time.sleep(pause)
    return work()


def _report(settlement: Settlement) -> None:
    share, decision, claim = settlement.waiting.share, settlement.decision, settlement.claim
    about = {
        "action": "settle",
        "share": share.id,
        "network": share.network,
        "state": str(decision.to),
        "outcome": decision.outcome,
        "attempt": claim.attempt if claim else share.attempt,
    }
    log.info("share %s is %s", share.id, decision.to, extra=about)
    count("attempts", network=share.network, outcome=decision.outcome, state=str(decision.to))
