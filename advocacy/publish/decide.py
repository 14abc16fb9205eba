"""What to do with a share in the outbox, and what an answer means for it: decisions, no I/O.

queued ─ send ──────────────────────────────────┬─▶ published
unknown ─ in an idempotent window ─ send again ─┤   queued (later) · rejected · on_hold
        ├ where posts can be looked up ─ look ──┤   unknown (never sent blindly again)
        ├ held back (freeze, charter) ─ look ───┤
        ├ under `repost` ─ repost, once ────────┘
        └ else ─ wait for a person
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Literal

from advocacy.connectors.base import Posted, Retry, RetryKind
from advocacy.errors import (
    AuthorizationExpired,
    ConnectorError,
    MediaLost,
    MediaMissing,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.language import Text
from advocacy.share import Hold, ShareState

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Due then: not of itself, a person decides."""

QUARANTINE = timedelta(minutes=15)
"""An absent post is believed absent only after this long (PUBLISHING: listings lag)."""

GIVE_UP_LOOKING = timedelta(hours=24)
MOST_SENDS = 2
"""So many requests may each have made a post: a network that hides posts and loses answers gets no third."""
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)
_BEFORE_SENDING = timedelta(seconds=15)
"""Before the next try where nothing was sent; it does not grow, for no attempt counts it."""


class Policy(StrEnum):
    """What to do on a network where a lost answer cannot be cleared up."""

    HOLD = "hold"
    """At most once: the share stays `unknown` until a person decides."""
    REPOST = "repost"
    """At least once: sent again once its absence is as sure as the network allows.

    Where the network can be asked nothing, that is a gamble taken after `QUARANTINE`.
    """


class Action(StrEnum):
    """What an attempt does."""

    SEND = "send"
    SEND_AGAIN = "send again"
    """No second post can come of it."""
    LOOK = "look"
    REPOST = "repost"
    """A second post may come of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A share whose answer was lost: since when, and how often it was tried."""

    since: datetime
    attempt: int
    sends: int = 1
    """How many requests may each have made a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The state a share moves to, and what is written beside it."""

    to: ShareState
    outcome: str
    due_at: datetime | None = None
    reason: Text | None = None
    hold: Hold | None = None
    posted: Posted | None = None
    pause: TryLater | None = None
    grant: Literal["stale", "expired"] | None = None
    """What the network made of the access that was used."""
    thaw: bool = False
    """What was frozen names images that are gone: it is drawn anew, with a key of its own."""


def next_action(
    doubt: Doubt | None, retry: tuple[Retry, ...], *, policy: Policy, now: datetime
) -> Action | None:
    """What an attempt would do now; None when a person must decide or it is too soon."""
    if doubt is None:
        return Action.SEND
    age = now - doubt.since
    open_now = (window for window in retry if _opens(window) <= age and not _is_over(window, age))
    actions = (_action(window, doubt, policy) for window in open_now)
    return next((action for action in actions if action is not None), None)


def next_look(doubt: Doubt, retry: tuple[Retry, ...], *, policy: Policy, now: datetime) -> datetime:
    """When a share in doubt is worth another attempt; `FAR` when only a person can tell."""
    wait = now + _backoff(doubt.attempt)
    given_up = now - doubt.since >= GIVE_UP_LOOKING
    actions = [(window, _action(window, doubt, policy)) for window in retry]
    moments = [
        (window, max(doubt.since + _opens(window), wait))
        for window, action in actions
        if action is not None and not (given_up and action is Action.LOOK)
    ]
    open_then = (moment for window, moment in moments if not _is_over(window, moment - doubt.since))
    return min(open_then, default=FAR)


def after_posted(posted: Posted) -> Decision:
    """The post surely exists."""
    return Decision(to=ShareState.PUBLISHED, outcome="published", posted=posted)


def after_absence(doubt: Doubt, retry: tuple[Retry, ...], *, policy: Policy, now: datetime) -> Decision:
    """The network was asked and does not show the post; that alone proves nothing."""
    if policy is Policy.REPOST and now - doubt.since >= QUARANTINE and doubt.sends < MOST_SENDS:
        return Decision(to=ShareState.QUEUED, outcome="absent", due_at=now, reason=_REPOSTING)
    return in_doubt(doubt, retry, policy=policy, now=now, outcome="not seen")


def after_error(
    error: Exception,
    *,
    doubt: Doubt | None,
    attempt: Doubt,
    retry: tuple[Retry, ...],
    policy: Policy,
    now: datetime,
) -> Decision:
    """What an error of this attempt means.

    `doubt` is what was in doubt before this attempt; `attempt` is what will be if this one is too.
    """
    if isinstance(error, OutcomeUnknown) and error.named is not None and doubt is not None:
        return after_posted(error.named)
    if isinstance(error, OutcomeUnknown) or not isinstance(error, ConnectorError):
        return in_doubt(attempt, retry, policy=policy, now=now, outcome="unknown")
    refused = _surely_not_applied(error, now, wait=_backoff(attempt.attempt))
    if doubt is None or _proves_absence(error, doubt, retry, policy, now):
        return refused
    return (
        ask_a_person(error, refused.outcome) if isinstance(error, Rejected) else still_in_doubt(refused, now)
    )


def _proves_absence(
    error: ConnectorError, doubt: Doubt, retry: tuple[Retry, ...], policy: Policy, now: datetime
) -> bool:
    """Whether this refusal says that the first attempt came to nothing.

    Where sending again gives back the first post, asking for its images instead says that there is none.
    """
    again = next_action(doubt, retry, policy=policy, now=now) is Action.SEND_AGAIN
    return isinstance(error, MediaLost) and again


