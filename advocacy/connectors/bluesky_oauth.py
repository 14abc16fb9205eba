"""Consent on Bluesky: pushed request, PKCE, and tokens that are good only with a key of ours (DPoP)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.connectors.bluesky_identity import authorization_server, resolve
from advocacy.connectors.consent import Consent, Question, new_state, pkce_pair, with_query
from advocacy.connectors.dpop import DpopClient
from advocacy.connectors.jose import name_of, new_key, public_half, signed
from advocacy.connectors.oauth import with_tokens
from advocacy.connectors.refusals import excerpt
from advocacy.errors import AdvocacyError, AuthorizationExpired, ConfigurationError, Rejected, TryLater
from advocacy.language import Text

SCOPE = "atproto repo:app.bsky.feed.post blob:image/*"
"""Posts and their images, and nothing else of the account."""
_LASTS = timedelta(days=14)
"""How long a server lets an app without a key renew its tokens."""
_LASTS_WITH_KEY = timedelta(days=90)
"""How long it waits for an app with a key to renew them, each time anew."""
_ASSERTED = timedelta(minutes=1)
_KIND = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Asker:
    """Asks people for their consent, and renews and takes back what they agreed to.

    Args:
        connector: Whose way out and clock are used.
        client_id: The address of the document that describes our app (see `client_metadata`).
        key: What our app proves itself with; None where it has nothing to.
        resolver: Who is asked for the DID of a handle.
        directory: Who is asked for the document of a DID.
    """

    def __init__(
        self, connector: Connector, *, client_id: str, key: Secret | None, resolver: str, directory: str
    ) -> None:
        self._connector = connector
        self._client_id = client_id
        self._key = key
        self._resolver = resolver
        self._directory = directory
        self.dpop = DpopClient(connector.http, connector.clock)

    def metadata(self, redirect_uri: str, *, name: str) -> dict[str, Any]:
        """The document that describes our app.

        Raises:
            ConfigurationError: It has no address.
        """
        if not self._client_id:
            raise ConfigurationError(_NO_APP)
        return client_metadata(self._client_id, redirect_uri, name=name, key=self._key)

    def consent(self, question: Question) -> Consent:
        """Push the question to the account's own authorization server; the person sees only a reference."""
        who = resolve(self._connector, question.account, resolver=self._resolver, directory=self._directory)
        server = authorization_server(self._connector, who.host)
        (verifier, challenge), state, key = pkce_pair(), new_state(), new_key()
        client_id = self._client_id or loopback_client(question.redirect_uri)
        asked = {
            "client_id": client_id,
            "response_type": "code",
            "redirect_uri": question.redirect_uri,
            "scope": SCOPE,
            "state": state,
            "login_hint": who.did,
            **challenge,
            **self._asserted(client_id, server.issuer),
        }
        answer = self.dpop.send("POST", server.push, key=key, form=asked, create=True)
        reference = answer.word("request_uri")
        if not answer.is_2xx or not reference:
            raise _not_pushed(answer, verifier, Secret(state))
        return Consent(
            url=with_query(server.authorize, {"client_id": client_id, "request_uri": reference}),
            state=state,
            question=question,
            secrets={"verifier": verifier, "dpop": key},
            details={
                "did": who.did,
                "handle": who.handle,
                "host": who.host,
                "client_id": client_id,
                "issuer": server.issuer,
                "token_at": server.token,
                "revoke_at": server.revoke,
            },
            says={"iss": server.issuer},
        )

    def redeem(self, code: str, consent: Consent) -> Access:
        """The access that the person agreed to, for the very account that was asked for."""
        kept, verifier = consent.details, consent.secrets["verifier"]
        access = Access(
            account=consent.question.account or kept["handle"],
            host=kept["host"],
            secrets={"dpop": consent.secrets["dpop"]},
            details={name: value for name, value in kept.items() if name != "host"},
        )
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": consent.question.redirect_uri,
            "code_verifier": verifier.reveal(),
        }
        granted = self._granted(access, asked, Secret(code), verifier)
        return self._lasting(granted, _LASTS_WITH_KEY if self._has_key(access) else _LASTS)

    def renew(self, access: Access) -> Access:
        """A new pair of tokens; the refresh token that is used up here is good for nothing afterwards."""
        if "refresh" not in access.secrets:
            raise AuthorizationExpired(_AGAIN)
        token = access.secrets["refresh"].reveal()
        renewed = self._granted(access, {"grant_type": "refresh_token", "refresh_token": token})
        return self._lasting(renewed, _LASTS_WITH_KEY) if self._has_key(access) else renewed

    def revoke(self, access: Access) -> bool:
        """Take the tokens back; the server forgets both by either."""
        address, token = access.details.get("revoke_at"), access.secrets.get("refresh")
        if not address or token is None:
            return False
        answer = self._sent(address, access, {"token": token.reveal()})
        if not answer.is_2xx:
            raise self._connector.refusal("delete", answer, *access.secrets.values())
        return True

    def _granted(self, access: Access, asked: Mapping[str, str], *sent: Secret) -> Access:
        answer = self._sent(access.details["token_at"], access, asked)
        granted = with_tokens(self._connector, access, answer, *sent)
        scopes = answer.word("scope").split()
        if answer.word("token_type").lower() != "dpop" or "atproto" not in scopes:
            raise Rejected(_NOT_BOUND)
        if answer.word("sub") != access.details["did"]:
            raise Rejected(_NOT_OWN.format(account=access.account))
        return granted

    def _lasting(self, access: Access, lasts: timedelta) -> Access:
        ends = self._connector.clock() + lasts
        return replace(access, details={**access.details, "consent_ends": ends.isoformat()})

    def _has_key(self, access: Access) -> bool:
        """Whether the app that it was given to is one that proves itself."""
        return self._key is not None and access.details["client_id"] == self._client_id

    def _asserted(self, client_id: str, issuer: str) -> dict[str, str]:
        """How our app proves itself to `issuer`, where it has a key (RFC 7523)."""
        if self._key is None or client_id != self._client_id:
            return {}
        now = self._connector.clock()
        claims = {
            "iss": client_id,
            "sub": client_id,
            "aud": issuer,
            "jti": new_state(),
            "iat": int(now.timestamp()),
            "exp": int((now + _ASSERTED).timestamp()),
        }
        word = signed(self._key, {"typ": "JWT", "kid": name_of(self._key)}, claims)
        return {"client_assertion_type": _KIND, "client_assertion": word}

    def _sent(self, url: str, access: Access, form: Mapping[str, str]) -> Answer:
        client_id = access.details["client_id"]
        proof = self._asserted(client_id, access.details["issuer"])
        asked = {**form, **proof, "client_id": client_id}
        return self.dpop.send("POST", url, key=access.secrets["dpop"], form=asked, create=True)


