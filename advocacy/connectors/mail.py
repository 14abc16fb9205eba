"""E-mail: offers and reminders to one colleague at a time, through the company's own mail server."""

from __future__ import annotations

import json
import re
import uuid
from datetime import datetime
from email.utils import parseaddr
from typing import ClassVar

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted, Secret
from advocacy.connectors.http import HttpClient, exact
from advocacy.connectors.mail_message import Letter, is_address, written
from advocacy.connectors.media import GIF, JPEG, PNG, MediaRules, shown_in
from advocacy.connectors.smtp import MailServer, Security, hand_in
from advocacy.errors import ConfigurationError, InvalidInput, Mistake
from advocacy.language import Text

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"tls": 465, "starttls": 587, "none": 25}


class Email(Connector):
    """A mail server names nothing that it can be asked for: a lost answer stays unknown.

    The account is the person's own address; there is nothing that they must give us.

    Args:
        server: The name of the mail server.
        sender: Who the messages are from: ``Advocacy <advocacy@acme.example>``.
        port: 465 for ``tls``, 587 for ``starttls`` where it is 0.
        security: ``tls`` from the first byte, ``starttls``, or ``none`` for a server on this machine.
        user: As whom the server knows us; empty where it asks for no password.
        password: From ``ADVOCACY_EMAIL_PASSWORD``.
        ca_file: Certificates of the company's own authority.
        unsubscribe: Where somebody says that they want no more of this: an https address or ``mailto:…``. It
            stands beside the person's own link, where they have one (``nudges.address``).
        http: Not used; every connector takes one.
        clock: Where the time comes from.
    """

    name = "email"
    title = "E-mail"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        max_length=20_000,
        standing_consent=True,
        nudges=True,
        media=MediaRules(images=3, kinds=frozenset({JPEG, PNG, GIF}), largest=500_000, side=1200, alt=500),
    )
    secret_name: ClassVar[str] = ""

    @staticmethod
    def text_length(text: str) -> int:
        """Characters."""
        return len(text)

    def __init__(
        self,
        *,
        server: str = "localhost",
        sender: str = "",
        port: int = 0,
        security: Security = "starttls",
        user: str = "",
        password: Secret | None = None,
        ca_file: str | None = None,
        unsubscribe: str = "",
        http: HttpClient | None = None,
        clock: Clock = utc_now,
    ) -> None:
        super().__init__(http=http, clock=clock)
        if security not in _PORTS or (security == "none" and server not in _LOOPBACK):
            raise ConfigurationError(_NO_TLS)
        if unsubscribe and not _is_way_out(unsubscribe):
            raise ConfigurationError(_NO_WAY_OUT.format(given=unsubscribe))
        self._sender = sender
        self._unsubscribe = unsubscribe
        self._server = MailServer(
            name=server,
            port=port or _PORTS[security],
            security=security,
            user=user,
            password=password,
            ca_file=ca_file,
        )

    def identify(self, access: Access) -> Access:
        """Whether it is one address; the server is asked nothing."""
        _require_address(access.account)
        return access

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        """The whole message; its id is the key.

        ``access.details["unsubscribe"]`` is where this person says that they want no more of it.
        """
        _require_address(access.account)
        address = parseaddr(self._sender)[1]
        if not is_address(address):
            raise ConfigurationError(_NO_SENDER)
        letter = Letter(
            sender=self._sender,
            recipient=access.account,
            unsubscribe=access.details.get("unsubscribe", self._unsubscribe),
            unsubscribe_also=self._unsubscribe,
            key=uuid.uuid4().hex,
            at=now,
        )
        images = tuple(self.fitted(each) for each in shown_in(outgoing))
        message = written(letter, outgoing, images)
        return exact({"key": letter.key, "from": address, "to": letter.recipient, "message": message})

    def publish(self, frozen: str, access: Access) -> Posted:  # noqa: ARG002 - the message says to whom
        """Hand it in, once. `Posted.confirmed` is False: the server took it, and delivers it later."""
        asked = json.loads(frozen)
        message = asked["message"].encode("ascii", "surrogateescape")
        hand_in(self._server, sender=asked["from"], recipient=asked["to"], message=message)
        return Posted(remote_id=asked["key"], url=f"mailto:{asked['to']}", confirmed=False)


def _require_address(text: str) -> None:
    if not is_address(text):
        raise InvalidInput(Mistake(field="account", message=_NO_ADDRESS))


def _is_way_out(text: str) -> bool:
    """Whether it is ``mailto:`` and an address, or an https address; and nothing that ends a header."""
    scheme, _, rest = text.partition(":")
    if scheme == "mailto":
        return is_address(rest.partition("?")[0]) and _WAY_OUT.fullmatch(text) is not None
    return text.startswith("https://") and _WAY_OUT.fullmatch(text) is not None


_WAY_OUT = re.compile(r"[!-;=?-~]+")
"""Printable ASCII without the brackets that an address stands between in a header."""
_NO_WAY_OUT = Text(
    fr="E-mail : « unsubscribe » est une adresse https ou mailto:, comme mailto:stop@acme.example, "
    "pas « {given} ».",
    en="E-mail: “unsubscribe” is an https or mailto: address, such as mailto:stop@acme.example, "
    "not “{given}”.",
)
_NO_ADDRESS = Text(
    fr="une adresse est attendue, comme ada@acme.example",
    en="an address is expected, such as ada@acme.example",
)
_NO_SENDER = Text(
    fr="E-mail : donnez « sender », tel que Advocacy <advocacy@acme.example>.",
    en="E-mail: give “sender”, such as Advocacy <advocacy@acme.example>.",
)
_NO_TLS = Text(
    fr="E-mail : « security » est tls ou starttls ; none, pour un serveur de cette machine seulement.",
    en="E-mail: “security” is tls or starttls; none only for a server on this machine.",
)
