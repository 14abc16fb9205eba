"""Record keys of the AT Protocol: 13 characters that sort by time."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_LENGTH = 13
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tid(now: datetime) -> str:
    """A new key for the millisecond of `now`; twenty random bits keep two of them apart.

    >>> len(tid(datetime(2026, 3, 2, tzinfo=UTC)))
    13
    """
    milliseconds = (now - _EPOCH) // timedelta(milliseconds=1)
    number = (milliseconds * 1000 + secrets.randbelow(1000)) << 10 | secrets.randbits(10)
    return "".join(_DIGITS[number >> (5 * place) & 31] for place in reversed(range(_LENGTH)))
