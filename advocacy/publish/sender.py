"""What is done for one share outside the database: making it ready, and the call that cannot be undone."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta

from advocacy.accounts import Accounts
from advocacy.clock import Clock
from advocacy.connectors.base import Access, Connector, Outgoing, Retry, Secret
from advocacy.connectors.redact import redacted
from advocacy.errors import AdvocacyError, ConnectorError, MediaMissing, Rejected, TryLater
from advocacy.language import Text
from advocacy.publish.decide import (
    MOVED,
    UNSEEN,
    Action,
    Decision,
    Policy,
    after_absence,
    after_error,
    after_posted,
    ask_a_person,
    before_sending,
    held_in_doubt,
    in_doubt,
    may_look,
    next_action,
)
from advocacy.publish.limits import FREE, Toll, usual_toll
from advocacy.publish.outbox import Claim, Intent, Settlement, doubt_of
from advocacy.share import Share
from advocacy.storage.outbox import Waiting
from advocacy.telemetry import span

log = logging.getLogger("advocacy.publish")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the publisher needs to know from the rest of the programme; called from many threads."""

    connector: Callable[[str], Connector]
    outgoing: Callable[[Share], Outgoing]
    gate: Callable[[Share], Decision | None] = field(default=lambda _share: None)
    """The last review before a share leaves; a decision holds it back."""
    policy: Callable[[str], Policy] = field(default=lambda _network: Policy.HOLD)
    toll: Callable[[Share, Connector, Access], Toll] = field(default=usual_toll)
    """The limits that hold for a share, and what it costs."""


class Sender:
    """Works on one share at a time, in any thread. Whatever happens, it gives an answer and never raises."""

    def __init__(self, accounts: Accounts, desk: Desk, clock: Clock) -> None:
        self._accounts = accounts
        self._desk = desk
        self._clock = clock

    def prepare(self, waiting: Waiting) -> Intent | Settlement:
        """All that is slow or may be refused, before the claim: review, access, the exact bytes."""
        doubt, now = doubt_of(waiting), self._clock()
        try:
            ready = self._ready(waiting)
        except (ConnectorError, MediaMissing) as error:
            ready = before_sending(error, doubt=doubt, now=now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the share is not forgotten
            _complain("prepare", waiting.share, error)
            broken = TryLater(_said(error), until=now + _BROKEN_FOR)
            ready = before_sending(broken, doubt=doubt, now=now)
        return ready if isinstance(ready, Intent) else Settlement(waiting=waiting, decision=ready)

    def attempt(self, claim: Claim) -> Settlement:
        """Try the share once, by the claim that is committed."""
        detail = None
        try:
            decision = self._timed(claim)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is not known
            secrets = list(claim.intent.access.secrets.values())
            decision = self._after_error(claim, error)
            if isinstance(error, ConnectorError):
                detail = redacted(f"{type(error).__name__}: {error}", (each.reveal() for each in secrets))[
                    :500
                ]
            else:
                _complain("attempt", claim.waiting.share, error, secrets)
        return Settlement(waiting=claim.waiting, decision=decision, claim=claim, detail=detail)

    def _ready(self, waiting: Waiting) -> Intent | Decision:
        share, doubt, now = waiting.share, doubt_of(waiting), self._clock()
        connector, policy = self._desk.connector(share.network), self._desk.policy(share.network)
        if connector.capabilities.nudges:
            raise Rejected(_NUDGES.format(network=connector.title))
        if doubt is not None and waiting.frozen is None:
            return ask_a_person(ConnectorError(UNSEEN))
        access = self._accounts.access(share.advocate, connector, seen=waiting.grant)
        has_moved = connector.has_moved(waiting.kept_at, access)
        if doubt is not None and has_moved:
            return ask_a_person(ConnectorError(MOVED))
        drawn = None if has_moved else waiting.frozen
        retry = connector.capabilities_for(access).retry
        action = next_action(doubt, retry, policy=policy, now=now)
        if doubt is not None and action is None:
            return in_doubt(doubt, retry, policy=policy, now=now, outcome="waiting")
        held = self._desk.gate(share) if action is not Action.LOOK else None
        if held is not None and doubt is None:
            return held
        if held is not None and doubt is not None:
            if not may_look(doubt, retry, now=now):
                return held_in_doubt(held, now)
            action = Action.LOOK
        return Intent(
            waiting=waiting,
            action=action or Action.SEND,
            connector=connector,
            access=access,
            frozen=drawn or connector.freeze(self._desk.outgoing(share), access, now=now),
            toll=FREE if action is Action.LOOK else self._desk.toll(share, connector, access),
        )

    def _timed(self, claim: Claim) -> Decision:
        share, looks = claim.waiting.share, claim.intent.action is Action.LOOK
        about: dict[str, str | int] = {"share": share.id, "network": share.network, "attempt": claim.attempt}
        with span("reconcile" if looks else "send", action=str(claim.intent.action), **about):
            return self._call(claim)

    def _call(self, claim: Claim) -> Decision:
        intent = claim.intent
        if intent.action is Action.LOOK:
            found = intent.connector.find(intent.frozen, intent.access, since=claim.doubt_if_lost.since)
            return after_posted(found) if found is not None else self._after_absence(claim)
        if self._clock() >= claim.lease_until - (claim.lease_until - claim.started_at) / 2:
            raise TryLater(_SLEPT)
        return after_posted(intent.connector.publish(intent.frozen, intent.access))

    def _after_absence(self, claim: Claim) -> Decision:
        policy, retry = self._terms(claim.intent)
        return after_absence(claim.doubt_if_lost, retry, policy=policy, now=self._clock())

    def _after_error(self, claim: Claim, error: Exception) -> Decision:
        policy, retry = self._terms(claim.intent)
        return after_error(
            error,
            doubt=claim.doubt,
            attempt=claim.doubt_if_lost,
            retry=retry,
            policy=policy,
            now=self._clock(),
        )

    def _terms(self, intent: Intent) -> tuple[Policy, tuple[Retry, ...]]:
        retry = intent.connector.capabilities_for(intent.access).retry
        return self._desk.policy(intent.waiting.share.network), retry


def _complain(action: str, share: Share, error: Exception, secrets: Collection[Secret] = ()) -> None:
    """Log an error that nobody foresaw, and where it was.

    What it says may quote a token, so it is left out where the `secrets` are not known.
    """
    told = redacted(f"{error}", (secret.reveal() for secret in secrets)) if secrets else "…"
    where = "".join(traceback.format_tb(error.__traceback__))
    about = {"action": action, "share": share.id, "network": share.network}
    log.error("share %s: %s: %s: %s\n%s", share.id, action, type(error).__name__, told, where, extra=about)


def _said(error: Exception) -> Text:
    """What to tell of an error nobody foresaw; ours, such as a charter's mistakes, say what to do."""
    return error.text if isinstance(error, AdvocacyError) else _BROKEN.format(kind=type(error).__name__)


_NUDGES = Text(
    fr="{network} porte des rappels aux collègues, pas de partages : rien n’est parti.",
    en="{network} carries reminders to colleagues and no shares: nothing was sent.",
)
_BROKEN_FOR = timedelta(minutes=10)
_BROKEN = Text(
    fr="Une erreur interne ({kind}) retarde ce partage ; le journal de l’application dit laquelle.",
    en="An internal error ({kind}) delays this share; the application's log says which.",
)
_SLEPT = Text(
    fr="L’envoi a été interrompu avant de partir ; il sera repris.",
    en="Sending was interrupted before it left; it will be taken up again.",
)
