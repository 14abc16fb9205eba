"""How networks count: graphemes, UTF-16 units, and the domain endings that make a word a link."""

from __future__ import annotations

from functools import cache

import regex

_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> int:
    """What a reader takes for characters: a family emoji is one, and so is an accented letter.

    >>> graphemes("né 👨‍👩‍👧")
    4
    """
    return len(text) if text.isascii() and "\r\n" not in text else sum(1 for _ in _GRAPHEME.finditer(text))


def utf16_length(text: str) -> int:
    """Units of UTF-16, as JavaScript and Java count.

    >>> utf16_length("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@cache
def domain_endings() -> frozenset[str]:
    """Every top-level domain, in Unicode and as ``xn--…``, in lower case, from the Public Suffix List."""
    from tldextract import TLDExtract  # noqa: PLC0415 - heavy: imported on first use

    snapshot = TLDExtract(suffix_list_urls=(), cache_dir=None)
    endings = {suffix.rpartition(".")[2].lower() for suffix in snapshot.tlds}
    return frozenset(endings | {ending.encode("idna").decode() for ending in endings if not ending.isascii()})


def emoji_as_bytes_length(text: str) -> int:
    """Characters, an emoji counting as many as it has bytes in UTF-8, as Threads documents.

    >>> emoji_as_bytes_length("né 😀")
    7
    """
    extra = sum(len(match[0].encode()) - len(match[0]) for match in _EMOJI.finditer(text))
    return len(text) + extra


_EMOJI = regex.compile(
    r"(?:\p{RI}\p{RI}|[\p{Emoji_Presentation}\p{Extended_Pictographic}\p{Emoji_Modifier}\u200D\uFE0F])+"
)
