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
from dataclasses import dataclass

from advocacy.charter.lookalikes import LOOKALIKES


@dataclass(frozen=True, slots=True)
class Plain:
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
        raw = text.encode("latin-1", "advocacy.plain")
    except UnicodeEncodeError:
        return _rare(text)
    plain = raw.translate(_PLAIN)
    if b"  " in plain or b"\x00" in plain:
        return _rare(text)
    return Plain(plain.decode("latin-1"), plain.translate(_WORDS).decode("latin-1"))


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
    out = []
    before = error.object[error.start - 1] if error.start else " "
    for character in error.object[error.start : error.end]:
        kept = _SYMBOLS.get(character) or (_SYMBOL if _is_emoji(character) else "")
        if not kept or (character in _EMOJI_GLUE and before.isalnum()):
            raise error
        before = character
        out.append(kept)
    return "".join(out).encode("latin-1"), error.end


def _is_emoji(character: str) -> bool:
    return any(first <= character <= last for first, last in _EMOJI)


def _rare(text: str) -> Plain:
    """Any text, piece by piece, noting where each character stood."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    last = ""
    for piece in _PIECES.finditer(text):
        place, end = piece.span()
        kept = piece[1].translate(_ONE_FOR_ONE) if piece[1] else _single(piece[0], last)
        if len(kept) == end - place:
            starts.extend(range(place, end))
            ends.extend(range(place + 1, end + 1))
        elif kept:
            starts.extend([place] * len(kept))
            ends.extend([end] * len(kept))
        elif ends:
            ends[-1] = end
        out.append(kept)
        last = kept[-1:] or last
    plain = "".join(out)
    return Plain(plain, _NOT_WORD.sub(" ", plain), starts, ends)


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
_ONE_FOR_ONE = {code: _LATIN[code] for code in _ONES}
_SAFE = "".join(re.escape(chr(code)) for code in _ONES if _LATIN[code] != " ")
_PIECES = re.compile(rf"((?:[{_SAFE}]|(?<![ {_SPACES}])[ {_SPACES}])+)|.", re.DOTALL)

codecs.register_error("advocacy.plain", _symbols)
