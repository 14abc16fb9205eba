"""What the redirect answers: the way on, or one page in both languages for every code that leads nowhere."""

from __future__ import annotations

import json
from typing import NamedTuple

from advocacy.language import Text
from advocacy.track.recorder import Tally


class Page(NamedTuple):
    """An answer, ready to be sent."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""


_ALWAYS = [
    (b"cache-control", b"private, no-store"),  # a kept redirect would be followed without being counted
    (b"x-robots-tag", b"noindex"),
]
_HTML = (b"content-type", b"text/html; charset=utf-8")
_JSON = (b"content-type", b"application/json")
_STRICT = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
)


def onward(target: str) -> Page:
    """302 to the target.

    There is no Referrer-Policy: it would hide the network from the target's own figures.
    """
    return Page(302, [(b"location", target.encode("ascii")), *_ALWAYS, (b"content-length", b"0")])


def gone() -> Page:
    """The one answer for an unknown, an expired and a withdrawn code."""
    return _GONE


def too_many() -> Page:
    """Too many codes that lead nowhere from one network."""
    return _TOO_MANY


def not_allowed() -> Page:
    """Anything but GET and HEAD."""
    return Page(405, [(b"allow", b"GET, HEAD"), *_ALWAYS, (b"content-length", b"0")])


def unavailable() -> Page:
    """The database does not answer, and the link is not remembered."""
    return _UNAVAILABLE


def healthy(tally: Tally) -> Page:
    """For a load balancer and a monitor: whether clicks are recorded, and how many were late or lost."""
    losing = tally.dropped > 0
    facts = {"status": "losing clicks" if losing else "ok", "late": tally.late, "dropped": tally.dropped}
    return _with_body(503 if losing else 200, json.dumps(facts).encode(), _JSON)


def _with_body(status: int, body: bytes, *headers: tuple[bytes, bytes]) -> Page:
    return Page(status, [*headers, *_ALWAYS, (b"content-length", str(len(body)).encode())], body)


def _page(status: int, title: Text, words: Text, *headers: tuple[bytes, bytes]) -> Page:
    body = _TEMPLATE.format(title=title, words=words, titre=title.fr, mots=words.fr)
    return _with_body(status, body.encode(), _HTML, _STRICT, *headers)


_TEMPLATE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {titre}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto 0; padding: 0 1.5rem;
       color: #1c2430; background: #fff }}
h1 {{ font-size: 1.4rem; margin: 0 0 .3rem }}
section + section {{ margin-top: 2.2rem; padding-top: 2rem; border-top: 1px solid #d5dae1 }}
p {{ margin: 0 }}
@media (prefers-color-scheme: dark) {{ body {{ color: #e6e9ee; background: #14181e }} }}
</style>
<main>
<section><h1>{title}</h1><p>{words}</p></section>
<section lang="fr"><h1>{titre}</h1><p>{mots}</p></section>
</main>
</html>
"""

_GONE = _page(
    404,
    Text(fr="Ce lien ne mène nulle part", en="This link leads nowhere"),
    Text(
        fr="Il a été mal recopié, ou n’est plus en service. Demandez-le à la personne qui vous l’a donné.",
        en="It was copied with a mistake, or is no longer in use. Ask the person who gave it to you.",
    ),
)
_TOO_MANY = _page(
    429,
    Text(fr="Trop d’essais", en="Too many tries"),
    Text(
        fr="Trop de liens inconnus ont été demandés depuis votre réseau. Réessayez dans une minute.",
        en="Too many unknown links were asked for from your network. Try again in a minute.",
    ),
    (b"retry-after", b"60"),
)
_UNAVAILABLE = _page(
    503,
    Text(fr="Un instant", en="One moment"),
    Text(
        fr="Ce lien ne peut pas être suivi pour l’instant. Réessayez dans quelques secondes.",
        en="This link cannot be followed right now. Try again in a few seconds.",
    ),
    (b"retry-after", b"5"),
)
