"""tweepy's client with our own way out: it builds the requests, and neither sends nor logs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import requests
import tweepy

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Secret
from advocacy.connectors.http import HttpClient, Method, exact


class XClient(tweepy.Client):  # type: ignore[misc]  # it has no types
    """Every call gives back an `Answer`: a time limit holds, nothing is retried, raised or written to a log.

    As released, the client has one host and no time limit, logs the token at the level DEBUG, and breaks on
    a refusal that is a list.
    """

    def __init__(self, token: Secret, *, http: HttpClient, host: str) -> None:
        as_it_came: Any = requests.Response
        super().__init__(return_type=as_it_came)  # “as it came”: no parsing of its own
        self._token = token
        self._http = http
        self._host = host

    def request(
        self,
        method: str,
        route: str,
        params: Mapping[str, str] | None = None,
        json: object = None,
        user_auth: bool = False,  # noqa: ARG002 - the token is a person's in any case
    ) -> Answer:
        """Send one request, once."""
        return self._http.send(
            cast("Method", method),
            f"{self._host}{route}",
            token=self._token,
            params={name: str(value) for name, value in (params or {}).items()},
            body=json if json is None or isinstance(json, str) else exact(json),
            create=method != "GET",
        )

    def post(self, frozen: str) -> Answer:
        """Create a post of exactly these bytes; `create_tweet` knows fewer fields than X has."""
        made: Any = self._make_request("POST", "/2/tweets", json=frozen)
        return cast("Answer", made)
