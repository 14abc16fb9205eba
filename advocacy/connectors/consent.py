"""Asking a person's consent by OAuth: what is asked, where they agree, what is kept until they come back."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import quote

from advocacy.connectors.base import Secret

POST = "post"
"""The purpose of posting in a person's name."""
METRICS = "metrics"
"""The purpose of reading the counts of their posts, where that takes a consent of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Our application as a network knows it."""

    client_id: str
    client_secret: Secret | None = None
    """None for a public client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What one person is asked for, and where they come back to."""

    redirect_uri: str
    """Our own fixed address, as it is registered with the network."""
    purpose: str = POST
    account: str = ""
    """As the person's profile names it; where it is given, nobody else's account is taken."""
    host: str = ""
    """The server the account lives on, where a network has many."""
    app: App | None = None
    """Our registration with that very server, where each has its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Send the person to `url`; the rest is kept, sealed and bound to their browser, and used once."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    question: Question
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    """What proves that we asked: the verifier of PKCE, the key of DPoP, the secret of an app."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What is no secret and `redeem` needs again, such as the address of tokens."""
    says: Mapping[str, str] = field(default_factory=dict)
    """What the answer must say besides: ``iss``, or the server it comes from; against mixed-up servers."""


def consent(
    address: str,
    asked: Mapping[str, str],
    question: Question,
    *,
    pkce: bool = True,
    secrets_kept: Mapping[str, Secret] | None = None,
    details: Mapping[str, str] | None = None,
    says: Mapping[str, str] | None = None,
) -> Consent:
    """A question that nobody can guess, to be asked at `address`.

    >>> question = Question(redirect_uri="https://acme.example/back")
    >>> asked = consent("https://x.example/authorize", {"client_id": "7"}, question)
    >>> asked.url.startswith("https://x.example/authorize?response_type=code&client_id=7&redirect_uri=")
    True
    """
    proof, challenge = pkce_pair() if pkce else (None, {})
    state = new_state()
    query = {"response_type": "code", **asked, "redirect_uri": question.redirect_uri, "state": state}
    return Consent(
        url=with_query(address, {**query, **challenge}),
        state=state,
        question=question,
        secrets={**(secrets_kept or {}), **({"verifier": proof} if proof else {})},
        details=details or {},
        says=says or {},
    )


def new_state() -> str:
    """A word that comes back with the person; nobody can guess it.

    >>> len(new_state())
    43
    """
    return secrets.token_urlsafe(32)


def pkce_pair() -> tuple[Secret, dict[str, str]]:
    """What proves later that we asked, and what is told of it now (RFC 7636, S256)."""
    verifier = Secret(secrets.token_urlsafe(48))
    challenge = unpadded(sha256(verifier.reveal().encode()).digest())
    return verifier, {"code_challenge": challenge, "code_challenge_method": "S256"}


def unpadded(data: bytes) -> str:
    """Base64 for addresses, without its padding.

    >>> unpadded(b"~~~?")
    'fn5-Pw'
    """
    return urlsafe_b64encode(data).decode().rstrip("=")


def with_query(address: str, query: Mapping[str, str]) -> str:
    """`address` with `query` after what it may have already.

    >>> with_query("https://x.example/a?b=1", {"c": "d e"})
    'https://x.example/a?b=1&c=d%20e'
    """
    words = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
    return f"{address}{'&' if '?' in address else '?'}{words}"
