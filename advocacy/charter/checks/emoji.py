"""Emoji in moderation, and letters that only look like letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from advocacy.charter.checks.base import Check, Matcher, Workshop
from advocacy.charter.normalise import Plain, normalise
from advocacy.charter.reading import Hit, Reading, Span
from advocacy.documents import Unfit

if TYPE_CHECKING:
    import regex


class Emoji(Check):
    """Few emoji, not in a row, not between words; or plain letters only."""

    kind: Literal["emoji"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"n", "limit", "better"})
    run: int | None = Field(default=None, ge=1)
    most: int | None = Field(default=None, ge=0)
    between_words: int | None = Field(default=None, ge=0)
    fancy: bool = False

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        asked = [part is not None for part in (self.run, self.most, self.between_words)]
        if sum((*asked, self.fancy)) != 1:
            raise Unfit(
                fr="donnez un seul de « run », « most », « between_words », « fancy »",
                en="give exactly one of “run”, “most”, “between_words”, “fancy”",
            )
        return self

    def prepare(self, _workshop: Workshop) -> Matcher:
        """Ready to look at emoji, or at letters."""
        if self.fancy:
            return Matcher(sign=_is_rare, find=_fancy)
        find = (
            self._runs if self.run is not None else self._too_many if self.most is not None else self._between
        )
        return Matcher(sign=_has_symbols, find=find)

    def _runs(self, reading: Reading) -> Iterator[Hit]:
        limit = self.run or 0
        if not _has_more(reading, limit):
            return
        for start, end, clusters in reading.once(_rows):
            same = _longest_same(clusters)
            if len(same) > limit:
                yield _hit(reading, same[0][0], same[-1][1], n=len(same), limit=limit)
            elif len(clusters) > limit:
                yield _hit(reading, start, end, n=len(clusters), limit=limit)

    def _too_many(self, reading: Reading) -> Iterator[Hit]:
        if not _has_more(reading, self.most or 0):
            return
        count = sum(len(clusters) for _, _, clusters in reading.once(_rows))
        if count > (self.most or 0):
            yield Hit(values={"n": count, "limit": self.most})

    def _between(self, reading: Reading) -> Iterator[Hit]:
        if not _has_more(reading, self.between_words or 0):
            return
        text, between = reading.text, []
        for start, end, _ in reading.once(_rows):
            line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
            left = text[max(line_start, start - _NEAR) : start]
            right = text[end : min(line_end if line_end >= 0 else len(text), end + _NEAR)]
            if (
                any(map(str.isalnum, left))
                and right[:2].strip()[:1].isalnum()
                and left.rstrip()[-1:] not in ".!?:…"
            ):
                between.append((start, end))
        if len(between) > (self.between_words or 0):
            yield _hit(reading, between[0][0], between[-1][1], n=len(between), limit=self.between_words or 0)


Cluster = tuple[int, int, str]


def _rows(reading: Reading) -> list[tuple[int, int, list[Cluster]]]:
    """Emoji that stand together, each a grapheme cluster (original places)."""
    rows: list[list[Cluster]] = []
    after = -1
    for found in _emoji().finditer(reading.text, *_symbols_within(reading)):
        if after < 0 or reading.text[after : found.start()].strip(" \u00a0"):
            rows.append([])
        after = found.end()
        rows[-1].append((*found.span(), found.group()))
    return [(row[0][0], row[-1][1], row) for row in rows]


def _symbols_within(reading: Reading) -> Span:
    """The part of the text that may hold emoji: mostly its end, and the pattern is slow."""
    plain = reading.plain
    if plain.starts is not None:
        return 0, len(reading.text)
    first = plain.text.find("\x01")
    return max(0, first - 1), plain.text.rfind("\x01") + 1  # a digit before the mark that frames it


def _longest_same(clusters: list[Cluster]) -> list[Cluster]:
    runs = (list(run) for _, run in groupby(clusters, key=itemgetter(2)))
    return max(runs, key=len)


@lru_cache(maxsize=1)
def _emoji() -> regex.Pattern[str]:
    import regex  # noqa: PLC0415  heavy: imported on first use

    pattern: regex.Pattern[str] = regex.compile(
        r"(?:\p{RI}\p{RI}|(?=[\p{Emoji_Presentation}\p{Extended_Pictographic}])(?![©®™\u2190-\u21ff])\X|[\d#*]\ufe0f\u20e3)"
    )
    return pattern


def _fancy(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    for start, end in _fancy_runs(text):
        better = "".join(_plain_letter(mark) for mark in text[start:end])
        hit = _hit(reading, start, end, better=better)
        hit.fix = better
        yield hit


def _fancy_runs(text: str) -> Iterator[Span]:
    """Runs of letters in disguise, with the spaces among them; a few raised or small letters are none."""
    start, end, strong = -1, -1, 0
    for place, mark in enumerate(text):
        if not is_fancy(mark):
            continue
        if start >= 0 and text[end:place].strip():
            if strong >= _ENOUGH:
                yield start, end
            start, strong = -1, 0
        start = place if start < 0 else start
        end, strong = place + 1, strong + (1 if _is_weak(mark) else _ENOUGH)
    if strong >= _ENOUGH:
        yield start, end


def is_fancy(mark: str) -> bool:
    """Whether `mark` is a letter or digit in a style that screen readers spell out or skip.

    >>> is_fancy("𝐁"), is_fancy("Ⓥ"), is_fancy("é"), is_fancy("™")
    (True, True, False, False)
    """
    if mark < "\u0250" or mark in _PLAIN_SIGNS:
        return False
    if mark in _SMALL_CAPITALS or any(first <= mark <= last for first, last in _STYLED):
        return True
    plain = unicodedata.normalize("NFKD", mark)
    styled = plain != mark and len(plain) == 1 and plain.isascii() and plain.isalnum()
    return styled and (plain.isalpha() or not "\u2070" <= mark <= "\u209f")


def _is_weak(mark: str) -> bool:
    """Whether `mark` is also used in plain writing, such as the raised letters of 1ᵉʳ."""
    return mark in _SMALL_CAPITALS or unicodedata.category(mark) == "Lm"


def _plain_letter(mark: str) -> str:
    if not is_fancy(mark):
        return mark
    plain = unicodedata.normalize("NFKC", mark)
    return plain if plain != mark else normalise(mark).text.upper()


def _hit(reading: Reading, start: int, end: int, **values: object) -> Hit:
    first, last = reading.plain.place(start, end)
    return Hit(start=first, end=last, values=dict(values))


def _is_rare(plain: Plain) -> bool:
    return plain.starts is not None


def _has_symbols(plain: Plain) -> bool:
    return "\x01" in plain.text or plain.starts is not None


def _has_more(reading: Reading, limit: int) -> bool:
    """Whether there may be more than `limit` emoji, of which each has a symbol at least."""
    plain = reading.plain
    return plain.starts is not None or plain.text.count("\x01") > limit


_NEAR = 60
_ENOUGH = 3
_SMALL_CAPITALS = frozenset("ʙɢʜɪʟɴʀʏꜰꜱ")
_PLAIN_SIGNS = frozenset("™℠№ℓΩKÅ")
_STYLED = (
    ("\u1d00", "\u1d22"),
    ("\U0001f130", "\U0001f149"),
    ("\U0001f150", "\U0001f169"),
    ("\U0001f172", "\U0001f17d"),
    ("\U0001f180", "\U0001f189"),
)
"""Small capitals and letters in circles or squares, which Unicode does not call letters."""
