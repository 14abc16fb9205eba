from __future__ import annotations

from collections.abc import Iterator

import pytest

from advocacy.testing import ConnectorContract
from advocacy.testing.contract import Peer
from connectors.contract_peers import fake_peer, pds_peer
from peers.pds import Pds


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("bluesky") as peer:
            yield peer


@pytest.mark.pds
class TestOnARealPds(ConnectorContract):
    @pytest.fixture
    def peer(self, pds: Pds) -> Iterator[Peer]:
        with pds_peer(pds) as peer:
            yield peer
