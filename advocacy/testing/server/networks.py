"""Several fake networks at once, for a demonstration or a test."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector
from advocacy.connectors.registry import connector
from advocacy.errors import UnknownNetwork
from advocacy.testing.fault import Fault
from advocacy.testing.server.bluesky import FakeBluesky
from advocacy.testing.server.facebook import FakeFacebookPage
from advocacy.testing.server.linkedin import FakeLinkedIn
from advocacy.testing.server.mastodon import FakeMastodon
from advocacy.testing.server.mattermost import FakeMattermostApi
from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost
from advocacy.testing.server.slack import FakeSlackApi
from advocacy.testing.server.threads import FakeThreads
from advocacy.testing.server.webhooks import FakeMattermostWebhook, FakeSlackWebhook, FakeTeamsWorkflow
from advocacy.testing.server.x import FakeX

_KINDS: dict[str, type[FakeNetwork]] = {
    kind.name: kind
    for kind in (
        FakeBluesky,
        FakeFacebookPage,
        FakeLinkedIn,
        FakeMastodon,
        FakeMattermostApi,
        FakeMattermostWebhook,
        FakeSlackApi,
        FakeSlackWebhook,
        FakeTeamsWorkflow,
        FakeThreads,
        FakeX,
    )
}


class FakeNetworks:
    """Fake networks on loopback, each on a port of its own; without names, all that there are.

    >>> with FakeNetworks("mastodon") as fake:
    ...     ada = fake.add_account("mastodon", "ada")
    ...     fake.posts("mastodon")
    []

    Raises:
        UnknownNetwork: There is no fake of that name.
    """

    def __init__(self, *names: str, clock: Clock = utc_now) -> None:
        unknown = sorted(set(names) - set(_KINDS))
        if unknown:
            known = ", ".join(_KINDS)
            raise UnknownNetwork(
                fr=f"Pas de faux réseau « {unknown[0]} » ; il y a : {known}.",
                en=f"There is no fake “{unknown[0]}”; there are: {known}.",
            )
        self._fakes = {name: _KINDS[name](clock=clock) for name in names or _KINDS}

    @property
    def names(self) -> tuple[str, ...]:
        """The networks that are running."""
        return tuple(self._fakes)

    def network(self, name: str) -> Any:
        """The fake itself, for what only it can do, such as `FakeBluesky.expire_sessions`."""
        return self._fakes[name]

    def url(self, name: str) -> str:
        """Where the network listens."""
        return self._fakes[name].url

    def creates(self, name: str) -> str:
        """A pattern for ``METHOD /path``: the requests that faults befall."""
        return self._fakes[name].creates

    def settings(self, name: str) -> dict[str, Any]:
        """What `advocacy.connectors.connector` must be given to speak to this network."""
        return self._fakes[name].settings()

    def connector(self, name: str) -> Connector:
        """A connector that speaks to this network."""
        return connector(name, **self.settings(name))

    def add_account(self, name: str, handle: str) -> Access:
        """A new account, and what a connector needs to act for it; the same one for the same handle."""
        return self._fakes[name].add_account(handle)

    def posts(self, name: str) -> list[FakePost]:
        """Every post that exists there, oldest first."""
        return self._fakes[name].posts()

    def media(self, name: str, remote_id: str) -> list[FakeMedia]:
        """What goes with a post there, in order."""
        return self._fakes[name].media(remote_id)

    def requests(self, name: str) -> list[Call]:
        """The requests that came in, oldest first (the last 10,000)."""
        return list(self._fakes[name].requests)

    def engage(self, name: str, remote_id: str, **counts: int) -> None:
        """Set a post's public counts: likes, reposts, replies, quotes."""
        self._fakes[name].engage(remote_id, **counts)

    def lose_answers(self, times: int = 1, *, name: str | None = None) -> None:
        """Do the next `times` creates, on every network or on one, and lose the answer to each."""
        for fake in self._fakes.values():
            if name in {None, fake.name}:
                fake.strike(Fault.lose_answer(), times=times)

    def strike(self, name: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` creates on a network meet `fault`."""
        self._fakes[name].strike(fault, times=times)

    def close(self) -> None:
        """Stop them all."""
        for fake in self._fakes.values():
            fake.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
