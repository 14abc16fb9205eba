"""Images and documents on LinkedIn: an address is asked for, the bytes go there, a post names the asset."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from advocacy.connectors.answers import AnswerClass
from advocacy.connectors.base import Access
from advocacy.connectors.media import PDF, Attachment, MediaRules, card_of, shown_in
from advocacy.connectors.outgoing import Outgoing
from advocacy.connectors.refusals import meaning_of

if TYPE_CHECKING:
    from advocacy.connectors.linkedin import LinkedIn

RULES = MediaRules(
    images=20,
    largest=8_000_000,
    largest_gif=8_000_000,
    pixels=36_000_000,
    alt=4086,
    largest_document=100_000_000,
    pages=300,
    largest_card=8_000_000,
)
"""LinkedIn gives pixels and no bytes for images; eight megabytes are ours."""
Urn = Callable[[Attachment], str]
"""Uploads one file; what LinkedIn calls it."""


def content_of(outgoing: Outgoing, urn: Urn) -> dict[str, Any] | None:
    """What goes with the words: a document, images, else the card of the link; None where nothing does."""
    shown = shown_in(outgoing)
    if len(shown) == 1:
        (one,) = shown
        named = {"title": one.alt} if one.kind == PDF else {"altText": one.alt}
        return {"media": {"id": urn(one), **named}}
    if shown:
        return {"multiImage": {"images": [{"id": urn(each), "altText": each.alt} for each in shown]}}
    return {"article": _article(outgoing, urn)} if outgoing.link else None


def upload(connector: LinkedIn, one: Attachment, access: Access) -> str:
    """Upload one file in the person's name; its URN.

    The upload itself carries the token too. Nobody may ask afterwards whether an image is ready: LinkedIn
    refuses a post whose image it is still at work on, and nothing of that post is applied.
    """
    one = connector.fitted(one, access)
    kind, word = ("documents", "document") if one.kind == PDF else ("images", "image")
    asked = {"initializeUploadRequest": {"owner": f"urn:li:person:{access.details['id']}"}}
    path = f"/rest/{kind}?action=initializeUpload"
    begun = connector.call("POST", access, path, json_body=asked)
    urn, address = begun.word("value", word), begun.word("value", "uploadUrl")
    known = urn and _is_linkedins(address, access)
    if meaning_of(connector, "media", begun) is not AnswerClass.OK or not known:
        raise connector.refusal("media", begun, *access.secrets.values())
    _put(connector, one, access, address)
    return urn


def _put(connector: LinkedIn, one: Attachment, access: Access, address: str) -> None:
    answer = connector.http.send(
        "PUT",
        address,
        token=access.secrets["access"],
        headers={"Content-Type": one.kind},
        body=one.data,
    )
    if not answer.is_2xx:
        raise connector.refusal("media", answer, *access.secrets.values())


def _is_linkedins(address: str, access: Access) -> bool:
    """The token goes to that address, so it must be LinkedIn's own."""
    host = urlsplit(address).hostname or ""
    return host.endswith(".linkedin.com") or host == urlsplit(access.host).hostname


def _article(outgoing: Outgoing, urn: Urn) -> dict[str, str]:
    """LinkedIn reads nothing behind the link: what the card says and shows is ours to give."""
    card = {"source": outgoing.link, "title": (outgoing.title or outgoing.link)[:_LONGEST_TITLE]}
    if outgoing.description:
        card["description"] = outgoing.description[:_LONGEST_DESCRIPTION]
    if picture := card_of(outgoing):
        card["thumbnail"] = urn(picture)
    return card


_LONGEST_TITLE = 400
_LONGEST_DESCRIPTION = 4086
