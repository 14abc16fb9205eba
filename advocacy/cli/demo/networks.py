"""The servers of the demonstration: our own networks on loopback, or a real Bluesky server behind a proxy."""

from __future__ import annotations

import json
import subprocess
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from advocacy.clock import Clock
from advocacy.connectors.base import Access, Secret
from advocacy.errors import ConfigurationError
from advocacy.settings import NetworkSettings
from advocacy.testing import Fault, FaultProxy
from advocacy.testing.server import FakeNetworks

BLUESKY, MASTODON = "bluesky", "mastodon"
_POST = "app.bsky.feed.post"


class Networks(ABC):
    """What the demonstration needs of the servers: accounts, one lost answer, and the truth."""

    settings: dict[str, NetworkSettings]

    @abstractmethod
    def add_account(self, network: str, handle: str) -> Access:
        """Sign somebody up."""

    @abstractmethod
    def lose_an_answer(self) -> None:
        """Make the next post on Bluesky succeed without telling us."""

    @abstractmethod
    def posts(self) -> Counter[tuple[str, str, str]]:
        """How often each (network, account, text) stands on the servers."""


class Ours(Networks):
    """The fake networks that ship with the library."""

    def __init__(self, fake: FakeNetworks) -> None:
        self._fake = fake
        self.settings = {name: _settings(**fake.settings(name)) for name in fake.names}

    def add_account(self, network: str, handle: str) -> Access:
        """Sign somebody up."""
        return self._fake.add_account(network, handle)

    def lose_an_answer(self) -> None:
        """Make the next post on Bluesky succeed without telling us."""
        self._fake.lose_answers(1, name=BLUESKY)

    def posts(self) -> Counter[tuple[str, str, str]]:
        """How often each (network, account, text) stands on the servers."""
        return Counter(
            (name, post.account, post.text) for name in self._fake.names for post in self._fake.posts(name)
        )


class WithRealPds(Ours):
    """A real Bluesky server; Mastodon stays ours."""

    def __init__(self, fake: FakeNetworks, url: str, proxy: FaultProxy) -> None:
        super().__init__(fake)
        self._url = url
        self._proxy = proxy
        self._dids: list[str] = []
        self.settings[BLUESKY] = _settings(allow_private_hosts=("127.0.0.1",))

    def add_account(self, network: str, handle: str) -> Access:
        """Sign somebody up."""
        if network != BLUESKY:
            return super().add_account(network, handle)
        name, password = f"{handle.split('.', maxsplit=1)[0][:18]}.test", "correct horse"
        asked = {"handle": name, "email": f"{handle}@acme.example", "password": password}
        answer = requests.post(f"{self._url}/xrpc/com.atproto.server.createAccount", json=asked, timeout=30)
        answer.raise_for_status()
        self._dids.append(answer.json()["did"])
        return Access(account=name, host=self._proxy.url, secrets={"password": Secret(password)})

    def lose_an_answer(self) -> None:
        """Make the next post on Bluesky succeed without telling us."""
        self._proxy.strike(Fault.lose_answer())

    def posts(self) -> Counter[tuple[str, str, str]]:
        """How often each (network, account, text) stands on the servers."""
        found = Counter({key: count for key, count in super().posts().items() if key[0] != BLUESKY})
        for did in self._dids:
            asked = {"repo": did, "collection": _POST, "limit": "100"}
            answer = requests.get(f"{self._url}/xrpc/com.atproto.repo.listRecords", params=asked, timeout=30)
            found.update((BLUESKY, did, record["value"]["text"]) for record in answer.json()["records"])
        return found


@contextmanager
def networks(pds: Path | None, clock: Clock) -> Iterator[Networks]:
    """The servers, which end with the block.

    Raises:
        ConfigurationError: there is no server in the folder `pds`.
    """
    with FakeNetworks(BLUESKY, MASTODON, clock=clock) as fake:
        if pds is None:
            yield Ours(fake)
            return
        with _real_pds(pds) as url, FaultProxy(url, where=_is_post) as proxy:
            yield WithRealPds(fake, url, proxy)


@contextmanager
def _real_pds(folder: Path) -> Iterator[str]:
    node, script = folder / "bin/node", folder / "pds/pds.mjs"
    if not (node.exists() and script.exists()):
        raise ConfigurationError(
            fr=f"Pas de serveur Bluesky dans {folder}. Pour l’installer : scripts/install-peers",
            en=f"There is no Bluesky server in {folder}. To install it: scripts/install-peers",
        )
    command = [node.absolute(), script.absolute(), script.parent.absolute()]
    # it ends when its standard input closes, however this process ends
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None  # noqa: S101 - a pipe was asked for
        assert server.stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            yield json.loads(server.stdout.readline())["url"]
        finally:
            server.stdin.close()
            server.terminate()


def _is_post(method: str, path: str) -> bool:
    return method == "POST" and path.endswith("com.atproto.repo.putRecord")


def _settings(allow_private_hosts: tuple[str, ...], **options: Any) -> NetworkSettings:
    return NetworkSettings(allow_private_hosts=allow_private_hosts, options=options)
