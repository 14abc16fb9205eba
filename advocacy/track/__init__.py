"""Who followed it? Tracked links, the redirect that records clicks, and who the clicks are from."""

from advocacy.track.agents import Recognised, classify_agent, recognise_agent
from advocacy.track.links import checked_target, mint, new_code, qr, tracked_url, with_utm
from advocacy.track.recording import Durability
from advocacy.track.redirect import Redirect
from advocacy.track.serve import serve

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
