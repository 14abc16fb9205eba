"""Consent on Meta's networks: a code for a token of an hour, that for a token of two months.

Meta's token addresses are documented with the app's secret in the query. There it goes as what `HttpClient`
calls hidden: in no log, no error and no record; a person's token goes into the header wherever one is taken.
"""

from __future__ import annotations

from collections.abc import Mapping

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.connectors.consent import App, with_query
from advocacy.connectors.oauth import with_tokens


def exchanged(
    connector: Connector, url: str, query: Mapping[str, str], *, token: Secret | None = None
) -> Answer:
    """Ask `url` for a token; its last step and the query are hidden from every log."""
    where, _, last = url.rpartition("/")
    return connector.http.send("GET", where, hidden=Secret(with_query(last, query)), token=token)


def short_lived(connector: Connector, url: str, code: str, redirect_uri: str, app: App) -> Secret:
    """The token of an hour, for the code that the person came back with; asked by a form."""
    form = {**as_app(app), "grant_type": "authorization_code", "redirect_uri": redirect_uri, "code": code}
    answer = connector.http.send("POST", url, form=form, create=True)
    nobody = Access(account="", host="", secrets={})
    return with_tokens(connector, nobody, answer, app.client_secret, Secret(code)).secrets["access"]


def as_app(app: App) -> dict[str, str]:
    """How an app says who it is."""
    secret = app.client_secret.reveal() if app.client_secret else ""
    return {"client_id": app.client_id, "client_secret": secret}
