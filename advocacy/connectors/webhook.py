"""Channels that take messages at an address which is itself the secret: nudges to colleagues."""

from __future__ import annotations

import json
import uuid
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from advocacy.connectors.answers import AnswerClass
from advocacy.connectors.base import Access, Connector, Outgoing, Posted, Secret
from advocacy.connectors.http import exact
from advocacy.connectors.media import MediaRules, shown_in
from advocacy.connectors.public_image import require_unchanged
from advocacy.connectors.refusals import meaning_of
from advocacy.errors import AuthorizationExpired, InvalidInput, Mistake
from advocacy.language import Text

IMAGES = MediaRules(images=5, largest=8_000_000, largest_gif=8_000_000, alt=2000, by_address=True)
"""Chats show an image from its address."""


class Webhook(Connector):
    """It names no message and can be asked nothing: a lost answer stays unknown."""

    secret_name = "address"  # noqa: S105 - what it is called

    @abstractmethod
    def message(self, outgoing: Outgoing) -> Mapping[str, Any]:
        """What is sent, as the channel wants it."""

    def identify(self, access: Access) -> Access:
        """Take the address that was pasted apart: the server is no secret, the rest is."""
        address = _address(access).reveal()
        try:
            parts = urlsplit(address)
        except ValueError:
            raise InvalidInput(_NO_ADDRESS) from None
        if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username:
            raise InvalidInput(_NO_ADDRESS)
        host, _, rest = address.removeprefix(f"{parts.scheme}://").partition("/")
        return replace(access, host=f"{parts.scheme}://{host}", secrets={"address": Secret(rest)})

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002
        """The message, and a key of ours to know it by."""
        require_unchanged(self.http, shown_in(outgoing))
        return exact({"key": uuid.uuid4().hex, "message": self.message(outgoing)})

    def publish(self, frozen: str, access: Access) -> Posted:
        """Send it, once; `Posted.confirmed` is False where the channel only says that it took it."""
        asked, address = json.loads(frozen), _address(access)
        answer = self.http.send("POST", access.host, hidden=address, json_body=asked["message"], create=True)
        said = meaning_of(self, "create", answer)
        if said in {AnswerClass.OK, AnswerClass.QUEUED}:
            return Posted(remote_id=asked["key"], url=access.host, confirmed=said is AnswerClass.OK)
        raise self.refusal("create", answer, address)


def with_link(outgoing: Outgoing) -> str:
    """The words, and the link after them where they do not have it."""
    has_it = not outgoing.link or outgoing.link in outgoing.text
    return outgoing.text if has_it else f"{outgoing.text}\n{outgoing.link}"


_NO_ADDRESS = Mistake(
    message=Text(
        fr="une adresse de webhook est attendue, qui commence par https://",
        en="the address of a webhook is expected, which starts with https://",
    ),
    field="address",
)
_AGAIN = Text(
    fr="Ce canal n’est pas relié : donnez l’adresse de son webhook.",
    en="This channel is not connected: give the address of its webhook.",
)


def _address(access: Access) -> Secret:
    if "address" not in access.secrets:
        raise AuthorizationExpired(_AGAIN)
    return access.secrets["address"]
