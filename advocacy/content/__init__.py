"""What is shared: campaigns, stories, their messages and media."""

from __future__ import annotations

from advocacy.content.campaign import Campaign
from advocacy.content.media import Media
from advocacy.content.message import Message
from advocacy.content.story import Story

__all__ = ["Campaign", "Media", "Message", "Story"]