def _not_pushed(answer: Answer, *secrets: Secret) -> AdvocacyError:
    """A server that refuses the question refuses our app; any other trouble passes."""
    said = excerpt(answer, secrets)
    if answer.status is not None and 400 <= answer.status < 500:  # noqa: PLR2004 - the range of HTTP
        return ConfigurationError(_REFUSED.format(said=said))
    return TryLater(_UNCLEAR.format(said=said or str(answer.status or "—")))


def loopback_client(redirect_uri: str) -> str:
    """The app of someone who tries it on their own machine: servers know it by its name alone.

    Raises:
        ConfigurationError: People come back to another machine; then the app needs its document.

    >>> loopback_client("http://127.0.0.1:8733/connected").partition("?")[0]
    'http://localhost'
    """
    if urlsplit(redirect_uri).hostname not in {"127.0.0.1", "::1"}:
        raise ConfigurationError(_NO_APP)
    return with_query("http://localhost", {"redirect_uri": redirect_uri, "scope": SCOPE})


def client_metadata(
    client_id: str, redirect_uri: str, *, name: str, key: Secret | None = None
) -> dict[str, Any]:
    """The document that our app is known by; serve it as JSON at `client_id`, which is its address.

    With a private `key` (P-256, in PEM) it holds the public half, and consents last longer.

    >>> client_metadata("https://acme.example/app.json", "https://acme.example/back", name="Acme")["scope"]
    'atproto repo:app.bsky.feed.post blob:image/*'
    """
    proves: dict[str, Any] = {"token_endpoint_auth_method": "none"}
    if key is not None:
        public = {**public_half(key), "kid": name_of(key), "use": "sig", "alg": "ES256"}
        proves = {
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_signing_alg": "ES256",
            "jwks": {"keys": [public]},
        }
    return {
        "client_id": client_id,
        "client_name": name,
        "client_uri": "{0.scheme}://{0.netloc}".format(urlsplit(client_id)),
        "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [redirect_uri],
        "scope": SCOPE,
        "dpop_bound_access_tokens": True,
        **proves,
    }


_AGAIN = Text(
    fr="Bluesky : ce compte n’est pas relié, ou l’accord a pris fin ; reliez-le à nouveau.",
    en="Bluesky: this account is not connected, or the consent has ended; connect it again.",
)
_REFUSED = Text(
    fr="Bluesky refuse la demande de notre application : vérifiez le document de client_id. ({said})",
    en="Bluesky refuses what our app asks: check the document that client_id names. ({said})",
)
_UNCLEAR = Text(
    fr="Bluesky n’a pas pu être interrogé. Recommencez. ({said})",
    en="Bluesky could not be asked. Begin again. ({said})",
)
_NOT_BOUND = Text(
    fr="Bluesky n’a pas lié l’accès à notre clé, ou en a retranché : rien n’a été relié.",
    en="Bluesky did not bind the access to our key, or left some of it out: nothing was connected.",
)
_NOT_OWN = Text(
    fr="Bluesky : cet accord n’est pas celui de {account} ; connectez-vous là-bas sous votre nom.",
    en="Bluesky: this consent is not {account}'s; sign in there under your own name.",
)
_NO_APP = Text(
    fr="Bluesky : il manque l’application ; donnez client_id, l’adresse du document qui la décrit.",
    en="Bluesky: the app is missing; give client_id, the address of the document that describes it.",
)
