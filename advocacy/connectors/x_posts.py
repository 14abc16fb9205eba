"""Posts as X gives them back: links shortened, three signs escaped, some of them missing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from advocacy.connectors.answers import Answer
from advocacy.connectors.base import Access, Posted

_PROTOCOL = re.compile(r"https?://", re.IGNORECASE)
_IMAGE = re.compile(r"/status/\d+/(?:photo|video)/\d+$")
_LAST_SLASH = re.compile(r"/(?=\s|$)")


def posted(remote_id: str, access: Access) -> Posted:
    """The post of that id."""
    who = access.details.get("username") or "i"
    return Posted(remote_id=remote_id, url=f"https://x.com/{who}/status/{remote_id}")


def posts_in(answer: Answer) -> Sequence[Mapping[str, Any]]:
    """The posts of an answer; what is none is left out."""
    data = answer.get("data")
    return (
        [each for each in data if isinstance(each, dict) and each.get("id")] if isinstance(data, list) else []
    )


def written(post: Mapping[str, Any]) -> str:
    """The text as its author wrote it: links in full, signs as they were, no links to its own images."""
    text, entities = str(post.get("text", "")), post.get("entities")
    links = entities.get("urls") if isinstance(entities, dict) else None
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("url"):
            full = str(link.get("expanded_url") or "")
            text = text.replace(str(link["url"]), "" if _IMAGE.search(full) else full)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str) -> str:
    """What must be the same in two texts that are the same post.

    >>> plain("See  https://acme.example/ now") == plain("See acme.example now")
    True
    """
    text = _PROTOCOL.sub("", unicodedata.normalize("NFC", text))
    return " ".join(_LAST_SLASH.sub("", text).split())


def counts(post: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, int]:
    """Its public counts under our `names`; what is not given is absent."""
    public = post.get("public_metrics")
    given = public if isinstance(public, dict) else {}
    return {ours: given[theirs] for theirs, ours in names.items() if isinstance(given.get(theirs), int)}
