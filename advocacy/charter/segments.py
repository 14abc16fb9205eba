"""Words run together taken apart: ``marqueemployeur`` is “marque employeur”."""

from __future__ import annotations

from functools import lru_cache

from advocacy import documents
from advocacy.charter.normalise import fold


def camel(body: str) -> str | None:
    """A lower-case hashtag's body with a capital on each word; None when it is one word, or unknown ones.

    >>> camel("marqueemployeur"), camel("recrutement")
    ('MarqueEmployeur', None)
    """
    return _camel(body) if len(body) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _camel(body: str) -> str | None:
    """The same for what may be known words; the same hashtags stand in many posts."""
    parts = segments(fold(body).replace(" ", ""))
    long = [part for part in parts if len(part) > _CONNECTOR]
    if len(long) < _SEVERAL or sum(map(len, parts)) != len(body):
        return None
    out, place = [], 0
    for part in parts:
        piece = body[place : place + len(part)]
        out.append(piece[:1].upper() + piece[1:])
        place += len(part)
    return "".join(out)


def segments(text: str) -> tuple[str, ...]:
    """The fewest known words that make up `text`; nothing when it is not made of known words."""
    if len(text) > _LONGEST:
        return ()
    words = known_words()
    best: list[tuple[str, ...] | None] = [()]
    for end in range(1, len(text) + 1):
        ways = (
            (*before, text[start:end])
            for start in range(max(0, end - _WORD), end)
            if (before := best[start]) is not None and text[start:end] in words
        )
        best.append(min(ways, key=len, default=None))
    return best[-1] or ()


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Common words of French and English, normalised."""
    listed = documents.resource("advocacy.charter.packs", "words.txt")
    return frozenset(fold(line) for line in listed.splitlines() if line and not line.startswith("#"))


_SEVERAL = 2
_CONNECTOR = 2
"""Letters of the words that join others: de, la, of, to."""
_LONGEST = 60
_WORD = 24
