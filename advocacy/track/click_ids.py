"""Click ids: signed marks that a visitor may carry to a form, so that what they do there is credited.

A click id is an identifier of one visit: it is made only where the settings say so (`tracking.click_ids`),
and the page that keeps it must have its visitors' consent. It names a link and a moment, and nobody.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from advocacy.outcome import Touch
from advocacy.track.links import CODE, with_parameters

PARAMETER = "advocacy_click"
"""The query parameter that carries it."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def click_id(key: bytes, code: str, at: int) -> str:
    """The id of a click.

    Args:
        key: the programme's, which nobody else has.
        code: of the link.
        at: the moment of the click, in microseconds since 1970 in UTC.

    >>> click_id(b"k" * 32, "Kx7mPq2a", 1_772_452_800_000_000)
    'Kx7mPq2a.hga5kpqtc0.8gyso_vOFFlsoI7d'
    """
    named = f"{code}.{_base36(at)}"
    return f"{named}.{_mac(key, named)}"


def touch(key: bytes, given: str) -> Touch | None:
    """The click that an id names; None where nobody who has the key made it.

    >>> touch(b"k" * 32, click_id(b"k" * 32, "Kx7mPq2a", 1_000_000)).at.isoformat()
    '1970-01-01T00:00:01+00:00'
    >>> touch(b"other", click_id(b"k" * 32, "Kx7mPq2a", 1_000_000)) is None
    True
    """
    named, _, mac = given.rpartition(".")
    code, _, moment = named.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(key, named).encode()) or not CODE.fullmatch(code):
        return None
    return Touch(code=code, at=_EPOCH + int(moment, 36) * _MICROSECOND)


def touches(key: bytes, given: Iterable[str]) -> tuple[Touch, ...]:
    """The clicks that ids name, oldest first, each once; ids that are none of ours are left out."""
    found = {known for each in given if (known := touch(key, each)) is not None}
    return tuple(sorted(found, key=lambda known: (known.at, known.code)))


def marked(target: str, given: str) -> str:
    """An address that carries a click id; one that it has already stays."""
    return with_parameters(target, {PARAMETER: given})


def _mac(key: bytes, named: str) -> str:
    return urlsafe_b64encode(blake2b(named.encode(), key=key, digest_size=12).digest()).decode()


def _base36(value: int) -> str:
    digits = ""
    while value:
        value, rest = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
