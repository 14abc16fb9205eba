"""A fake LinkedIn: versioned posts in little text, duplicates refused by name, limits of the day, counts."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import unquote

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.connectors.text import utf16_length
from advocacy.testing.relay import Answer
from advocacy.testing.server.codes import Codes, sent_back
from advocacy.testing.server.linkedin_media import Assets
from advocacy.testing.server.linkedin_words import DENIED, UNAUTHORIZED, duplicate, problem, shown
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route

_LONGEST = 3000
_DUPLICATES = timedelta(minutes=10)
_CODE_LIVES = timedelta(minutes=30)
_LASTS = 5_184_000
_RENEWS = 31_536_000
_THEIRS = {
    "impressions": "IMPRESSION",
    "members_reached": "MEMBERS_REACHED",
    "likes": "REACTION",
    "replies": "COMMENT",
    "reposts": "RESHARE",
}
_ENTITY = re.compile(r"\((?:share:(urn:li:share:\d+)|ugc:(urn:li:ugcPost:\d+))\)")
APP = ("linkedin-app", "linkedin-app-secret")
METRICS_APP = ("linkedin-metrics-app", "linkedin-metrics-app-secret")
"""The product that reads counts must be alone on its app."""
_READS = "r_member_postAnalytics"


@dataclass(slots=True)
class _Post:
    urn: str
    member: str
    text: str
    content: dict[str, Any]
    reshares: str
    at: datetime
    counts: dict[str, int] = field(default_factory=dict)


class FakeLinkedIn(FakeNetwork):
    """`ended` are the versions switched off; `daily` is how many requests a member has each day.

    `unknown_for` is how many questions a token that was just given is not known to; `renews` is whether the
    apps get refresh tokens, as approved ones do.
    """

    name = "linkedin"
    app = APP
    creates = "POST /rest/posts"
    uploads = "POST /rest/(images|documents)"

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.ended = {"202508", "202510"}
        self.daily = {"MEMBER": 150, "APPLICATION": 100_000}
        self.unknown_for = 0
        self.renews = True
        self._reading: set[str] = set()
        self.assets = Assets()
        self.brand_posts = {"urn:li:share:7300000000000000001", "urn:li:ugcPost:7300000000000000002"}
        self._members: dict[str, str] = {}
        self._tokens: dict[str, str] = {}
        self._refreshes: dict[str, str] = {}
        self._posts: dict[str, _Post] = {}
        self._used: Counter[tuple[str, str]] = Counter()
        self._codes = Codes(_CODE_LIVES)
        self._numbers = count(7_400_000_000_000_000_001)
        super().__init__(clock=clock)

    def settings(self) -> dict[str, Any]:
        """With the other app too, by which the counts are read."""
        reads = {"metrics_client_id": METRICS_APP[0], "metrics_client_secret": Secret(METRICS_APP[1])}
        return {**super().settings(), **reads}

    def add_account(self, handle: str) -> Access:
        """A member with a token that may post and read counts."""
        with self.lock:
            if handle not in self._members:
                self._members[handle] = f"m{len(self._members)}-{secrets.token_hex(3)}"
                self._tokens[secrets.token_urlsafe(48)] = handle
            token = next(token for token, member in self._tokens.items() if member == handle)
        return Access(
            account=handle,
            host=self.url,
            secrets={"access": Secret(token)},
            details={"id": self._members[handle]},
        )

    def revoke(self, handle: str) -> None:
        """The person takes every token back."""
        with self.lock:
            self._tokens = {token: member for token, member in self._tokens.items() if member != handle}

    def posts(self) -> list[FakePost]:
        """Every post, oldest first, as members see it."""
        with self.lock:
            return [
                FakePost(
                    account=post.member,
                    remote_id=post.urn,
                    url=f"https://www.linkedin.com/feed/update/{post.urn}/",
                    text=post.text,
                    at=post.at.isoformat(),
                    counts=dict(post.counts),
                )
                for post in self._posts.values()
            ]

    def media(self, remote_id: str) -> list[FakeMedia]:
        """What goes with a post."""
        return self.assets.of(self._posts[remote_id].content)

    def forget_media(self) -> None:
        """Lose everything that was uploaded."""
        self.assets.forget()

    def reshares(self, remote_id: str) -> str:
        """The post that this one passes on; empty where it passes none on."""
        return self._posts[remote_id].reshares

    def engage(self, remote_id: str, **counts: int) -> None:
        """Set a post's counts; before that LinkedIn has no data, which is not 0."""
        with self.lock:
            if post := self._posts.get(remote_id):
                post.counts.update(counts)

    @route("GET", "/oauth/v2/authorization")
    def _authorize(self, call: Call) -> Answer:
        """Agree at once, for the account named by ``login`` (a person would choose and click)."""
        reads = {METRICS_APP[0]: True, APP[0]: False}.get(call.one("client_id"))
        asked = set(call.one("scope").split())
        if reads is None or call.one("login") not in self._members:
            return reply(400, {"error": "invalid_request"})
        back = call.one("redirect_uri")
        if (_READS in asked) != reads:
            return sent_back(call, error="unauthorized_scope_error")
        code = self._codes.issue(call.one("login"), redirect=back, now=self.clock())
        return sent_back(call, code=code)

    @route("POST", "/oauth/v2/accessToken")
    def _grant(self, call: Call) -> Answer:
        asked = call.body
        app = (asked.get("client_id"), asked.get("client_secret"))
        if app not in {APP, METRICS_APP}:
            return reply(
                401, {"error": "invalid_client", "error_description": "Client authentication failed"}
            )
        if asked.get("grant_type") == "refresh_token":
            member = self._refreshes.get(str(asked.get("refresh_token")))
        else:
            back, code = str(asked.get("redirect_uri")), str(asked.get("code"))
            member = self._codes.redeem(code, redirect=back, now=self.clock())
        if member is None:
            return reply(
                400, {"error": "invalid_grant", "error_description": "The code or token is not good"}
            )
        access, refresh = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        with self.lock:
            self._tokens[access] = self._refreshes[refresh] = member
            if app == METRICS_APP:
                self._reading.add(access)
        told = {"access_token": access, "expires_in": _LASTS, "token_type": "Bearer"}
        more = {"refresh_token": refresh, "refresh_token_expires_in": _RENEWS} if self.renews else {}
        scope = _READS if app == METRICS_APP else "openid,profile,w_member_social"
        return reply(200, {**told, **more, "scope": scope})

    @route("GET", "/v2/userinfo")
    def _who(self, call: Call) -> Answer:
        member = self._tokens.get(call.token)
        if member is None or self.unknown_for > 0:
            self.unknown_for = max(0, self.unknown_for - 1)
            return UNAUTHORIZED
        if call.token in self._reading:
            return DENIED
        return reply(200, {"sub": self._members[member], "name": member})

    @route("POST", "/rest/posts")
    def _create(self, call: Call) -> Answer:
        with self.lock:
            if refused := self._refused(call):
                return refused
            member, body = self._tokens[call.token], call.body
            text, content = shown(str(body.get("commentary", ""))), dict(body.get("content") or {})
            parent = str((body.get("reshareContext") or {}).get("parent", ""))
            if wrong := self._wrong(member, body, text, parent):
                return problem(*wrong)
            if first := self._same(member, text, content, parent):
                return duplicate(first.urn)
            urn = f"urn:li:share:{next(self._numbers)}"
            self._posts[urn] = _Post(urn, member, text, content, parent, self.clock())
            return reply(201, None, x_restli_id=urn)

    @route("POST", "/rest/(image|document)s")
    def _announce(self, call: Call) -> Answer:
        with self.lock:
            if refused := self._refused(call):
                return refused
            member = self._tokens[call.token]
            owner = (call.body.get("initializeUploadRequest") or {}).get("owner")
            if call.one("action") != "initializeUpload" or owner != f"urn:li:person:{self._members[member]}":
                return problem("INVALID_VALUE_FOR_FIELD", "owner")
            return reply(200, self.assets.announce(call.found[0], member, self.url, self.clock()))

    @route("PUT", "(/dms-uploads/.+)")
    def _take(self, call: Call) -> Answer:
        with self.lock:
            member = self._tokens.get(call.token)
            if member is None:
                return UNAUTHORIZED
            wrong = self.assets.take(call.found[0], member, call.raw, self.clock())
            return problem(wrong, "upload") if wrong else reply(201)

    @route("DELETE", r"/rest/posts/(.+)")
    def _delete(self, call: Call) -> Answer:
        with self.lock:
            if refused := self._refused(call):
                return refused
            post = self._posts.get(unquote(call.found[0]))
            if post is not None and post.member != self._tokens[call.token]:
                return DENIED
            self._posts.pop(unquote(call.found[0]), None)
            return reply(204)

    @route("GET", "/rest/memberCreatorPostAnalytics")
    def _analytics(self, call: Call) -> Answer:
        if refused := self._refused(call):
            return refused
        found = _ENTITY.fullmatch(call.one("entity"))
        if found is None or call.one("q") != "entity":
            return problem("INVALID_URN_TYPE", "entity")
        post = self._posts.get(found[1] or found[2])
        if post is None:
            return reply(404, {"status": 404, "code": "NOT_FOUND", "message": "Entity not found"})
        asked = call.one("queryType")
        counts = [n for name, n in post.counts.items() if _THEIRS.get(name) == asked]
        elements = [{"count": n, "metricType": asked, "targetEntity": {"share": post.urn}} for n in counts]
        return reply(200, {"paging": {"start": 0, "count": 10, "links": []}, "elements": elements})

    def _refused(self, call: Call) -> Answer | None:
        """What LinkedIn looks at before the request itself: version, token and the limits of the day."""
        version = call.headers.get("linkedin-version", "")
        if not re.fullmatch(r"20\d{4}", version) or version in self.ended:
            said = f"Requested version {version}01 is not active"
            return reply(426, {"status": 426, "code": "NONEXISTENT_VERSION", "message": said})
        member = self._tokens.get(call.token)
        if member is None:
            return UNAUTHORIZED
        day = f"{self.clock():%Y-%m-%d}"
        for whose, who in (("MEMBER", member), ("APPLICATION", "")):
            self._used[day, who] += 1
            if self._used[day, who] > self.daily[whose]:
                said = f"Resource level throttle {whose} DAY limit for calls to this resource is reached."
                return reply(429, {"message": said, "serviceErrorCode": 101, "status": 429})
        return None

    def _wrong(self, member: str, body: Mapping[str, Any], text: str, parent: str) -> tuple[str, str] | None:
        """The code of what is wrong with a post, and where; None where nothing is."""
        if body.get("author") != f"urn:li:person:{self._members[member]}":
            return "INVALID_VALUE_FOR_FIELD", "author"
        if utf16_length(text) > _LONGEST:
            return "FIELD_LENGTH_TOO_LONG", "commentary"
        content = body.get("content") or {}
        if parent and (content or parent not in {*self._posts, *self.brand_posts}):
            return "INVALID_URN_ID", "reshareContext"
        refused = self.assets.refuse(content, member)
        return (refused, "content") if refused else None

    def _same(self, member: str, text: str, content: dict[str, Any], parent: str) -> _Post | None:
        since = self.clock() - _DUPLICATES
        same = (text, content, parent)
        ours = (post for post in self._posts.values() if post.member == member and post.at > since)
        return next((post for post in ours if (post.text, post.content, post.reshares) == same), None)
