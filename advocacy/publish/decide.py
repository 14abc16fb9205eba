"""What to do with a share in the outbox, and what an answer means for it: decisions, no I/O.

queued ──────────── send ───────────────┐
unknown ─ in an idempotent window ─ send again ─┤─▶ published
        ├ where posts can be looked up ─ look ──┘   queued (later) · rejected · on_hold
        └ else ─ wait for a person                  unknown (never sent blindly again)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from advocacy.connectors.base import Posted, Retry, RetryKind
from advocacy.errors import (
    AuthorizationExpired,
    ConnectorError,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.language import Text
from advocacy.share import ShareState

FAR = datetime(9999, 1, 1, tzinfo=UTC)
"""Due then: not of itself, a person decides."""

QUARANTINE = timedelta(minutes=15)
"""An absent post is believed absent only after this long (PUBLISHING: listings lag)."""

GIVE_UP_LOOKING = timedelta(hours=24)
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)


class Policy(StrEnum):
    """What to do on a network where a lost answer cannot be cleared up."""

    HOLD = "hold"
    """At most once: the share stays `unknown` until a person decides."""
    REPOST = "repost"
    """At least once: sent again once its absence is as sure as the network allows."""


class Action(StrEnum):
    """What an attempt does."""

    SEND = "send"
    SEND_AGAIN = "send again"
    LOOK = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A share whose answer was lost: since when, and how often it was tried."""

    since: datetime
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The state a share moves to, and what is written beside it."""

    to: ShareState
    outcome: str
    due_at: datetime | None = None
    reason: Text | None = None
    hold: str | None = None
    posted: Posted | None = None
    pause: TryLater | None = None
    stale_grant: bool = False


def next_action(
    doubt: Doubt | None, retry: tuple[Retry, ...], *, policy: Policy, now: datetime
) -> Action | None:
    """What an attempt would do now; None when a person must decide or it is too soon."""
    if doubt is None:
        return Action.SEND
    window = _window(doubt, retry, now)
    if window is None:
        return None
    if window.kind is RetryKind.IDEMPOTENT:
        return Action.SEND_AGAIN
    if window.kind is RetryKind.REFUSED_AS_DUPLICATE and policy is Policy.REPOST:
        return Action.SEND_AGAIN
    return Action.LOOK if window.kind is RetryKind.FINDABLE else None


def next_look(doubt: Doubt, retry: tuple[Retry, ...], *, now: datetime) -> datetime:
    """When a share in doubt is worth another attempt; `FAR` when only a person can tell."""
    if now - doubt.since >= GIVE_UP_LOOKING:
        return FAR
    wait = now + _backoff(doubt.attempt)
    opens = (
        max(doubt.since + window.not_before, wait)
        for window in retry
        if window.kind is not RetryKind.UNSAFE
        and (window.not_after is None or doubt.since + window.not_after > wait)
    )
    return min(opens, default=FAR)


def after_posted(posted: Posted) -> Decision:
    """The post surely exists."""
    return Decision(to=ShareState.PUBLISHED, outcome="published", posted=posted)


def after_absence(doubt: Doubt, retry: tuple[Retry, ...], *, policy: Policy, now: datetime) -> Decision:
    """The network was asked and does not show the post; that alone proves nothing."""
    believed = policy is Policy.REPOST and now - doubt.since >= QUARANTINE
    if believed:
        return Decision(to=ShareState.QUEUED, outcome="absent", due_at=now, reason=_REPOSTING)
    return _in_doubt(doubt, retry, now, outcome="not seen")


def after_error(
    error: Exception, *, doubt: Doubt | None, attempt: Doubt, retry: tuple[Retry, ...], now: datetime
) -> Decision:
    """What an error of this attempt means.

    `doubt` is what was in doubt before this attempt; `attempt` is what will be if this one is too.
    """
    if doubt is not None:
        return _error_in_doubt(error, doubt, retry, now)
    if isinstance(error, OutcomeUnknown) or not isinstance(error, ConnectorError):
        return _in_doubt(attempt, retry, now, outcome="unknown")
    return _surely_not_applied(error, attempt, now)


def ask_a_person(why: ConnectorError) -> Decision:
    """The machine cannot tell whether the post exists."""
    return Decision(to=ShareState.UNKNOWN, outcome="unknown", due_at=FAR, reason=why.text)


def before_sending(error: ConnectorError, *, doubt: Doubt | None, attempt: int, now: datetime) -> Decision:
    """Something stands in the way before any request was made for the post."""
    decision = _surely_not_applied(error, Doubt(since=now, attempt=attempt + 1), now)
    if doubt is None:
        return decision
    return Decision(
        to=ShareState.UNKNOWN,
        outcome=decision.outcome,
        due_at=decision.due_at or now + _LONGEST_WAIT,
        reason=error.text,
        pause=decision.pause,
    )


def _surely_not_applied(error: ConnectorError, attempt: Doubt, now: datetime) -> Decision:
    match error:
        case TryLater():
            due = error.until or now + _backoff(attempt.attempt)
            return Decision(
                to=ShareState.QUEUED, outcome="later", due_at=due, reason=error.text, pause=_pause(error)
            )
        case AuthorizationExpired(refreshable=True):
            return Decision(
                to=ShareState.QUEUED,
                outcome="renew",
                due_at=now + _backoff(attempt.attempt),
                reason=error.text,
                stale_grant=True,
            )
        case AuthorizationExpired():
            return _held("authorization", error)
        case NetworkOnHold():
            return _held("network", error)
        case Rejected():
            return Decision(to=ShareState.REJECTED, outcome="rejected", reason=error.text)
        case _:
            return Decision(
                to=ShareState.QUEUED, outcome="later", due_at=now + _LONGEST_WAIT, reason=error.text
            )


def _error_in_doubt(error: Exception, doubt: Doubt, retry: tuple[Retry, ...], now: datetime) -> Decision:
    """An error while clearing up says nothing about the first attempt: the doubt stays."""
    decision = _in_doubt(doubt, retry, now, outcome="unknown")
    if isinstance(error, TryLater):
        due = max(error.until or now, min(decision.due_at or now, FAR))
        return Decision(
            to=ShareState.UNKNOWN, outcome="later", due_at=due, reason=error.text, pause=_pause(error)
        )
    if isinstance(error, AuthorizationExpired) and error.refreshable:
        return Decision(
            to=ShareState.UNKNOWN,
            outcome="renew",
            due_at=now + _backoff(doubt.attempt),
            reason=error.text,
            stale_grant=True,
        )
    if isinstance(error, Rejected):
        return Decision(to=ShareState.UNKNOWN, outcome="rejected", due_at=FAR, reason=error.text)
    return decision


def _in_doubt(doubt: Doubt, retry: tuple[Retry, ...], now: datetime, *, outcome: str) -> Decision:
    due = next_look(doubt, retry, now=now)
    reason = _ASK if due == FAR else _WAIT
    return Decision(to=ShareState.UNKNOWN, outcome=outcome, due_at=due, reason=reason)


def _window(doubt: Doubt, retry: tuple[Retry, ...], now: datetime) -> Retry | None:
    age = now - doubt.since
    for window in retry:
        if window.not_before <= age and (window.not_after is None or age < window.not_after):
            return window
    return None


def _held(hold: str, error: ConnectorError) -> Decision:
    return Decision(to=ShareState.ON_HOLD, outcome="held", hold=hold, reason=error.text)


def _pause(error: TryLater) -> TryLater | None:
    return error if error.scope != "share" and error.until is not None else None


def _backoff(attempt: int) -> timedelta:
    return min(_FIRST_WAIT * 2 ** min(attempt - 1, 20), _LONGEST_WAIT)


UNSEEN = Text(
    fr="Ce partage vient d’une copie de la base : une autre installation l’a peut-être publié. Regardez "
    "votre profil, puis dites-nous si le post y est : advocacy settle.",
    en="This share comes from a copy of the database: another installation may have published it. Look "
    "at your profile, then tell us whether the post is there: advocacy settle.",
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
