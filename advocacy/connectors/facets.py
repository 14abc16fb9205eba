"""Which parts of a Bluesky post are links and tags, by position in its UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import regex

from advocacy.connectors.text import domain_endings, utf16_length

_LINK = regex.compile(
    r"(?:^|(?<=[\s(]))(?:(?P<full>https?://\S+)|(?P<bare>(?P<domain>[a-z][a-z0-9]*(?:\.[a-z0-9]+)+)\S*))",
    regex.IGNORECASE | regex.MULTILINE,
)
_NOTHING = r"\u00AD\u2060\u200A\u200B\u200C\u200D\u20E2"
"""Characters of no width: they end a tag."""
_TAG = regex.compile(
    rf"(?:^|(?<=\s))[#＃](?!\uFE0F)([^\s{_NOTHING}]*[^\d\s\p{{P}}{_NOTHING}][^\s{_NOTHING}]*)"
)
_CASHTAG = regex.compile(r"(?:^|(?<=[\s(]))\$([A-Za-z][A-Za-z0-9]{0,4})(?=\s|$|[.,;:!?)\"'’])")
_MENTION = regex.compile(r"(?:^|(?<=[\s(]))@([a-zA-Z0-9.-]+)(?a:\b)")
_TRAILING = regex.compile(r"\p{P}+$")
_LONGEST_TAG = 64

Resolver = Callable[[str], str | None]
"""From a handle to the account's DID; None where nobody has that handle."""


def facets(text: str, *, resolve: Resolver | None = None) -> list[dict[str, Any]]:
    """The facets of `text`: links, with or without their protocol, tags, and the mentions that resolve.

    Without `resolve` mentions stay plain text: they need an identifier that only the network knows.

    >>> facets("é https://acme.example")[0]["index"]
    {'byteStart': 3, 'byteEnd': 23}
    """
    mentions = _mentions(text, resolve) if resolve else ()
    return [*mentions, *_links(text), *_tags(text), *_cashtags(text)]


def _mentions(text: str, resolve: Resolver) -> Iterator[dict[str, Any]]:
    for match in _MENTION.finditer(text):
        if not _is_domain(match[1]) and not match[1].endswith(".test"):
            continue
        if did := resolve(match[1]):
            yield _facet(text, match.start(), match.end(), "mention", did=did)


def _links(text: str) -> Iterator[dict[str, Any]]:
    for match in _LINK.finditer(text):
        if match["domain"] and not _is_domain(match["domain"]):
            continue
        shown = _trimmed(match[0])
        uri = shown if match["full"] else f"https://{shown}"
        yield _facet(text, match.start(), match.start() + len(shown), "link", uri=uri)


def _trimmed(uri: str) -> str:
    """Without the punctuation of the sentence around it."""
    if uri[-1] in ".,;:!?":
        uri = uri[:-1]
    return uri[:-1] if uri.endswith(")") and "(" not in uri else uri


def _tags(text: str) -> Iterator[dict[str, Any]]:
    for match in _TAG.finditer(text):
        tag = _TRAILING.sub("", match[1])
        if tag and utf16_length(tag) <= _LONGEST_TAG:
            yield _facet(text, match.start(), match.start() + 1 + len(tag), "tag", tag=tag)


def _cashtags(text: str) -> Iterator[dict[str, Any]]:
    for match in _CASHTAG.finditer(text):
        yield _facet(text, match.start(), match.end(), "tag", tag=match[0].upper())


def _is_domain(name: str) -> bool:
    return name.lower().rpartition(".")[2] in domain_endings()


def _facet(text: str, start: int, end: int, kind: str, **feature: str) -> dict[str, Any]:
    first = len(text[:start].encode())
    return {
        "index": {"byteStart": first, "byteEnd": first + len(text[start:end].encode())},
        "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **feature}],
    }
