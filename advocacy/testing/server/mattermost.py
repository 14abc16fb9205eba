"""A fake Mattermost: posts with a pending id that is remembered for seconds, channels that can be read."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.testing.relay import Answer
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route

_LONGEST = 16_383
_REMEMBERED = timedelta(seconds=30)


@dataclass(slots=True)
class _Post:
    id: str
    channel: str
    text: str
    props: dict[str, Any]
    pending: str
    at: datetime


class FakeMattermostApi(FakeNetwork):
    """Each account is a channel with a bot of its own in it."""

    name = "mattermost_api"
    creates = "POST /api/v4/posts"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._tokens: dict[str, str] = {}
        self._posts: dict[str, _Post] = {}
        self._numbers = count(1)
        super().__init__(clock=clock)

    def add_account(self, handle: str) -> Access:
        """A channel, and the token of its bot."""
        with self.lock:
            if handle not in self._tokens.values():
                self._tokens[secrets.token_urlsafe(24)] = handle
            token = next(token for token, channel in self._tokens.items() if channel == handle)
        secret, details = {"access": Secret(token)}, {"id": f"bot-{handle}", "channel": handle}
        return Access(account=f"{handle}@127.0.0.1", host=self.url, secrets=secret, details=details)

    def forget_keys(self) -> None:
        """As after half a minute, or on another node of the server."""
        with self.lock:
            for post in self._posts.values():
                post.pending = ""

    def posts(self) -> list[FakePost]:
        """Every post, oldest first."""
        with self.lock:
            return [
                FakePost(
                    account=post.channel,
                    remote_id=post.id,
                    url=f"{self.url}/_redirect/pl/{post.id}",
                    text=post.text,
                    at=post.at.isoformat(),
                )
                for post in self._posts.values()
            ]

    def media(self, remote_id: str) -> list[FakeMedia]:
        """The images of a post: their texts, for the bytes stay where they are."""
        shown = self._posts[remote_id].props.get("attachments", [])
        return [FakeMedia(data=b"", alt=each["fallback"]) for each in shown if each["image_url"]]

    def engage(self, remote_id: str, **counts: int) -> None:
        """Channels show no counts."""
        raise NotImplementedError(f"no counts for {remote_id}: {counts}")

    @route("GET", "/api/v4/users/me")
    def _who(self, call: Call) -> Answer:
        channel = self._tokens.get(call.token)
        return reply(200, {"id": f"bot-{channel}"}) if channel else _UNAUTHORIZED

    @route("POST", "/api/v4/posts")
    def _post(self, call: Call) -> Answer:
        channel, text = self._tokens.get(call.token), str(call.body.get("message", ""))
        if channel is None:
            return _UNAUTHORIZED
        if call.body.get("channel_id") != channel:
            return _problem(403, "api.context.permissions.app_error")
        if not text.strip() or len(text) > _LONGEST:
            return _problem(400, "model.post.is_valid.msg.app_error")
        with self.lock:
            pending, now = str(call.body.get("pending_post_id", "")), self.clock()
            known = (p for p in self._posts.values() if p.pending == pending and now - p.at < _REMEMBERED)
            post = next(known, None) if pending else None
            if post is None:
                props = dict(call.body.get("props") or {})
                post = _Post(f"p{next(self._numbers)}", channel, text, props, pending, now)
                self._posts[post.id] = post
        return reply(201, _shown(post))

    @route("GET", r"/api/v4/channels/([\w-]+)/posts")
    def _read(self, call: Call) -> Answer:
        if self._tokens.get(call.token) != call.found[0]:
            return _UNAUTHORIZED
        since = int(call.one("since", "0"))
        found = [p for p in self._posts.values() if p.channel == call.found[0]]
        new = {post.id: _shown(post) for post in found if post.at.timestamp() * 1000 >= since}
        return reply(200, {"order": list(new), "posts": new})

    @route("DELETE", r"/api/v4/posts/(\w+)")
    def _delete(self, call: Call) -> Answer:
        if call.token not in self._tokens:
            return _UNAUTHORIZED
        with self.lock:
            gone = self._posts.pop(call.found[0], None)
        return reply(200, {"status": "OK"}) if gone else _problem(404, "app.post.get.app_error")


def _shown(post: _Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "channel_id": post.channel,
        "message": post.text,
        "props": post.props,
        "delete_at": 0,
    }


def _problem(status: int, kind: str) -> Answer:
    return reply(status, {"id": kind, "message": kind, "detailed_error": "", "status_code": status})


_UNAUTHORIZED = _problem(401, "api.context.session_expired.app_error")
