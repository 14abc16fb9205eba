"""A fake X: posts by v2, duplicates refused without a name, a timeline, limits, credits, rotating tokens."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.connectors.weighted import links
from advocacy.testing.relay import Answer
from advocacy.testing.server.codes import Codes, sent_back
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route
from advocacy.testing.server.x_media import Uploads
from advocacy.testing.server.x_words import (
    DEPLETED,
    DUPLICATE,
    NO_MEDIA,
    THEIRS,
    UNAUTHORIZED,
    Post,
    made_of,
    missing,
    problem,
    shown,
    unfit,
)

_WINDOW = 900
_CODE_LIVES = timedelta(seconds=30)
_LASTS = timedelta(hours=2)
APP = ("x-app", "x-app-secret")


class FakeX(FakeNetwork):
    """`credits` is what is left to spend (None: enough); `lag` is how late the timeline shows a post."""

    name = "x"
    app = APP
    creates = "POST /2/tweets"
    uploads = "POST /2/media/.*"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.uploaded = Uploads()
        self.credits: Decimal | None = None
        self.lag = timedelta(0)
        self.refused_for = timedelta(hours=1)
        self.per_window = 100
        self._users: dict[str, str] = {}
        self._tokens: dict[str, tuple[str, datetime | None]] = {}
        self._refreshes: dict[str, str] = {}
        self._posts: dict[str, Post] = {}
        self._used: Counter[tuple[str, int]] = Counter()
        self._codes = Codes(_CODE_LIVES)
        self._numbers = count(1_990_000_000_000_000_001)
        super().__init__(clock=clock)

    def add_account(self, handle: str) -> Access:
        """A user with a token that may post for them."""
        with self.lock:
            if handle not in self._users:
                self._users[handle] = str(next(self._numbers))
                self._tokens[secrets.token_urlsafe(40)] = (handle, None)
            token = next(token for token, (user, _) in self._tokens.items() if user == handle)
        details = {"id": self._users[handle], "username": handle}
        return Access(account=handle, host=self.url, secrets={"access": Secret(token)}, details=details)

    def posts(self) -> list[FakePost]:
        """Every post, oldest first."""
        with self.lock:
            return [
                FakePost(
                    account=post.user,
                    remote_id=post.id,
                    url=f"https://x.com/{post.user}/status/{post.id}",
                    text=post.text,
                    at=post.at.isoformat(),
                    counts={ours: post.counts[theirs] for ours, theirs in THEIRS.items()},
                )
                for post in self._posts.values()
            ]

    def media(self, remote_id: str) -> list[FakeMedia]:
        """The images of a post."""
        return self.uploaded.of(self._posts[remote_id].images)

    def forget_media(self) -> None:
        """As after a day."""
        self.uploaded.forget()

    def engage(self, remote_id: str, **counts: int) -> None:
        """Set a post's counts."""
        with self.lock:
            if post := self._posts.get(remote_id):
                post.counts.update({THEIRS[name]: number for name, number in counts.items()})

    @route("GET", "/i/oauth2/authorize")
    def _authorize(self, call: Call) -> Answer:
        """Agree at once, for the account named by ``login`` (a person would choose and click)."""
        known = call.one("client_id") == APP[0] and call.one("login") in self._users
        if not known or call.one("code_challenge_method") != "S256" or len(call.one("code_challenge")) < 43:  # noqa: PLR2004 - RFC 7636
            return reply(400, {"error": "invalid_request"})
        back, challenge = call.one("redirect_uri"), call.one("code_challenge")
        code = self._codes.issue(call.one("login"), redirect=back, challenge=challenge, now=self.clock())
        return sent_back(call, code=code)

    @route("POST", "/2/oauth2/token")
    def _grant(self, call: Call) -> Answer:
        asked = call.body
        if not _is_app(call):
            return reply(401, {"error": "unauthorized_client", "error_description": "Missing valid header"})
        with self.lock:
            if asked.get("grant_type") == "refresh_token":
                user = self._refreshes.pop(str(asked.get("refresh_token")), None)
            else:
                user = self._codes.redeem(
                    str(asked.get("code")),
                    redirect=str(asked.get("redirect_uri")),
                    verifier=str(asked.get("code_verifier", "")),
                    now=self.clock(),
                )
            if user is None:
                said = "Value passed for the token was invalid."
                return reply(400, {"error": "invalid_request", "error_description": said})
            access, refresh = secrets.token_urlsafe(40), secrets.token_urlsafe(40)
            self._tokens[access], self._refreshes[refresh] = (user, self.clock() + _LASTS), user
        told = {"token_type": "bearer", "expires_in": int(_LASTS.total_seconds())}
        return reply(200, {**told, "access_token": access, "refresh_token": refresh, "scope": "tweet.write"})

    @route("POST", "/2/oauth2/revoke")
    def _take_back(self, call: Call) -> Answer:
        if not _is_app(call):
            return reply(401, {"error": "unauthorized_client", "error_description": "Missing valid header"})
        with self.lock:
            token = str(call.body.get("token"))
            self._tokens.pop(token, None)
            self._refreshes.pop(token, None)
        return reply(200, {"revoked": True})

    @route("GET", "/2/users/me")
    def _who(self, call: Call) -> Answer:
        user = self._user(call)
        if user is None:
            return UNAUTHORIZED
        return reply(200, {"data": {"id": self._users[user], "name": user, "username": user}})

    @route("POST", "/2/tweets")
    def _create(self, call: Call) -> Answer:
        with self.lock:
            user, text = self._user(call), str(call.body.get("text", ""))
            if user is None:
                return UNAUTHORIZED
            if refused := self._limited(user) or unfit(call.body, text):
                return refused
            images = [str(each) for each in (call.body.get("media") or {}).get("media_ids", [])]
            if not self.uploaded.are_good(images, user, self.clock()):
                return NO_MEDIA
            if self._said(user, text):
                return DUPLICATE
            if not self._paid(text):
                return DEPLETED
            made = Post(
                str(next(self._numbers)), user, text, self.clock(), call.body.get("paid_partnership") is True
            )
            made.images = images
            self._posts[made.id] = made
            told = {"id": made.id, "text": shown(made)["text"], "edit_history_tweet_ids": [made.id]}
            return reply(201, {"data": told})

    @route("POST", r"/2/media/upload/initialize")
    def _begin(self, call: Call) -> Answer:
        with self.lock:
            user = self._user(call)
            return made_of(user and self.uploaded.begin(call.body, user, self.clock()), user)

    @route("POST", r"/2/media/upload/(\d+)/append")
    def _append(self, call: Call) -> Answer:
        with self.lock:
            user, parts = self._user(call), call.parts
            if user is None or not {"media", "segment_index"} <= parts.keys():
                return made_of(None, user)
            segment, data = parts["segment_index"].text, parts["media"].data
            taken = self.uploaded.append(call.found[0], user, segment, data)
            return made_of({"expires_at": int(self.clock().timestamp()) + 86_400} if taken else None, user)

    @route("POST", r"/2/media/upload/(\d+)/finalize")
    def _finish(self, call: Call) -> Answer:
        with self.lock:
            user = self._user(call)
            return made_of(user and self.uploaded.finish(call.found[0], user), user)

    @route("GET", "/2/media/upload")
    def _status(self, call: Call) -> Answer:
        with self.lock:
            user = self._user(call)
            return made_of(user and self.uploaded.status(call.one("media_id"), user), user)

    @route("POST", "/2/media/metadata")
    def _describe(self, call: Call) -> Answer:
        with self.lock:
            user = self._user(call)
            known = user is not None and self.uploaded.describe(call.body, user)
            return made_of({"id": call.body.get("id")} if known else None, user)

    @route("DELETE", r"/2/tweets/(\d+)")
    def _delete(self, call: Call) -> Answer:
        with self.lock:
            user, post = self._user(call), self._posts.get(call.found[0])
            if user is None:
                return UNAUTHORIZED
            if post is not None and post.user != user:
                return problem(
                    403, "Forbidden", "about:blank", "You are not authorized to delete this Tweet."
                )
            self._posts.pop(call.found[0], None)
            return reply(200, {"data": {"deleted": True}})

    @route("GET", r"/2/users/(\d+)/tweets")
    def _timeline(self, call: Call) -> Answer:
        if self._user(call) is None:
            return UNAUTHORIZED
        since = datetime.fromisoformat(call.one("start_time"))
        seen = self.clock() - self.lag
        found = [post for post in self._posts.values() if self._users[post.user] == call.found[0]]
        newest = [post for post in reversed(found) if since <= post.at <= seen]
        start, size = int(call.one("pagination_token", "0")), int(call.one("max_results", "10"))
        page, more = newest[start : start + size], len(newest) > start + size
        meta = {"result_count": len(page), **({"next_token": str(start + size)} if more else {})}
        return reply(200, {**({"data": [shown(post) for post in page]} if page else {}), "meta": meta})

    @route("GET", "/2/tweets")
    def _lookup(self, call: Call) -> Answer:
        if self._user(call) is None:
            return UNAUTHORIZED
        asked = call.one("ids").split(",")
        found = [self._posts[each] for each in asked if each in self._posts]
        gone = [missing(each) for each in asked if each not in self._posts]
        told = [{**shown(post), "public_metrics": post.counts} for post in found]
        return reply(200, {**({"data": told} if told else {}), **({"errors": gone} if gone else {})})

    def _user(self, call: Call) -> str | None:
        user, ends = self._tokens.get(call.token, (None, None))
        return user if ends is None or self.clock() < ends else None

    def _limited(self, user: str) -> Answer | None:
        now = int(self.clock().timestamp())
        window = now // _WINDOW
        self._used[user, window] += 1
        if self._used[user, window] <= self.per_window:
            return None
        body = {
            "title": "Too Many Requests",
            "detail": "Too Many Requests",
            "type": "about:blank",
            "status": 429,
        }
        return reply(429, body, x_rate_limit_reset=str((window + 1) * _WINDOW), x_rate_limit_remaining="0")

    def _said(self, user: str, text: str) -> bool:
        since = self.clock() - self.refused_for
        return any(
            (post.user, post.text) == (user, text) and post.at > since for post in self._posts.values()
        )

    def _paid(self, text: str) -> bool:
        price = Decimal("0.20") if any(True for _ in links(text)) else Decimal("0.015")
        if self.credits is not None and price > self.credits:
            return False
        self.credits = None if self.credits is None else self.credits - price
        return True


def _is_app(call: Call) -> bool:
    """Whether the app says who it is: by its secret, or as a public client by its name."""
    basic = f"Basic {b64encode(':'.join(APP).encode()).decode()}"
    return call.headers.get("authorization") == basic or call.body.get("client_id") == APP[0]
