"""The shares waiting to be published: one transaction settles what came back and claims what goes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector
from advocacy.publish.decide import Action, Decision, Doubt
from advocacy.publish.limits import FREE, Meter, Order, Toll
from advocacy.share import Attempt, Post, ShareState
from advocacy.storage import Store, claims, outbox, pauses
from advocacy.storage.outbox import Waiting
from advocacy.storage.spending import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A share that is ready to be tried: its request is drawn, its access is good."""

    waiting: Waiting
    action: Action
    connector: Connector
    access: Access
    frozen: str
    toll: Toll = FREE
    """What it needs before it may leave; nothing, where it only looks."""

    @property
    def order(self) -> Order:
        """The share, and what it needs."""
        return Order(share=self.waiting.share, toll=self.toll)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A share that is ours for one attempt, committed and synced."""

    intent: Intent
    attempt: int
    started_at: datetime
    lease_until: datetime

    @property
    def waiting(self) -> Waiting:
        """The share as it was before."""
        return self.intent.waiting

    @property
    def begun(self) -> Attempt:
        """The attempt as it is written down before the request leaves."""
        return Attempt(
            share=self.waiting.share.id,
            number=self.attempt,
            action=self.intent.action,
            started_at=self.started_at,
        )

    @property
    def doubt(self) -> Doubt | None:
        """What was in doubt before this attempt."""
        return doubt_of(self.waiting)

    @property
    def doubt_if_lost(self) -> Doubt:
        """What is in doubt if the answer to this attempt is lost."""
        may_post = self.intent.action in {Action.SEND, Action.REPOST}
        return Doubt(
            since=self.waiting.unknown_since or self.started_at,
            attempt=self.attempt,
            sends=self.waiting.sends + may_post,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How an attempt ended; without a claim it ended before one was made."""

    waiting: Waiting
    decision: Decision
    claim: Claim | None = None
    detail: str | None = None


class Outbox:
    """The only code that moves a share into and out of `publishing`.

    Args:
        store: the database.
        clock: the time of leases; `Store.clock` gives one that all machines agree on.
        lease: after this long without an answer, a sender is held for dead.
    """

    def __init__(
        self, store: Store, *, clock: Clock = utc_now, lease: timedelta = timedelta(seconds=60)
    ) -> None:
        self._store = store
        self._clock = clock
        self.lease = lease
        self.is_crowded = False
        """Whether others had taken a share that the last cycle wanted."""

    def due(self, limit: int, *, but: Collection[str] = (), only: str | None = None) -> list[Waiting]:
        """At most `limit` shares that may be tried now."""
        with self._store.read() as tx:
            return outbox.due(tx, now=self._clock(), limit=limit, but=but, only=only)

    def next_due(self) -> datetime | None:
        """When there is next something to do."""
        with self._store.read() as tx:
            return outbox.next_due(tx, now=self._clock())

    def reap(self, *, only: str | None = None) -> int:
        """Shares of senders that are silent past their lease become `unknown`; how many did."""
        with self._store.begin() as tx:
            return claims.reap(tx, now=self._clock(), only=only)

    def cycle(self, settlements: Sequence[Settlement], intents: Sequence[Intent]) -> list[Claim]:
        """Write the results of the last batch and claim the next, in one commit."""
        if not settlements and not intents:
            return []
        with self._store.begin() as tx:
            meter = Meter.lock(tx, [intent.order for intent in intents])
            now = self._clock()
            meter.lock_months(tx, _months(settlements, intents, now))
            _settle(tx, settlements, now, meter)
            taken = self._claim(tx, intents, now, meter)
            meter.write(tx)
            return taken

    def _claim(self, tx: Connection, intents: Sequence[Intent], now: datetime, meter: Meter) -> list[Claim]:
        """Everyone takes shares in the order of their ids, so that nobody waits in a circle."""
        paused = pauses.of_apps(tx, now=now) if intents else {}
        allowed = [intent for intent in intents if intent.waiting.share.network not in paused]
        orders = [intent.order for intent in sorted(allowed, key=_longest_due)]
        refused, taken, put_off = meter.judge(orders, now), [], set()
        for intent in sorted(allowed, key=_share_id):
            refusal = refused.get(intent.waiting.share.id)
            if refusal is None:
                claim = self._taken(tx, intent, now)
                taken += [] if claim is None else [claim]
            elif refusal.decision is not None and _set_aside(tx, intent.waiting, refusal.decision):
                put_off.add(intent.waiting.share.id)
        claims.begin(tx, [claim.begun for claim in taken])
        self.is_crowded = len(taken) + len(refused) < len(allowed)
        counted = {claim.waiting.share.id for claim in taken} | put_off
        meter.charge([order for order in orders if order.share.id in counted], now)
        return taken

    def _taken(self, tx: Connection, intent: Intent, now: datetime) -> Claim | None:
        until = now + self.lease
        number = claims.claim(
            tx,
            intent.waiting,
            frozen=intent.frozen,
            lease_until=until,
            kept_at=intent.connector.kept_at(intent.access),
            sends=intent.action is not Action.LOOK,
        )
        if number is None:
            return None
        return Claim(intent=intent, attempt=number, started_at=now, lease_until=until)


