"""Slack: nudges to colleagues, by the Web API or by an incoming webhook."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import (
    Access,
    Capabilities,
    Lane,
    Network,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
    Secret,
)
from advocacy.connectors.consent import POST, Consent, Question, consent
from advocacy.connectors.http import exact
from advocacy.connectors.media import shown_in
from advocacy.connectors.oauth import AppConnector, as_app, require, with_tokens
from advocacy.connectors.public_image import require_unchanged
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.slack_answers import API, WEBHOOK
from advocacy.connectors.webhook import IMAGES, Webhook, with_link
from advocacy.errors import TryLater
from advocacy.language import Text

_SLACK = timedelta(minutes=1)
_PAGES = 5
_SCOPES = "chat:write,channels:history"
_EVENT = "advocacy_nudge"
_SECTION = 3000
"""Characters of one block."""


class _Slack(Network):
    """Slack counts code points, and recommends 4,000 of the 40,000 it takes."""

    title = "Slack"

    @staticmethod
    def text_length(text: str) -> int:
        """Code points, after the three characters that Slack has us escape."""
        return len(_escaped(text))


class SlackApi(_Slack, AppConnector):
    """``chat.postMessage``: always HTTP 200; ``ok`` and ``error`` tell. The account is a channel's id."""

    name = "slack_api"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(Retry(RetryKind.FINDABLE, timedelta(seconds=10)),),
        max_length=40_000,
        can_delete=True,
        standing_consent=True,
        nudges=True,
        media=IMAGES,
    )

    home = "https://slack.com"
    login = "https://slack.com"
    purposes = (POST,)
    leaves_at = "https://slack.com/apps/manage"

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By the word in ``error``."""
        if answer.json.get("ok") is False:
            return API.get(answer.word("error"))
        if not answer.is_2xx:
            return None
        known = answer.json.get("ok") is True and (answer.get("ts") or op not in {"create", "publish"})
        return AnswerClass.OK if known else AnswerClass.AMBIGUOUS

    def consent(self, question: Question) -> Consent:
        """Where the app is installed into the workspace."""
        asked = {"client_id": self._client().client_id, "scope": _SCOPES}
        return consent(f"{self._login}/oauth/v2/authorize", asked, question, pkce=False)

    def redeem(self, code: str, consent: Consent) -> Access:
        """The token of the app's bot; it has no end."""
        question, app = consent.question, self._client()
        form, headers = as_app(app)
        url = f"{question.host}/api/oauth.v2.access"
        asked = {**form, "code": code, "redirect_uri": question.redirect_uri}
        answer = self.http.send("POST", url, form=asked, headers=headers, create=True)
        access = Access(account=question.account, host=question.host, secrets={})
        return with_tokens(self, access, answer, app.client_secret, Secret(code))

    def revoke(self, access: Access) -> bool:
        """Take the bot's token back."""
        answer = self._call(access, "auth.revoke", {})
        self.expect("delete", answer, access, AnswerClass.REAUTH)
        return True

    def identify(self, access: Access) -> Access:
        """Which workspace it is, for the addresses of messages."""
        answer = self.expect("read", self._call(access, "auth.test", {}), access)
        return replace(access, details={**access.details, "workspace": answer.word("url")})

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The message, with a key in its metadata, which nobody sees and we can look for."""
        metadata = {"event_type": _EVENT, "event_payload": {"key": uuid.uuid4().hex}}
        require_unchanged(self.http, shown_in(outgoing))
        return exact({"channel": access.account, **_message(outgoing), "metadata": metadata})

    def publish(self, frozen: str, access: Access) -> Posted:
        """Send it, once."""
        answer = self._call(access, "chat.postMessage", frozen)
        if meaning_of(self, "create", answer) is AnswerClass.OK:
            return _posted(answer.word("channel") or access.account, answer.word("ts"), access)
        raise self.refusal("create", answer, *access.secrets.values())

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Read the channel back to `since` for our key (the app needs the scope for its history)."""
        asked = json.loads(frozen)
        for message in self._history(access, asked["channel"], since - _SLACK):
            if message.get("metadata") == asked["metadata"]:
                return _posted(asked["channel"], str(message["ts"]), access)
        return None

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the message; none there is no error."""
        channel, _, ts = remote_id.partition(":")
        answer = self._call(access, "chat.delete", {"channel": channel, "ts": ts})
        self.expect("delete", answer, access, AnswerClass.NOT_FOUND)

    def _history(self, access: Access, channel: str, since: datetime) -> Iterator[Mapping[str, Any]]:
        query = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "limit": "100"}
        query["include_all_metadata"] = "true"
        for _ in range(_PAGES):
            url = f"{access.host}/api/conversations.history"
            answer = self.http.send("GET", url, token=_token(access), params=query)
            self.expect("read", answer, access)
            messages = answer.get("messages")
            if not isinstance(messages, list):
                raise TryLater(_STRANGE)
            yield from (each for each in messages if isinstance(each, dict) and each.get("ts"))
            query["cursor"] = answer.word("response_metadata", "next_cursor")
            if not query["cursor"]:
                return

    def _call(self, access: Access, method: str, body: str | Mapping[str, str]) -> Answer:
        text = body if isinstance(body, str) else exact(body)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        url = f"{access.host}/api/{method}"
        return self.http.send("POST", url, token=_token(access), body=text, headers=headers, create=True)


class SlackWebhook(_Slack, Webhook):
    """An incoming webhook answers with one word of plain text."""

    name = "slack_webhook"
    capabilities = Capabilities(
        lane=Lane.TOKEN, max_length=40_000, standing_consent=True, nudges=True, media=IMAGES
    )

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:  # noqa: ARG003 - there is but one
        """By that word."""
        if answer.is_2xx:
            return AnswerClass.OK if answer.text == "ok" else AnswerClass.AMBIGUOUS
        return WEBHOOK.get(answer.text)

    def message(self, outgoing: Outgoing) -> Mapping[str, Any]:
        """Words, and images where there are any."""
        return _message(outgoing)


_STRANGE = Text(
    fr="Slack n’a pas montré les messages du canal. On réessaiera.",
    en="Slack did not show the channel's messages. It will be tried again.",
)
_AGAIN = Text(
    fr="Slack : ce canal n’est pas relié ; installez l’application et donnez son jeton.",
    en="Slack: this channel is not connected; install the app and give its token.",
)


def _message(outgoing: Outgoing) -> dict[str, Any]:
    """The words; with images, in blocks, and the words once more for where blocks are not shown."""
    text, images = _escaped(with_link(outgoing)), shown_in(outgoing)
    if not images:
        return {"text": text}
    pieces = [text[start : start + _SECTION] for start in range(0, len(text), _SECTION)]
    words = [{"type": "section", "text": {"type": "mrkdwn", "text": piece}} for piece in pieces]
    shown = [{"type": "image", "image_url": each.address, "alt_text": each.alt} for each in images]
    return {"text": text, "blocks": [*words, *shown]}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _token(access: Access) -> Secret:
    return require(access, "access", _AGAIN)


def _posted(channel: str, ts: str, access: Access) -> Posted:
    workspace = access.details.get("workspace") or "https://app.slack.com/"
    url = f"{workspace.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    return Posted(remote_id=f"{channel}:{ts}", url=url)
