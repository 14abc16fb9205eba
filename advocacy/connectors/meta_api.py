"""What Meta's APIs share: waiting when told to, and consent (a token of an hour, then a long one).

Meta's token addresses are documented with the app's secret in the query. There it goes as what `HttpClient`
calls hidden: in no log, no error and no record; a person's token goes into the header wherever one is taken.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Access, Scope, Secret
from advocacy.connectors.consent import with_query
from advocacy.connectors.meta import Meta, throttled
from advocacy.connectors.oauth import AppConnector, in_form, with_tokens


class MetaApi(Meta, AppConnector):
    """Facebook's Pages and Threads, for whom one app of ours asks."""

    def told_to_wait(self, answer: Answer) -> tuple[datetime | None, Scope]:
        """The usual headers, else what Meta tells in a header of its own."""
        until, scope = throttled(answer, self.clock())
        return super().told_to_wait(answer)[0] or until, scope

    def _exchanged(self, url: str, query: Mapping[str, str], *, token: Secret | None = None) -> Answer:
        """Ask `url` for a token; its last step and the query are hidden from every log."""
        where, _, last = url.rpartition("/")
        return self.http.send("GET", where, hidden=Secret(with_query(last, query)), token=token)

    def _short_lived(self, url: str, code: str, redirect_uri: str) -> Secret:
        """The token of an hour, for the code that the person came back with; asked by a form."""
        app = self._client()
        form = {
            **in_form(app),
            "grant_type": "authorization_code",
            "redirect_uri": redirect_uri,
            "code": code,
        }
        answer = self.http.send("POST", url, form=form, create=True)
        nobody = Access(account="", host="", secrets={})
        return with_tokens(self, nobody, answer, app.client_secret, Secret(code)).secrets["access"]


def same_words(text: str, other: str) -> bool:
    """Whether a post that Meta shows has the words that were sent: it changes spaces and composed letters."""
    return _words(text) == _words(other)


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()
