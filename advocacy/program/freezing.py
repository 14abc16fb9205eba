"""A crisis: everything stops at once, what must be said goes out all the same, and nothing floods afterwards.

queued ──freeze──▶ on_hold (crisis) ──resume──▶ queued, spread over time
                        └─ its story ended meanwhile ─▶ cancelled
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from advocacy.errors import InvalidInput, Mistake, NotFound, StoryUnavailable
from advocacy.language import Text
from advocacy.program.names import require_known
from advocacy.program.reviewing import Reviewing
from advocacy.share import Share, ShareState
from advocacy.storage import freezes, reviews, shares, stories
from advocacy.storage.freezes import Freeze

OVER = timedelta(hours=1)
"""What was late is spread over this time when a freeze ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What a freeze did."""

    freeze: Freeze
    held: int
    """Shares that were waiting and are on hold now."""
    leaving: tuple[str, ...]
    """Ids of the shares that were already on their way to the network: nothing can call them back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """What the end of a freeze did."""

    lifted: tuple[Freeze, ...]
    queued: int
    """Shares that wait for their moment again."""
    ended: int
    """Shares that were cancelled because their story closed meanwhile."""
    until: datetime | None = None
    """When the last of those that were late leaves; None when none was."""


class Freezing(Reviewing):
    """The part of `Program` that stops everything in a crisis."""

    def freeze(
        self,
        *,
        by: str,
        role: str,
        reason: str,
        campaign: str | None = None,
        network: str | None = None,
        exempt: Iterable[str] = (),
    ) -> Frozen:
        """Stop publishing at once: of a campaign, on a network, or everywhere.

        Nothing that it covers is claimed from its commit on, in any process; offers stop too. A share in
        doubt is still looked for, and never sent again meanwhile.

        Args:
            by: who decides, for the record.
            role: for which role; one of those that approve is enough, for a crisis does not wait.
            reason: what the people whose shares wait are told.
            campaign: only this campaign.
            network: only this network.
            exempt: ids of stories that go out all the same, such as the company's statement.

        Raises:
            NotFound: no such campaign or story.
            UnknownNetwork: no such network.
            InvalidInput: no reason is given.
            NotAllowed: the role has no say.
        """
        self._require_say(role)
        if not reason.strip():
            raise InvalidInput(Mistake(field="reason", message=_WHY))
        exempt = tuple(exempt)
        self._require_known(campaign, network, exempt)
        now = self.clock()
        freeze = Freeze(
            id=secrets.token_hex(4),
            by=by,
            reason=reason.strip(),
            at=now,
            campaign=campaign,
            network=network,
            exempt=exempt,
        )
        with self.store.begin() as tx:
            held = freezes.add(tx, freeze, told=_told(freeze))
            leaving = [
                share.id for share in shares.select(tx, state=ShareState.PUBLISHING) if _covers(freeze, share)
            ]
            detail = {"role": role, "reason": freeze.reason, "held": held, "exempt": list(exempt)}
            reviews.note(tx, by=by, verb="freeze", subject=_subject(freeze), now=now, detail=detail)
        return Frozen(freeze=freeze, held=held, leaving=tuple(leaving))

    def resume(
        self,
        *,
        by: str,
        role: str,
        campaign: str | None = None,
        network: str | None = None,
        over: timedelta = OVER,
    ) -> Resumed:
        """End the freezes of that campaign, that network, or (with neither) of everything.

        What is late by now does not leave in one flood: on each network it is spread evenly over `over`,
        and what was due first goes first. What another freeze covers stays. Shares of stories that closed
        meanwhile are cancelled, and say so.

        One of the roles that approve is enough: every share was approved by all of them, and meets the
        charter once more.

        Raises:
            NotFound: there is no such freeze.
            NotAllowed: the role has no say.
        """
        self._require_say(role)
        now = self.clock()
        with self.store.begin() as tx:
            ours = [
                each for each in freezes.select(tx) if (each.campaign, each.network) == (campaign, network)
            ]
            lifted = tuple(each for each in ours if freezes.lift(tx, each.id, by=by, now=now))
            if not lifted:
                raise NotFound(_NOT_FROZEN)
            closed = [share for share in freezes.freed(tx) if self._has_closed(tx, share, now)]
            for share in closed:
                shares.move(tx, share.id, ShareState.CANCELLED, reason=_CLOSED)
            waiting = freezes.freed(tx)
            late = _spread([share for share in waiting if share.due_at <= now], now, over)
            freezes.thaw(tx, {share.id: share.due_at for share in waiting} | late)
            for each in lifted:
                detail = {"role": role, "queued": len(waiting), "ended": len(closed)}
                reviews.note(tx, by=by, verb="resume", subject=_subject(each), now=now, detail=detail)
        until = max(late.values(), default=None)
        return Resumed(lifted=lifted, queued=len(waiting), ended=len(closed), until=until)

    def freezes(self, *, lifted: bool = False) -> list[Freeze]:
        """The freezes that hold now, or with `lifted` all there ever were, oldest first."""
        with self.store.read() as tx:
            return freezes.select(tx, lifted=lifted)

    def _frozen_by(self, *, campaign: str, network: str, story: str) -> Text | None:
        """What to tell where a freeze stands in the way; None where none does."""
        with self.store.read() as tx:
            active = freezes.select(tx)
        here = (each for each in active if each.covers(campaign=campaign, network=network, story=story))
        return next((_told(each) for each in here), None)

    def _require_not_frozen(self, *, campaign: str, story: str) -> None:
        """Nobody is asked for anything while everything of a campaign is frozen."""
        with self.store.read() as tx:
            active = [each for each in freezes.select(tx) if each.network is None]
        for each in active:
            if each.covers(campaign=campaign, network="", story=story):
                raise StoryUnavailable(_told(each))

    def _require_known(self, campaign: str | None, network: str | None, exempt: tuple[str, ...]) -> None:
        with self.store.read() as tx:
            require_known(tx, campaign=campaign, network=network)
            for story in exempt:
                require_known(tx, story=story)

    def _has_closed(self, tx: Connection, share: Share, now: datetime) -> bool:
        closes = stories.get(tx, share.story, share.edition).story.closes
        return closes is not None and closes <= now


def _covers(freeze: Freeze, share: Share) -> bool:
    return freeze.covers(campaign=share.campaign, network=share.network, story=share.story)


def _spread(late: Iterable[Share], now: datetime, over: timedelta) -> dict[str, datetime]:
    """When each late share leaves: on every network one by one, as evenly as time allows."""
    queues: dict[str, list[str]] = defaultdict(list)
    for share in late:
        queues[share.network].append(share.id)
    return {
        share: now + over * place / len(queue)
        for queue in queues.values()
        for place, share in enumerate(queue)
    }


def _told(freeze: Freeze) -> Text:
    return _PAUSED.format(reason=freeze.reason)


def _subject(freeze: Freeze) -> str:
    return f"freeze:{freeze.id}"


_PAUSED = Text(
    fr="Les publications sont suspendues : {reason} — rien ne part avant la reprise, et rien n’est perdu.",
    en="Publishing is paused: {reason} — nothing leaves until it resumes, and nothing is lost.",
)
_WHY = Text(
    fr="dites pourquoi : celles et ceux dont les partages attendent le liront",
    en="say why: the people whose shares wait will read it",
)
_NOT_FROZEN = Text(
    fr="Rien n’est suspendu à cet endroit. Ce qui l’est : advocacy freezes",
    en="Nothing is frozen there. What is: advocacy freezes",
)
_CLOSED = Text(
    fr="L’histoire s’est achevée pendant la suspension des publications.",
    en="The story closed while publishing was paused.",
)
