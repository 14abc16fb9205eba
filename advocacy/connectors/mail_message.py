"""A nudge as an e-mail: plain text and HTML of the same words, and headers that nobody can add to."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from advocacy.connectors.media import Attachment
from advocacy.connectors.outgoing import Outgoing
from advocacy.language import Text

_LONGEST_SUBJECT = 150
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Who writes to whom, and how one asks for no more of it."""

    sender: str
    """An address, with a name or without: ``Advocacy <advocacy@acme.example>``."""
    recipient: str
    unsubscribe: str
    """An address that is opened, or ``mailto:…``; empty where there is none."""
    key: str
    """What makes this message one: the left half of its id."""
    at: datetime


def is_address(text: str) -> bool:
    r"""Whether `text` is one plain address and nothing more.

    >>> is_address("ada@acme.example"), is_address("ada@acme.example\nBcc: all@acme.example")
    (True, False)
    """
    return _ADDRESS.fullmatch(text) is not None and text.isascii()


def written(letter: Letter, outgoing: Outgoing, images: tuple[Attachment, ...]) -> str:
    """The whole message as it goes over the wire, headers first."""
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(letter.sender)
    user, _, domain = address.partition("@")
    message["From"] = Address(display_name=_line(name), username=user, domain=domain)
    message["To"] = letter.recipient
    message["Subject"] = _line(outgoing.title or outgoing.text)[:_LONGEST_SUBJECT]
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        if letter.unsubscribe.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _fill(message, letter, outgoing, images)
    message["Content-Language"] = outgoing.language  # only now: filling it moves such headers into a part
    return message.as_bytes().decode("ascii", "surrogateescape")


def _fill(message: EmailMessage, letter: Letter, outgoing: Outgoing, images: tuple[Attachment, ...]) -> None:
    """The same words twice; a programme that reads the second shows the images inside them."""
    farewell = _FAREWELL.say(outgoing.language) if letter.unsubscribe else ""
    message.set_content(_plain(outgoing, farewell, letter.unsubscribe), cte="quoted-printable")
    page = _page(outgoing, farewell, letter.unsubscribe, images)
    message.add_alternative(page, subtype="html", cte="quoted-printable")
    shown = message.get_body(preferencelist=("html",)) or message
    for image in images:
        kind, _, subtype = image.kind.partition("/")
        shown.add_related(image.data, kind, subtype, cid=f"<{image.digest[:16]}>", filename=image.name)
    for file in outgoing.enclosures:
        kind, _, subtype = file.kind.partition("/")
        message.add_attachment(file.data, kind, subtype, filename=_line(file.name))
    for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"=={letter.key}=={number}")  # drawn at random otherwise, and later


def _plain(outgoing: Outgoing, farewell: str, unsubscribe: str) -> str:
    link = outgoing.link if outgoing.link and outgoing.link not in outgoing.text else ""
    foot = f"-- \n{farewell}\n{unsubscribe}" if farewell else ""
    return "\n\n".join(part for part in (outgoing.text.strip(), link, foot) if part) + "\n"


def _page(outgoing: Outgoing, farewell: str, unsubscribe: str, images: tuple[Attachment, ...]) -> str:
    """Escaped, without script, style sheet or anything that is fetched from elsewhere."""
    words = "".join(f"<p>{_lines(part)}</p>" for part in outgoing.text.strip().split("\n\n"))
    shown = "".join(
        f'<p><img src="cid:{image.digest[:16]}" alt="{html.escape(image.alt)}" '
        f'style="max-width:100%;height:auto"></p>'
        for image in images
    )
    button = _BUTTON.say(outgoing.language)
    link = f'<p><a href="{html.escape(outgoing.link)}">{button}</a></p>' if outgoing.link else ""
    foot = (
        f'<hr><p><small><a href="{html.escape(unsubscribe)}">{farewell}</a></small></p>' if farewell else ""
    )
    return (
        f'<!doctype html><html lang="{html.escape(outgoing.language)}"><head><meta charset="utf-8">'
        f"<title>{html.escape(_line(outgoing.title))}</title></head>"
        f"<body>{words}{shown}{link}{foot}</body></html>\n"
    )


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _line(text: str) -> str:
    """One line, so that no header can be smuggled in."""
    return _UNSAFE.sub(" ", text).strip()


_BUTTON = Text(fr="Ouvrir", en="Open")
_FAREWELL = Text(fr="Ne plus recevoir ces messages", en="Stop receiving these messages")
