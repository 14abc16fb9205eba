"""Text as it is matched: one plain spelling for every disguise, and the way back to the original.

original  Fiers de notre 𝐏rojet‑Оrion !        what is quoted as evidence
plain     fiers de notre projet-orion !        what patterns read
words     fiers de notre projet orion          what terms are looked up in
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from advocacy.charter.lookalikes import LOOKALIKES


class Plain(NamedTuple):
    r"""`text` in its plain spelling, `words` with every mark as a space; both of the same length.

    >>> shown = normalise("Le Projet\u00a0Оrion")
    >>> shown.text, shown.original(3, 15)
    ('le projet orion', (3, 15))
    """

    text: str
    words: str
    starts: Sequence[int] | None = None
    """Where each plain character begins in the original; None where all stand at the same place."""
    ends: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of what stands at `start`–`end` here."""
        if self.starts is None or self.ends is None:
            return start, end
        if start >= len(self.starts):
            last = self.ends[-1] if self.ends else 0
            return last, last
        return self.starts[start], self.ends[end - 1] if end > start else self.starts[start]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The place here of what stands at `start`–`end` in the original."""
        if self.starts is None or not self.starts:
            return min(start, len(self.text)), min(end, len(self.text))
        holder = self.starts[max(0, bisect_right(self.starts, start) - 1)]
        first = bisect_left(self.starts, holder)
        return first, max(first, bisect_right(self.starts, end - 1))


def normalise(text: str) -> Plain:
    """Lower case, no accents, one kind of quote, hyphen and space, look-alikes as what they look like.

    Symbols and emoji become U+0001, one for each code point, and ``€`` becomes ``¤``.

    >>> normalise("L’Été").text
    "l'ete"
    """
    try:
        # The apostrophe of French comes first, for it is in nearly every text and this is the fastest way.
        raw = text.replace("\u2019", "'").encode("latin-1", "advocacy.plain")
    except UnicodeEncodeError:
        return _rare(text)
    plain = raw.translate(_PLAIN)
    shown = plain.decode("latin-1")
    if "\0" in shown or shown.rfind("  ") >= 0:  # from the right, which takes half the time
        return _rare(text)
    return _made((shown, plain.translate(_WORDS).decode("latin-1"), None, None))


def fold(text: str) -> str:
    """The words of `text` as terms are looked up: `normalise(text).words` without spaces around.

    >>> fold("Éco‑responsable !")
    'eco responsable'
    """
    return " ".join(normalise(text).words.split())


def unmarked(text: str) -> str:
    r"""`text` composed, with plain quotes, hyphens and spaces, but its own capitals and accents.

    >>> unmarked("He\u0301lvea\u00a03")
    'Hélvea 3'
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    return " ".join(unicodedata.normalize("NFKC", text).translate(_MARKS).split())


def listed(words: str) -> frozenset[str]:
    """The words of a text as a set, for the small word lists of the code.

    >>> sorted(listed("b a"))
    ['a', 'b']
    """
    return frozenset(words.split())


def _symbols(error: UnicodeError) -> tuple[bytes, int]:
    """Encode what Latin-1 lacks when it is a symbol or a mark; letters in disguise go the long way."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    start, end = error.start, error.end
    before = error.object[start - 1] if start else " "
    encode = _known_symbols if end - start <= _FEW else _encoded
    kept = encode(error.object[start:end], before.isalnum())
    if kept is None:
        raise error
    return kept, end


def _encoded(symbols: str, joined: bool) -> bytes | None:
    """`symbols` in Latin-1; none when one is a letter, or joins what is `joined` to a letter before it."""
    out = ""
    for character in symbols:
        kept = _SYMBOLS.get(character) or (_SYMBOL if _is_emoji(character) else "")
        if not kept or (joined and character in _EMOJI_GLUE):
            return None
        joined = character.isalnum()
        out += kept
    return out.encode("latin-1")


_FEW = 8
_known_symbols = lru_cache(maxsize=4096)(_encoded)
"""The same few symbols stand in many texts."""


def _is_emoji(character: str) -> bool:
    return any(first <= character <= last for first, last in _EMOJI)


def _rare(text: str) -> Plain:
    """Any text, piece by piece, noting where each character stood."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last, place = "", 0
    for first, after in (*_odd_places(text), (len(text), len(text))):
        if first > place:
            # Nothing here becomes more or less than one character.
            raw = text[place:first].encode("latin-1", "advocacy.plain")
            out.append(raw.translate(_PLAIN).decode("latin-1"))
            last = out[-1][-1]
            starts.extend(range(place, first))
            ends.extend(range(place + 1, first + 1))
        if after > first:
            kept = _single(text[first], last)
            out.append(kept)
            last = kept[-1:] or last
            starts.extend([first] * len(kept))
            ends.extend([after] * len(kept))
            if not kept and ends:
                ends[-1] = after
        place = after
    plain = "".join(out)
    return Plain(plain, _words_of(plain), starts, ends)


