"""Broken versions of the protocol, each by one patch: the harness must notice every one of them."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.connectors.base import Access, Posted
from advocacy.errors import OutcomeUnknown
from advocacy.language import Text
from advocacy.publish import Outbox, Publisher, decide, sender
from advocacy.publish import outbox as publish_outbox
from advocacy.publish.decide import Action, Decision, Doubt, after_posted
from advocacy.publish.limits import Meter
from advocacy.publish.outbox import Claim, Intent, Settlement
from advocacy.publish.sender import Sender
from advocacy.share import Attempt, Hold, Post, ShareState
from advocacy.storage import claims, freezes, limits, outbox
from advocacy.storage import shares as storage_shares
from advocacy.storage.freezes import Freeze
from advocacy.storage.outbox import Waiting
from advocacy.storage.schema import shares
from publish import world
from publish.crash import Mutation
from publish.network import PaperNetwork


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A mutation, and where it shows."""

    breaks: Mutation
    scenario: str
    how: signal.Signals = signal.SIGKILL


def attempt_written_after_the_call(patch: pytest.MonkeyPatch) -> None:
    def taken(self: Outbox, tx: Connection, intent: Intent, now: datetime) -> Claim:
        number = intent.waiting.share.attempt + 1
        return Claim(intent=intent, attempt=number, started_at=now, lease_until=now + self.lease)

    def settle(tx: Connection, settlements: Sequence[Settlement], now: datetime, meter: Meter) -> None:
        for claim in (each.claim for each in settlements if each.claim):
            frozen, until = claim.intent.frozen, claim.lease_until
            claims.claim(tx, claim.waiting, frozen=frozen, lease_until=until)
            begin(tx, [claim.begun])
        kept(tx, settlements, now, meter)

    kept, begin = publish_outbox._settle, claims.begin
    patch.setattr(Outbox, "_taken", taken)
    patch.setattr(claims, "begin", lambda _tx, _begun: None)
    patch.setattr(publish_outbox, "_settle", settle)


def claim_committed_with_its_result(patch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []

    def cycle(self: Outbox, settlements: Sequence[Settlement], intents: Sequence[Intent]) -> list[Claim]:
        if intents:
            opened.append(self._store.begin())
            return self._claim(opened[0].__enter__(), intents, self._clock(), Meter({}))
        if not opened:
            return kept(self, settlements, intents)
        transaction = opened.pop()
        tx = transaction.gen.gi_frame.f_locals["connection"]
        publish_outbox._settle(tx, settlements, self._clock(), Meter({}))
        transaction.__exit__(None, None, None)
        return []

    kept = Outbox.cycle
    patch.setattr(Outbox, "cycle", cycle)


def lease_over_means_queued(patch: pytest.MonkeyPatch) -> None:
    def reap(tx: Connection, *, now: datetime, only: str | None = None) -> int:
        over = [shares.c.state == ShareState.PUBLISHING, shares.c.lease_until <= now]
        return tx.execute(shares.update().where(*over).values(state=ShareState.QUEUED)).rowcount

    patch.setattr(claims, "reap", reap)


def restart_means_queued(patch: pytest.MonkeyPatch) -> None:
    def run(self: Publisher, **options: Any) -> None:
        with self._outbox._store.begin() as tx:
            left = shares.c.state == ShareState.PUBLISHING
            tx.execute(shares.update().where(left).values(state=ShareState.QUEUED))
        kept(self, **options)

    kept = Publisher.run
    patch.setattr(Publisher, "run", run)


def published_before_it_is_sent(patch: pytest.MonkeyPatch) -> None:
    def begin(tx: Connection, begun: Sequence[Attempt]) -> None:
        kept(tx, begun)
        for each in begun:
            post = Post(
                share=each.share, network="fake", remote_id="post-1", url="", published_at=each.started_at
            )
            claims.publish(tx, [post])

    kept = claims.begin
    patch.setattr(claims, "begin", begin)


def settlement_without_fence(patch: pytest.MonkeyPatch) -> None:
    def settle(to: ShareState) -> sa.Update:
        statement = kept(to)
        unfenced = shares.update().where(shares.c.id == sa.bindparam("the_share"))
        return unfenced.values(dict(statement._values or {}))

    kept = claims._settle
    patch.setattr(claims, "_settle", settle)


def claim_without_comparing(patch: pytest.MonkeyPatch) -> None:
    def claim(tx: Connection, waiting: Waiting, **about: Any) -> int | None:
        by_id = shares.c.id == waiting.share.id
        attempt, state, due_at = tx.execute(
            sa.select(shares.c.attempt, shares.c.state, shares.c.due_at).where(by_id)
        ).one()
        now_there = replace(waiting.share, attempt=attempt, state=state, due_at=due_at)
        return kept(tx, replace(waiting, share=now_there), **about)

    kept = claims.claim
    patch.setattr(claims, "claim", claim)


def set_aside_without_comparing(patch: pytest.MonkeyPatch) -> None:
    unfenced = shares.update().where(shares.c.id == sa.bindparam("seen_id"))
    patch.setattr(claims, "_SET_ASIDE", unfenced.values(dict(claims._SET_ASIDE._values or {})))


def unknown_sent_again_by_a_timer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sender, "next_action", lambda *_arguments, **_options: Action.SEND)


def lost_answer_means_refused(patch: pytest.MonkeyPatch) -> None:
    def after_error(error: Exception, **about: Any) -> Decision:
        later = about["now"] + timedelta(seconds=2)
        return Decision(to=ShareState.QUEUED, outcome="later", due_at=later)

    patch.setattr(sender, "after_error", after_error)


