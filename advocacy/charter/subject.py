"""One text in the forms that are searched."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from advocacy.charter.hashtags import Hashtag, hashtags
from advocacy.charter.normalise import normalise


class Subject:
    """One text in the forms that are searched: padded words with its hashtags split, plain text, original."""

    __slots__ = ("_raw", "_reaches", "language", "original", "padded", "plain", "tags", "text")

    def __init__(self, text: str, language: str) -> None:
        """`text`, a post in `language`, in these forms."""
        self.plain = plain = normalise(text)
        self.language = language
        shown, words, starts, _ = plain
        self.original = text if starts is None else _whole(text)
        """With U+FFFD for unpaired surrogates."""
        self.padded = f" {words} "
        self.tags: Sequence[Hashtag] = ()
        self.text: str | bytes = shown.encode() if shown.isascii() else shown
        """The plain text for RE2: as bytes where places are the same in them, which is faster."""
        self._raw = b""
        self._reaches: Sequence[int] = ()
        if "#" in shown:
            self.tags = hashtags(self.original, plain)
            self.padded += "".join([f"\x00 {tag.words} " for tag in self.tags])

    @property
    def raw(self) -> bytes:
        """The original for RE2, where only what occurs is asked and not its place."""
        if not self._raw:
            self._raw = self.original.encode()
        return self._raw

    def quoted(self, start: int, end: int) -> str:
        """The original words at a plain place."""
        first, last = self.plain.original(start, end)
        return self.original[first:last]

    def hashtag_at(self, start: int) -> Hashtag:
        """The hashtag whose split words stand at `start` of the padded words."""
        if not self._reaches:
            sizes = (len(tag.words) + _AROUND for tag in self.tags)
            self._reaches = list(accumulate(sizes, initial=len(self.plain.words) + 2))[1:]
        return self.tags[bisect_right(self._reaches, start)]


def _whole(text: str) -> str:
    """`text` as Unicode can write it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= mark <= "\udfff" else mark for mark in text)
    return text


_AROUND = 3
"""Characters that are put around the words of each hashtag."""
