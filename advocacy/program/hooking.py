"""Signed messages to other systems about what happens here: at least once each, and no word on who."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from advocacy.errors import AdvocacyError, InvalidInput, Mistake, NotFound, Rejected
from advocacy.language import Text
from advocacy.program.owning import Owning
from advocacy.storage import happenings, reviews, webhooks
from advocacy.storage.webhooks import ACTIVE, DELIVERED, DUE, FAILED, Message, Webhook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advocacy.connectors.answers import Answer
    from advocacy.connectors.http import HttpClient
    from advocacy.storage.happenings import Happening

log = logging.getLogger("advocacy.program")

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""After each failed try, how long until the next; after the last one it has failed: about three days."""
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)
"""How long the words of what was delivered are kept."""
_AT_ONCE = 50
_GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedWebhook:
    """A new webhook, and the secret that its system checks messages with; it is shown this once."""

    id: str
    host: str
    secret: str


@dataclass(slots=True, kw_only=True)
class Told:
    """What one run told other systems."""

    delivered: int = 0
    later: int = 0
    failed: int = 0
    ended: int = 0
    """Webhooks that answered that they are gone; nothing is sent to them any more."""


class Hooking(Owning):
    """The part of `Program` that tells other systems."""

    def add_webhook(self, url: str, *, events: Sequence[str] = ("*",), by: str) -> AddedWebhook:
        """Have another system told of what happens from now on.

        Args:
            url: an https address on a public server, or one named in ``webhooks.allow_private_hosts``.
            events: names such as ``post.published``, kinds such as ``share.*``, or ``*`` for all.
            by: who adds it.

        Raises:
            InvalidInput: the address is none, or there is no such event.
            ConfigurationError: the key that seals secrets is missing.
        """
        from advocacy.connectors.standard_webhooks import new_secret  # noqa: PLC0415 - heavy: imported on first use

        unknown = [each for each in events if not _wanted((each,))]
        if unknown or not events:
            known = ", ".join(happenings.EVENTS)
            message = _NO_EVENT.format(event=unknown[0] if unknown else "", known=known)
            raise InvalidInput(Mistake(field="events", message=message))
        host, secret = self._host_of_webhook(url), new_secret()
        added = Webhook(
            id=secrets.token_hex(4), host=host, events=tuple(events), state=ACTIVE, added_at=self.clock()
        )
        sealed = self.vault.seal({"url": url, "secret": secret})
        with self.store.begin() as tx:
            webhooks.add(tx, added, sealed)
            about = {"host": host, "events": list(events)}
            subject = f"webhook:{added.id}"
            reviews.note(tx, by=by, verb="add", subject=subject, now=self.clock(), detail=about)
        return AddedWebhook(id=added.id, host=host, secret=secret)

    def remove_webhook(self, webhook: str, *, by: str) -> None:
        """Tell a system nothing more, and forget its address and secret.

        Raises:
            NotFound: there is no such webhook.
        """
        with self.store.begin() as tx:
            if not webhooks.remove(tx, webhook):
                raise NotFound(_NO_WEBHOOK.format(webhook=webhook))
            reviews.note(tx, by=by, verb="remove", subject=f"webhook:{webhook}", now=self.clock())

    def webhooks(self) -> list[tuple[Webhook, dict[str, int]]]:
        """The systems that are told, and how many messages of each are in which state."""
        with self.store.read() as tx:
            found, counts = webhooks.select(tx), webhooks.counts(tx)
        return [(one, {s: n for (w, s), n in counts.items() if w == one.id}) for one in found]

    def send_webhooks(self) -> Told:
        """Tell other systems what they were not told yet; a publisher or a sweep does it every minute.

        Each message is sent at least once: one whose answer was lost is sent again, with the same
        ``webhook-id``. A system that does not answer is left alone until the next run, and tried nine times
        in about three days.

        Raises:
            ConfigurationError: this database is a copy of another one, or the key of the vault is missing.
        """
        told = Told()
        with self.store.read() as tx:
            active = webhooks.select(tx, active=True)
        if not active:
            return told
        self.require_own_database()
        for one in active:
            self._write_down(one)
        silent: set[str] = set()
        while batch := self._take(silent):
            for message in batch:
                if message.webhook in silent:
                    self._put_back(message)
                elif not self._tell(message, told):
                    silent.add(message.webhook)
        with self.store.begin() as tx:
            webhooks.forget(tx, before=self.clock() - KEPT)
        return told

    def resend_webhooks(self, webhook: str, *, by: str) -> int:
        """Tell what failed once more, also to a system that was gone; how many messages.

        Raises:
            NotFound: there is no such webhook.
        """
        with self.store.begin() as tx:
            if webhook not in {one.id for one in webhooks.select(tx)}:
                raise NotFound(_NO_WEBHOOK.format(webhook=webhook))
            webhooks.end(tx, webhook, state=ACTIVE)
            count = webhooks.again(tx, webhook, now=self.clock())
            reviews.note(tx, by=by, verb="resend", subject=f"webhook:{webhook}", now=self.clock())
        return count

    def _besides(self) -> None:
        """Tell what happened; what is wrong with one thing must not stop publishing."""
        super()._besides()
        try:
            self.send_webhooks()
        except AdvocacyError as error:
            log.warning("webhooks were not told: %s", type(error).__name__, extra={"action": "webhook"})

    @cached_property
    def _webhook_client(self) -> HttpClient:
        from advocacy.connectors.http import HttpClient  # noqa: PLC0415 - heavy: imported on first use

        return HttpClient(allow_private_hosts=self.settings.webhooks.allow_private_hosts, timeout=(5.0, 15.0))

    def _host_of_webhook(self, url: str) -> str:
        parts = urlsplit(url)
        allowed = parts.hostname in self.settings.webhooks.allow_private_hosts
        if not parts.hostname or parts.username or not (parts.scheme == "https" or allowed):
            raise InvalidInput(Mistake(field="url", message=_NO_ADDRESS))
        return parts.hostname

    def _write_down(self, one: Webhook) -> None:
        """Everything that it is to be told, before anything leaves."""
        now = self.clock()
        for event in _wanted(one.events):
            with self.store.begin() as tx:
                found = list(happenings.untold(tx, one, event, limit=10_000))
                webhooks.tell(tx, [_message(one, each) for each in found], now=now)

    def _take(self, silent: set[str]) -> list[Message]:
        now = self.clock()
        with self.store.begin() as tx:
            return webhooks.take(tx, now=now, until=now + LEASE, limit=_AT_ONCE, without=silent)

    def _put_back(self, one: Message) -> None:
        with self.store.begin() as tx:
            webhooks.settle(tx, one, to=DUE, status=None, due_at=self.clock() + WAITS[0])

    def _tell(self, one: Message, told: Told) -> bool:
        """One try; whether the system took it."""
        from advocacy.connectors.answers import until  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.connectors.standard_webhooks import signed  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            sealed = {each.id: each.secrets for each in webhooks.sealed(tx)}
        if one.webhook not in sealed:
            return True
        kept = self.vault.unseal(sealed[one.webhook])
        headers = signed(kept["secret"], one.id, one.body, now=self.clock())
        status, wait = None, None
        try:
            answer = self._post_webhook(kept["url"], one.body, headers)
            status, wait = answer.status, until(answer, self.clock())
        except Rejected:  # no public address: nothing was sent, and a name may come to lead elsewhere again
            log.warning("a webhook leads to no public address", extra={"action": "webhook"})
        return self._settle_webhook(one, told, status, wait)

    def _post_webhook(self, url: str, body: str, headers: dict[str, str]) -> Answer:
        from advocacy.connectors.base import Secret  # noqa: PLC0415 - heavy: imported on first use

        parts = urlsplit(url)
        start = f"{parts.scheme}://{parts.netloc}"
        return self._webhook_client.send(
            "POST", start, hidden=Secret(url.removeprefix(start)), body=body, headers=headers, create=True
        )

    def _settle_webhook(self, one: Message, told: Told, status: int | None, wait: datetime | None) -> bool:
        now, taken = self.clock(), status is not None and 200 <= status < 300  # noqa: PLR2004 - HTTP
        to, due_at = DELIVERED, None
        if not taken:
            last = one.attempt > len(WAITS)
            to = FAILED if last else DUE
            due_at = now if last else max(wait or now, now + WAITS[one.attempt - 1])
        told.delivered += to == DELIVERED
        told.later += to == DUE
        told.failed += to == FAILED
        with self.store.begin() as tx:
            webhooks.settle(tx, one, to=to, status=status, due_at=due_at)
            if status == _GONE:
                webhooks.end(tx, one.webhook)
                told.ended += 1
        return taken


