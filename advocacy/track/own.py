"""An author's own follow of their link: told by where it comes from, when, or a mark of ours.

not accepted yet ─────────────────────────────▶ own: nobody else can have it
a mark of ours in the address, ten minutes old ▶ own: a trial from our pages
the page before is one of ours ────────────────▶ own: our pages
handed off, within two minutes, from nowhere ──▶ own: trying it at once
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import blake2b

from advocacy.storage.clicks import OWN, Row
from advocacy.storage.handoffs import AT_ONCE
from advocacy.track.links import with_parameters

PARAMETER = "own"
"""The query parameter that carries the mark."""
GOOD_FOR = timedelta(minutes=10)
"""How long a mark counts: one that somebody posts by mistake does no harm for longer."""


_AT_ONCE = AT_ONCE // timedelta(microseconds=1)


def own_address(link: str, key: bytes, *, now: datetime) -> str:
    """The address by which an author tries their own link; for ten minutes its follow is `internal`.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> own_address("https://go.acme.example/r/Kx7mPq2a", b"k" * 32, now=noon)
    'https://go.acme.example/r/Kx7mPq2a?own=69a57e18.AgwRslRa6rzAOav4'
    """
    code = link.rpartition("/")[2]
    ends = f"{int((now + GOOD_FOR).timestamp()):x}"
    return with_parameters(link, {PARAMETER: f"{ends}.{_mac(key, code, ends)}"})


def own_reason(
    click: Row, *, accepted_at: int | None, handed_off: bool, mark: str, key: bytes, pages: Collection[str]
) -> str:
    """Why a follow is its author's own; empty where nothing says so.

    Args:
        click: as it would be recorded.
        accepted_at: when its share was accepted, in microseconds since 1970, in UTC.
        handed_off: whether its author is posting it by hand.
        mark: what the address has of `own_address`.
        key: the programme's.
        pages: the hosts of the pages where employees see their own links.
    """
    code, at, _, _, _, referrer = click
    if accepted_at is None or at < accepted_at:
        return f"{OWN}before it was accepted"
    if mark and _is_ours(mark, code, key, at):
        return f"{OWN}a trial"
    if referrer in pages:
        return f"{OWN}from {referrer}"
    if handed_off and not referrer and at - accepted_at < _AT_ONCE:
        return f"{OWN}at once, from nowhere"
    return ""


def _is_ours(mark: str, code: str, key: bytes, at: int) -> bool:
    ends, _, mac = mark.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(key, code, ends).encode()):
        return False
    return at < int(ends, 16) * 1_000_000


def _mac(key: bytes, code: str, ends: str) -> str:
    text = f"own {code} {ends}".encode()
    return urlsafe_b64encode(blake2b(text, key=key, digest_size=12).digest()).decode()