def doubt_of(waiting: Waiting) -> Doubt | None:
    """What is in doubt about a waiting share; None when it is simply queued."""
    share, since = waiting.share, waiting.unknown_since
    if since is None and share.state is ShareState.UNKNOWN:  # somebody forgot to say since when
        since = share.due_at
    return None if since is None else Doubt(since=since, attempt=share.attempt, sends=waiting.sends)


def _share_id(intent: Intent) -> str:
    return intent.waiting.share.id


def _longest_due(intent: Intent) -> tuple[datetime, str]:
    return intent.waiting.share.due_at, intent.waiting.share.id


def _months(settlements: Sequence[Settlement], intents: Sequence[Intent], now: datetime) -> set[Month]:
    """The budgets that may change: of what goes out, and of what came back."""
    back = [each.claim for each in settlements if each.claim is not None and each.claim.intent.toll.price]
    out = [each.waiting.share.network for each in intents if each.toll.price]
    began = {Month.of(claim.waiting.share.network, claim.started_at) for claim in back}
    return began | {Month.of(network, now) for network in out}


def _settle(tx: Connection, settlements: Sequence[Settlement], now: datetime, meter: Meter) -> None:
    words = {each.waiting.share.id: each.waiting.share.text for each in settlements}
    claims.publish(tx, [post for each in settlements for post in _posts(each, now)], words)
    for settlement in settlements:
        claim = settlement.claim
        if _move(tx, settlement) and claim is not None and settlement.decision.to in _NOT_THERE:
            meter.give_back(claim.waiting.share.network, claim.started_at, claim.intent.toll.price)
    claims.finish(tx, [end for each in settlements for end in _ends(each, now)])
    for network, member, until in sorted(_pauses(settlements)):
        pauses.put(tx, network=network, member=member, until=until)


def _move(tx: Connection, settlement: Settlement) -> bool:
    """Move the share as decided, unless its post says it all; whether it moved."""
    claim, decision = settlement.claim, settlement.decision
    if claim is None:
        return _set_aside(tx, settlement.waiting, decision)
    if decision.posted is not None:
        return False
    return claims.settle(
        tx,
        claim.waiting.share.id,
        claim.attempt,
        to=decision.to,
        due_at=decision.due_at,
        reason=decision.reason,
        hold=decision.hold,
        unknown_since=claim.doubt_if_lost.since if decision.to is ShareState.UNKNOWN else None,
        thaw=decision.thaw,
    )


def _set_aside(tx: Connection, waiting: Waiting, decision: Decision) -> bool:
    """Write why a share was not tried; whether it was still as it was seen."""
    return claims.set_aside(
        tx,
        waiting,
        to=decision.to,
        due_at=decision.due_at,
        reason=decision.reason,
        hold=decision.hold,
    )


def _posts(settlement: Settlement, now: datetime) -> list[Post]:
    share, posted = settlement.waiting.share, settlement.decision.posted
    if posted is None:
        return []
    return [
        Post(
            share=share.id,
            network=share.network,
            remote_id=claims.clean(posted.remote_id),
            url=claims.clean(posted.url),
            published_at=now,
        )
    ]


def _ends(settlement: Settlement, now: datetime) -> list[Attempt]:
    """How the attempt ended; of a post, which one it was, also where another one was known already."""
    claim, decision = settlement.claim, settlement.decision
    if claim is None:
        return []
    detail = settlement.detail if decision.posted is None else decision.posted.remote_id
    return [replace(claim.begun, finished_at=now, outcome=decision.outcome, detail=detail)]


def _pauses(settlements: Sequence[Settlement]) -> set[tuple[str, str, datetime]]:
    """What the networks asked for: whom they want quiet, and until when."""
    asked = set()
    for settlement in settlements:
        share, pause = settlement.waiting.share, settlement.decision.pause
        if pause is not None and pause.until is not None:
            member = share.advocate if pause.scope == "member" else pauses.EVERYONE
            asked.add((share.network, member, pause.until))
    return asked


_NOT_THERE = {ShareState.QUEUED, ShareState.REJECTED, ShareState.ON_HOLD}
"""Where an attempt leads that the network surely did not take, and does not charge."""
