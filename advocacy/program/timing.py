"""A slot that was missed: sent late, moved into the person's hours, or held and reported; never dropped.

queued ─ late by more than `schedule.latest` ─▶ on_hold (late) ─ schedule, release ─▶ queued
       ├ planned, and the person is not at work now ─▶ queued, at their next working moment
       └ else ─▶ publishing
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from advocacy.program.limiting import Limiting
from advocacy.program.scheduling import PERSON
from advocacy.share import Hold, Share, ShareState
from advocacy.storage import slots
from advocacy.storage.slots import Kept

if TYPE_CHECKING:
    from advocacy.charter import Review
    from advocacy.publish.decide import Decision


class Timing(Limiting):
    """The part of `Program` that looks at the clock before a share leaves."""

    def _held_back(self, share: Share) -> tuple[Decision | None, Review | None]:
        held, review = super()._held_back(share)
        return held or self._too_late(share), review

    def _free_unblocked(self) -> int:
        self.ask_postponed()
        return super()._free_unblocked()

    def _too_late(self, share: Share) -> Decision | None:
        """What to do about a share whose slot has passed, or whose person is not at work after all."""
        with self.store.read() as tx:
            kept = slots.of_share(tx, share.id)
        if kept is None or share.state is not ShareState.QUEUED:
            return None
        now, latest = self.clock(), timedelta(hours=self.settings.schedule.latest)
        if now > kept.at + latest:
            return self._held(kept)
        return None if kept.by == PERSON else self._moved(kept, now, kept.at + latest)

    def _moved(self, kept: Kept, now: datetime, latest: datetime) -> Decision | None:
        """Into the person's hours; None when they are at work now."""
        from advocacy.publish.decide import Decision  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.publish.explain import missed  # noqa: PLC0415 - heavy: imported on first use

        calendar = self._calendar(self.advocate(kept.share.advocate))
        if calendar.is_open(now):
            return None
        following = calendar.next_open(now, within=max(latest - now, timedelta()))
        if following is None:
            return self._held(kept)
        reason = missed(calendar.local(kept.at), calendar.local(following))
        return Decision(to=ShareState.QUEUED, outcome="later", due_at=following, reason=reason)

    def _held(self, kept: Kept) -> Decision:
        from advocacy.publish.decide import Decision  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.publish.explain import too_late  # noqa: PLC0415 - heavy: imported on first use

        calendar = self._calendar(self.advocate(kept.share.advocate))
        reason = too_late(calendar.local(kept.at), self.settings.schedule.latest)
        return Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.LATE, reason=reason)
