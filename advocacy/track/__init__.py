"""Who followed it? Tracked links, the redirect that records clicks, and who the clicks are from."""

from advocacy.track.agents import Recognised, classify_agent, recognise_agent

__all__ = ["Recognised", "classify_agent", "recognise_agent"]
