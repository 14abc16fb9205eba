"""python-linkedin-v2's authentication and application, with today's addresses and the token in the header."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from linkedin_v2.linkedin import LinkedInApplication, LinkedInAuthentication
from linkedin_v2.models import AccessToken

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Secret
from advocacy.connectors.http import HttpClient, Method, exact
from advocacy.errors import Rejected

API = "https://api.linkedin.com"
LOGIN = "https://www.linkedin.com"


class Authentication(LinkedInAuthentication):  # type: ignore[misc]  # it has no types
    """The consent of one person: a state that nobody can guess, and a token that leaves by the header.

    Args:
        key: The client id of the app.
        secret: Its client secret.
        redirect_uri: Where the person comes back to, as registered.
        permissions: What is asked for, such as ``w_member_social``.
        http: The way out.
        login: Where LinkedIn asks; another server in tests.
    """

    def __init__(
        self,
        key: str,
        secret: Secret,
        redirect_uri: str,
        permissions: tuple[str, ...] = (),
        *,
        http: HttpClient,
        login: str = LOGIN,
    ) -> None:
        super().__init__(key, secret, redirect_uri, list(permissions))
        self._http = http
        self.AUTHORIZATION_URL = f"{login}/oauth/v2/authorization"
        self.ACCESS_TOKEN_URL = f"{login}/oauth/v2/accessToken"

    def _make_new_state(self) -> str:
        self.state = secrets.token_urlsafe(32)
        return self.state

    def get_access_token(self, timeout: float = 60) -> Answer:  # noqa: ARG002 - the way out has its own
        """Exchange `authorization_code`; the answer holds what the parent class would drop."""
        return self._granted(
            {
                "grant_type": "authorization_code",
                "code": str(self.authorization_code),
                "redirect_uri": self.redirect_uri,
            }
        )

    def refresh(self, token: Secret) -> Answer:
        """Exchange a refresh token, which only apps that LinkedIn approved for it are given."""
        return self._granted({"grant_type": "refresh_token", "refresh_token": token.reveal()})

    def _granted(self, asked: Mapping[str, str]) -> Answer:
        form = {**asked, "client_id": self.key, "client_secret": self.secret.reveal()}
        answer = self._http.send("POST", self.ACCESS_TOKEN_URL, form=form, create=True)
        if token := answer.word("access_token"):
            self.token = AccessToken(Secret(token), answer.get("expires_in"))
        return answer


class Application(LinkedInApplication):  # type: ignore[misc]  # it has no types
    """Calls in the name of one person; each gives back an `Answer` and never raises for what LinkedIn says.

    >>> from advocacy.connectors.http import HttpClient
    >>> Application(token=Secret("t0ken"), http=HttpClient()).authentication.token.access_token
    Secret(…)
    """

    def __init__(
        self,
        authentication: Authentication | None = None,
        token: Secret | None = None,
        *,
        http: HttpClient,
        headers: Mapping[str, str] | None = None,
        api: str = API,
    ) -> None:
        super().__init__(authentication, token)
        self._http = http
        self._headers = dict(headers or {})
        self._api = api

    @property
    def _access_token(self) -> Secret:
        asked: Any = self.authentication  # the parent class has no types
        token: Secret = asked.token.access_token
        return token

    def make_request(  # noqa: PLR0917 - as the parent class has it
        self,
        method: Method,
        url: str,
        data: object = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 60,  # noqa: ARG002 - the way out has its own
    ) -> Answer:
        """Send one request; the token goes into the header and nowhere else."""
        body = data if data is None or isinstance(data, str) else exact(data)
        return self._http.send(
            method,
            url,
            token=self._access_token,
            headers={**self._headers, **(headers or {})},
            params=params,
            body=body,
            create=method != "GET",
        )

    def get_profile(self, *_: Any, **__: Any) -> Answer:
        """Who the token is for, by OpenID Connect; it takes no selectors."""
        return self.make_request("GET", f"{self._api}/v2/userinfo")

    def get_connections(self, *_: Any, **__: Any) -> None:
        """LinkedIn gives nobody's connections any more."""
        raise Rejected(
            fr="LinkedIn ne donne plus les relations d’un membre : demandez-les à la personne.",
            en="LinkedIn no longer gives a member's connections: ask the person.",
        )
