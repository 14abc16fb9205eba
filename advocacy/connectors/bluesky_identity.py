"""From a handle to who it is, where it lives, and who may give tokens for it.

handle ──▶ DID ──▶ its document (which names the handle too) ──▶ the server ──▶ its authorization server
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Connector
from advocacy.errors import Rejected, TryLater
from advocacy.language import Text

DIRECTORY = "https://plc.directory"
_DID = re.compile(r"did:plc:[a-z2-7]{24}|did:web:[a-z0-9.-]{1,253}(?:%3A\d{1,5})?", re.IGNORECASE)
_HANDLE = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One account, for certain."""

    did: str
    handle: str
    host: str
    """Its own server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationServer:
    """Who may give tokens for accounts of a server."""

    issuer: str
    authorize: str
    push: str
    token: str
    revoke: str


def resolve(connector: Connector, account: str, *, resolver: str, directory: str = DIRECTORY) -> Identity:
    """Who `account` is and where it lives.

    Raises:
        Rejected: There is no such account, or its papers do not agree with each other.
        TryLater: Somebody who must be asked does not answer.
    """
    name = account.removeprefix("@")
    did = name if _DID.fullmatch(name) else _did_of(connector, name, resolver)
    document = _document(connector, did, directory)
    if document.word("id") != did:
        raise Rejected(_PAPERS.format(account=account))
    named = [one for one in _list(document.get("alsoKnownAs")) if isinstance(one, str)]
    handles = [one.removeprefix("at://") for one in named if one.startswith("at://")]
    if name != did and name.casefold() not in {handle.casefold() for handle in handles}:
        raise Rejected(_PAPERS.format(account=account))
    return Identity(did=did, handle=handles[0] if handles else did, host=_server_of(document, account))


def authorization_server(connector: Connector, host: str) -> AuthorizationServer:
    """Who gives tokens for `host`, as both of them say.

    Raises:
        Rejected: It does not offer what we need to ask safely.
        TryLater: One of them does not answer.
    """
    guarded = _asked(connector, f"{host}/.well-known/oauth-protected-resource")
    servers = _list(guarded.get("authorization_servers"))
    issuer = servers[0] if len(servers) == 1 and isinstance(servers[0], str) else ""
    if not _is_origin(issuer):
        raise Rejected(_NO_OAUTH.format(host=host))
    told = _asked(connector, f"{issuer}/.well-known/oauth-authorization-server")
    found = AuthorizationServer(
        issuer=issuer,
        authorize=told.word("authorization_endpoint"),
        push=told.word("pushed_authorization_request_endpoint"),
        token=told.word("token_endpoint"),
        revoke=told.word("revocation_endpoint"),
    )
    if told.word("issuer") != issuer or not _is_safe(told, found):
        raise Rejected(_NO_OAUTH.format(host=issuer))
    return found


def _is_safe(told: Answer, found: AuthorizationServer) -> bool:
    """Whether it offers what the network's profile of OAuth demands."""
    wanted = {
        "code_challenge_methods_supported": "S256",
        "dpop_signing_alg_values_supported": "ES256",
        "scopes_supported": "atproto",
        "response_types_supported": "code",
    }
    offers = all(word in _list(told.get(name)) for name, word in wanted.items())
    names_itself = told.get("authorization_response_iss_parameter_supported") is True
    pushed = told.get("require_pushed_authorization_requests") is True
    shown = found.authorize.startswith(("https://", f"{found.issuer}/"))  # where a browser is sent
    return offers and names_itself and pushed and shown and bool(found.push and found.token)


def _did_of(connector: Connector, handle: str, resolver: str) -> str:
    if not _HANDLE.fullmatch(handle):
        raise Rejected(_UNKNOWN.format(account=handle))
    url = f"{resolver}/xrpc/com.atproto.identity.resolveHandle"
    answer = connector.http.send("GET", url, params={"handle": handle})
    did = answer.word("did")
    if answer.status == 400 or (answer.is_2xx and not _DID.fullmatch(did)):  # noqa: PLR2004 - bad request
        raise Rejected(_UNKNOWN.format(account=handle))
    if not answer.is_2xx:
        raise TryLater(_SILENT.format(host=urlsplit(url).hostname or url))
    return did


def _document(connector: Connector, did: str, directory: str) -> Answer:
    if did.lower().startswith("did:web:"):
        host = did[len("did:web:") :].replace("%3A", ":").replace("%3a", ":")
        return _asked(connector, f"https://{host}/.well-known/did.json")
    return _asked(connector, f"{directory}/{quote(did, safe=':')}")


def _server_of(document: Answer, account: str) -> str:
    for one in _list(document.get("service")):
        if isinstance(one, Mapping) and str(one.get("id", "")).endswith("#atproto_pds"):
            host = str(one.get("serviceEndpoint") or "").rstrip("/")
            if one.get("type") == "AtprotoPersonalDataServer" and _is_origin(host):
                return host
    raise Rejected(_PAPERS.format(account=account))


def _asked(connector: Connector, url: str) -> Answer:
    """The JSON at `url`; the way out goes to public servers over HTTPS only, and follows no redirect."""
    answer = connector.http.send("GET", url)
    if not answer.is_2xx or not answer.json:
        raise TryLater(_SILENT.format(host=urlsplit(url).hostname or url))
    return answer


def _is_origin(address: str) -> bool:
    """Whether it is a scheme and a host and nothing more."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and address == f"{parts.scheme}://{parts.netloc}" and not parts.username
    except ValueError:
        return False


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


_UNKNOWN = Text(
    fr="Bluesky ne connaît pas le compte « {account} » : vérifiez-le dans advocates.csv.",
    en="Bluesky knows no account “{account}”: check it in advocates.csv.",
)
_PAPERS = Text(
    fr="Les papiers du compte Bluesky « {account} » ne concordent pas ; rien n’a été demandé.",
    en="The papers of the Bluesky account “{account}” do not agree; nothing was asked.",
)
_NO_OAUTH = Text(
    fr="{host} n’offre pas de quoi demander un accord sûrement : reliez le compte par un mot de passe "
    "d’application.",
    en="{host} does not offer what it takes to ask safely: connect the account by an app password.",
)
_SILENT = Text(
    fr="{host} ne dit rien de lisible. On réessaiera.", en="{host} says nothing readable. Try again later."
)
