"""A share as the person sees it before they accept it: words, card, images, cost, and what is wrong."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import regex

from advocacy.connectors.media import Attachment, card_of, shown_in
from advocacy.connectors.outgoing import Outgoing
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.base import Access, Connector

_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands for a link under the words."""

    title: str
    description: str
    host: str
    picture: Attachment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a network will show of a share."""

    network: str
    visible: str
    """What is read without a click."""
    more: str
    """What “see more” opens."""
    length: int
    """The network's own way."""
    limit: int | None
    card: Card | None = None
    images: tuple[Attachment, ...] = ()
    """As they will be sent: made to fit."""
    reshares: str = ""
    cost: Decimal = Decimal(0)
    """US dollars."""
    problems: tuple[Text, ...] = ()


def preview(connector: Connector, outgoing: Outgoing, access: Access | None) -> Preview:
    """What `connector`'s network will show; see `Connector.preview`."""
    capabilities = connector.capabilities_for(access) if access else connector.capabilities
    seen = _cut(connector, outgoing.text, capabilities.cut_off)
    return Preview(
        network=connector.name,
        visible=outgoing.text[:seen],
        more=outgoing.text[seen:],
        length=connector.text_length(outgoing.text),
        limit=capabilities.max_length,
        card=_card(connector, outgoing),
        images=tuple(connector.fitted(each, access) for each in shown_in(outgoing)),
        reshares=outgoing.reshares,
        cost=connector.cost(outgoing),
        problems=tuple(connector.problems(outgoing, access)),
    )


def _cut(connector: Connector, text: str, cut_off: int | None) -> int:
    """Where the text is cut, never inside a character as people see it."""
    if cut_off is None or connector.text_length(text) <= cut_off:
        return len(text)
    ends = [found.end() for found in _GRAPHEME.finditer(text)]
    fits = bisect_right(ends, cut_off, key=lambda end: connector.text_length(text[:end]))
    return ends[fits - 1] if fits else 0


def _card(connector: Connector, outgoing: Outgoing) -> Card | None:
    """Networks that draw the card themselves show what the page behind the link says."""
    if outgoing.reshares or shown_in(outgoing) or not outgoing.link:
        return None
    picture = card_of(outgoing) if connector.capabilities.media.largest_card else None
    return Card(
        title=outgoing.title or outgoing.link,
        description=outgoing.description,
        host=urlsplit(outgoing.link).hostname or "",
        picture=connector.fitted(picture) if picture else None,
    )
