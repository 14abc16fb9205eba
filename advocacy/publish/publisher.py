"""Drains the outbox: one coordinator writes to the database, a few senders speak to the networks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from advocacy.accounts import Accounts
from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Connector, Outgoing
from advocacy.errors import ConnectorError, TryLater
from advocacy.language import Text
from advocacy.publish.decide import (
    FAR,
    UNSEEN,
    Action,
    Decision,
    Policy,
    after_absence,
    after_error,
    after_posted,
    ask_a_person,
    before_sending,
    next_action,
    next_look,
)
from advocacy.publish.outbox import Claim, Intent, Outbox, Settlement, doubt_of
from advocacy.share import Share, ShareState
from advocacy.storage.outbox import Waiting

log = logging.getLogger("advocacy.publish")

_MARGIN = timedelta(seconds=1)
_REAP_EVERY = timedelta(seconds=1)
_POLL = 0.5
"""Seconds between two looks at an outbox that other processes may fill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the publisher needs to know from the rest of the programme."""

    connector: Callable[[str], Connector]
    outgoing: Callable[[Share], Outgoing]
    gate: Callable[[Share], Decision | None] = field(default=lambda _share: None)
    """The last review before a share leaves; a decision holds it back."""
    policy: Callable[[str], Policy] = field(default=lambda _network: Policy.HOLD)


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
        self._desk = desk
        self._clock = clock
        self._senders = senders
        self._on_settled = on_settled
        self._reap_at = clock()

    def deliver(self, share_id: str) -> None:
        """Try one share now, if it is due; for engines that bring their own workers. Safe to repeat."""
        self._outbox.reap()
        for waiting in self._outbox.due(1, only=share_id):
            ready = self._prepare(waiting)
            if isinstance(ready, Settlement):
                self._write([ready], [])
                return
            for claim in self._write([], [ready]):
                self._write([self._attempt(claim)], [])

    def run(
        self,
        *,
        until_empty: bool = False,
        patience: timedelta = timedelta(minutes=2),
        stop: threading.Event | None = None,
    ) -> None:
        """Work until `stop` is set, or until nothing is due within `patience`; then finish what is in hand."""
        stop = stop or threading.Event()
        hand = _Hand()
        with ThreadPoolExecutor(self._senders, thread_name_prefix="advocacy-sender") as pool:
            while not (stop.is_set() and not hand.futures):
                done, intents = hand.gather()
                for claim in self._write(done, [] if stop.is_set() else intents):
                    hand.add(claim.waiting, pool.submit(self._attempt, claim))
                if not stop.is_set():
                    self._take_more(hand, pool)
                if hand.futures:
                    hand.wait()
                elif until_empty and self._is_empty(patience):
                    return
                else:
                    stop.wait(self._pause())

    def _take_more(self, hand: _Hand, pool: ThreadPoolExecutor) -> None:
        free = self._senders - len(hand.futures)
        if free <= 0:
            return
        self._reap_now_and_then()
        for waiting in self._outbox.due(free, but=hand.shares):
            hand.add(waiting, pool.submit(self._prepare, waiting))

    def _reap_now_and_then(self) -> None:
        now = self._clock()
        if now >= self._reap_at:
            self._outbox.reap()
            self._reap_at = now + _REAP_EVERY

    def _is_empty(self, patience: timedelta) -> bool:
        due = self._outbox.next_due()
        return due is None or due > self._clock() + patience

    def _pause(self) -> float:
        due = self._outbox.next_due()
        if due is None:
            return _POLL
        return max(0.01, min(_POLL, (due - self._clock()).total_seconds()))

    def _write(self, settlements: list[Settlement], intents: list[Intent]) -> list[Claim]:
        claims = self._outbox.cycle(settlements, intents)
        for settlement in settlements:
            self._after(settlement)
        return claims

    def _after(self, settlement: Settlement) -> None:
        share, decision = settlement.waiting.share, settlement.decision
        if decision.stale_grant:
            self._accounts.stale(share.advocate, share.network)
        elif decision.hold == "authorization":
            self._accounts.expire(share.advocate, share.network)
        log.info(
            "share %s is %s",
            share.id,
            decision.to,
            extra={
                "action": "settle",
                "share": share.id,
                "network": share.network,
                "state": str(decision.to),
                "outcome": decision.outcome,
                "attempt": settlement.claim.attempt if settlement.claim else share.attempt,
            },
        )
        self._on_settled(settlement)

    def _prepare(self, waiting: Waiting) -> Intent | Settlement:
        """All that is slow or may be refused, before the claim: review, access, the exact bytes."""
        share, now = waiting.share, self._clock()
        doubt = doubt_of(waiting)
        try:
            connector = self._desk.connector(share.network)
            retry = connector.capabilities.retry
            action = next_action(doubt, retry, policy=self._desk.policy(share.network), now=now)
            if action is None:
                return Settlement(waiting=waiting, decision=self._wait(waiting, connector, now))
            if action is Action.SEND_AGAIN and waiting.frozen is None:
                return Settlement(waiting=waiting, decision=ask_a_person(ConnectorError(UNSEEN)))
            held = self._desk.gate(share) if doubt is None else None
            if held is not None:
                return Settlement(waiting=waiting, decision=held)
            access = self._accounts.access(share.advocate, connector)
            return Intent(
                waiting=waiting,
                action=action,
                access=access,
                frozen=waiting.frozen or connector.freeze(self._desk.outgoing(share), access, now=now),
            )
        except ConnectorError as error:
            decision = before_sending(error, doubt=doubt, attempt=share.attempt, now=now)
        except Exception as error:
            log.exception("share %s could not be prepared", share.id, extra={"action": "prepare"})
            later = TryLater(_BROKEN.format(kind=type(error).__name__), until=now + timedelta(minutes=10))
            decision = before_sending(later, doubt=doubt, attempt=share.attempt, now=now)
        return Settlement(waiting=waiting, decision=decision)

    def _wait(self, waiting: Waiting, connector: Connector, now: datetime) -> Decision:
        doubt = doubt_of(waiting)
        due = next_look(doubt, connector.capabilities.retry, now=now) if doubt else FAR
        return Decision(to=ShareState.UNKNOWN, outcome="waiting", due_at=due, reason=waiting.share.reason)

    def _attempt(self, claim: Claim) -> Settlement:
        """The one irreversible call. Whatever happens here, a settlement comes back."""
        share = claim.waiting.share
        connector = self._desk.connector(share.network)
        retry = connector.capabilities.retry
        detail = None
        try:
            decision = self._call(claim, connector)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"[:500] if isinstance(error, ConnectorError) else None
            if not isinstance(error, ConnectorError):
                log.exception("share %s: the connector failed", share.id, extra={"action": "attempt"})
            decision = after_error(
                error, doubt=claim.doubt, attempt=claim.doubt_if_lost, retry=retry, now=self._clock()
            )
        return Settlement(waiting=claim.waiting, decision=decision, claim=claim, detail=detail)

    def _call(self, claim: Claim, connector: Connector) -> Decision:
        share = claim.waiting.share
        if claim.action is Action.LOOK:
            found = connector.find(claim.frozen, claim.access, since=claim.doubt_if_lost.since)
            if found is not None:
                return after_posted(found)
            policy, retry = self._desk.policy(share.network), connector.capabilities.retry
            return after_absence(claim.doubt_if_lost, retry, policy=policy, now=self._clock())
        if self._clock() >= claim.lease_until - _MARGIN:
            raise TryLater(_SLEPT)
        return after_posted(connector.publish(claim.frozen, claim.access))


class _Hand:
    """The shares this publisher is busy with."""

    def __init__(self) -> None:
        self.futures: dict[Future[Intent | Settlement], str] = {}

    @property
    def shares(self) -> list[str]:
        return list(self.futures.values())

    def add(self, waiting: Waiting, future: Future[Intent | Settlement]) -> None:
        self.futures[future] = waiting.share.id

    def gather(self) -> tuple[list[Settlement], list[Intent]]:
        settlements: list[Settlement] = []
        intents: list[Intent] = []
        for future in [future for future in self.futures if future.done()]:
            del self.futures[future]
            result = future.result()
            if isinstance(result, Settlement):
                settlements.append(result)
            else:
                intents.append(result)
        return settlements, intents

    def wait(self) -> None:
        wait(self.futures, timeout=_POLL, return_when=FIRST_COMPLETED)


_BROKEN = Text(
    fr="Une erreur interne ({kind}) retarde ce partage ; le journal de l’application dit laquelle.",
    en="An internal error ({kind}) delays this share; the application's log says which.",
)
_SLEPT = Text(
    fr="L’envoi a été interrompu avant de partir ; il sera repris.",
    en="Sending was interrupted before it left; it will be taken up again.",
)
