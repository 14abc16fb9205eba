"""A session on a PDS: its tokens, and when the first of them ends."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Access, Secret

ENTRY = "https://bsky.social"
"""Where every hosted account can sign in, whichever server it lives on."""


def with_session(access: Access, answer: Answer) -> Access:
    """`access` with the session that the server has just opened or renewed."""
    tokens = {"access": Secret(answer.word("accessJwt")), "refresh": Secret(answer.word("refreshJwt"))}
    told = {name: answer.word(name) for name in ("did", "handle") if answer.word(name)}
    details = {**access.details, **told}
    details.pop("ends", None)
    if ends := _expiry(answer.word("accessJwt")):
        details["ends"] = ends.isoformat()
    host = _own_server(answer) if access.host == ENTRY else access.host
    return replace(access, host=host, secrets={**access.secrets, **tokens}, details=details)


def _own_server(answer: Answer) -> str:
    """The server that the account's identity document names; the entry speaks for it until then."""
    document = answer.get("didDoc")
    services = document.get("service", []) if isinstance(document, Mapping) else []
    for service in services if isinstance(services, list) else []:
        if isinstance(service, Mapping) and str(service.get("id", "")).endswith("#atproto_pds"):
            return str(service.get("serviceEndpoint") or ENTRY)
    return ENTRY


def _expiry(token: str) -> datetime | None:
    """When a token says that it ends; None where it says nothing that we can read."""
    try:
        claims = token.split(".")[1]
        return datetime.fromtimestamp(json.loads(urlsafe_b64decode(claims + "==="))["exp"], UTC)
    except (IndexError, ValueError, KeyError, TypeError, OverflowError, OSError):
        return None
