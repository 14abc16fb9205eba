"""What an installation is set to."""

from __future__ import annotations

from advocacy.settings.sections import NetworkSettings, Publishing, Tracking, Utm
from advocacy.settings.settings import DEFAULT_FILE, OVERRIDES, Settings, network_secrets

__all__ = [
    "DEFAULT_FILE",
    "OVERRIDES",
    "NetworkSettings",
    "Publishing",
    "Settings",
    "Tracking",
    "Utm",
    "network_secrets",
]
