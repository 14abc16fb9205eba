"""Signed messages to other systems, by the scheme of standardwebhooks.com."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
"""How far a message's moment may be from now, so that a recorded one cannot be sent again later."""


def new_secret() -> str:
    """A secret that both sides keep: 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, message: str, body: str, *, now: datetime) -> dict[str, str]:
    """The headers of a message: its id, its moment and the signature of both with the body.

    >>> at = datetime.fromtimestamp(1614265330, UTC)
    >>> secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    >>> signed(secret, message, '{"test": 2432232314}', now=at)["webhook-signature"]
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    at = str(int(now.timestamp()))
    return {
        "webhook-id": message,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{_signature(secret, message, at, body)}",
    }


def is_genuine(secret: str, headers: Mapping[str, str], body: str, *, now: datetime) -> bool:
    """Whether a message that came in is from who has the secret, and made just now.

    It may have come before: keep `webhook-id` and pass over one that you know.

    Args:
        secret: as it was given when the webhook was added.
        headers: of the request; their names in any case.
        body: of the request, as it came, not read and written again.
        now: the moment it came.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message, at = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not at.isascii() or not at.isdecimal() or len(at) > len("9999999999"):
        return False
    if abs(now - datetime.fromtimestamp(int(at), UTC)) > TOLERANCE:
        return False
    expected = f"v1,{_signature(secret, message, at, body)}".encode()
    signatures = given.get("webhook-signature", "").split()
    return any(hmac.compare_digest(expected, each.encode()) for each in signatures)


def _signature(secret: str, message: str, at: str, body: str) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise ValueError("a secret begins with whsec_ and goes on in base64")
    return base64.b64encode(hmac.new(key, f"{message}.{at}.{body}".encode(), sha256).digest()).decode()
