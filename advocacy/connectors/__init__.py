"""Networks and the code that speaks to them, each imported by its name when it is first asked for."""

from __future__ import annotations

from advocacy.connectors.base import (
    Access,
    Capabilities,
    Connector,
    Lane,
    Network,
    Outgoing,
    Posted,
    Retry,
    RetryKind,
    Secret,
)
from advocacy.connectors.registry import classify, connector, network, networks, text_length

__all__ = [
    "Access",
    "Capabilities",
    "Connector",
    "Lane",
    "Network",
    "Outgoing",
    "Posted",
    "Retry",
    "RetryKind",
    "Secret",
    "classify",
    "connector",
    "network",
    "networks",
    "text_length",
]
