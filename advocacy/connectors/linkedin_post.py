"""The body of a LinkedIn post: words in little text, and what goes with them or the post they pass on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advocacy.connectors.little_text import escape
from advocacy.connectors.outgoing import Outgoing


def post(outgoing: Outgoing, author: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
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
    return {**post, "content": content} if content else post
