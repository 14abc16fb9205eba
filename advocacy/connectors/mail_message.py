"""A nudge as an e-mail: plain text and HTML of the same words, and headers that nobody can add to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
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
_ANSWER = re.compile(r"(?P<label>[^:]{1,60}?)\s?: (?P<address>https?://\S+)")
"""A line that is a label and one address: a button that bears the label."""
_ADDRESS_IN_TEXT = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)»”]")
_QUOTED = "> "
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Who writes to whom, and how one asks for no more of it."""

    sender: str
    """An address, with a name or without: ``Advocacy <advocacy@acme.example>``."""
    recipient: str
    unsubscribe: str
    """An address that is opened, or ``mailto:…``; empty where there is none."""
    unsubscribe_also: str = ""
    """A second way to ask for it, where the first is the person's own link."""
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
        message["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in _ways_out(letter))
        if letter.unsubscribe.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    _fill(message, letter, outgoing, images)
    message["Content-Language"] = outgoing.language  # only now: filling it moves such headers into a part
    return message.as_bytes().decode("ascii", "surrogateescape")


def _fill(message: EmailMessage, letter: Letter, outgoing: Outgoing, images: tuple[Attachment, ...]) -> None:
    """The same words twice; a programme that reads the second shows the images inside them."""
    farewell = _FAREWELL.say(outgoing.language) if letter.unsubscribe else ""
    message.set_content(_plain(outgoing, farewell, _ways_out(letter)), cte="quoted-printable")
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


def _ways_out(letter: Letter) -> list[str]:
    return [way for way in dict.fromkeys((letter.unsubscribe, letter.unsubscribe_also)) if way]


def _plain(outgoing: Outgoing, farewell: str, ways_out: list[str]) -> str:
    link = outgoing.link if outgoing.link and outgoing.link not in outgoing.text else ""
    foot = "\n".join(["-- ", farewell, *ways_out]) if farewell else ""
    return "\n\n".join(part for part in (outgoing.text.strip(), link, foot) if part) + "\n"


def _page(outgoing: Outgoing, farewell: str, unsubscribe: str, images: tuple[Attachment, ...]) -> str:
    """Escaped, without script, style sheet or anything that is fetched from elsewhere."""
    words = "".join(_block(part) for part in outgoing.text.strip().split("\n\n"))
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
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(_line(outgoing.title))}</title></head>"
        f"<body>{words}{shown}{link}{foot}</body></html>\n"
    )


def _block(part: str) -> str:
    """One paragraph: quoted words apart, answers as buttons, other addresses as links."""
    lines = part.split("\n")
    if all(line.startswith(_QUOTED.strip()) for line in lines):
        quoted = "<br>".join(_linked(line.removeprefix(_QUOTED.strip()).strip()) for line in lines)
        return f'<blockquote style="{_QUOTE}">{quoted}</blockquote>'
    return f"<p>{'<br>'.join(_line_of(lines))}</p>"


def _line_of(lines: list[str]) -> Iterator[str]:
    for line in lines:
        answer = _ANSWER.fullmatch(line)
        if answer is None:
            yield _linked(line)
        else:
            label, address = html.escape(answer["label"]), html.escape(answer["address"])
            yield f'<a href="{address}" style="{_PRESSED}">{label}</a>'


def _linked(line: str) -> str:
    done, end = [], 0
    for found in _ADDRESS_IN_TEXT.finditer(line):
        address = html.escape(found[0])
        done += [html.escape(line[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*done, html.escape(line[end:])])


def _line(text: str) -> str:
    """One line, so that no header can be smuggled in."""
    return _UNSAFE.sub(" ", text).strip()


_QUOTE = "margin:0;padding:.5em 1em;border-left:3px solid #888"
_PRESSED = (
    "display:inline-block;margin:.3em .6em .3em 0;padding:.6em 1.1em;border:1px solid #888;"
    "border-radius:.4em;text-decoration:none"
)
_BUTTON = Text(fr="Ouvrir", en="Open")
_FAREWELL = Text(fr="Ne plus recevoir ces messages", en="Stop receiving these messages")
