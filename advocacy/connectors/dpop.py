"""Proof of possession (DPoP, RFC 9449): a token that is good only with a key that never leaves us."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from advocacy.clock import Clock
from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Secret
from advocacy.connectors.consent import unpadded
from advocacy.connectors.http import HttpClient, Method
from advocacy.connectors.jose import public_half, signed

_NONCE = "dpop-nonce"
_WANTED = "use_dpop_nonce"


def proof(
    key: Secret, method: str, url: str, *, now: datetime, nonce: str = "", token: Secret | None = None
) -> str:
    """What shows that the request `method` `url` is ours, at `now` and once.

    >>> from advocacy.clock import utc_now
    >>> from advocacy.connectors.jose import new_key
    >>> proof(new_key(), "GET", "https://pds.example/x", now=utc_now()).count(".")
    2
    """
    claims: dict[str, Any] = {
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htu": url.partition("?")[0].partition("#")[0],
        "iat": int(now.timestamp()),
    }
    if nonce:
        claims["nonce"] = nonce
    if token is not None:
        claims["ath"] = unpadded(sha256(token.reveal().encode()).digest())
    return signed(key, {"typ": "dpop+jwt", "jwk": public_half(key)}, claims)


class DpopClient:
    """Sends requests with their proof, and keeps the last nonce that each server gave."""

    def __init__(self, http: HttpClient, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._nonces: dict[str, str] = {}
        self._lock = Lock()

    def send(
        self, method: Method, url: str, *, key: Secret, token: Secret | None = None, **request: Any
    ) -> Answer:
        """Send one request; once more where the server only wants another nonce: it did nothing so far."""
        answer = self._sent(method, url, key, token, request)
        return self._sent(method, url, key, token, request) if _wants_nonce(answer) else answer

    def _sent(
        self, method: Method, url: str, key: Secret, token: Secret | None, request: dict[str, Any]
    ) -> Answer:
        server = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with self._lock:
            nonce = self._nonces.get(server, "")
        shown = proof(key, method, url, now=self._clock(), nonce=nonce, token=token)
        given = {**request, "headers": {**(request.get("headers") or {}), "DPoP": shown}}
        answer = self._http.send(method, url, token=token, scheme="DPoP", **given)
        if told := answer.headers.get(_NONCE):
            with self._lock:
                self._nonces[server] = told
        return answer


def _wants_nonce(answer: Answer) -> bool:
    asks = answer.word("error") == _WANTED or _WANTED in answer.headers.get("www-authenticate", "")
    return answer.status in {400, 401} and asks and _NONCE in answer.headers
