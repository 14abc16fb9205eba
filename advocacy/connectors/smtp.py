"""Handing a message to a mail server, step by step, to know what a lost answer leaves in doubt."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from advocacy.connectors.base import Secret
from advocacy.connectors.redact import redacted
from advocacy.errors import ConnectorError, NetworkOnHold, OutcomeUnknown, Rejected, TryLater
from advocacy.language import Text

Security = Literal["tls", "starttls", "none"]
TIMEOUT = 30.0
"""Seconds for each step."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in, and as whom."""

    name: str
    port: int
    security: Security
    user: str = ""
    password: Secret | None = None
    ca_file: str | None = None
    """Certificates of the company's own authority, beside the public ones."""


def hand_in(server: MailServer, *, sender: str, recipient: str, message: bytes) -> None:
    """Hand one message in, on a connection of its own.

    Raises:
        TryLater: The server took nothing: it is away, or asks to come back.
        Rejected: It refuses the recipient or the message.
        NetworkOnHold: It knows neither our name nor our password, or speaks no TLS.
        OutcomeUnknown: The message left, and no answer came.
    """
    session = _before(server, lambda: _session(server))
    try:
        _before(server, lambda: _require(server, *session.mail(sender)))
        _before(server, lambda: _require(server, *session.rcpt(recipient)))
        _before(server, lambda: _require(server, *session.docmd("DATA"), expected=354))
        _leave(server, session, message)
    finally:
        session.close()


def _session(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=server.ca_file)
    if server.security == "tls":
        session: smtplib.SMTP = smtplib.SMTP_SSL(server.name, server.port, timeout=TIMEOUT, context=context)
    else:
        session = smtplib.SMTP(server.name, server.port, timeout=TIMEOUT)
    try:
        if server.security == "starttls":
            session.starttls(context=context)
        session.ehlo_or_helo_if_needed()
        if server.user and server.password is not None:
            session.login(server.user, server.password.reveal())
    except BaseException:
        session.close()
        raise
    return session


def _leave(server: MailServer, session: smtplib.SMTP, message: bytes) -> None:
    """From here on a lost answer may hide a message that was delivered."""
    dotted = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in message.split(b"\r\n"))
    try:
        session.send(dotted.removesuffix(b"\r\n") + b"\r\n.\r\n")
        code, said = session.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise OutcomeUnknown(_UNKNOWN.format(server=server.name, said=type(error).__name__)) from None
    _require(server, code, said)


def _before(server: MailServer, step: Callable[[], T]) -> T:
    """Do one of the steps that leave nothing behind when they fail."""
    try:
        return step()
    except ConnectorError:
        raise
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        secrets = [server.password.reveal()] if server.password else []
        raise NetworkOnHold(
            _SETTINGS.format(server=server.name, said=redacted(f"{error}", secrets))
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise TryLater(_AWAY.format(server=server.name, said=type(error).__name__)) from None


def _require(server: MailServer, code: int, said: bytes, expected: int = 250) -> None:
    if code == expected or (expected == _DONE and code == _WILL_FORWARD):
        return
    words = redacted(f"{code} {said.decode('utf-8', 'replace')}")
    if code >= _FOR_GOOD:
        raise Rejected(_REFUSED.format(server=server.name, said=words))
    raise TryLater(_LATER.format(server=server.name, said=words))


_DONE, _WILL_FORWARD, _FOR_GOOD = 250, 251, 500
_UNKNOWN = Text(
    fr="{server} a reçu le message et n’a pas répondu : il est peut-être parti. ({said})",
    en="{server} got the message and did not answer: it may have been delivered. ({said})",
)
_AWAY = Text(
    fr="{server} ne répond pas ; rien n’est parti. On réessaiera. ({said})",
    en="{server} does not answer; nothing was sent. It will be tried again. ({said})",
)
_LATER = Text(
    fr="{server} demande de revenir ; rien n’est parti. ({said})",
    en="{server} asks to come back later; nothing was sent. ({said})",
)
_REFUSED = Text(
    fr="{server} refuse ce message ou son destinataire : vérifiez l’adresse. ({said})",
    en="{server} refuses this message or its recipient: check the address. ({said})",
)
_SETTINGS = Text(
    fr="{server} ne nous accepte pas : vérifiez l’utilisateur, le mot de passe et « security ». ({said})",
    en="{server} does not accept us: check the user, the password and “security”. ({said})",
)
