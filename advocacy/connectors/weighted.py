"""How X counts: a link is 23, an emoji 2, most letters 1, all others 2 (twitter-text, configuration 3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

import regex

from advocacy.connectors.text import domain_endings

LINK = 23
"""What any link counts, however long (``transformedURLLength``)."""
_WIDE = 2
_NARROW = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that weigh 1; the others weigh 2."""
_LONGEST_LINK = 4096
_LONGEST_SLUG = 40
_LONGEST_LABEL = 63


def weighted_length(text: str) -> int:
    """The weighted length of `text`.

    >>> weighted_length("Hello https://example.com/a/very/long/path 你好")
    34
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    total = end = 0
    for start, stop in links(text):
        total += _plain(text[end:start]) + LINK
        end = stop
    return total + _plain(text[end:])


def links(text: str) -> Iterator[tuple[int, int]]:
    """Where X would see a link in `text`, with or without its protocol."""
    if "." not in text:
        return
    for match in _link().finditer(text):
        if not _is_possible(match):
            continue
        if match["protocol"]:
            yield from _with_protocol(match)
        else:
            yield from _without_protocol(match)


def _plain(text: str) -> int:
    if text.isascii():
        return len(text)
    emoji = 0
    for match in _EMOJI.finditer(text):
        emoji += _WIDE - sum(map(_weight, match[0]))
    return sum(map(_weight, text)) + emoji


def _weight(char: str) -> int:
    point = ord(char)
    return 1 if any(low <= point <= high for low, high in _NARROW) else _WIDE


def _with_protocol(match: regex.Match[str]) -> Iterator[tuple[int, int]]:
    start, end = match.span("link")
    short = _SHORT.match(match["link"])
    if short is None:
        yield start, end
    elif len(short["slug"]) <= _LONGEST_SLUG:
        yield start, start + short.end()


def _without_protocol(match: regex.Match[str]) -> Iterator[tuple[int, int]]:
    """Only plain domains count, and the last of them takes the path along."""
    if match["before"] in {"-", "_", ".", "/"}:
        return
    offset = match.start("domain")
    found = [
        (offset + each.start(), offset + each.end()) for each in _plain_domain().finditer(match["domain"])
    ]
    if found and match["path"]:
        found[-1] = (found[-1][0], match.end("link"))
    yield from found


def _is_possible(match: regex.Match[str]) -> bool:
    """Whether the domain name system could hold such a name."""
    if len(match["link"]) + (0 if match["protocol"] else len("https://")) > _LONGEST_LINK:
        return False
    return all(_encoded(label) <= _LONGEST_LABEL for label in match["domain"].split("."))


def _encoded(label: str) -> int:
    if label.isascii():
        return len(label)
    if label.lower().startswith("xn--"):  # encoded already, so it cannot hold what needs encoding
        return _LONGEST_LABEL + 1
    return len("xn--") + len(label.lower().encode("punycode"))


_NO_NAME = (
    r"\s!'#%&()*+,\\\-./:;<=>?@\[\]^_{|}~$"
    r"\uFFFE\uFEFF\uFFFF\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069\u2000-\u200A"
)
_CHAR = f"[^{_NO_NAME}]"
_ACCENTS = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F"
    r"\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_PATH_CHAR = rf"[a-z0-9\u0400-\u04FF!*';:=+,.$/%#\[\]\-\u2013_~@|&{_ACCENTS}]"
_PATH_END = rf"[+\-a-z0-9\u0400-\u04FF=_#/{_ACCENTS}]"
_BRACKETS = rf"\((?:{_PATH_CHAR}+|{_PATH_CHAR}*\({_PATH_CHAR}+\){_PATH_CHAR}*)\)"
_ENDING = r"(?:\L<endings>(?=[^0-9a-z@+\-]|$)|xn--[\-0-9a-z]+)"


@cache
def _link() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?P<before>[^a-z0-9@＠$#＃\uFFFE\uFEFF\uFFFF]|^)"
        rf"(?P<link>(?P<protocol>https?://)?"
        rf"(?P<domain>(?:{_CHAR}++(?:[_\-]++{_CHAR}++)*+\.)*{_CHAR}++(?:-++{_CHAR}++)*+\.{_ENDING})"
        rf"(?::[0-9]+)?"
        rf"(?P<path>/(?:{_PATH_CHAR}*(?:{_BRACKETS}{_PATH_CHAR}*)*(?:{_PATH_END}|{_BRACKETS})|@{_PATH_CHAR}+/)*)?"
        rf"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?)",
        regex.IGNORECASE,
        endings=domain_endings(),
    )


@cache
def _plain_domain() -> regex.Pattern[str]:
    return regex.compile(
        rf"(?:[\-a-z0-9{_ACCENTS}\u0400-\u04FF]++\.)+{_ENDING}", regex.IGNORECASE, endings=domain_endings()
    )


_SHORT = regex.compile(
    r"https?://t\.co/(?P<slug>[a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?",
    regex.IGNORECASE,
)
_ONE = (
    r"(?:\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}\uFE0F"
    r"|\p{Emoji_Presentation}|\p{Extended_Pictographic}(?=\u200D))"
)
_EMOJI = regex.compile(
    rf"\p{{RI}}\p{{RI}}|[0-9#*]\uFE0F?\u20E3"
    rf"|{_ONE}(?:[\U000E0020-\U000E007E]+\U000E007F|(?:\u200D(?:{_ONE}|\p{{Extended_Pictographic}}))+)?"
)
