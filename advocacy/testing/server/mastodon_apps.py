"""Who may write on a fake Mastodon server: its apps, the people who agreed, and their tokens."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from advocacy.clock import Clock, utc_now
from advocacy.testing.relay import Answer
from advocacy.testing.server.codes import sent_back
from advocacy.testing.server.network import Call, FakeNetwork, reply, route


@dataclass(slots=True)
class Account:
    """A person there."""

    id: str
    username: str
    token: str
    followers: list[str] = field(default_factory=list)
    hides_them: bool = False


@dataclass(slots=True)
class _App:
    name: str
    client_id: str
    client_secret: str
    redirects: list[str]


@dataclass(slots=True)
class _Code:
    app: _App
    account: Account
    redirect: str
    challenge: str


class MastodonApps(FakeNetwork):
    """The half of the server that gives out tokens."""

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.offers_pkce = True
        self._people: dict[str, Account] = {}
        self._apps: dict[str, _App] = {}
        self._codes: dict[str, _Code] = {}
        self._tokens: dict[str, tuple[Account, str]] = {}
        super().__init__(clock=clock)

    @route("POST", "/api/v1/apps")
    def _register(self, call: Call) -> Answer:
        asked = call.body
        app = _App(
            name=str(asked.get("client_name", "")),
            client_id=secrets.token_hex(16),
            client_secret=secrets.token_urlsafe(16),
            redirects=str(asked.get("redirect_uris", "")).split(),
        )
        if not app.name or not app.redirects:
            return reply(422, {"error": "Validation failed: Name can't be blank"})
        self._apps[app.client_id] = app
        told = {"name": app.name, "client_id": app.client_id, "client_secret": app.client_secret}
        return reply(200, {**told, "redirect_uris": app.redirects})

    @route("GET", "/.well-known/oauth-authorization-server")
    def _announce(self, call: Call) -> Answer:  # noqa: ARG002 - every route takes one
        if not self.offers_pkce:
            return reply(404, {"error": "Not Found"})
        told = {"issuer": self.url, "code_challenge_methods_supported": ["S256"]}
        return reply(200, {**told, "authorization_endpoint": f"{self.url}/oauth/authorize"})

    @route("POST", "/oauth/revoke")
    def _take_back(self, call: Call) -> Answer:
        asked = call.body
        app = self._apps.get(str(asked.get("client_id")))
        if app is None or asked.get("client_secret") != app.client_secret:
            return reply(403, {"error": "unauthorized_client"})
        with self.lock:
            self._tokens.pop(str(asked.get("token")), None)
        return reply(200, {})

    @route("GET", "/oauth/authorize")
    def _authorize(self, call: Call) -> Answer:
        """Agree at once, for the account named by ``login`` (a person would choose and click)."""
        app, account = self._apps.get(call.one("client_id")), self._people.get(call.one("login"))
        if app is None or account is None or call.one("redirect_uri") not in app.redirects:
            return reply(400, {"error": "invalid_request"})
        code = secrets.token_urlsafe(16)
        self._codes[code] = _Code(app, account, call.one("redirect_uri"), call.one("code_challenge"))
        return sent_back(call, code=code)

    @route("POST", "/oauth/token")
    def _grant(self, call: Call) -> Answer:
        asked = call.body
        app, code = self._apps.get(str(asked.get("client_id"))), self._codes.pop(str(asked.get("code")), None)
        if app is None or asked.get("client_secret") != app.client_secret:
            return reply(401, {"error": "invalid_client"})
        proof = sha256(str(asked.get("code_verifier", "")).encode()).digest()
        if code is None or code.app is not app or asked.get("redirect_uri") != code.redirect:
            return reply(400, {"error": "invalid_grant"})
        if code.challenge and urlsafe_b64encode(proof).decode().rstrip("=") != code.challenge:
            return reply(400, {"error": "invalid_grant"})
        token = secrets.token_urlsafe(24)
        self._tokens[token] = (code.account, app.name)
        told = {"token_type": "Bearer", "scope": "read:accounts write:statuses write:media"}
        return reply(200, {**told, "access_token": token, "created_at": int(self.clock().timestamp())})

    @route("GET", "/api/v1/accounts/verify_credentials")
    def _who(self, call: Call) -> Answer:
        known = self._tokens.get(call.token)
        return reply(200, person(known[0])) if known else UNAUTHORIZED

    @route("GET", "/api/v1/apps/verify_credentials")
    def _which_app(self, call: Call) -> Answer:
        known = self._tokens.get(call.token)
        return reply(200, {"name": known[1]}) if known else UNAUTHORIZED


def person(account: Account) -> dict[str, str]:
    """An account as the server shows it."""
    return {"id": account.id, "username": account.username, "acct": account.username}


UNAUTHORIZED = reply(401, {"error": "The access token is invalid"})
