"""The last look at a share before it leaves, what it holds back, and what frees it again.

queued ─ the story was withdrawn ─▶ cancelled
       ├ a freeze covers it ──────▶ on_hold (crisis) ── resume ─▶ queued
       ├ the charter blocks it ───▶ on_hold (charter) ─ another charter, an exemption, its time ─▶ queued
       └ else ────────────────────▶ publishing
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.engine import Connection

from advocacy.content.edition import StoryState
from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.program.choices import choice
from advocacy.program.desk import Deciding
from advocacy.share import Hold, Share, ShareState
from advocacy.storage import exemptions, freezes, reviews, shares, slots, stories

if TYPE_CHECKING:
    from advocacy.charter import Review
    from advocacy.publish.decide import Decision

AGAIN = timedelta(hours=1)
"""What the charter blocks is looked at again after this long: some rules hold for a time of day only."""


class Gating(Deciding):
    """The part of `Program` that stands between the outbox and the networks."""

    def release(self, hold: Hold | str, *, by: str, role: str, network: str | None = None) -> int:
        """Queue again what was on hold for that reason; how many shares.

        Each meets the charter once more before it leaves. What was late goes out as soon as it may.

        Args:
            hold: the reason, one of `Hold`; but for ``crisis``, which `resume` ends.
            by: who decides, for the record.
            role: for which role.
            network: only what is held on that network.

        Raises:
            InvalidInput: nothing is held for such a reason.
            NotAllowed: a freeze holds it back; or the role neither approves nor operates
                (`settings.approval`).
        """
        self._require_say(role, runs_it=True)
        hold, now = choice(Hold, hold, field="hold"), self.clock()
        if hold is Hold.CRISIS:
            raise NotAllowed(_CRISIS)
        with self.store.begin() as tx:
            held = shares.select(tx, state=ShareState.ON_HOLD, hold=hold, network=network)
            moved = [share for share in held if shares.requeue(tx, share.id, now=now)]
            if hold in slots.REPLANNED:
                slots.forget(tx, [share.id for share in moved])
            detail = {"role": role, "shares": len(moved)}
            reviews.note(tx, by=by, verb="release", subject=hold, now=now, detail=detail)
        return len(moved)

    def _gate(self, share: Share) -> Decision | None:
        """The last look, with the charter and clock of now; None where nothing stands in the way."""
        held, review = self._held_back(share)
        if review is not None:
            self._note_block(share, review)
        return held

    def _held_back(self, share: Share) -> tuple[Decision | None, Review | None]:
        """What stands in the way, and the review that blocks; nothing is written."""
        from advocacy.publish.decide import Decision  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            story = stories.state_of(tx, share.story, share.edition)
        if story is StoryState.WITHDRAWN:
            return Decision(to=ShareState.CANCELLED, outcome="held", reason=_WITHDRAWN), None
        frozen = self._frozen_by(campaign=share.campaign, network=share.network, story=share.story)
        if frozen is not None:
            return Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.CRISIS, reason=frozen), None
        review = self.review_share(share)
        if review.verdict != "block":
            return None, None
        first = next(each for each in review if each.severity == "block")
        held = Decision(
            to=ShareState.ON_HOLD,
            outcome="held",
            hold=Hold.CHARTER,
            reason=first.message,
            due_at=self.clock() + AGAIN,
        )
        return held, review

    def _note_block(self, share: Share, review: Review) -> None:
        """Keep what blocked a share that had been accepted, once for each version of the charter."""
        subject = f"share:{share.id}"
        with self.store.begin() as tx:
            if reviews.blocked_at(tx, subject, charter=review.charter) is None:
                self.keep_review(tx, subject, review, by="programme", reasons={})

    def _free_unblocked(self) -> int:
        """Queue again what nothing stands in the way of any more, as far as is known; how many shares."""
        return self._free_unfrozen() + self._free_unblocked_by_charter()

    def _free_unfrozen(self) -> int:
        """Queue what was set on hold just as the freeze ended: `resume` did not see it; how many shares."""
        with self.store.read() as tx:
            if not freezes.freed(tx):
                return 0
        with self.store.begin() as tx:
            left = freezes.freed(tx)
            freezes.thaw(tx, {share.id: share.due_at for share in left})
        return len(left)

    def _free_unblocked_by_charter(self) -> int:
        """Queue what another charter, an exemption or time may let pass; how many shares.

        The gate decides about each of them once more.
        """
        with self.store.read() as tx:
            if not shares.select(tx, state=ShareState.ON_HOLD, hold=Hold.CHARTER, limit=1):
                return 0
        now, charter = self.clock(), self.charter.stamp
        with self.store.begin() as tx:
            held = shares.select(tx, state=ShareState.ON_HOLD, hold=Hold.CHARTER)
            granted = exemptions.last_granted(tx)
            free = [each for each in held if _may_be_free(tx, each, charter, granted, now)]
            for share in free:
                shares.requeue(tx, share.id, now=now)
        return len(free)


def _may_be_free(tx: Connection, share: Share, charter: str, granted: datetime | None, now: datetime) -> bool:
    blocked = reviews.blocked_at(tx, f"share:{share.id}", charter=charter)
    return blocked is None or share.due_at <= now or (granted is not None and granted > share.due_at - AGAIN)


_CRISIS = Text(
    fr="Une suspension les retient : advocacy resume y met fin. Ce qui est suspendu : advocacy freezes",
    en="A freeze holds them back: advocacy resume ends it. What is frozen: advocacy freezes",
)
_WITHDRAWN = Text(fr="L’histoire a été retirée.", en="The story was withdrawn.")