def _wanted(names: Sequence[str]) -> list[str]:
    """The events that names and kinds stand for."""
    return [
        event
        for event in happenings.EVENTS
        if any(
            name in ("*", event) or (name.endswith(".*") and event.startswith(name[:-1])) for name in names
        )
    ]


def _message(one: Webhook, happened: Happening) -> Message:
    from advocacy.connectors.http import exact  # noqa: PLC0415 - heavy: imported on first use

    at = happened.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    named = f"{one.id}\n{happened.event}\n{happened.subject}".encode()
    return Message(
        id=f"msg_{sha256(named).hexdigest()[:32]}",
        webhook=one.id,
        event=happened.event,
        subject=happened.subject,
        body=exact({"type": happened.event, "timestamp": at, "data": dict(happened.data)}),
    )


_NO_EVENT = Text(
    fr="pas d’événement « {event} » ; il y a : {known}", en="no event “{event}”; there are: {known}"
)
_NO_WEBHOOK = Text(
    fr="Aucun webhook « {webhook} ». La liste : advocacy webhooks list",
    en="There is no webhook “{webhook}”. The list: advocacy webhooks list",
)
_NO_ADDRESS = Text(
    fr="une adresse en https:// est attendue, sans nom ni mot de passe",
    en="an address with https:// is expected, without name or password",
)
