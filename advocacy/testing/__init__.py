"""For the tests of those who use the library: what a connector must keep to, and a network at its worst."""

from __future__ import annotations

from advocacy.testing.contract import ConnectorContract
from advocacy.testing.fault import Fault, FaultKind, seeded
from advocacy.testing.faults import FaultProxy
from advocacy.testing.peer import Behind, Peer

__all__ = ["Behind", "ConnectorContract", "Fault", "FaultKind", "FaultProxy", "Peer", "seeded"]
