"""A Bluesky post as the record that is frozen, sent and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from advocacy.connectors.facets import facets
from advocacy.connectors.media import Attachment, card_of, shown_in
from advocacy.connectors.outgoing import Outgoing

COLLECTION = "app.bsky.feed.post"
Upload = Callable[[Attachment], Mapping[str, Any]]
"""Stores the bytes on the server; what the record names them by."""
_POST = re.compile(
    rf"(?:at://|https://bsky\.app/profile/)([\w.:%-]+)/(?:{re.escape(COLLECTION)}|post)/([\w.~:-]{{1,64}})"
)


def record(outgoing: Outgoing, now: datetime, embed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The record: text, facets, language, the moment it was frozen, and what goes with it."""
    moment = now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    post: dict[str, Any] = {
        "$type": COLLECTION,
        "text": outgoing.text,
        "createdAt": moment,
        "langs": [outgoing.language],
    }
    if found := facets(outgoing.text):
        post["facets"] = found
    return {**post, "embed": embed} if embed else post


def embed_of(outgoing: Outgoing, upload: Upload) -> dict[str, Any] | None:
    """The images, else a card for the link; None where there is neither."""
    if images := shown_in(outgoing):
        return {"$type": "app.bsky.embed.images", "images": [_image(each, upload) for each in images]}
    if not (outgoing.link and outgoing.title):
        return None
    card: dict[str, Any] = {
        "uri": outgoing.link,
        "title": outgoing.title,
        "description": outgoing.description,
    }
    if picture := card_of(outgoing):
        card["thumb"] = upload(picture)
    return {"$type": "app.bsky.embed.external", "external": card}


def quoting(uri: str, cid: str) -> dict[str, Any]:
    """The post that this one passes on, as it was when it was looked at."""
    return {"$type": "app.bsky.embed.record", "record": {"uri": uri, "cid": cid}}


def named_post(given: str) -> tuple[str, str] | None:
    """Whose post it is and its key, from its address or its ``at://`` name; None where it is neither.

    >>> named_post("https://bsky.app/profile/acme.example/post/3lxyzabcdef2k")
    ('acme.example', '3lxyzabcdef2k')
    """
    found = _POST.fullmatch(given)
    return (found[1], found[2]) if found else None


def _image(image: Attachment, upload: Upload) -> dict[str, Any]:
    shape = {"width": image.width, "height": image.height}
    return {"image": upload(image), "alt": image.alt, "aspectRatio": shape}
