"""A session on a PDS by an app password: its tokens, and when the first of them ends."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.connectors.http import exact
from advocacy.connectors.refusals import meaning_of
from advocacy.errors import AuthorizationExpired
from advocacy.language import Text

ENTRY = "https://bsky.social"
"""Where every hosted account can sign in, whichever server it lives on."""


def login(connector: Connector, access: Access) -> Access:
    """Open a session with the app password; it tells who the account is.

    Raises:
        ConnectorError: The server does not accept it, or there is none.
    """
    if "password" not in access.secrets:
        raise AuthorizationExpired(NO_SESSION)
    password = access.secrets["password"]
    asked = {"identifier": access.details.get("did", access.account), "password": password.reveal()}
    url = method_url(access.host, "com.atproto.server.createSession")
    answer = connector.http.send("POST", url, body=exact(asked), create=True)
    if meaning_of(connector, "token", answer) is not AnswerClass.OK:
        raise connector.refusal("token", answer, password)
    return with_session(access, answer)


def renewed(connector: Connector, access: Access) -> Access:
    """The session with new tokens (its refresh token is good once), or a new one."""
    if "refresh" not in access.secrets:
        return login(connector, access)
    token, url = access.secrets["refresh"], method_url(access.host, "com.atproto.server.refreshSession")
    answer = connector.http.send("POST", url, token=token, create=True)
    if meaning_of(connector, "token", answer) is AnswerClass.OK:
        return with_session(access, answer)
    error = connector.refusal("token", answer, token)
    if not isinstance(error, AuthorizationExpired) or "password" not in access.secrets:
        raise error
    return login(connector, access)


def owner(access: Access) -> str:
    """The account's own id, which no move and no other handle changes.

    Raises:
        AuthorizationExpired: No session has told it yet; opening one does.
    """
    if "did" not in access.details:
        raise AuthorizationExpired(NO_SESSION, refreshable=True)
    return access.details["did"]


def closed(connector: Connector, access: Access) -> bool:
    """End the session; the app password itself is its person's to delete, so this is never all."""
    if "refresh" in access.secrets:
        url = method_url(access.host, "com.atproto.server.deleteSession")
        connector.http.send("POST", url, token=access.secrets["refresh"], create=True)
    return False


def method_url(host: str, method: str) -> str:
    """The address of a method on the server `host`, which may be just a name."""
    base = host.rstrip("/") if urlsplit(host).scheme else f"https://{host.rstrip('/')}"
    return f"{base}/xrpc/{method}"


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


NO_SESSION = Text(
    fr="Bluesky : pas de session ouverte ; reliez le compte avec un mot de passe d’application.",
    en="Bluesky: no session is open; connect the account with an app password.",
)
