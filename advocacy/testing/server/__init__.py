"""Networks of our own on loopback: real HTTP, documented behaviour, faults on demand, and the truth."""

from __future__ import annotations

from advocacy.testing.server.network import Call, FakeMedia, FakeNetwork, FakePost, reply, route
from advocacy.testing.server.networks import FakeNetworks

__all__ = ["Call", "FakeMedia", "FakeNetwork", "FakeNetworks", "FakePost", "reply", "route"]
