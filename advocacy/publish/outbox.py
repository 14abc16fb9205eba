"""The shares waiting to be published: one transaction settles what came back and claims what goes out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector
from advocacy.publish.decide import Action, Decision, Doubt
from advocacy.share import Attempt, Post, ShareState
from advocacy.storage import Store, claims, outbox, pauses
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
            now = self._clock()
            _settle(tx, settlements, now)
            return self._claim(tx, intents, now)

    def _claim(self, tx: Connection, intents: Sequence[Intent], now: datetime) -> list[Claim]:
        """Everyone takes shares in the order of their ids, so that nobody waits in a circle."""
        paused = pauses.of_apps(tx, now=now) if intents else {}
        allowed = [intent for intent in intents if intent.waiting.share.network not in paused]
        ours = [self._taken(tx, each, now) for each in sorted(allowed, key=_share_id)]
        taken = [claim for claim in ours if claim is not None]
        claims.begin(tx, [claim.begun for claim in taken])
        return taken

    def _taken(self, tx: Connection, intent: Intent, now: datetime) -> Claim | None:
        until = now + self.lease
        number = claims.claim(
            tx,
            intent.waiting,
            frozen=intent.frozen,
            lease_until=until,
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


def _settle(tx: Connection, settlements: Sequence[Settlement], now: datetime) -> None:
    claims.publish(tx, [post for each in settlements for post in _posts(each, now)])
    for settlement in settlements:
        _move(tx, settlement)
    claims.finish(tx, [end for each in settlements for end in _ends(each, now)])
    for network, member, until in sorted(_pauses(settlements)):
        pauses.put(tx, network=network, member=member, until=until)


def _move(tx: Connection, settlement: Settlement) -> None:
    """Move the share as decided, unless its post says it all."""
    claim, decision = settlement.claim, settlement.decision
    values: dict[str, Any] = {"due_at": decision.due_at, "reason": decision.reason, "hold": decision.hold}
    if claim is None:
        claims.set_aside(tx, settlement.waiting, to=decision.to, **values)
    elif decision.posted is None:
        since = claim.doubt_if_lost.since if decision.to is ShareState.UNKNOWN else None
        share_id = claim.waiting.share.id
        claims.settle(tx, share_id, claim.attempt, to=decision.to, unknown_since=since, **values)


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
