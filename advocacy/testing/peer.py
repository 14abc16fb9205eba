"""The two sides of a contract: a connector, and its server behind a proxy that takes notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Connector
from advocacy.testing.faults import FaultProxy
from advocacy.testing.relay import Answer, Request
from advocacy.testing.server.network import FakeMedia

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""The moment that a contract's connector believes it is when it reads “come back in 30 seconds”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The server of a contract: how to sign up there, and how to ask it for the truth."""

    url: str
    creates: str
    """A pattern for ``METHOD /path``: the requests that faults befall."""
    sign_up: Callable[[], Access]
    count: Callable[[Access], int]
    """How many posts the account has, asked from the server itself."""
    media: Callable[[Access, str], Sequence[FakeMedia]] | None = None
    """What goes with a post, asked from the server itself; None where it cannot be asked."""
    uploads: str = ""
    """A pattern for ``METHOD /path``: the requests that carry images."""
    forget_media: Callable[[], None] | None = None
    """Lose what was uploaded and not used yet, as a server does after a while."""
    follow: Callable[[Access, Sequence[str], bool], None] | None = None
    """Let people of these names follow the account, and whether it hides them all; None where it cannot."""
    counts_are_public: bool = True
    """Whether this server gives metrics."""


class Peer:
    """A connector and the server it speaks to, with a `FaultProxy` between them that also takes notes."""

    def __init__(self, make: Callable[..., Connector], behind: Behind) -> None:
        self.behind = behind
        self._aim = behind.creates
        self.clock = FixedClock(NOW)
        self.proxy = _Notes(behind.url, where=self._is_aimed_at, creates=behind.creates)
        self.connector = make(clock=self.clock)

    def access(self) -> Access:
        """A new account, reached through the proxy, with a session that is open."""
        access = replace(self.behind.sign_up(), host=self.proxy.url)
        now = datetime.now(UTC)
        return self.connector.renew(access, now=now) if self._needs(access, now) else access

    @contextmanager
    def striking_uploads(self) -> Iterator[None]:
        """Let faults befall uploads meanwhile, and not what creates a post."""
        self._aim = self.behind.uploads
        try:
            yield
        finally:
            self._aim = self.behind.creates

    def count(self, access: Access) -> int:
        """How many posts the account has, asked from the server itself."""
        return self.behind.count(access)

    def close(self) -> None:
        """Close the proxy; the server is not ours."""
        self.proxy.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _needs(self, access: Access, now: datetime) -> bool:
        return self.connector.renew_needed(access, now=now)

    def _is_aimed_at(self, method: str, path: str) -> bool:
        return _is(self._aim, method, path)


def _is(pattern: str, method: str, path: str) -> bool:
    return re.fullmatch(pattern, f"{method} {path.partition('?')[0]}") is not None


class _Notes(FaultProxy):
    """Remembers each request that came."""

    def __init__(self, upstream: str, *, where: Callable[[str, str], bool], creates: str) -> None:
        self.seen: list[Request] = []
        self._creates = creates
        super().__init__(upstream, where=where)

    @property
    def creates(self) -> list[Request]:
        return [request for request in self.seen if _is(self._creates, request.method, request.path)]

    def _handle(self, request: Request) -> Answer | None:
        self.seen.append(request)
        return super()._handle(request)
