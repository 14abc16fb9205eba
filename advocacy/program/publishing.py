"""Draining the outbox, and the desk where a person decides about a share that the machine cannot."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from advocacy.clock import Clock, utc_now
from advocacy.content.edition import StoryState
from advocacy.errors import ConfigurationError, InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.program.choices import choice
from advocacy.program.chores import regularly
from advocacy.program.installation import Tally
from advocacy.program.sharing import Sharing
from advocacy.share import Post, Share, ShareState
from advocacy.storage import installation, outbox, reviews, shares, stories

if TYPE_CHECKING:
    from advocacy.publish import Policy, Publisher, Settlement
    from advocacy.publish.decide import Decision


class Answer(StrEnum):
    """What a person saw when they looked for the post of an `unknown` share."""

    THERE = "there"
    NOT_THERE = "not-there"
    GIVE_UP = "give-up"


class Hold(StrEnum):
    """Why a share is on hold."""

    AUTHORIZATION = "authorization"
    NETWORK = "network"
    CHARTER = "charter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What one run of the publisher did, by the state its shares came to."""

    settled: dict[ShareState, int]
    waiting: dict[ShareState, int]
    """What is still in the outbox."""

    @property
    def published(self) -> int:
        """Posts made (or found) in this run."""
        return self.settled.get(ShareState.PUBLISHED, 0)


