"""Who followed it? Tracked links, the redirect that records clicks, and who the clicks are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.track.agents import Recognised, classify_agent, recognise_agent
    from advocacy.track.links import checked_target, mint, new_code, qr, tracked_url, with_utm
    from advocacy.track.recording import Durability
    from advocacy.track.redirect import Redirect
    from advocacy.track.serving import serve

__all__ = [
    "Durability",
    "Recognised",
    "Redirect",
    "checked_target",
    "classify_agent",
    "mint",
    "new_code",
    "qr",
    "recognise_agent",
    "serve",
    "tracked_url",
    "with_utm",
]

_AGENTS, _LINKS = "advocacy.track.agents", "advocacy.track.links"
__getattr__ = lazily(
    __name__,
    {
        **dict.fromkeys(("Recognised", "classify_agent", "recognise_agent"), _AGENTS),
        **dict.fromkeys(("checked_target", "mint", "new_code", "qr", "tracked_url", "with_utm"), _LINKS),
        "Durability": "advocacy.track.recording",
        "Redirect": "advocacy.track.redirect",
        "serve": "advocacy.track.serving",
    },
)
