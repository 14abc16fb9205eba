"""A Bluesky post as the record that is frozen, sent and compared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from advocacy.connectors.base import Outgoing
from advocacy.connectors.facets import facets

COLLECTION = "app.bsky.feed.post"


def record(outgoing: Outgoing, now: datetime) -> dict[str, Any]:
    """The record: text, facets, language, the moment it was frozen, and a card for the link."""
    moment = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    post: dict[str, Any] = {
        "$type": COLLECTION,
        "text": outgoing.text,
        "createdAt": moment,
        "langs": [outgoing.language],
    }
    if found := facets(outgoing.text):
        post["facets"] = found
    if outgoing.link and outgoing.title:
        card = {"uri": outgoing.link, "title": outgoing.title, "description": outgoing.description}
        post["embed"] = {"$type": "app.bsky.embed.external", "external": card}
    return post