class Publishing(Sharing):
    """The part of `Program` that publishes."""

    def publish(
        self,
        *,
        until_empty: bool = True,
        patience: timedelta = timedelta(minutes=2),
        stop: threading.Event | None = None,
        on_settled: Callable[[Settlement], None] = lambda _settlement: None,
    ) -> Drained:
        """Publish what is due, each share once.

        Args:
            until_empty: return when nothing is due within `patience`; else work until `stop` is set.
            patience: how long to wait for what is due later (a network's pause, a lost answer).
            stop: set it from another thread to finish what is in hand and return.
            on_settled: called after each try, from the calling thread.

        Raises:
            ConfigurationError: this database is a copy of another one (see `adopt`), or the key that seals
                tokens is missing or another one.
        """
        self.require_own_database()
        self.accounts.require_key()
        settled: dict[ShareState, int] = {}

        def count(settlement: Settlement) -> None:
            settled[settlement.decision.to] = settled.get(settlement.decision.to, 0) + 1
            on_settled(settlement)

        publisher = self.publisher(on_settled=count)
        with regularly(self._look_after, every=EVERY):
            publisher.run(until_empty=until_empty, patience=patience, stop=stop)
        return Drained(settled=settled, waiting=self._in_outbox())

    def publisher(self, *, on_settled: Callable[[Settlement], None] = lambda _settlement: None) -> Publisher:
        """A publisher of this programme, for a runner of one's own."""
        from advocacy.publish import Desk, Outbox, Publisher  # noqa: PLC0415 - heavy: imported on first use

        options = self.settings.publishing
        desk = Desk(connector=self.connector, outgoing=self._outgoing, gate=self._gate, policy=self._policy)
        return Publisher(
            Outbox(self.store, clock=self._shared_clock, lease=timedelta(seconds=options.lease)),
            self.accounts,
            desk,
            clock=self._shared_clock,
            senders=options.senders,
            on_settled=on_settled,
        )

    def settle(self, share: str, answer: Answer | str, *, by: str, url: str | None = None) -> Share:
        """Say what became of an `unknown` share, after a look at the profile.

        Args:
            share: its id.
            answer: ``there`` (give the post's `url`), ``not-there`` (it is sent again) or ``give-up``.
            by: who looked, for the record.
            url: the address of the post.

        Raises:
            NotAllowed: the share is not in doubt.
            InvalidInput: it is no such answer, or ``there`` came without the address of the post.
        """
        answer, now = choice(Answer, answer, field="answer"), self.clock()
        found = self.share(share)
        with self.store.begin() as tx:
            if answer is Answer.THERE:
                post = self._seen(found, url)
                shares.add_post(tx, post)
                moved = shares.move(
                    tx,
                    share,
                    ShareState.PUBLISHED,
                    only_from={ShareState.UNKNOWN},
                    remote_id=post.remote_id,
                    url=post.url,
                    published_at=now,
                    reason=None,
                )
            elif answer is Answer.NOT_THERE:
                moved = shares.move(
                    tx,
                    share,
                    ShareState.QUEUED,
                    only_from={ShareState.UNKNOWN},
                    due_at=now,
                    unknown_since=None,
                    reason=None,
                )
            else:
                moved = shares.move(
                    tx, share, ShareState.CANCELLED, only_from={ShareState.UNKNOWN}, reason=_GIVEN_UP
                )
            if not moved:
                raise NotAllowed(_NOT_IN_DOUBT.format(share=share, state=found.state))
            reviews.note(
                tx, by=by, verb=f"settle {answer}", subject=f"share:{share}", now=now, detail={"url": url}
            )
        return self.share(share)

    def release(self, hold: Hold | str, *, by: str, network: str | None = None) -> int:
        """Queue again what was on hold for that reason: ``authorization``, ``network`` or ``charter``.

        Raises:
            InvalidInput: nothing is held for such a reason.
        """
        hold, now = choice(Hold, hold, field="hold"), self.clock()
        with self.store.begin() as tx:
            held = shares.select(tx, state=ShareState.ON_HOLD, hold=hold, network=network)
            for share in held:
                shares.move(tx, share.id, ShareState.QUEUED, due_at=now, hold=None, reason=None)
            reviews.note(tx, by=by, verb="release", subject=hold, now=now, detail={"shares": len(held)})
        return len(held)

    def adopt(self, *, by: str) -> int:
        """Take a copied or restored database over as this installation's own.

        What was waiting may have been published by the other one: it becomes `unknown`, to be looked up
        or decided by a person, and is never sent blindly. The number of such shares is returned.
        """
        now = self.clock()
        with self.store.begin() as tx:
            count = outbox.doubt_everything(tx, now=now)
            installation.adopt(tx, self.installation)
            self._tally.catch_up(tx)
            reviews.note(tx, by=by, verb="adopt", subject="database", now=now, detail={"shares": count})
        return count

    def require_own_database(self) -> None:
        """Refuse to go on with a database that is another installation's.

        Raises:
            ConfigurationError: it is a copy, or a restored backup.
        """
        with self.store.read() as tx:
            found = installation.of(tx)
        if found not in {None, self.installation} or self._tally.is_behind():
            raise ConfigurationError(_COPY)
        if found is None:
            with self.store.begin() as tx:
                installation.adopt(tx, self.installation)

    @cached_property
    def _shared_clock(self) -> Clock:
        """The time of leases, the same on every machine; a clock that was chosen stands for all of them."""
        return self.store.clock(self.clock) if self.clock is utc_now else self.clock

    @cached_property
    def _tally(self) -> Tally:
        return Tally(self.store)

    def _look_after(self) -> None:
        """What is done besides publishing: at its start, every minute, and at its end."""
        self._confirm_followed()
        self._tally.add()

    def _confirm_followed(self) -> int:
        """Confirm what was handed off and has been followed by a person; how many shares were."""
        with self.store.begin() as tx:
            return shares.confirm_followed(tx, now=self.clock())

    def _in_outbox(self) -> dict[ShareState, int]:
        with self.store.read() as tx:
            counts = shares.counts(tx)
        return {state: count for state, count in counts.items() if state in _WAITING}

    def _gate(self, share: Share) -> Decision | None:
        """The last look, with the charter and clock of now: is the story still offered, the text allowed?"""
        from advocacy.publish.decide import Decision  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            story = stories.state_of(tx, share.story, share.edition)
        if story is StoryState.WITHDRAWN:
            return Decision(to=ShareState.CANCELLED, outcome="held", reason=_WITHDRAWN)
        review = self.review_share(share)
        if review.verdict != "block":
            return None
        first = review.findings[0]
        return Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.CHARTER, reason=first.message)

    def _policy(self, network: str) -> Policy:
        from advocacy.publish import Policy  # noqa: PLC0415 - heavy: imported on first use

        return Policy(self.settings.network(network).policy)

    def _seen(self, share: Share, url: str | None) -> Post:
        if not url:
            raise InvalidInput(Mistake(field="url", message=_NEEDS_URL))
        return self._post(share, self.hand_off(share.network).confirm(url, host=self._host_of(share)))


EVERY = timedelta(minutes=1)
"""How often a publisher that runs on looks after what is not publishing."""
_WAITING = frozenset({ShareState.QUEUED, ShareState.PUBLISHING, ShareState.UNKNOWN, ShareState.ON_HOLD})
_WITHDRAWN = Text(fr="L’histoire a été retirée.", en="The story was withdrawn.")
_GIVEN_UP = Text(
    fr="Le post n’a pas pu être retrouvé ; nous n’essayons plus.",
    en="The post could not be found; we no longer try.",
)
_NOT_IN_DOUBT = Text(
    fr="Le partage {share} est « {state} » : il n’y a pas de doute à lever.",
    en="Share {share} is “{state}”: there is no doubt to clear up.",
)
_NEEDS_URL = Text(fr="donnez l’adresse du post", en="give the address of the post")
_COPY = Text(
    fr="Cette base vient d’une autre installation (copie ou sauvegarde restaurée). Publier ici pourrait "
    "publier deux fois. Si l’autre ne sert plus : advocacy adopt",
    en="This database comes from another installation (a copy, or a restored backup). Publishing here could "
    "publish twice. If the other one is no longer used: advocacy adopt",
)
