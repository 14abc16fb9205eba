"""What is shared: campaigns, stories, their messages and media."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.content.campaign import Campaign
    from advocacy.content.media import Media
    from advocacy.content.message import Message
    from advocacy.content.story import Story

__all__ = ["Campaign", "Media", "Message", "Story"]

__getattr__ = lazily(__name__, {name: f"advocacy.content.{name.lower()}" for name in __all__})
