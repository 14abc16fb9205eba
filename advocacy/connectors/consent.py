"""Asking a person's consent by OAuth: where they agree, and what must be remembered until they come back."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote

from advocacy.connectors.base import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Send the person to `url`; keep the rest bound to their browser session, and use it once.

    When they come back, their ``state`` must be `state` (compare with `hmac.compare_digest`).
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    verifier: Secret | None = None
    """What proves that we asked (PKCE), where the network offers it."""


def consent(address: str, asked: Mapping[str, str], *, pkce: bool) -> Consent:
    """A question that nobody can guess, to be asked at `address`.

    >>> asked = consent("https://x.example/authorize", {"client_id": "7"}, pkce=True)
    >>> asked.url.startswith("https://x.example/authorize?client_id=7&state="), len(asked.state)
    (True, 43)
    """
    state, verifier = secrets.token_urlsafe(32), Secret(secrets.token_urlsafe(48)) if pkce else None
    query = {**asked, "state": state}
    if verifier is not None:
        digest = urlsafe_b64encode(sha256(verifier.reveal().encode()).digest()).decode().rstrip("=")
        query |= {"code_challenge": digest, "code_challenge_method": "S256"}
    words = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return Consent(url=f"{address}?{words}", state=state, verifier=verifier)
