"""The body of a LinkedIn post: words in little text, and a card or the post that it passes on."""

from __future__ import annotations

from typing import Any

from advocacy.connectors.base import Outgoing
from advocacy.connectors.little_text import escape

_LONGEST_TITLE = 400


def post(outgoing: Outgoing, author: str) -> dict[str, Any]:
    """What is sent to ``/rest/posts`` in the name of `author`, a URN."""
    everybody = {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}
    post: dict[str, Any] = {
        "author": author,
        "commentary": escape(outgoing.text),
        "visibility": "PUBLIC",
        "distribution": everybody,
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if outgoing.reshares:
        return {**post, "reshareContext": {"parent": outgoing.reshares}}
    return {**post, "content": {"article": _article(outgoing)}} if outgoing.link else post


def _article(outgoing: Outgoing) -> dict[str, str]:
    """LinkedIn reads nothing behind the link: what the card says is ours to give."""
    card = {"source": outgoing.link, "title": (outgoing.title or outgoing.link)[:_LONGEST_TITLE]}
    return {**card, **({"description": outgoing.description} if outgoing.description else {})}
