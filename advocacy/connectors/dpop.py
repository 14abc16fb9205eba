"""Proof of possession (DPoP, RFC 9449): a token that is good only with a key that never leaves us."""

from __future__ import annotations

import json
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

_NONCE = "dpop-nonce"
_WANTED = "use_dpop_nonce"


def new_key() -> Secret:
    """The private key of one grant, to be kept in the vault."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - heavy: imported on first use
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    return Secret(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
    )


def proof(
    key: Secret, method: str, url: str, *, now: datetime, nonce: str = "", token: Secret | None = None
) -> str:
    """What shows that the request `method` `url` is ours, at `now` and once.

    >>> from advocacy.clock import utc_now
    >>> proof(new_key(), "GET", "https://pds.example/x", now=utc_now()).count(".")
    2
    """
    private = _loaded(key)
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
    head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": _public(private)}
    signed = f"{_part(head)}.{_part(claims)}"
    return f"{signed}.{unpadded(_signature(private, signed.encode()))}"


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


def _loaded(key: Secret) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - heavy

    return load_pem_private_key(key.reveal().encode(), password=None)


def _public(private: Any) -> dict[str, str]:
    """The public half as a JSON Web Key."""
    numbers = private.public_key().public_numbers()
    x, y = (unpadded(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _signature(private: Any, data: bytes) -> bytes:
    """ES256: the two numbers side by side."""
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - heavy: imported on first use
    from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415

    made = private.sign(data, ec.ECDSA(hashes.SHA256()))
    return b"".join(number.to_bytes(32, "big") for number in utils.decode_dss_signature(made))


def _part(value: object) -> str:
    return unpadded(json.dumps(value, separators=(",", ":")).encode())
