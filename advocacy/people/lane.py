"""The two ways in which a share reaches a network."""

from __future__ import annotations

from enum import StrEnum


class Lane(StrEnum):
    """How a share reaches the network."""

    TOKEN = "token"  # noqa: S105  the name of a lane, no secret
    """Published by us, with a grant."""
    HAND_OFF = "hand_off"
    """The person posts it in the network's own dialog."""
