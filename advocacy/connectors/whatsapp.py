"""WhatsApp: a message that the person sends to whom they choose."""

from __future__ import annotations

from advocacy.connectors.base import Capabilities, Lane, Network
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.text import utf16_length


class WhatsApp(Network):
    """Messages have no address: only a followed link shows that one was sent."""

    name = "whatsapp"
    title = "WhatsApp"
    capabilities = Capabilities(lane=Lane.HAND_OFF, max_length=65536)
    dialog = Dialog(with_link="https://wa.me/?text={text}", without_link="https://wa.me/?text={text}")

    text_length = staticmethod(utf16_length)