def before_sending(error: ConnectorError | MediaMissing, *, doubt: Doubt | None, now: datetime) -> Decision:
    """Something stands in the way before any request was made for the post."""
    decision = _surely_not_applied(error, now, wait=_BEFORE_SENDING)
    return decision if doubt is None else still_in_doubt(decision, now)


def in_doubt(
    doubt: Doubt, retry: tuple[Retry, ...], *, policy: Policy, now: datetime, outcome: str
) -> Decision:
    """The post may exist: until when nothing is tried, and who clears it up."""
    due = next_look(doubt, retry, policy=policy, now=now)
    reason = _ASK if due == FAR else _WAIT
    return Decision(to=ShareState.UNKNOWN, outcome=outcome, due_at=due, reason=reason)


def still_in_doubt(decision: Decision, now: datetime) -> Decision:
    """What stands in the way of clearing up says nothing about the first attempt."""
    due = decision.due_at or now + _LONGEST_WAIT
    return replace(decision, to=ShareState.UNKNOWN, due_at=due, hold=None, thaw=False)


def may_look(doubt: Doubt, retry: tuple[Retry, ...], *, now: datetime) -> bool:
    """Whether a look can tell something while nothing may be sent again."""
    can_look = any(window.kind in {RetryKind.FINDABLE, RetryKind.IDEMPOTENT} for window in retry)
    return can_look and now - doubt.since < GIVE_UP_LOOKING


def held_in_doubt(held: Decision, now: datetime) -> Decision:
    """What may not be sent stays in doubt: until it may, or for a person where it never will."""
    if held.to.is_final:
        return replace(held, to=ShareState.UNKNOWN, due_at=FAR)
    return still_in_doubt(held, now)


def ask_a_person(why: ConnectorError, outcome: str = "unknown") -> Decision:
    """The machine cannot tell whether the post exists."""
    return Decision(to=ShareState.UNKNOWN, outcome=outcome, due_at=FAR, reason=why.text)


def _surely_not_applied(error: ConnectorError | MediaMissing, now: datetime, *, wait: timedelta) -> Decision:
    queued = Decision(to=ShareState.QUEUED, outcome="later", due_at=now + wait, reason=error.text)
    held = Decision(to=ShareState.ON_HOLD, outcome="held", reason=error.text)
    match error:
        case TryLater():
            lost = isinstance(error, MediaLost)
            later = replace(queued, due_at=error.until or queued.due_at, pause=_pause(error, now + wait))
            return replace(later, outcome="images lost" if lost else "later", thaw=lost)
        case AuthorizationExpired(refreshable=True):
            return replace(queued, outcome="renew", grant="stale")
        case AuthorizationExpired():
            return replace(held, hold=Hold.AUTHORIZATION, grant="expired")
        case NetworkOnHold() | MediaMissing():
            return replace(held, hold=Hold.NETWORK if isinstance(error, NetworkOnHold) else Hold.MEDIA)
        case Rejected():
            return Decision(to=ShareState.REJECTED, outcome="rejected", reason=error.text)
        case _:
            return replace(queued, due_at=now + _LONGEST_WAIT)


def _action(window: Retry, doubt: Doubt, policy: Policy) -> Action | None:
    match window.kind:
        case RetryKind.IDEMPOTENT:
            return Action.SEND_AGAIN
        case RetryKind.FINDABLE:
            return Action.LOOK
        case _:
            return Action.REPOST if policy is Policy.REPOST and doubt.sends < MOST_SENDS else None


def _opens(window: Retry) -> timedelta:
    """Where nothing can be asked, sending again is a gamble, which waits as long as absence does."""
    return max(window.not_before, QUARANTINE) if window.kind is RetryKind.UNSAFE else window.not_before


def _is_over(window: Retry, age: timedelta) -> bool:
    return window.not_after is not None and age >= window.not_after


def _pause(error: TryLater, usual: datetime) -> TryLater | None:
    """Whom the network wants quiet; until the usual next try, where it does not say."""
    until = error.until or usual
    if error.scope == "app":
        return TryLater(error.text, until=until, scope="app")
    return TryLater(error.text, until=until, scope="member") if error.scope == "member" else None


def _backoff(attempt: int) -> timedelta:
    doubled = 2.0 ** min(attempt - 1, 20)
    return min(_FIRST_WAIT * doubled, _LONGEST_WAIT)


UNSEEN = Text(
    fr="Ce partage vient d’une copie de la base : une autre installation l’a peut-être publié. Regardez "
    "votre profil, puis dites-nous si le post y est : advocacy settle.",
    en="This share comes from a copy of the database: another installation may have published it. Look "
    "at your profile, then tell us whether the post is there: advocacy settle.",
)
MOVED = Text(
    fr="Le compte a changé de serveur depuis l’envoi : si le post existe, il est sur l’ancien. Regardez "
    "là-bas, puis dites-nous s’il y est : advocacy settle.",
    en="The account has moved to another server since this was sent: the post, if it exists, is on the old "
    "one. Look there, then tell us whether it is: advocacy settle.",
)
_WAIT = Text(
    fr="Le réseau n’a pas répondu : le post existe peut-être. Nous vérifions avant tout nouvel envoi.",
    en="The network did not answer: the post may exist. We check before anything is sent again.",
)
_ASK = Text(
    fr="Le réseau n’a pas répondu et ne permet pas de vérifier. Regardez votre profil, puis dites-nous "
    "si le post y est : advocacy settle.",
    en="The network did not answer and gives no way to check. Look at your profile, then tell us "
    "whether the post is there: advocacy settle.",
)
_REPOSTING = Text(
    fr="Le post n’est pas sur le réseau ; il est envoyé à nouveau.",
    en="The post is not on the network; it is sent again.",
)
