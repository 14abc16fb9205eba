"""The body of a LinkedIn post: words in little text, and what goes with them or the post they pass on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

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
        return {**post, "reshareContext": {"parent": passed_on(outgoing.reshares) or outgoing.reshares}}
    return {**post, "content": content} if content else post


def passed_on(given: str) -> str:
    """The id of the post that is passed on, from its id or its address; empty where it is an activity's.

    >>> passed_on("https://www.linkedin.com/feed/update/urn:li:share:7300000000000000001/")
    'urn:li:share:7300000000000000001'
    """
    found = _PARENT.fullmatch(unquote(given))
    return found[1] if found else ""


_PARENT = re.compile(
    r"(?:https://(?:www\.)?linkedin\.com/feed/update/)?(urn:li:(?:share|ugcPost):\d+)/?(?:\?.*)?"
)
