"""Tracked links: a personal short code that leads to a story's address, with its UTM parameters."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit, urlunsplit

from sqlalchemy.engine import Connection

from advocacy.errors import AdvocacyError, InvalidInput, Mistake
from advocacy.language import Text
from advocacy.outcome import TrackedLink
from advocacy.share import Share
from advocacy.storage import links

if TYPE_CHECKING:
    from advocacy.settings import Utm

ALPHABET = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
"""56 symbols, without 0 O o, 1 I l: a code is also read aloud and typed from a poster."""

CODE_LENGTH = 8
"""56⁸ ≈ 10¹⁴ codes: with a million links, one guess in 97 million leads somewhere."""

CODE = re.compile(f"[{ALPHABET}]{{{CODE_LENGTH},32}}")


def new_code() -> str:
    """A code that nobody can guess.

    >>> len(new_code()), new_code() == new_code()
    (8, False)
    """
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def tracked_url(base_url: str, code: str) -> str:
    """The address that people follow; `base_url` is a domain of one's own or where the app is mounted.

    >>> tracked_url("https://go.acme.example/", "Kx7mPq2a")
    'https://go.acme.example/r/Kx7mPq2a'
    """
    return f"{str(base_url).rstrip('/')}/r/{code}"


def with_utm(target: str, utm: Utm, share: Share) -> str:
    """The address a link leads to, with the UTM parameters of its share in lower case.

    What the address already says of itself is never overwritten.

    Raises:
        InvalidInput: the address is no complete http(s) address.
    """
    filled = utm.parameters(network=share.network, campaign=share.campaign, story=share.story)
    return with_parameters(target, filled)


def with_parameters(target: str, parameters: Mapping[str, str]) -> str:
    """`target` with the parameters that it does not have yet; the rest of it stays as it is.

    >>> utm = {"utm_source": "bluesky", "utm_medium": "social"}
    >>> with_parameters("https://acme.example/p?utm_source=poster#top", utm)
    'https://acme.example/p?utm_source=poster&utm_medium=social#top'
    """
    parts = urlsplit(checked_target(target))
    own = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = [
        f"{quote(name, safe='')}={quote(value, safe='')}"
        for name, value in parameters.items()
        if name.lower() not in own
    ]
    return urlunsplit(parts._replace(query="&".join([*filter(None, [parts.query]), *added])))


def checked_target(target: str) -> str:
    """`target` in ASCII, once it is a complete http(s) address without a password.

    >>> checked_target("https://été.example/Café?q=à")
    'https://xn--t-9fab.example/Caf%C3%A9?q=%C3%A0'

    Raises:
        InvalidInput: it is anything else, such as ``javascript:`` or ``//host``.
    """
    parts = _split(target)
    if parts is None:
        raise InvalidInput(Mistake(field="link", message=_NO_TARGET.format(target=target[:200])))
    host, port = parts.hostname or "", "" if parts.port is None else f":{parts.port}"
    kept = {"safe": "/%:=&?~+!$,;'@()*[]"}
    return urlunsplit(
        (
            parts.scheme,
            (f"[{host}]" if ":" in host else host.encode("idna").decode()) + port,
            quote(parts.path, **kept),
            quote(parts.query, **kept),
            quote(parts.fragment, **kept),
        )
    )


def leads_to(target: str, hosts: Collection[str]) -> bool:
    """Whether an address is on one of these hosts, or below one; without any, every address will do.

    >>> leads_to("https://www.acme.example/pump", ["acme.example"])
    True
    >>> leads_to("https://acme.example.evil/pump", ["acme.example"])
    False

    Raises:
        InvalidInput: the address is no complete http(s) address.
    """
    host = (urlsplit(checked_target(target)).hostname or "").rstrip(".")
    known = [each.strip(" .").lower().encode("idna").decode() for each in hosts]
    return not known or any(host == each or host.endswith(f".{each}") for each in known)


def mint(
    tx: Connection,
    *,
    share: Share,
    target: str,
    now: datetime,
    code: str | None = None,
    expires_at: datetime | None = None,
) -> TrackedLink:
    """Make the share's tracked link inside the caller's transaction, so that neither exists alone.

    A share has one link: minting again gives the first one. `code` is one already written into the share's
    text; without it a free one is drawn.

    Raises:
        InvalidInput: the target is no complete http(s) address.
        AdvocacyError: `code` belongs to another link.
    """
    target = checked_target(target)
    for _ in range(1 if code else _DRAWS):
        link = TrackedLink(
            code=code or new_code(),
            story=share.story,
            edition=share.edition,
            campaign=share.campaign,
            advocate=share.advocate,
            network=share.network,
            target=target,
            minted_at=now,
            expires_at=expires_at,
        )
        if links.add(tx, link):
            return link
        if first := links.find_of(
            tx, story=link.story, edition=link.edition, advocate=link.advocate, network=link.network
        ):
            return first
    raise AdvocacyError(_TAKEN)


_DRAWS = 5
"""Two draws in a row that are both taken never happen; five say that something else is wrong."""

_TAKEN = Text(
    fr="Le code du lien suivi est déjà pris. Proposez le partage à nouveau : il en recevra un autre.",
    en="The tracked link's code is taken. Offer the share again: it will be given another one.",
)


def _split(target: str) -> SplitResult | None:
    """The parts of an address that a browser reads as we do; None for any other."""
    if re.search(r"[\x00-\x20\x7f\\]", target):  # browsers drop or replace these, and then go elsewhere
        return None
    try:
        parts = urlsplit(target)
        named = bool(parts.hostname and parts.hostname.encode("idna")) and parts.port != 0
    except ValueError:  # UnicodeError is one
        return None
    return parts if named and parts.scheme in {"http", "https"} and parts.username is None else None


_NO_TARGET = Text(
    fr="« {target} » n’est pas une adresse complète ; attendu https://…, sans espace ni mot de passe",
    en="“{target}” is no complete address; expected https://…, without spaces or a password",
)


def qr(url: str, *, form: Literal["svg", "png"] = "svg", scale: int = 8) -> bytes:
    """A QR code of a tracked link, for a poster or a badge.

    Args:
        url: what `tracked_url` gave.
        form: ``svg`` for print, ``png`` for a slide.
        scale: pixels a module.

    >>> qr("https://go.acme.example/r/Kx7mPq2a").startswith(b"<svg")
    True
    """
    from io import BytesIO  # noqa: PLC0415 - with the next line, used nowhere else

    import segno  # noqa: PLC0415 - heavy: imported on first use

    written = BytesIO()
    options = {"xmldecl": False, "svgns": True} if form == "svg" else {}
    segno.make(url, error="m", micro=False).save(written, kind=form, scale=scale, border=4, **options)
    return written.getvalue()
