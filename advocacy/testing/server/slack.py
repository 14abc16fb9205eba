"""A fake Slack Web API: always HTTP 200, ``ok`` and ``error``, channels with a history."""

from __future__ import annotations

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.testing.relay import Answer
from advocacy.testing.server.codes import Codes, sent_back
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route
from advocacy.testing.server.webhooks import alts_of

_LONGEST = 40_000
_CODE_LIVES = timedelta(minutes=10)
APP = ("slack-app", "slack-app-secret")


@dataclass(slots=True)
class _Message:
    channel: str
    ts: str
    text: str
    metadata: dict[str, Any]
    at: datetime
    alts: list[str]


class FakeSlackApi(FakeNetwork):
    """Each account is a channel, with a token of its own that may write there and read it."""

    name = "slack_api"
    app = APP
    creates = r"POST /api/chat\.postMessage"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._tokens: dict[str, str] = {}
        self._messages: dict[str, _Message] = {}
        self._codes = Codes(_CODE_LIVES)
        self._numbers = count(1)
        super().__init__(clock=clock)

    def add_account(self, handle: str) -> Access:
        """A channel that the app is in."""
        with self.lock:
            if handle not in self._tokens.values():
                self._tokens[f"xoxb-{secrets.token_urlsafe(24)}"] = handle
            token = next(token for token, channel in self._tokens.items() if channel == handle)
        secret, details = {"access": Secret(token)}, {"workspace": "https://acme.slack.example/"}
        return Access(account=handle, host=self.url, secrets=secret, details=details)

    def posts(self) -> list[FakePost]:
        """Every message, oldest first."""
        with self.lock:
            return [
                FakePost(
                    account=each.channel,
                    remote_id=f"{each.channel}:{each.ts}",
                    url=f"https://acme.slack.example/archives/{each.channel}/p{each.ts.replace('.', '')}",
                    text=each.text,
                    at=each.at.isoformat(),
                )
                for each in self._messages.values()
            ]

    def media(self, remote_id: str) -> list[FakeMedia]:
        """The images of a message: their texts, for the bytes stay where they are."""
        return [FakeMedia(data=b"", alt=alt) for alt in self._messages[remote_id.partition(":")[2]].alts]

    def engage(self, remote_id: str, **counts: int) -> None:
        """Channels show no counts."""
        raise NotImplementedError(f"no counts for {remote_id}: {counts}")

    @route("GET", "/oauth/v2/authorize")
    def _authorize(self, call: Call) -> Answer:
        """Agree at once, for the channel named by ``login`` (a person would choose and click)."""
        if call.one("client_id") != APP[0] or call.one("login") not in self._tokens.values():
            return reply(400, {"ok": False, "error": "invalid_client_id"})
        code = self._codes.issue(call.one("login"), redirect=call.one("redirect_uri"), now=self.clock())
        return sent_back(call, code=code)

    @route("POST", r"/api/oauth\.v2\.access")
    def _install(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Basic {b64encode(':'.join(APP).encode()).decode()}":
            return reply(200, {"ok": False, "error": "bad_client_secret"})
        code, back = str(call.body.get("code")), str(call.body.get("redirect_uri"))
        with self.lock:
            channel = self._codes.redeem(code, redirect=back, now=self.clock())
            if channel is None:
                return reply(200, {"ok": False, "error": "invalid_code"})
            token = f"xoxb-{secrets.token_urlsafe(24)}"
            self._tokens[token] = channel
        return reply(200, {"ok": True, "access_token": token, "token_type": "bot"})

    @route("POST", r"/api/auth\.revoke")
    def _take_back(self, call: Call) -> Answer:
        with self.lock:
            known = self._tokens.pop(call.token, None) is not None
        return reply(200, {"ok": True, "revoked": True} if known else {"ok": False, "error": "invalid_auth"})

    @route("POST", r"/api/auth\.test")
    def _who(self, call: Call) -> Answer:
        known = call.token in self._tokens
        return (
            reply(200, {"ok": True, "url": "https://acme.slack.example/"}) if known else _no("invalid_auth")
        )

    @route("POST", r"/api/chat\.postMessage")
    def _post(self, call: Call) -> Answer:
        text, channel = str(call.body.get("text", "")), self._tokens.get(call.token)
        if channel is None:
            return _no("invalid_auth")
        if call.body.get("channel") != channel:
            return _no("not_in_channel")
        if not text.strip() or len(text) > _LONGEST:
            return _no("msg_too_long" if text.strip() else "no_text")
        with self.lock:
            now = self.clock()
            ts = f"{int(now.timestamp())}.{next(self._numbers):06}"
            alts = alts_of(call.body.get("blocks", ()))
            plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
            self._messages[ts] = _Message(
                channel, ts, plain, dict(call.body.get("metadata") or {}), now, alts
            )
        return reply(200, {"ok": True, "channel": channel, "ts": ts})

    @route("GET", r"/api/conversations\.history")
    def _history(self, call: Call) -> Answer:
        channel = self._tokens.get(call.token)
        if channel is None:
            return _no("invalid_auth")
        oldest, start, size = float(call.one("oldest", "0")), int(call.one("cursor") or "0"), 100
        found = [m for m in self._messages.values() if m.channel == channel and float(m.ts) >= oldest]
        newest = found[::-1]
        page = [{"ts": m.ts, "text": m.text, "metadata": m.metadata} for m in newest[start : start + size]]
        further = str(start + size) if len(newest) > start + size else ""
        return reply(200, {"ok": True, "messages": page, "response_metadata": {"next_cursor": further}})

    @route("POST", r"/api/chat\.delete")
    def _delete(self, call: Call) -> Answer:
        if call.token not in self._tokens:
            return _no("invalid_auth")
        with self.lock:
            gone = self._messages.pop(str(call.body.get("ts")), None)
        return reply(200, {"ok": True}) if gone else _no("message_not_found")


def _no(error: str) -> Answer:
    return reply(200, {"ok": False, "error": error})