def _odd_places(text: str) -> list[tuple[int, int]]:
    """Characters that are not one plain character each, and what follows the first of several spaces."""
    found = [odd.span() for odd in _ODD.finditer(text)]
    spaces = [more.span(1) for more in _SPACED.finditer(text)]
    return sorted(found + spaces) if spaces else found


def _words_of(plain: str) -> str:
    try:
        return plain.encode("latin-1").translate(_WORDS).decode("latin-1")
    except UnicodeEncodeError:
        return _NOT_WORD.sub(" ", plain)


def _single(character: str, last: str) -> str:
    """What is left of a `character` that needs a closer look, after `last`."""
    if character in _SPACES or character == " ":
        return "" if last == " " else " "
    known = _SYMBOLS.get(character)
    if known is not None:
        return "" if character in _EMOJI_GLUE and last.isalnum() else known
    return _SYMBOL if _is_emoji(character) else bare(character)


def bare(character: str) -> str:
    """`character` without accents, in lower case, as what it looks like: one letter, several or none.

    >>> bare("É"), bare("Ⓥ"), bare("œ"), bare("\N{SOFT HYPHEN}")
    ('e', 'v', 'oe', '')
    """
    known = LOOKALIKES.get(character)
    if known is not None:
        return known
    kind = unicodedata.category(character)
    if kind in _UNSEEN:
        return "\n" if character == "\n" else ""
    if kind == "Cs":
        return _SYMBOL
    parts = unicodedata.normalize("NFKD", character)
    kept = "".join(LOOKALIKES.get(part, part) for part in parts if not unicodedata.combining(part))
    return kept.casefold()


_made = Plain._make
"""One from a tuple, which takes half the time: every text comes by here."""
_SYMBOL = "\x01"
_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me"})
_EMOJI_GLUE = "\u200d\ufe0e\ufe0f\u20e3"
_EMOJI = (
    ("\u2190", "\u245f"),
    ("\u2500", "\u2bff"),
    ("\U0001f000", "\U0001f0ff"),
    ("\U0001f18e", "\U0001faff"),
)
_SPACES = (
    "\t\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4\u0060\uff07\u055a\ua78c"
_QUOTES = "\u201c\u201d\u201e\u201f\u2033\uff02"
_SYMBOLS: dict[str, str] = (
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_QUOTES, '"')
    | dict.fromkeys("\u2028\u2029\u0085", "\n")
    | dict.fromkeys(_EMOJI_GLUE + "™©®", _SYMBOL)
    | {
        "…": ".",
        "€": "¤",
        "¨": " ",
        "¸": " ",
        "¯": " ",
        "•": "·",
        "\N{REPLACEMENT CHARACTER}": _SYMBOL,
        _SYMBOL: _SYMBOL,
    }
)
_MARKS = str.maketrans(
    dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_QUOTES, '"')
)

_LATIN = [_SYMBOLS.get(chr(code)) or bare(chr(code)) for code in range(256)]
_ONES = [code for code, kept in enumerate(_LATIN) if len(kept) == 1 and ord(kept) < len(_LATIN)]
_PLAIN = bytes(ord(kept) if code in _ONES else 0 for code, kept in enumerate(_LATIN))
"""Latin-1 characters that become more or less than one are 0: texts with one of them go the long way."""
_WORDS = bytes(code if chr(code).isalnum() else 32 for code in range(256))
_NOT_WORD = re.compile(r"[\W_]")
_SAFE = "".join(re.escape(chr(code)) for code in _ONES if _LATIN[code] != " ")
_ODD = re.compile(rf"[^{_SAFE} {_SPACES}]")
_SPACED = re.compile(rf"[ {_SPACES}]([ {_SPACES}]+)")

codecs.register_error("advocacy.plain", _symbols)
