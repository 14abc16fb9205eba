"""A fake X: posts by v2, duplicates refused without a name, a timeline, limits, credits, rotating tokens."""

from __future__ import annotations

import secrets
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.connectors.weighted import links, weighted_length
from advocacy.testing.relay import Answer
from advocacy.testing.server.codes import Codes, sent_back
from advocacy.testing.server.network import Call, FakeNetwork, FakePost, reply, route

_LONGEST = 280
_WINDOW = 900
_CODE_LIVES = timedelta(seconds=30)
_LASTS = timedelta(hours=2)
_FIELDS = {"text", "media", "reply", "poll", "reply_settings", "quote_tweet_id", "paid_partnership"}
_FIELDS |= {"made_with_ai", "community_id", "nullcast", "edit_options", "card_uri", "geo"}
_THEIRS = {
    "impressions": "impression_count",
    "likes": "like_count",
    "reposts": "retweet_count",
    "replies": "reply_count",
    "quotes": "quote_count",
    "bookmarks": "bookmark_count",
}
APP = ("x-app", "x-app-secret")


@dataclass(slots=True)
class _Post:
    id: str
    user: str
    text: str
    at: datetime
    paid: bool = False
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_THEIRS.values(), 0))


class FakeX(FakeNetwork):
    """`credits` is what is left to spend (None: enough); `lag` is how late the timeline shows a post."""

    name = "x"
    creates = "POST /2/tweets"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.credits: Decimal | None = None
        self.lag = timedelta(0)
        self.refused_for = timedelta(hours=1)
        self.per_window = 100
        self._users: dict[str, str] = {}
        self._tokens: dict[str, tuple[str, datetime | None]] = {}
        self._refreshes: dict[str, str] = {}
        self._posts: dict[str, _Post] = {}
        self._used: Counter[tuple[str, int]] = Counter()
        self._codes = Codes(_CODE_LIVES)
        self._numbers = count(1_990_000_000_000_000_001)
        super().__init__(clock=clock)

    def settings(self) -> dict[str, Any]:
        """With an app, so that consent can be asked here too."""
        app = {"client_id": APP[0], "client_secret": Secret(APP[1])}
        return {**super().settings(), **app, "login": self.url}

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
                    counts={ours: post.counts[theirs] for ours, theirs in _THEIRS.items()},
                )
                for post in self._posts.values()
            ]

    def engage(self, remote_id: str, **counts: int) -> None:
        """Set a post's counts."""
        with self.lock:
            if post := self._posts.get(remote_id):
                post.counts.update({_THEIRS[name]: number for name, number in counts.items()})

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
            return _UNAUTHORIZED
        return reply(200, {"data": {"id": self._users[user], "name": user, "username": user}})

    @route("POST", "/2/tweets")
    def _create(self, call: Call) -> Answer:
        with self.lock:
            user, text = self._user(call), str(call.body.get("text", ""))
            if user is None:
                return _UNAUTHORIZED
            if refused := self._limited(user) or _unfit(call.body, text):
                return refused
            if self._said(user, text):
                return _DUPLICATE
            if not self._paid(text):
                return _DEPLETED
            made = _Post(
                str(next(self._numbers)), user, text, self.clock(), call.body.get("paid_partnership") is True
            )
            self._posts[made.id] = made
            told = {"id": made.id, "text": _shown(made)["text"], "edit_history_tweet_ids": [made.id]}
            return reply(201, {"data": told})

    @route("DELETE", r"/2/tweets/(\d+)")
    def _delete(self, call: Call) -> Answer:
        with self.lock:
            user, post = self._user(call), self._posts.get(call.found[0])
            if user is None:
                return _UNAUTHORIZED
            if post is not None and post.user != user:
                return _problem(
                    403, "Forbidden", "about:blank", "You are not authorized to delete this Tweet."
                )
            self._posts.pop(call.found[0], None)
            return reply(200, {"data": {"deleted": True}})

    @route("GET", r"/2/users/(\d+)/tweets")
    def _timeline(self, call: Call) -> Answer:
        if self._user(call) is None:
            return _UNAUTHORIZED
        since = datetime.fromisoformat(call.one("start_time"))
        seen = self.clock() - self.lag
        found = [post for post in self._posts.values() if self._users[post.user] == call.found[0]]
        newest = [post for post in reversed(found) if since <= post.at <= seen]
        start, size = int(call.one("pagination_token", "0")), int(call.one("max_results", "10"))
        page, more = newest[start : start + size], len(newest) > start + size
        meta = {"result_count": len(page), **({"next_token": str(start + size)} if more else {})}
        return reply(200, {**({"data": [_shown(post) for post in page]} if page else {}), "meta": meta})

    @route("GET", "/2/tweets")
    def _lookup(self, call: Call) -> Answer:
        if self._user(call) is None:
            return _UNAUTHORIZED
        asked = call.one("ids").split(",")
        found = [self._posts[each] for each in asked if each in self._posts]
        gone = [_missing(each) for each in asked if each not in self._posts]
        shown = [{**_shown(post), "public_metrics": post.counts} for post in found]
        return reply(200, {**({"data": shown} if shown else {}), **({"errors": gone} if gone else {})})

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


def _unfit(body: Mapping[str, Any], text: str) -> Answer | None:
    detail = "One or more parameters to your request was invalid."
    unknown = sorted(set(body) - _FIELDS)
    if unknown or not text.strip() or weighted_length(text) > _LONGEST:
        return _problem(400, "Invalid Request", "https://api.x.com/2/problems/invalid-request", detail)
    return None


def _shown(post: _Post) -> dict[str, Any]:
    """As X gives it back: links shortened, and three signs escaped."""
    text, entities, end = "", [], 0
    for number, (start, stop) in enumerate(links(post.text)):
        link = post.text[start:stop]
        short = f"https://t.co/{post.id[-6:]}{number}"
        full = link if link.lower().startswith("http") else f"http://{link}"
        entities.append({"url": short, "expanded_url": full, "display_url": link})
        text, end = text + _escaped(post.text[end:start]) + short, stop
    shown = {"id": post.id, "text": text + _escaped(post.text[end:]), "created_at": post.at.isoformat()}
    return {
        **shown,
        "edit_history_tweet_ids": [post.id],
        **({"entities": {"urls": entities}} if entities else {}),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _missing(post: str) -> dict[str, Any]:
    told = {"value": post, "resource_type": "tweet", "parameter": "ids", "resource_id": post}
    return {**told, "title": "Not Found Error", "type": "https://api.x.com/2/problems/resource-not-found"}


def _problem(status: int, title: str, kind: str, detail: str) -> Answer:
    return reply(status, {"title": title, "type": kind, "detail": detail, "status": status})


_UNAUTHORIZED = _problem(401, "Unauthorized", "about:blank", "Unauthorized")
_DUPLICATE = _problem(
    403, "Forbidden", "about:blank", "You are not allowed to create a Tweet with duplicate content."
)
_DEPLETED = _problem(
    402,
    "CreditsDepleted",
    "https://api.x.com/2/problems/credits",
    "Your enrolled account does not have any credits to fulfill this request.",
)


def _is_app(call: Call) -> bool:
    """Whether the app says who it is: by its secret, or as a public client by its name."""
    basic = f"Basic {b64encode(':'.join(APP).encode()).decode()}"
    return call.headers.get("authorization") == basic or call.body.get("client_id") == APP[0]
