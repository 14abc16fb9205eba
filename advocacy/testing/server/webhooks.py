"""Fake webhooks: channels of Slack, Teams and Mattermost that take messages at a secret address."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from itertools import count
from typing import Any, ClassVar

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.testing.relay import Answer
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route

_LONGEST = 40_000
_RUNES = 16_383
_LARGEST = 28_000
_BYTES_OF_TEXT = 26_000


class FakeWebhook(FakeNetwork):
    """Each account is a channel; what it was sent is in `posts` (and, as sent, in `requests`)."""

    prefix: ClassVar[str]

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._channels: dict[str, str] = {}
        self._posts: list[FakePost] = []
        self.images: list[FakeMedia] = []
        self._numbers = count(1)
        super().__init__(clock=clock)

    def add_account(self, handle: str) -> Access:
        """A channel and its secret address."""
        with self.lock:
            if handle not in self._channels.values():
                self._channels[f"{self.prefix}/{secrets.token_urlsafe(24)}"] = handle
            address = next(path for path, channel in self._channels.items() if channel == handle)
        return Access(account=handle, host=self.url, secrets={"address": Secret(address)})

    def posts(self) -> list[FakePost]:
        """Every message, oldest first."""
        with self.lock:
            return list(self._posts)

    def media(self, remote_id: str) -> list[FakeMedia]:  # noqa: ARG002 - a channel names no message
        """The images of the newest message: their texts, for the bytes stay where they are."""
        return self.images

    def engage(self, remote_id: str, **counts: int) -> None:
        """Channels show no counts."""
        raise NotImplementedError(f"no counts for {remote_id}: {counts}")

    def channel(self, call: Call) -> str | None:
        """The channel at the address that was called."""
        return self._channels.get(call.path.lstrip("/"))

    def keep(self, channel: str, text: str, alts: Iterable[str] = ()) -> None:
        """A message that is now in the channel, with images of which these are the texts."""
        with self.lock:
            self.images = [FakeMedia(data=b"", alt=alt) for alt in alts]
            number, at = str(next(self._numbers)), self.clock().isoformat()
            self._posts.append(FakePost(account=channel, remote_id=number, url=self.url, text=text, at=at))


class FakeSlackWebhook(FakeWebhook):
    """Answers in one word of plain text."""

    name = "slack_webhook"
    creates = "POST /services/.+"
    prefix = "services/T1/B1"

    @route("POST", r"/(?:wrong-)?services/(.+)")
    def _take(self, call: Call) -> Answer:
        channel, text = self.channel(call), str(call.body.get("text", ""))
        if channel is None:
            return _words(404, "no_service")
        if not text.strip():
            return _words(400, "no_text")
        if len(text) > _LONGEST:
            return _words(400, "invalid_payload")
        alts = alts_of(call.body.get("blocks", ()))
        self.keep(channel, text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), alts)
        return _words(200, "ok")


class FakeMattermostWebhook(FakeWebhook):
    """Answers ``ok``, or an error with an id."""

    name = "mattermost_webhook"
    creates = "POST /hooks/.+"
    prefix = "hooks"

    @route("POST", r"/(?:wrong-)?hooks/(.+)")
    def _take(self, call: Call) -> Answer:
        channel, text = self.channel(call), str(call.body.get("text", ""))
        if channel is None:
            return _problem("web.incoming_webhook.invalid.app_error", "Invalid webhook.")
        if not text.strip() or len(text) > _RUNES:
            return _problem("web.incoming_webhook.text.app_error", "Invalid text.")
        self.keep(channel, text, (each["fallback"] for each in call.body.get("attachments", ())))
        return _words(200, "ok")


class FakeTeamsWorkflow(FakeWebhook):
    """Takes a card now, and would post it later."""

    name = "teams_workflow"
    creates = "POST /workflows/.+"
    prefix = "workflows"

    @route("POST", r"/(?:wrong-)?workflows/(.+)")
    def _take(self, call: Call) -> Answer:
        channel = self.channel(call)
        if channel is None:
            return reply(
                401, {"error": {"code": "DirectApiAuthorizationRequired", "message": "no signature"}}
            )
        card = call.body["attachments"][0]["content"]
        text = "\n".join(block["text"] for block in card["body"] if block["type"] == "TextBlock")
        if len(call.raw) > _LARGEST or len(text.encode()) > _BYTES_OF_TEXT:
            return reply(
                413, {"error": {"code": "RequestEntityTooLarge", "message": "The card is too large"}}
            )
        self.keep(channel, text, (block["altText"] for block in card["body"] if block["type"] == "Image"))
        return reply(202)


def alts_of(blocks: Iterable[Any]) -> list[str]:
    """The texts of the images among a Slack message's blocks."""
    return [block["alt_text"] for block in blocks if block["type"] == "image" and block["image_url"]]


def _words(status: int, text: str) -> Answer:
    return Answer(status=status, headers=(("Content-Type", "text/plain"),), body=text.encode())


def _problem(kind: str, message: str) -> Answer:
    body: dict[str, Any] = {"id": kind, "message": message, "detailed_error": "", "status_code": 400}
    return reply(400, body)
