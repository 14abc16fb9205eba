"""Who followed it? Tracked links, the redirect that records clicks, and who the clicks are from."""

from advocacy.track.agents import Recognised, classify_agent, recognise_agent
from advocacy.track.links import checked_target, mint, new_code, qr, tracked_url, with_utm

__all__ = [
    "Recognised",
    "checked_target",
    "classify_agent",
    "mint",
    "new_code",
    "qr",
    "recognise_agent",
    "tracked_url",
    "with_utm",
]
