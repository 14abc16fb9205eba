from __future__ import annotations

from collections.abc import Iterator

import pytest

from advocacy.testing import ConnectorContract
from advocacy.testing.contract import Peer
from connectors.contract_peers import fake_peer, mastodon_peer
from peers.mastodon import Mastodon


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("mastodon") as peer:
            yield peer


@pytest.mark.mastodon
class TestOnAMastodonServer(ConnectorContract):
    @pytest.fixture
    def peer(self, mastodon: Mastodon) -> Iterator[Peer]:
        with mastodon_peer(mastodon) as peer:
            yield peer
