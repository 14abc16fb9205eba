"""The desk for shares in doubt: what is known of each, and what a person answers who has looked.

unknown ─ it is there ─────▶ published (the address of the post is checked)
        ├ it is not there ─▶ queued; believed once a late request can no longer arrive
        └ give up ─────────▶ cancelled
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from operator import attrgetter

from sqlalchemy.engine import Connection

from advocacy.connectors.base import Posted, Retry, RetryKind
from advocacy.errors import AdvocacyError, InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.program.choices import choice
from advocacy.program.names import require_known
from advocacy.program.withdrawing import Withdrawing
from advocacy.share import Attempt, Post, Share, ShareState
from advocacy.storage import doubts, freezes, reviews, shares
from advocacy.storage.outbox import Waiting
from advocacy.storage.reviews import Event


class Answer(StrEnum):
    """What a person saw when they looked for the post of an `unknown` share."""

    THERE = "there"
    NOT_THERE = "not-there"
    GIVE_UP = "give-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubtful:
    """A share in doubt, with all that is known: enough to look, and to answer."""

    share: Share
    since: datetime
    """When the request left whose answer was lost."""
    request: str | None
    """What was sent, to the byte; None where another installation may have sent it."""
    is_sent: bool
    """Whether a request left; else it was made ready, and never known to be sent."""
    attempts: tuple[Attempt, ...]
    """Every try, looks included, with what came of each."""
    look_at: str
    """Where the person sees their own posts; empty where nobody can say."""
    next_look: datetime | None
    """When the machine looks again; None where only a person can tell."""
    not_before: datetime
    """From when on a look that finds nothing is proof enough to send it again."""
    shown: Posted | None = None
    """The post that the network shows now, where it was asked and shows it."""
    asked: bool = False
    """Whether the network was asked just now, and answered."""
    trouble: Text | None = None
    """Why the network could not be asked now."""
    history: tuple[Event, ...] = field(default=())
    """Who did what about it."""


class Deciding(Withdrawing):
    """The part of `Program` where a person decides about a share that the machine cannot."""

    def unknown(self, *, advocate: str | None = None, look: bool = False) -> list[Doubtful]:
        """Shares in doubt, with the evidence, longest in doubt first.

        Args:
            advocate: only this person's.
            look: ask the networks now, where they can be asked; nothing is sent, and nothing moves.

        Raises:
            NotFound: there is no such advocate.
        """
        with self.store.read() as tx:
            require_known(tx, advocate=advocate)
            waiting = doubts.select(tx, advocate=advocate)
        return [self._doubtful(each, look=look) for each in waiting]

    def history(self, share: str) -> list[Event]:
        """Who did what about a share, and why, first to last; the freezes that covered it included."""
        found = self.share(share)
        with self.store.read() as tx:
            subjects = [f"freeze:{each.id}" for each in freezes.select(tx, lifted=True) if each.met(found)]
            events = [event for each in subjects for event in reviews.history(tx, each)]
            return sorted([*reviews.history(tx, f"share:{share}"), *events], key=attrgetter("at"))

    def settle(
        self,
        share: str,
        answer: Answer | str,
        *,
        by: str,
        role: str | None = None,
        url: str | None = None,
        reason: str | None = None,
        attempt: int | None = None,
    ) -> Share:
        """Say what became of an `unknown` share, after a look at the profile.

        Args:
            share: its id.
            answer: ``there`` (give the post's `url`), ``not-there`` (it is sent again) or ``give-up``.
            by: who looked, for the record.
            role: for which role, where they look for somebody else; one of those that approve.
            url: the address of the post; its host and path are checked.
            reason: what they say about it, for the record.
            attempt: the last attempt that they knew of; the answer counts only while there is no later one.

        Raises:
            NotAllowed: it is another person's and the role has no say; the share is not in doubt, or was
                tried again since; or it is too soon to say ``not-there``: a request that is still on its way
                may make the post after the look.
            InvalidInput: it is no such answer, or ``there`` came without the address of the post.
        """
        answer, found = choice(Answer, answer, field="answer"), self.share(share)
        self._require_may_settle(found, by, role)
        if attempt not in {None, found.attempt}:
            raise NotAllowed(_TRIED_SINCE.format(share=share))
        post = self._seen(found, url) if answer is Answer.THERE else None
        due_at = self._sure_now(found) if answer is Answer.NOT_THERE else None
        with self.store.begin() as tx:
            if not self._answer(tx, found, post, due_at):
                raise NotAllowed(_NOT_IN_DOUBT.format(share=share, state=shares.get(tx, share).state.told))
            detail = {"role": role, "url": url, "reason": reason, "attempt": found.attempt}
            reviews.note(
                tx, by=by, verb=f"settle {answer}", subject=f"share:{share}", now=self.clock(), detail=detail
            )
        return self.share(share)

    def _require_may_settle(self, share: Share, by: str, role: str | None) -> None:
        if role is not None:
            self._require_say(role)
        elif by != share.advocate:
            raise NotAllowed(_WHOSE.format(advocate=share.advocate))

    def _sure_now(self, share: Share) -> datetime:
        """Now, if who looks now and sees no post can be sure that there will be none."""
        sure, now = self._not_before(share), self.clock()
        if sure > now:
            raise NotAllowed(_TOO_SOON.format(at=self._told(sure)))
        return now

    def _answer(self, tx: Connection, share: Share, post: Post | None, due_at: datetime | None) -> bool:
        """Move the share as was answered, if it is still in the same doubt."""
        move = partial(shares.move, tx, share.id, only_from={ShareState.UNKNOWN}, attempt=share.attempt)
        if post is not None:
            moved = move(
                ShareState.PUBLISHED,
                remote_id=post.remote_id,
                url=post.url,
                published_at=post.published_at,
                reason=None,
            )
            if moved:
                shares.add_post(tx, post)
            return moved
        if due_at is not None:
            return move(ShareState.QUEUED, due_at=due_at, unknown_since=None, reason=None)
        return move(ShareState.CANCELLED, reason=_GIVEN_UP)

    def _doubtful(self, waiting: Waiting, *, look: bool) -> Doubtful:
        share = waiting.share
        with self.store.read() as tx:
            attempts = tuple(shares.attempts_of(tx, share.id))
            history = tuple(reviews.history(tx, f"share:{share.id}"))
        shown, trouble = self._look(waiting) if look else (None, None)
        tried = [each for each in attempts if each.action != "look"]
        return Doubtful(
            share=share,
            since=waiting.unknown_since or share.due_at,
            request=waiting.frozen,
            is_sent=any(each.outcome not in _NOT_SENT for each in tried),
            attempts=attempts,
            look_at=self._own_posts(share),
            next_look=share.due_at if share.due_at.year < _FAR else None,
            not_before=self._not_before(share),
            shown=shown,
            asked=look and trouble is None,
            trouble=trouble,
            history=history,
        )

    def _look(self, waiting: Waiting) -> tuple[Posted | None, Text | None]:
        from advocacy.publish.decide import MOVED  # noqa: PLC0415 - heavy: imported on first use

        share = waiting.share
        try:
            connector = self.connector(share.network)
            access = self.accounts.access(share.advocate, connector)
            since = waiting.unknown_since or share.due_at
            if connector.has_moved(waiting.kept_at, access):
                return None, MOVED
            if not _can_look(connector.capabilities_for(access).retry):
                return None, _CANNOT_LOOK
            wanted = waiting.frozen or connector.sought(self._outgoing(share))
            if wanted is None:
                return None, _NO_KEY
            return connector.find(wanted, access, since=since), None
        except AdvocacyError as error:
            return None, error.text

    def _not_before(self, share: Share) -> datetime:
        """When a request that left can no longer arrive, or sending again makes no second post."""
        from advocacy.publish.decide import QUARANTINE  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            tries = shares.attempts_of(tx, share.id)
        now, sent = self.clock(), [each.started_at for each in tries if each.action != "look"]
        left = max(sent, default=now)
        safe = [
            left + window.not_before
            for window in self._retry(share)
            if window.kind is RetryKind.IDEMPOTENT and now < left + (window.not_after or _EVER)
        ]
        return max(now, min([left + QUARANTINE, *safe]))

    def _retry(self, share: Share) -> tuple[Retry, ...]:
        """What sending again does, for this account; nothing is promised where its access is gone."""
        connector = self.connector(share.network)
        try:
            return connector.capabilities_for(self.accounts.access(share.advocate, connector)).retry
        except AdvocacyError:
            return ()

    def _own_posts(self, share: Share) -> str:
        """On the very server where the person granted it, scheme and port kept."""
        grants = [each.host for each in self.accounts.of(share.advocate) if each.network == share.network]
        granted = next((host for host in grants if "://" in host), "")
        try:
            profile = self.advocate(share.advocate).profile(share.network)
            account = (profile.account if profile else None) or ""
            return self.hand_off(share.network).own_posts(account, host=granted or self._host_of(share))
        except AdvocacyError:  # they have left, or the network has no page of its own
            return ""

    def _seen(self, share: Share, url: str | None) -> Post:
        if not url:
            raise InvalidInput(Mistake(field="url", message=_NEEDS_URL))
        return self._post(share, self.hand_off(share.network).confirm(url, host=self._host_of(share)))


def _can_look(retry: tuple[Retry, ...]) -> bool:
    return any(window.kind in {RetryKind.FINDABLE, RetryKind.IDEMPOTENT} for window in retry)


_EVER = timedelta(days=36500)
_NOT_SENT = {"later", "held", "renew", "images lost"}
"""What came of attempts of which nothing left."""
_FAR = 9000
"""A year that stands for never."""
_GIVEN_UP = Text(
    fr="Le post n’a pas pu être retrouvé ; nous n’essayons plus.",
    en="The post could not be found; we no longer try.",
)
_WHOSE = Text(
    fr="Le post serait celui de {advocate} : qui regarde à sa place dit pour quel rôle (--role).",
    en="The post would be {advocate}'s: who looks in their place says for which role (--role).",
)
_NOT_IN_DOUBT = Text(
    fr="Le partage {share} est « {state} » : il n’y a pas de doute à lever.",
    en="Share {share} is “{state}”: there is no doubt to clear up.",
)
_TRIED_SINCE = Text(
    fr="Le partage {share} a été tenté à nouveau depuis : regardez encore, puis répondez (advocacy desk).",
    en="Share {share} was tried again since: look once more, then answer (advocacy desk).",
)
_TOO_SOON = Text(
    fr="La demande peut encore arriver : regardez à nouveau après le {at}, puis répondez.",
    en="The request may still arrive: look again after {at}, then answer.",
)
_NEEDS_URL = Text(fr="donnez l’adresse du post", en="give the address of the post")
_NO_KEY = Text(
    fr="Rien n’a été envoyé d’ici, et ce réseau retrouve un post par la clé de son envoi : il faut regarder "
    "soi-même.",
    en="Nothing was sent from here, and this network finds a post by the key it was sent with: a person must "
    "look.",
)
_CANNOT_LOOK = Text(
    fr="Ce réseau ne permet pas de vérifier : il faut regarder soi-même.",
    en="This network gives no way to check: a person must look.",
)
