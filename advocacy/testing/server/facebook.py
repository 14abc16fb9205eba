"""A fake Facebook for Pages: posts, duplicates refused without a name, the Page's feed."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.connectors.text import utf16_length
from advocacy.testing.relay import Answer
from advocacy.testing.server.codes import Codes, sent_back
from advocacy.testing.server.graph import NOT_THERE, UNAUTHORIZED, problem
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route

_LONGEST = 63_206
_LARGEST_PHOTO = 10_000_000
_DUPLICATES = timedelta(hours=1)
_CODE_LIVES = timedelta(minutes=10)
_LASTS = 5_184_000
APP = ("facebook-app", "facebook-app-secret")


@dataclass(slots=True)
class _Post:
    id: str
    page: str
    text: str
    at: datetime
    photos: list[str]


class FakeFacebookPage(FakeNetwork):
    """Each account is a Page; the token is the Page's. Whoever signs in manages the one of their name."""

    name = "facebook_page"
    app = APP
    creates = r"POST /v\d+\.0/\d+/feed"
    uploads = r"POST /v\d+\.0/\d+/photos"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._photos: dict[str, FakeMedia] = {}
        self._pages: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._posts: dict[str, _Post] = {}
        self._short: dict[str, str] = {}
        self._people: dict[str, str] = {}
        self._codes = Codes(_CODE_LIVES)
        self._numbers = count(122_000_000_000_001)
        super().__init__(clock=clock)

    def add_account(self, handle: str) -> Access:
        """A Page with its token."""
        with self.lock:
            if handle not in self._pages:
                self._pages[handle] = str(next(self._numbers))
                self._tokens[secrets.token_urlsafe(40)] = handle
            token = next(token for token, page in self._tokens.items() if page == handle)
        secret, details = {"access": Secret(token)}, {"id": self._pages[handle]}
        return Access(account=handle, host=self.url, secrets=secret, details=details)

    def posts(self) -> list[FakePost]:
        """Every post, oldest first."""
        with self.lock:
            return [
                FakePost(
                    account=post.page,
                    remote_id=post.id,
                    url=f"https://www.facebook.com/{post.id.replace('_', '/posts/')}",
                    text=post.text,
                    at=post.at.isoformat(),
                )
                for post in self._posts.values()
            ]

    def media(self, remote_id: str) -> list[FakeMedia]:
        """The photos of a post."""
        return [self._photos[each] for each in self._posts[remote_id].photos]

    def engage(self, remote_id: str, **counts: int) -> None:
        """Pages' counts are not read yet."""
        raise NotImplementedError(f"no counts for {remote_id}: {counts}")

    @route("GET", r"/v\d+\.0/dialog/oauth")
    def _authorize(self, call: Call) -> Answer:
        """Agree at once, for who manages the Page named by ``login`` (a person would choose and click)."""
        if call.one("client_id") != APP[0] or call.one("login") not in self._pages:
            return problem(100, "Invalid parameter")
        code = self._codes.issue(call.one("login"), redirect=call.one("redirect_uri"), now=self.clock())
        return sent_back(call, code=code)

    @route("POST", r"/v\d+\.0/oauth/access_token")
    def _grant(self, call: Call) -> Answer:
        asked = call.body
        if (asked.get("client_id"), asked.get("client_secret")) != APP:
            return problem(101, "Error validating client secret")
        code, back = str(asked.get("code")), str(asked.get("redirect_uri"))
        page = self._codes.redeem(code, redirect=back, now=self.clock())
        if page is None:
            return problem(100, "This authorization code has been used", 36009)
        with self.lock:
            token = secrets.token_urlsafe(30)
            self._short[token] = page
        return reply(200, {"access_token": token, "token_type": "bearer", "expires_in": 3600})

    @route("GET", r"/v\d+\.0/oauth/access_token")
    def _prolong(self, call: Call) -> Answer:
        if (call.one("client_id"), call.one("client_secret")) != APP:
            return problem(101, "Error validating client secret")
        with self.lock:
            page = self._short.get(call.one("fb_exchange_token"))
            if page is None:
                return UNAUTHORIZED
            token = secrets.token_urlsafe(40)
            self._people[token] = page
        return reply(200, {"access_token": token, "token_type": "bearer", "expires_in": _LASTS})

    @route("GET", r"/v\d+\.0/me/accounts")
    def _managed(self, call: Call) -> Answer:
        name = self._people.get(call.token)
        if name is None:
            return UNAUTHORIZED
        token = next(token for token, page in self._tokens.items() if page == name)
        return reply(200, {"data": [{"id": self._pages[name], "name": name, "access_token": token}]})

    @route("GET", r"/v\d+\.0/me")
    def _who(self, call: Call) -> Answer:
        page = self._tokens.get(call.token)
        return reply(200, {"id": self._pages[page], "name": page}) if page else UNAUTHORIZED

    @route("POST", r"/v\d+\.0/(\d+)/feed")
    def _post(self, call: Call) -> Answer:
        with self.lock:
            page, text = self._tokens.get(call.token), str(call.body.get("message", ""))
            if page is None:
                return UNAUTHORIZED
            if self._pages[page] != call.found[0]:
                return problem(200, "(#200) The user has not authorized the application", status=403)
            if not text or utf16_length(text) > _LONGEST:
                return problem(100, "(#100) Invalid parameter", 1349125)
            since = self.clock() - _DUPLICATES
            if any((p.page, p.text) == (page, text) and p.at > since for p in self._posts.values()):
                return problem(506, "(#506) Duplicate status message")
            photos = [json.loads(value)["media_fbid"] for name, value in call.body.items() if "media" in name]
            if photos and ("link" in call.body or not set(photos) <= self._photos.keys()):
                return problem(100, "(#100) Invalid parameter", 1366046)
            made = _Post(f"{call.found[0]}_{next(self._numbers)}", page, text, self.clock(), photos)
            self._posts[made.id] = made
            return reply(200, {"id": made.id})

    @route("POST", r"/v\d+\.0/(\d+)/photos")
    def _photo(self, call: Call) -> Answer:
        with self.lock:
            page, parts = self._tokens.get(call.token), call.parts
            if page is None or self._pages[page] != call.found[0]:
                return UNAUTHORIZED
            file, told = parts.get("source"), parts.get("alt_text_custom")
            unseen = "published" in parts and parts["published"].text == "false"
            if file is None or len(file.data) > _LARGEST_PHOTO or not unseen:
                return problem(324, "(#324) Requires upload file", 1366046)
            number = str(next(self._numbers))
            self._photos[number] = FakeMedia(data=file.data, alt=told.text if told else "")
            return reply(200, {"id": number})

    @route("GET", r"/v\d+\.0/(\d+)/feed")
    def _feed(self, call: Call) -> Answer:
        page = self._tokens.get(call.token)
        if page is None:
            return UNAUTHORIZED
        since, start, size = (int(call.one(name, "0")) for name in ("since", "after", "limit"))
        found = [p for p in self._posts.values() if p.page == page and p.at.timestamp() >= since][::-1]
        data: list[dict[str, Any]] = [{"id": p.id, "message": p.text} for p in found[start : start + size]]
        more = {"paging": {"cursors": {"after": str(start + size)}}} if len(found) > start + size else {}
        return reply(200, {"data": data, **more})

    @route("DELETE", r"/v\d+\.0/(\w+)")
    def _delete(self, call: Call) -> Answer:
        with self.lock:
            page, post = self._tokens.get(call.token), self._posts.get(call.found[0])
            if page is None:
                return UNAUTHORIZED
            if post is None or post.page != page:
                return NOT_THERE
            del self._posts[post.id]
            return reply(200, {"success": True})
