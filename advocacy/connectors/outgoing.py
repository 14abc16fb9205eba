"""What a connector is given of a share, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass

from advocacy.connectors.media import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a message to colleagues; only e-mail takes one."""

    name: str
    kind: str
    """Such as ``text/html``."""
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A share as a connector gets it, before its bytes are frozen."""

    share: str
    text: str
    language: str
    link: str = ""
    title: str = ""
    description: str = ""
    reshares: str = ""
    """The network's own id of the post that this one passes on, where it does."""
    media: tuple[Attachment, ...] = ()
    """What goes with the text, in order."""
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A post that surely exists on the network."""

    remote_id: str
    url: str
    confirmed: bool = True
    """False where the network only says that it took the message, and posts it later (nudges)."""
