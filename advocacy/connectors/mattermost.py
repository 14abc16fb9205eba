"""Mattermost: nudges to colleagues, by its API or by an incoming webhook."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from advocacy.connectors.answers import Answer, AnswerClass
from advocacy.connectors.base import (
    Access,
    Capabilities,
    Connector,
    Lane,
    Network,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
    Secret,
)
from advocacy.connectors.http import exact
from advocacy.connectors.media import shown_in
from advocacy.connectors.oauth import require
from advocacy.connectors.public_image import require_unchanged
from advocacy.connectors.refusals import meaning_of
from advocacy.connectors.webhook import IMAGES, Webhook, with_link
from advocacy.errors import TryLater
from advocacy.language import Text

_REMEMBERED = timedelta(seconds=25)
"""A node of the server knows a pending id for 30 seconds."""
_SLACK = timedelta(minutes=1)
_KEY = "advocacy_key"
_NO_HOOK = "web.incoming_webhook.invalid"
_PENDING = "api.post.deduplicate_create_post.pending"
_REFUSED = {
    400: AnswerClass.PERMANENT,
    403: AnswerClass.PERMISSION,
}


class _Mattermost(Network):
    """Errors are ``{"id", "message", "status_code", …}``."""

    title = "Mattermost"

    @staticmethod
    def text_length(text: str) -> int:
        """Code points (Go's runes)."""
        return len(text)

    @classmethod
    def classify(cls, op: str, answer: Answer) -> AnswerClass | None:
        """By status where the answer has the server's own shape."""
        if answer.is_2xx:
            return cls.accepted(op, answer)
        if answer.word("id") == _PENDING:
            return AnswerClass.RETRY
        if answer.word("id").startswith(_NO_HOOK):
            return AnswerClass.REAUTH
        if answer.status == 404 and op == "create" and answer.word("id"):  # noqa: PLR2004 - not found
            return AnswerClass.PERMANENT
        return _REFUSED.get(answer.status or 0) if answer.word("id") else None

    @classmethod
    def accepted(cls, op: str, answer: Answer) -> AnswerClass | None:
        """Whether a 2xx has what proves that a post exists."""
        proven = answer.word("id") or op not in {"create", "publish"}
        return AnswerClass.OK if proven else AnswerClass.AMBIGUOUS


class MattermostApi(_Mattermost, Connector):
    """A pending id is remembered for some seconds; later the post is looked up by a key in its props."""

    name = "mattermost_api"
    capabilities = Capabilities(
        lane=Lane.TOKEN,
        retry=(
            Retry(RetryKind.IDEMPOTENT, not_after=_REMEMBERED),
            Retry(RetryKind.FINDABLE, _REMEMBERED),
        ),
        max_length=16_383,
        can_delete=True,
        standing_consent=True,
        nudges=True,
        media=IMAGES,
    )

    def identify(self, access: Access) -> Access:
        """Who posts. The account is ``channel-id@server``."""
        answer = self._read(access, "users/me")
        channel = access.details.get("channel") or access.account.partition("@")[0]
        return replace(access, details={**access.details, "id": answer.word("id"), "channel": channel})

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The post, with one key in two places: one the server looks at, one that we can look for."""
        key = uuid.uuid4().hex
        require_unchanged(self.http, shown_in(outgoing))
        post = {"channel_id": access.details["channel"], "message": with_link(outgoing)}
        images = {"props": {"attachments": _images(outgoing)}} if shown_in(outgoing) else {}
        return exact({"key": key, "who": access.details["id"], "post": {**post, **images}})

    def publish(self, frozen: str, access: Access) -> Posted:
        """Post it; the same key within seconds gives the first one back."""
        asked = json.loads(frozen)
        props = {**asked["post"].get("props", {}), _KEY: asked["key"]}
        keys = {"pending_post_id": f"{asked['who']}:{asked['key']}", "props": props}
        url, body = f"{access.host}/api/v4/posts", {**asked["post"], **keys}
        answer = self.http.send("POST", url, token=_token(access), json_body=body, create=True)
        if meaning_of(self, "create", answer) is AnswerClass.OK:
            return _posted(answer.word("id"), access)
        raise self.refusal("create", answer, *access.secrets.values())

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        """Read what is new in the channel for our key."""
        asked, moment = json.loads(frozen), int((since - _SLACK).timestamp() * 1000)
        channel = asked["post"]["channel_id"]
        posts = self._read(access, f"channels/{channel}/posts", since=str(moment)).get("posts")
        if not isinstance(posts, dict):
            raise TryLater(_STRANGE)
        for name, post in posts.items():
            props = post.get("props") if isinstance(post, dict) else None
            if isinstance(props, dict) and props.get(_KEY) == asked["key"] and not post.get("delete_at"):
                return _posted(str(name), access)
        return None

    def delete(self, remote_id: str, access: Access) -> None:
        """Delete the post; none there is no error."""
        url = f"{access.host}/api/v4/posts/{remote_id}"
        answer = self.http.send("DELETE", url, token=_token(access), create=True)
        self.expect("delete", answer, access, AnswerClass.NOT_FOUND)

    def _read(self, access: Access, path: str, **query: str) -> Answer:
        url = f"{access.host}/api/v4/{path}"
        return self.expect("read", self.http.send("GET", url, token=_token(access), params=query), access)


class MattermostWebhook(_Mattermost, Webhook):
    """An incoming webhook answers ``ok``."""

    name = "mattermost_webhook"
    capabilities = Capabilities(
        lane=Lane.TOKEN, max_length=16_383, standing_consent=True, nudges=True, media=IMAGES
    )

    @classmethod
    def accepted(cls, op: str, answer: Answer) -> AnswerClass:  # noqa: ARG003 - there is but one
        """The one word it says."""
        return AnswerClass.OK if answer.text == "ok" else AnswerClass.AMBIGUOUS

    def message(self, outgoing: Outgoing) -> Mapping[str, Any]:
        """Words, and images where there are any."""
        images = {"attachments": _images(outgoing)} if shown_in(outgoing) else {}
        return {"text": with_link(outgoing), **images}


_STRANGE = Text(
    fr="Mattermost n’a pas montré les messages du canal. On réessaiera.",
    en="Mattermost did not show the channel's messages. It will be tried again.",
)
_AGAIN = Text(
    fr="Mattermost : ce canal n’est pas relié ; donnez le jeton d’un bot.",
    en="Mattermost: this channel is not connected; give the token of a bot.",
)


def _images(outgoing: Outgoing) -> list[dict[str, str]]:
    return [{"fallback": each.alt, "image_url": each.address} for each in shown_in(outgoing)]


def _token(access: Access) -> Secret:
    return require(access, "access", _AGAIN)


def _posted(remote_id: str, access: Access) -> Posted:
    return Posted(remote_id=remote_id, url=f"{access.host}/_redirect/pl/{remote_id}")
