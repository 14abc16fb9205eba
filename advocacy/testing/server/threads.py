"""A fake Threads: containers that are published once, the person's posts, counts, Meta's errors."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.connectors.http import HttpClient
from advocacy.connectors.text import emoji_as_bytes_length
from advocacy.errors import ConnectorError
from advocacy.testing.relay import Answer
from advocacy.testing.server.codes import Codes, sent_back
from advocacy.testing.server.graph import NOT_THERE, UNAUTHORIZED, problem
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route

_LONGEST = 500
_LIVES = timedelta(hours=24)
_CODE_LIVES = timedelta(hours=1)
APP = ("threads-app", "threads-app-secret")
_LASTS = 5_184_000
_COUNTS = ("views", "likes", "replies", "reposts", "quotes", "shares")


@dataclass(slots=True)
class _Container:
    user: str
    text: str
    at: datetime
    post: str = ""
    image: FakeMedia | None = None
    failed: bool = False
    expired: bool = False


@dataclass(slots=True)
class _Post:
    id: str
    user: str
    text: str
    at: datetime
    image: FakeMedia | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTS, 0))

    @property
    def permalink(self) -> str:
        return f"https://www.threads.com/@{self.user}/post/C{self.id[-8:]}"


class FakeThreads(FakeNetwork):
    """`busy` keeps containers in progress; `quota` is how many posts a person has in a day."""

    name = "threads"
    app = APP
    creates = r"POST /v1\.0/me/threads_publish"
    uploads = r"POST /v1\.0/me/threads"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.busy = False
        self.quota = 250
        self._users: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._containers: dict[str, _Container] = {}
        self._posts: dict[str, _Post] = {}
        self._short: dict[str, str] = {}
        self._codes = Codes(_CODE_LIVES)
        self._numbers = count(18_000_000_000_000_001)
        super().__init__(clock=clock)

    def add_account(self, handle: str) -> Access:
        """A user with a token that may post for them."""
        with self.lock:
            if handle not in self._users:
                self._users[handle] = str(next(self._numbers))
                self._tokens[secrets.token_urlsafe(40)] = handle
            token = next(token for token, user in self._tokens.items() if user == handle)
        details = {"id": self._users[handle], "username": handle}
        return Access(account=handle, host=self.url, secrets={"access": Secret(token)}, details=details)

    def posts(self) -> list[FakePost]:
        """Every post, oldest first."""
        with self.lock:
            return [
                FakePost(
                    account=post.user,
                    remote_id=post.id,
                    url=post.permalink,
                    text=post.text,
                    at=post.at.isoformat(),
                    counts=dict(post.counts),
                )
                for post in self._posts.values()
            ]

    def forget_media(self) -> None:
        """As after a day, in which nothing was published."""
        with self.lock:
            for container in self._containers.values():
                container.expired = not container.post

    def media(self, remote_id: str) -> list[FakeMedia]:
        """The image of a post, as it was fetched."""
        image = self._posts[remote_id].image
        return [image] if image else []

    def engage(self, remote_id: str, **counts: int) -> None:
        """Set a post's counts."""
        with self.lock:
            if post := self._posts.get(remote_id):
                post.counts.update(counts)

    @route("GET", "/oauth/authorize")
    def _authorize(self, call: Call) -> Answer:
        """Agree at once, for the account named by ``login`` (a person would choose and click)."""
        if call.one("client_id") != APP[0] or call.one("login") not in self._users:
            return problem(100, "Invalid parameter")
        code = self._codes.issue(call.one("login"), redirect=call.one("redirect_uri"), now=self.clock())
        return sent_back(call, code=code)

    @route("POST", "/oauth/access_token")
    def _grant(self, call: Call) -> Answer:
        asked = call.body
        if (asked.get("client_id"), asked.get("client_secret")) != APP:
            return problem(101, "Error validating client secret")
        code, back = str(asked.get("code")), str(asked.get("redirect_uri"))
        user = self._codes.redeem(code, redirect=back, now=self.clock())
        if user is None:
            return problem(100, "Invalid verification code format")
        with self.lock:
            token = secrets.token_urlsafe(30)
            self._short[token] = user
        return reply(200, {"access_token": token, "user_id": self._users[user]})

    @route("GET", "/access_token")
    def _prolong(self, call: Call) -> Answer:
        if call.one("grant_type") != "th_exchange_token" or call.one("client_secret") != APP[1]:
            return problem(101, "Error validating client secret")
        with self.lock:
            user = self._short.get(call.token)
            if user is None:
                return UNAUTHORIZED
            token = secrets.token_urlsafe(40)
            self._tokens[token] = user
        return reply(200, {"access_token": token, "token_type": "bearer", "expires_in": _LASTS})

    @route("GET", "/refresh_access_token")
    def _renew(self, call: Call) -> Answer:
        with self.lock:
            user = self._tokens.pop(call.token, None)
            if user is None:
                return UNAUTHORIZED
            token = secrets.token_urlsafe(40)
            self._tokens[token] = user
        return reply(200, {"access_token": token, "token_type": "bearer", "expires_in": _LASTS})

    @route("GET", r"/v1\.0/me")
    def _who(self, call: Call) -> Answer:
        user = self._tokens.get(call.token)
        return reply(200, {"id": self._users[user], "username": user}) if user else UNAUTHORIZED

    @route("POST", r"/v1\.0/me/threads")
    def _contain(self, call: Call) -> Answer:
        user, text = self._tokens.get(call.token), str(call.body.get("text", ""))
        if user is None:
            return UNAUTHORIZED
        kind, address = call.body.get("media_type"), str(call.body.get("image_url", ""))
        link_with_image = kind == "IMAGE" and "link_attachment" in call.body
        if kind not in {"TEXT", "IMAGE"} or (kind == "IMAGE") != bool(address) or link_with_image or not text:
            return problem(100, "Invalid parameter")
        if emoji_as_bytes_length(text) > _LONGEST:
            return problem(100, "Param text must be at most 500 characters long.")
        data = self._fetched(address) if address else b""
        image = FakeMedia(data=data, alt=str(call.body.get("alt_text", ""))) if data else None
        with self.lock:
            number, failed = str(next(self._numbers)), bool(address) and not data
            container = _Container(user, text, self.clock(), image=image, failed=failed)
            self._containers[number] = container
        return reply(200, {"id": number})

    def _fetched(self, address: str) -> bytes:
        """What the public finds at `address`; nothing where there is nothing."""
        try:
            return HttpClient(allow_private_hosts=("127.0.0.1",)).fetch(address, largest=8_000_000)
        except ConnectorError:
            return b""

    @route("POST", r"/v1\.0/me/threads_publish")
    def _publish(self, call: Call) -> Answer:
        with self.lock:
            user = self._tokens.get(call.token)
            container = self._containers.get(str(call.body.get("creation_id")))
            if user is None:
                return UNAUTHORIZED
            if container is None or container.user != user or self._status(container) != "FINISHED":
                return problem(24, "The requested resource does not exist", 4279009)
            since = self.clock() - timedelta(days=1)
            if sum(post.user == user and post.at > since for post in self._posts.values()) >= self.quota:
                return problem(4, "Application request limit reached", 2207042)
            made = _Post(str(next(self._numbers)), user, container.text, self.clock())
            made.image = container.image
            self._posts[made.id], container.post = made, made.id
            return reply(200, {"id": made.id})

    @route("GET", r"/v1\.0/me/threads")
    def _own(self, call: Call) -> Answer:
        user, since = self._tokens.get(call.token), int(call.one("since", "0"))
        if user is None:
            return UNAUTHORIZED
        found = [post for post in self._posts.values() if post.user == user and post.at.timestamp() >= since]
        newest, start = found[::-1], int(call.one("after", "0"))
        size = int(call.one("limit", "25"))
        page = [{"id": p.id, "text": p.text, "permalink": p.permalink} for p in newest[start : start + size]]
        more = {"paging": {"cursors": {"after": str(start + size)}}} if len(newest) > start + size else {}
        return reply(200, {"data": page, **more})

    @route("GET", r"/v1\.0/(\d+)")
    def _show(self, call: Call) -> Answer:
        user = self._tokens.get(call.token)
        container, post = self._containers.get(call.found[0]), self._posts.get(call.found[0])
        if user is None:
            return UNAUTHORIZED
        if container is not None and self.clock() - container.at <= _LIVES:
            return reply(200, {"id": call.found[0], "status": self._status(container)})
        return reply(200, {"id": post.id, "permalink": post.permalink}) if post else NOT_THERE

    @route("GET", r"/v1\.0/(\w+)/insights")
    def _insights(self, call: Call) -> Answer:
        post = self._posts.get(call.found[0])
        if call.token not in self._tokens:
            return UNAUTHORIZED
        if post is None:
            return NOT_THERE
        asked = call.one("metric").split(",")
        counts = [{"name": name, "values": [{"value": post.counts[name]}]} for name in asked]
        return reply(200, {"data": counts})

    def _status(self, container: _Container) -> str:
        if container.failed or container.expired:
            return "ERROR" if container.failed else "EXPIRED"
        if container.post:
            return "PUBLISHED"
        return "IN_PROGRESS" if self.busy else "FINISHED"
