"""What the headers of a request say of whoever sends it: worked out once for those that come again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from advocacy.track.agents import LONGEST, recognise_agent

FORWARDED = b"x-forwarded-for"
"""Read only where a proxy is trusted."""

_WANTED = frozenset(
    {
        *(b"user-agent", b"referer", b"from", b"x-scanner", b"sec-ch-ua"),
        *(b"sec-purpose", b"purpose", b"x-purpose", b"x-moz"),
    }
)
"""The headers that are read; nothing else about a person is even decoded."""

_MOST = 12
"""Of those, how many are read; each is there once, unless somebody plays."""

Raw = Iterable[tuple[bytes, bytes]]
"""Headers as ASGI has them, names in lower case."""


class Said(NamedTuple):
    """Who asks, as far as the headers say it."""

    kind: str
    reason: str
    referrer: str
    agent: str


def said(method: str, headers: Raw) -> Said:
    """Who asks. Nine requests in ten bring the same headers as one before.

    >>> said("GET", [(b"user-agent", b"curl/8.5.0"), (b"referer", b"https://acme.example/a?b=c")])
    Said(kind='bot', reason='agent: curl', referrer='acme.example', agent='curl/8.5.0')
    """
    found = []
    for name, value in headers:
        if (
            name in _WANTED
        ):  # of a referrer no path, which may say who someone is: what is found is remembered
            found.append((name, _origin(value) if name == b"referer" else value[:LONGEST]))
    return _said(method, tuple(found[:_MOST]))


@lru_cache(maxsize=4096)
def _said(method: str, headers: tuple[tuple[bytes, bytes], ...]) -> Said:
    found: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode(), value.decode("latin-1")
        found[key] = f"{found[key]},{text}" if key in found else text
    agent = found.get("user-agent", "")
    kind, reason = recognise_agent(agent, method=method, headers=found)
    return Said(kind.value, reason, referrer_host(found.get("referer", "")), agent)


def forwarded(headers: Raw) -> str:
    """For whom the proxies before us say that they ask, the nearest last.

    >>> forwarded([(b"x-forwarded-for", b"192.0.2.7"), (b"x-forwarded-for", b"10.0.0.1")])
    '192.0.2.7,10.0.0.1'
    """
    return ",".join([value.decode("latin-1") for name, value in headers if name == FORWARDED])


def _origin(referrer: bytes) -> bytes:
    found = _ORIGIN.match(referrer)
    return found[0] if found else b""


_ORIGIN = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


def referrer_host(referrer: str) -> str:
    """The host that led here.

    >>> referrer_host("https://www.linkedin.com/in/ada-lovelace/")
    'www.linkedin.com'
    """
    try:
        host = (urlsplit(referrer).hostname or "")[:253]
    except ValueError:
        return ""
    return host if host.isprintable() else ""  # no server should let it through; a NUL stops PostgreSQL
