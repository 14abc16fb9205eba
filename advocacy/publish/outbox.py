"""The shares waiting to be published: one transaction settles what came back and claims what goes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access
from advocacy.publish.decide import Action, Decision, Doubt
from advocacy.share import Post, ShareState
from advocacy.storage import Store, outbox, shares
from advocacy.storage.outbox import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A share that is ready to be tried: its request is drawn, its access is good."""

    waiting: Waiting
    action: Action
    access: Access
    frozen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A share that is ours for one attempt, committed and synced."""

    waiting: Waiting
    action: Action
    access: Access
    frozen: str
    attempt: int
    started_at: datetime
    lease_until: datetime

    @property
    def doubt(self) -> Doubt | None:
        """What was in doubt before this attempt."""
        return doubt_of(self.waiting)

    @property
    def doubt_if_lost(self) -> Doubt:
        """What is in doubt if the answer to this attempt is lost."""
        return Doubt(since=self.waiting.unknown_since or self.started_at, attempt=self.attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How an attempt ended; without a claim it ended before one was made."""

    waiting: Waiting
    decision: Decision
    claim: Claim | None = None
    detail: str | None = None


class Outbox:
    """The only code that moves a share into and out of `publishing`."""

    def __init__(
        self, store: Store, *, clock: Clock = utc_now, lease: timedelta = timedelta(seconds=60)
    ) -> None:
        self._store = store
        self._clock = clock
        self.lease = lease

    def due(self, limit: int, *, but: Collection[str] = (), only: str | None = None) -> list[Waiting]:
        """At most `limit` shares that may be tried now."""
        with self._store.read() as tx:
            return outbox.due(tx, now=self._clock(), limit=limit, but=but, only=only)

    def next_due(self) -> datetime | None:
        """When there is next something to do."""
        with self._store.read() as tx:
            return outbox.next_due(tx)

    def reap(self) -> int:
        """Shares of senders that are silent past their lease become `unknown`; how many did."""
        with self._store.begin() as tx:
            return outbox.reap(tx, now=self._clock())

    def cycle(self, settlements: Sequence[Settlement], intents: Sequence[Intent]) -> list[Claim]:
        """Write the results of the last batch and claim the next, in one commit."""
        if not settlements and not intents:
            return []
        with self._store.begin() as tx:
            for settlement in settlements:
                self._settle(tx, settlement)
            claims = [self._claim(tx, intent) for intent in intents]
        return [claim for claim in claims if claim is not None]

    def _claim(self, tx: Connection, intent: Intent) -> Claim | None:
        now = self._clock()
        number = outbox.claim(
            tx, intent.waiting, action=intent.action, frozen=intent.frozen, now=now, lease=self.lease
        )
        if number is None:
            return None
        return Claim(
            waiting=intent.waiting,
            action=intent.action,
            access=intent.access,
            frozen=intent.frozen,
            attempt=number,
            started_at=now,
            lease_until=now + self.lease,
        )

    def _settle(self, tx: Connection, settlement: Settlement) -> None:
        now, decision, share = self._clock(), settlement.decision, settlement.waiting.share
        if settlement.claim is None:
            self._set_aside(tx, settlement)
        else:
            attempt = settlement.claim.attempt
            values = self._values(settlement, now)
            fenced = shares.move(
                tx, share.id, decision.to, attempt=attempt, only_from=_settled_from(decision), **values
            )
            if fenced and decision.posted is not None:
                self._record_post(tx, settlement, now)
            detail = settlement.detail
            outbox.finish(tx, share.id, attempt, outcome=decision.outcome, detail=detail, now=now)
        if decision.pause is not None and decision.pause.until is not None:
            member = share.advocate if decision.pause.scope == "member" else ""
            outbox.pause(tx, network=share.network, member=member, until=decision.pause.until)

    def _set_aside(self, tx: Connection, settlement: Settlement) -> None:
        """A share that could not even be tried changes only if it is still as it was seen."""
        outbox.set_aside(
            tx,
            settlement.waiting,
            to=settlement.decision.to,
            due_at=settlement.decision.due_at,
            reason=settlement.decision.reason,
            hold=settlement.decision.hold,
        )

    def _values(self, settlement: Settlement, now: datetime) -> dict[str, object]:
        decision, claim = settlement.decision, settlement.claim
        values: dict[str, object] = {"reason": decision.reason, "hold": decision.hold, "lease_until": None}
        if decision.due_at is not None:
            values["due_at"] = decision.due_at
        if decision.to is ShareState.UNKNOWN and claim is not None:
            values["unknown_since"] = claim.doubt_if_lost.since
        if decision.to in {ShareState.QUEUED, ShareState.PUBLISHED}:
            values["unknown_since"] = None
        if decision.posted is not None:
            values |= {
                "remote_id": decision.posted.remote_id,
                "url": decision.posted.url,
                "published_at": now,
            }
        return values

    def _record_post(self, tx: Connection, settlement: Settlement, now: datetime) -> None:
        share, posted = settlement.waiting.share, settlement.decision.posted
        assert posted is not None  # noqa: S101 - the caller asked
        post = Post(
            share=share.id,
            network=share.network,
            remote_id=posted.remote_id,
            url=posted.url,
            published_at=now,
        )
        shares.add_post(tx, post)


def _settled_from(decision: Decision) -> frozenset[ShareState]:
    """An answer that comes after the lease finds `unknown`: only the certainty of a post is written then."""
    late = {ShareState.UNKNOWN} if decision.posted is not None else set()
    return frozenset({ShareState.PUBLISHING} | late)


def doubt_of(waiting: Waiting) -> Doubt | None:
    """What is in doubt about a waiting share; None when it is simply queued."""
    if waiting.unknown_since is None:
        return None
    return Doubt(since=waiting.unknown_since, attempt=waiting.share.attempt)
