"""The shares waiting to be published: one transaction settles what came back and claims what goes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector, Posted
from advocacy.publish.decide import Action, Decision, Doubt
from advocacy.share import Post, Share, ShareState
from advocacy.storage import Store, claims, outbox, pauses, shares
from advocacy.storage.outbox import Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A share that is ready to be tried: its request is drawn, its access is good."""

    waiting: Waiting
    action: Action
    connector: Connector
    access: Access
    frozen: str


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
        """Write the results of the last batch and claim the next, in one commit.

        Everyone locks rows in the order of their ids, so that nobody waits in a circle.
        """
        if not settlements and not intents:
            return []
        with self._store.begin() as tx:
            taken = [self._step(tx, each) for each in _in_order(settlements, intents)]
            for pause in sorted(_pauses(settlements)):
                _put_pause(tx, *pause)
        return [claim for claim in taken if claim is not None]

    def _step(self, tx: Connection, each: Settlement | Intent) -> Claim | None:
        if isinstance(each, Intent):
            return self._claim(tx, each)
        if each.claim is None:
            _set_aside(tx, each)
        else:
            self._settle(tx, each, each.claim)
        return None

    def _claim(self, tx: Connection, intent: Intent) -> Claim | None:
        now = self._clock()
        number = claims.claim(
            tx, intent.waiting, action=intent.action, frozen=intent.frozen, now=now, lease=self.lease
        )
        if number is None:
            return None
        return Claim(intent=intent, attempt=number, started_at=now, lease_until=now + self.lease)

    def _settle(self, tx: Connection, settlement: Settlement, claim: Claim) -> None:
        now, decision, detail = self._clock(), settlement.decision, settlement.detail
        share, number = settlement.waiting.share, claim.attempt
        if decision.posted is not None:
            _publish(tx, share, decision.posted, now)
            detail = decision.posted.remote_id
        else:
            in_doubt = decision.to is ShareState.UNKNOWN
            claims.settle(
                tx,
                share.id,
                number,
                to=decision.to,
                due_at=decision.due_at,
                reason=decision.reason,
                hold=decision.hold,
                unknown_since=claim.doubt_if_lost.since if in_doubt else None,
            )
        claims.finish(tx, share.id, number, outcome=decision.outcome, detail=detail, now=now)


def doubt_of(waiting: Waiting) -> Doubt | None:
    """What is in doubt about a waiting share; None when it is simply queued."""
    if waiting.unknown_since is None:
        return None
    return Doubt(since=waiting.unknown_since, attempt=waiting.share.attempt, sends=waiting.sends)


def _in_order(settlements: Sequence[Settlement], intents: Sequence[Intent]) -> list[Settlement | Intent]:
    both: list[Settlement | Intent] = [*settlements, *intents]
    return sorted(both, key=lambda each: each.waiting.share.id)


def _set_aside(tx: Connection, settlement: Settlement) -> None:
    decision = settlement.decision
    claims.set_aside(
        tx,
        settlement.waiting,
        to=decision.to,
        due_at=decision.due_at,
        reason=decision.reason,
        hold=decision.hold,
    )


def _publish(tx: Connection, share: Share, posted: Posted, now: datetime) -> None:
    """Write the post down, however late its answer comes: nothing that happened since undoes it."""
    post = Post(
        share=share.id, network=share.network, remote_id=posted.remote_id, url=posted.url, published_at=now
    )
    if claims.publish(tx, post):
        shares.add_post(tx, post)


def _pauses(settlements: Sequence[Settlement]) -> set[tuple[str, str, datetime]]:
    """What the networks asked for: whom they want quiet, and until when."""
    asked = set()
    for settlement in settlements:
        share, pause = settlement.waiting.share, settlement.decision.pause
        if pause is not None and pause.until is not None:
            member = share.advocate if pause.scope == "member" else pauses.EVERYONE
            asked.add((share.network, member, pause.until))
    return asked


def _put_pause(tx: Connection, network: str, member: str, until: datetime) -> None:
    pauses.put(tx, network=network, member=member, until=until)
