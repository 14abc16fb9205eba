"""What an installation is set to; read when it is first asked for, since its models take a while to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.settings.sections import NetworkSettings, Publishing, Tracking, Utm
    from advocacy.settings.settings import OVERRIDES, Settings, network_secrets

DEFAULT_FILE = "advocacy.toml"

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

__getattr__ = lazily(
    __name__,
    {
        **dict.fromkeys(("NetworkSettings", "Publishing", "Tracking", "Utm"), "advocacy.settings.sections"),
        **dict.fromkeys(("OVERRIDES", "Settings", "network_secrets"), "advocacy.settings.settings"),
    },
)