def absence_believed_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "QUARANTINE", timedelta())


def doubt_begins_anew(patch: pytest.MonkeyPatch) -> None:
    def doubt_if_lost(self: Claim) -> Doubt:
        return Doubt(since=self.started_at, attempt=self.attempt)

    patch.setattr(Claim, "doubt_if_lost", property(doubt_if_lost))


def request_drawn_at_every_attempt(patch: pytest.MonkeyPatch) -> None:
    def waiting(row: sa.Row[Any]) -> Waiting:
        return replace(kept(row), frozen="")

    kept = outbox._waiting
    patch.setattr(outbox, "_waiting", waiting)


def lease_not_looked_at(patch: pytest.MonkeyPatch) -> None:
    def call(self: Sender, claim: Claim) -> Decision:
        intent = claim.intent
        if intent.action is Action.LOOK:
            return kept(self, claim)
        return after_posted(intent.connector.publish(intent.frozen, intent.access))

    kept = Sender._call
    patch.setattr(Sender, "_call", call)


def request_repeated_by_the_client(patch: pytest.MonkeyPatch) -> None:
    def publish(self: PaperNetwork, frozen: str, access: Access) -> Posted:
        try:
            return kept(self, frozen, access)
        except OutcomeUnknown:
            return kept(self, frozen, access)

    kept = PaperNetwork.publish
    patch.setattr(PaperNetwork, "publish", publish)


def freeze_only_asked_before(patch: pytest.MonkeyPatch) -> None:
    """What the gate saw is believed: neither is the queue held back, nor is the claim refused."""

    def add(tx: Connection, freeze: Freeze, *, told: Text) -> int:
        kept(tx, freeze, told=told)
        back = {"state": ShareState.QUEUED, "hold": None, "reason": None}
        tx.execute(shares.update().where(shares.c.hold == Hold.CRISIS).values(back))
        return 0

    kept = freezes.add
    patch.setattr(freezes, "add", add)
    patch.setattr(claims, "_CLAIM_TO_SEND", claims._CLAIM)
    patch.setattr(world, "frozen", lambda _store, _share: None)


def words_sent_as_they_were_before(patch: pytest.MonkeyPatch) -> None:
    """Other words do not make another request."""

    def move(tx: Connection, share_id: str, to: ShareState, **about: Any) -> bool:
        drawn = sa.select(shares.c.frozen).where(shares.c.id == share_id)
        before = tx.execute(drawn).scalar()
        moved = kept(tx, share_id, to, **about)
        if moved and to is ShareState.OFFERED:
            tx.execute(shares.update().where(shares.c.id == share_id).values(frozen=before))
        return moved

    kept = storage_shares.move
    patch.setattr(storage_shares, "move", move)


def taken_back_while_it_leaves(patch: pytest.MonkeyPatch) -> None:
    """Cancelling asks for no state."""

    def move(tx: Connection, share_id: str, to: ShareState, **about: Any) -> bool:
        if to is not ShareState.CANCELLED:
            return kept(tx, share_id, to, **about)
        where = shares.c.id == share_id
        return tx.execute(shares.update().where(where).values(state=to)).rowcount == 1

    kept = storage_shares.move
    patch.setattr(storage_shares, "move", move)


def limits_kept_in_memory(patch: pytest.MonkeyPatch) -> None:
    """What a request uses up is written down nowhere: the next process knows nothing of it."""
    patch.setattr(limits, "write", lambda _tx, _changed: None)


_STOP = signal.SIGSTOP
MUTANTS = [
    Mutant(breaks=attempt_written_after_the_call, scenario="nothing can be asked, answered"),
    Mutant(breaks=claim_committed_with_its_result, scenario="nothing can be asked, answered"),
    Mutant(breaks=lease_over_means_queued, scenario="nothing can be asked, answered"),
    Mutant(breaks=restart_means_queued, scenario="posts can be found, answered"),
    Mutant(breaks=published_before_it_is_sent, scenario="nothing can be asked, answered"),
    Mutant(breaks=settlement_without_fence, scenario="a person looks, told to wait", how=_STOP),
    Mutant(breaks=claim_without_comparing, scenario="nothing can be asked, answered", how=_STOP),
    Mutant(breaks=set_aside_without_comparing, scenario="renewal refused once", how=_STOP),
    Mutant(breaks=unknown_sent_again_by_a_timer, scenario="nothing can be asked, answer lost"),
    Mutant(breaks=lost_answer_means_refused, scenario="nothing can be asked, answer lost"),
    Mutant(breaks=absence_believed_at_once, scenario="posts can be found, repost, answer lost"),
    Mutant(breaks=doubt_begins_anew, scenario="keys for an hour, answers lost for long"),
    Mutant(breaks=request_drawn_at_every_attempt, scenario="keys for ever, answer lost"),
    Mutant(breaks=lease_not_looked_at, scenario="a person looks, answered", how=_STOP),
    Mutant(breaks=request_repeated_by_the_client, scenario="nothing can be asked, answer lost"),
    Mutant(breaks=limits_kept_in_memory, scenario="keys for ever, answer lost, limits"),
    Mutant(breaks=freeze_only_asked_before, scenario="nothing can be asked, answered, freeze meanwhile"),
    Mutant(breaks=taken_back_while_it_leaves, scenario="nothing can be asked, answered, cancel meanwhile"),
]
