"""A connector to the network that is a file: its lines are points of a crash, the server's are not."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from advocacy.connectors.base import (
    Access,
    Capabilities,
    Connector,
    Lane,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
    Secret,
)
from advocacy.connectors.limit import Limit
from advocacy.errors import AuthorizationExpired, OutcomeUnknown, Rejected, TryLater
from advocacy.language import Text
from publish.paper import Post, Reply, Server

KEYED = (Retry(RetryKind.IDEMPOTENT),)
HOUR = (
    Retry(RetryKind.IDEMPOTENT, timedelta(seconds=10), timedelta(minutes=55)),
    Retry(RetryKind.FINDABLE, timedelta(minutes=55)),
)
FINDABLE = (Retry(RetryKind.FINDABLE),)
UNSAFE = (Retry(RetryKind.UNSAFE),)
TIGHT = (
    Limit(count=1, per=timedelta(minutes=10), scope="app"),
    Limit(count=1, per=timedelta(minutes=7)),
)
"""One request in ten minutes of everybody, and one in seven of each person."""

_TEXT = Text(fr="essai", en="test")


class PaperNetwork(Connector):
    """Speaks to a `Server`. `wait` is called between the decision to send and the arrival of the request."""

    name = "fake"
    title = "Fake"

    def __init__(
        self,
        server: Server,
        *,
        retry: tuple[Retry, ...] = UNSAFE,
        limits: tuple[Limit, ...] = (),
        wait: Callable[[], None] = lambda: None,
    ) -> None:
        self.server = server
        self.clock = server.clock
        self.capabilities = Capabilities(lane=Lane.TOKEN, retry=retry, limits=limits)
        self._wait = wait

    @staticmethod
    def text_length(text: str) -> int:
        return len(text)

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        key = f"{outgoing.share}-{os.urandom(4).hex()}"
        return json.dumps({"share": outgoing.share, "key": key, "text": outgoing.text})

    def publish(self, frozen: str, access: Access) -> Posted:
        self._wait()
        asked = json.loads(frozen)
        reply, post = self.server.post(asked["share"], asked["key"])
        match reply:
            case Reply.LATER:
                raise TryLater(_TEXT, until=self.clock() + timedelta(seconds=30), scope="member")
            case Reply.RENEW:
                raise AuthorizationExpired(_TEXT, refreshable=True)
            case Reply.REJECTED:
                raise Rejected(_TEXT)
            case Reply.LOST | Reply.DROPPED:
                raise OutcomeUnknown(_TEXT)
        assert post is not None
        return _posted(post)

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        post = self.server.look(json.loads(frozen)["share"])
        return None if post is None else _posted(post)

    def renew(self, access: Access, *, now: datetime) -> Access:
        if self.server.is_busy():
            raise TryLater(_TEXT, until=now + timedelta(seconds=30))
        token = self.server.rotate(access.secrets["token"].reveal())
        if token is None:
            raise AuthorizationExpired(_TEXT)
        return replace(access, secrets={"token": Secret(token)})


def _posted(post: Post) -> Posted:
    return Posted(remote_id=post.id, url=f"https://fake.example/{post.id}")
