"""A network that is a truth of its own: what it accepted stands in a file, whatever its clients do."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from advocacy.clock import Clock


class Reply(StrEnum):
    """What becomes of one request to publish."""

    OK = "ok"
    LOST = "lost"
    """The post is made, the answer does not come back."""
    DROPPED = "dropped"
    """No post is made, and no answer comes back."""
    LATER = "later"
    """Refused, for this member, for half a minute."""
    RENEW = "renew"
    REJECTED = "rejected"


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post that exists on the network."""

    id: str
    share: str
    key: str
    at: datetime


class Paper:
    """An append-only file of everything the network was asked and did. A line is written whole or not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.asked = 0
        """How often it was written or read by this process."""

    def write(self, kind: str, **line: str) -> None:
        self.asked += 1
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, json.dumps({"kind": kind, **line}).encode() + b"\n")
        os.close(file)

    def lines(self, kind: str) -> Iterator[dict[str, str]]:
        self.asked += 1
        if self._path.exists():
            lines = map(json.loads, self._path.read_text().splitlines())
            yield from (line for line in lines if line["kind"] == kind)

    def burn(self) -> None:
        self._path.unlink(missing_ok=True)

    @property
    def posts(self) -> list[Post]:
        return [
            Post(id=line["id"], share=line["share"], key=line["key"], at=datetime.fromisoformat(line["at"]))
            for line in self.lines("post")
        ]


@dataclass(frozen=True, kw_only=True)
class Server:
    """How the network behaves. `replies` answer the first requests; later ones are answered well.

    Args:
        key_life: how long the same key gives the first post back.
        lag: how long a post is not yet seen by those who look.
    """

    paper: Paper
    clock: Clock
    replies: tuple[Reply, ...] = ()
    key_life: timedelta = timedelta()
    lag: timedelta = timedelta()
    busy: int = 0
    """So many renewals are put off."""

    def post(self, share: str, key: str) -> tuple[Reply, Post | None]:
        """One request: how it is replied to, and the post that is there now."""
        number = sum(1 for _ in self.paper.lines("request"))
        reply = self.replies[number] if number < len(self.replies) else Reply.OK
        self.paper.write("request", share=share, reply=reply)
        if reply in {Reply.OK, Reply.LOST}:
            return reply, self._of_key(key) or self._make(share, key)
        return reply, None

    def look(self, share: str) -> Post | None:
        now = self.clock()
        seen = (post for post in self.paper.posts if post.share == share and post.at + self.lag <= now)
        return next(seen, None)

    def is_busy(self) -> bool:
        self.paper.write("visit")
        return sum(1 for _ in self.paper.lines("visit")) <= self.busy

    def rotate(self, token: str) -> str | None:
        """The next token; each is good once, and a second use ends the grant."""
        if any(line["token"] == token for line in self.paper.lines("renewal")):
            return None
        self.paper.write("renewal", token=token)
        return f"{token}+"

    def _make(self, share: str, key: str) -> Post:
        post = Post(id=f"post-{len(self.paper.posts) + 1}", share=share, key=key, at=self.clock())
        self.paper.write("post", id=post.id, share=share, key=key, at=post.at.isoformat())
        return post

    def _of_key(self, key: str) -> Post | None:
        now = self.clock()
        return next((p for p in self.paper.posts if p.key == key and now - p.at < self.key_life), None)
