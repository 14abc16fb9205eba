"""Instagram: personal accounts have no API and no share dialog; the text is copied by hand."""

from __future__ import annotations

from advocacy.connectors.base import Capabilities, Lane
from advocacy.connectors.hand_off import Dialog
from advocacy.connectors.meta import Meta


class Instagram(Meta):
    """The person posts the picture with the caption they copied."""

    name = "instagram"
    title = "Instagram"
    capabilities = Capabilities(lane=Lane.HAND_OFF, max_length=2200, cut_off=125)
    dialog = Dialog(
        with_link="https://www.instagram.com/",
        without_link="https://www.instagram.com/",
        takes_text=False,
        post_hosts=("www.instagram.com", "instagram.com"),
        post_paths={r"/(?:[\w.]+/)?(?:p|reel|tv)/([\w-]+)": r"\1"},
    )
