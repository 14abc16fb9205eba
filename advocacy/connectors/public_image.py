"""Images that a network fetches by itself: what stands at their address must be what was approved."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import TYPE_CHECKING

from advocacy.connectors.media import Attachment
from advocacy.connectors.pictures import LARGEST_FILE
from advocacy.errors import Rejected
from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.http import HttpClient


def require_unchanged(http: HttpClient, images: Iterable[Attachment]) -> None:
    """Fetch each image from its address and compare it.

    Raises:
        Rejected: Something else stands there now.
        TryLater: Its server does not answer.
    """
    for image in images:
        if sha256(http.fetch(image.address, largest=LARGEST_FILE)).hexdigest() != image.source:
            raise Rejected(_CHANGED.format(address=image.address))


_CHANGED = Text(
    fr="L’image à {address} n’est plus celle qui a été approuvée : remettez-la, ou faites approuver l’autre.",
    en="The image at {address} is no longer the approved one: put it back, or have the other approved.",
)
