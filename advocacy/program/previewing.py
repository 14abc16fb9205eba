"""What publishing would do, without doing it: exactly what is sent, when, and why something waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from advocacy.connectors.base import Outgoing
from advocacy.errors import AdvocacyError
from advocacy.language import Text
from advocacy.program.publishing import Publishing
from advocacy.share import Share, ShareState
from advocacy.storage import doubts, pauses
from advocacy.storage.outbox import Waiting


class Step(StrEnum):
    """What would happen to a share next."""

    SEND = "send"
    LOOK = "clear up"
    """Its answer was lost: the network is asked, or the very same request is sent again under its key."""
    HELD = "held"
    PERSON = "a person decides"
    LEAVING = "leaving now"

    @property
    def told(self) -> Text:
        """It in words."""
        return Text(fr=_FRENCH[self], en=self.value)


_FRENCH = {
    Step.SEND: "envoi",
    Step.LOOK: "vérification",
    Step.HELD: "retenu",
    Step.PERSON: "une personne décide",
    Step.LEAVING: "part maintenant",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One share that waits, and what would happen to it."""

    share: Share
    step: Step
    at: datetime | None
    """When, at the earliest; None where something must happen first."""
    sent: Outgoing
    """What would be sent: text, link, title."""
    request: str | None = None
    """The very bytes, once they are drawn: at the first try."""
    why: Text | None = None
    """Why it waits."""


class Previewing(Publishing):
    """The part of `Program` that says what it would publish."""

    def preview(self, *, limit: int = 1000) -> list[Foreseen]:
        """Everything in the outbox, in the order in which it would leave; nothing is sent, and nothing moves.

        Each share is looked at as it would be before it leaves: with the charter, the freezes and the access
        of now. What is due later may be judged otherwise by then.

        Args:
            limit: at most so many shares, longest due first.
        """
        now = self.clock()
        with self.store.read() as tx:
            waiting = doubts.waiting(tx, limit=limit)
            paused = pauses.of_apps(tx, now=now)
        found = [self._foreseen(each, paused.get(each.share.network), now) for each in waiting]
        return sorted(found, key=lambda each: (each.at is None, each.at or now, each.share.id))

    def _foreseen(self, waiting: Waiting, paused_until: datetime | None, now: datetime) -> Foreseen:
        share = waiting.share
        step, why = self._next_step(share)
        waits = step in {Step.SEND, Step.LOOK}
        return Foreseen(
            share=share,
            step=step,
            at=max(share.due_at, now, paused_until or now) if waits else None,
            sent=self._outgoing(share),
            request=waiting.frozen,
            why=why,
        )

    def _next_step(self, share: Share) -> tuple[Step, Text | None]:
        if share.state is ShareState.PUBLISHING:
            return Step.LEAVING, None
        if share.state is ShareState.ON_HOLD:
            return Step.HELD, share.reason
        if share.state is ShareState.UNKNOWN:
            return (Step.PERSON if share.due_at.year >= _FAR else Step.LOOK), share.reason
        held, _review = self._held_back(share)
        if held is not None:
            return Step.HELD, held.reason
        return self._with_access(share)

    def _with_access(self, share: Share) -> tuple[Step, Text | None]:
        """Whether the account can be used, as far as can be known without asking the network."""
        try:
            self.connector(share.network)
            usable = self.accounts.has(share.advocate, share.network)
        except AdvocacyError as error:
            return Step.HELD, error.text
        return (Step.SEND, share.reason) if usable else (Step.HELD, _NO_ACCESS)


_FAR = 9000
"""A year that stands for never."""
_NO_ACCESS = Text(
    fr="Le compte n’est pas relié, ou plus : advocacy connect",
    en="The account is not connected, or no longer: advocacy connect",
)
