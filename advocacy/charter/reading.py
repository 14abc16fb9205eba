"""One draft being read: its plain text, what stands in it, its sentences, quotes, links and handles."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from advocacy.charter.caching import cached_property
from advocacy.charter.draft import Draft
from advocacy.charter.hashtags import Hashtag
from advocacy.charter.normalise import Plain, listed
from advocacy.charter.patterns import compile_pattern
from advocacy.charter.sighting import Seen
from advocacy.charter.terms import Found

Span = tuple[int, int]
Replacement = str | Callable[[], str | None]
"""What to write instead, or how to work it out: most is never asked for."""


@dataclass(slots=True)
class Hit:
    """What a check found; `start` and `end` are plain places, or None where no words are at fault."""

    start: int | None = None
    end: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    """What fills the placeholders of the message."""
    fix: Replacement | None = None
    """What the evidence should be replaced by."""
    names: tuple[str, ...] = ()
    """What an exemption or a published fact may call it."""


T = TypeVar("T")


class Reading:
    """A draft and everything that checks ask about it, each worked out once, when first asked."""

    __slots__ = ("__dict__", "_subject", "context", "draft", "language", "places", "plain", "text")

    def __init__(self, draft: Draft, seen: Seen) -> None:
        self.draft, self.context, self.language = draft, draft.context, draft.language
        """The draft, what surrounds its text, and the language that it says it is in."""
        self.places = seen.places
        """Where the terms of a group stand; groups below 0 are cues."""
        self._subject = subject = seen.subject
        self.plain: Plain = subject.plain
        self.text = subject.original
        """The original, with U+FFFD for unpaired surrogates."""

    def once(self, work: Callable[[Reading], T]) -> T:
        """What `work` makes of this draft; several checks ask for it, and it is made once."""
        if work not in self._made:
            self._made[work] = work(self)
        made: T = self._made[work]
        return made

    @cached_property
    def _made(self) -> dict[Callable[[Reading], Any], Any]:
        return {}

    def quoted(self, start: int, end: int) -> str:
        """The original words at a plain place."""
        if self.plain.starts is not None:
            start, end = self.plain.original(start, end)
        return self.draft.text[start:end]

    def words_between(self, start: int, end: int, most: int) -> int:
        """How many words stand between two places; more than `most` is not counted out."""
        if end - start > (most + 2) * _LONGEST_WORD:
            return most + 1
        return len(self.plain.words[start:end].split())

    def sentence(self, place: int) -> Span:
        """The sentence that `place` is in."""
        return _piece(self.sentence_ends, place, len(self.plain.text))

    def clause(self, place: int) -> Span:
        """The clause that `place` is in: up to a comma, colon, dash, bracket or the sentence's end."""
        return _piece(self.clause_ends, place, len(self.plain.text))

    @cached_property
    def sentence_ends(self) -> Sequence[int]:
        """Where sentences end."""
        return [found.end() for found in _SENTENCE_END.finditer(self._subject.text)]

    @cached_property
    def clause_ends(self) -> Sequence[int]:
        """Where clauses end, ends of sentences among them."""
        return sorted(
            {*self.sentence_ends, *(found.end() for found in _CLAUSE_END.finditer(self._subject.text))}
        )

    @cached_property
    def quotes(self) -> Sequence[Span]:
        """What stands between quotation marks."""
        text = self.plain.text
        if '"' not in text and "'" not in text and "«" not in text and ">" not in text:
            return ()
        return sorted(match.span() for match in _QUOTE.finditer(self._subject.text))

    @cached_property
    def links(self) -> Sequence[Span]:
        """Addresses of pages, with or without their scheme; the hosts of e-mail addresses are none."""
        text = self.plain.text
        if not self.has_dots:
            return ()
        found = (_trimmed(text, *match.span()) for match in _LINK.finditer(self._subject.text))
        return [
            span for span in found if text[span[0] - 1 : span[0]] != "@" and _is_address(text[slice(*span)])
        ]

    @cached_property
    def has_dots(self) -> bool:
        """Whether a dot stands inside a word, as in every address."""
        text = self.plain.text
        place = text.find(".")
        while place >= 0:
            if text[place + 1 : place + 2].isalnum() and place and text[place - 1].isalnum():
                return True
            place = text.find(".", place + 1)
        return False

    @cached_property
    def emails(self) -> Sequence[Span]:
        """E-mail addresses."""
        return [match.span() for match in _EMAIL.finditer(self._subject.text)]

    @cached_property
    def handles(self) -> Sequence[Span]:
        """Names of accounts: ``@acme``."""
        return [match.span(1) for match in _HANDLE.finditer(self._subject.text)]

    @cached_property
    def tagged(self) -> Sequence[Span]:
        """Where the hashtags stand."""
        return [(tag.start, tag.end) for tag in self.hashtags]

    @property
    def hashtags(self) -> Sequence[Hashtag]:
        """Every hashtag."""
        return self._subject.tags

    def within(self, spans: Sequence[Span], start: int, end: int) -> bool:
        """Whether `start`–`end` lies in one of `spans`, which do not overlap."""
        place = bisect_right(spans, (start, len(self.plain.text) + 1)) - 1
        return place >= 0 and spans[place][0] <= start and end <= spans[place][1]


def _piece(ends: Sequence[int], place: int, length: int) -> Span:
    number = bisect_right(ends, place)
    return (ends[number - 1] if number else 0), (ends[number] if number < len(ends) else length)


def _trimmed(text: str, start: int, end: int) -> Span:
    """A link without the punctuation of its sentence."""
    while end > start and text[end - 1] in ".,;:!?'\")»]":
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return start, end


def _is_address(text: str) -> bool:
    """Whether a dotted word is an address: it has a scheme, or ends as hosts do."""
    if text.startswith(("http://", "https://", "www.")):
        return True
    host = text.replace("?", "/").replace("#", "/").replace(":", "/").partition("/")[0]
    return host.rpartition(".")[2] in ENDINGS


def before(spans: Sequence[Found], place: int) -> int:
    """How many of `spans` (sorted) begin before `place`."""
    return bisect_left(spans, (place,))


ENDINGS = listed(
    """
    com net org io co eu fr uk be ch de es it nl lu ca us au ie pt se dk no fi pl at app dev ai info
    biz me tv news blog shop store tech online site cloud pro agency media paris bzh alsace corsica
    social link page ly gl gov edu mil int name jobs careers museum green bank example test invalid
    localhost local lan corp internal intra intranet home
    """
)
"""How hosts end when no scheme says that they are hosts."""
_LONGEST_WORD = 30
_SENTENCE_END = compile_pattern(r"(?:[^\s.]{2}|\d|\s)[.!?]+[\"'»)\]]*(?:\s+|\z)|\n+|\x01+\s+")
_CLAUSE_END = compile_pattern(
    r"[,;:](?:\s+|\z)|\s-\s|[()«»\"]|\s(?:mais|but|car|because|although|tandis que|alors que|while)\s"
)
_QUOTE = compile_pattern(r"«[^»\n]*»|\"[^\"\n]*\"|(?:^|[\s(])'[^'\n]{2,80}'(?:$|[\s.,;!?)])|(?m:^>.*$)")
_LINK = compile_pattern(
    r"(?:https?://|www\.)[^\s<>\"«»]+"
    r"|\b(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,24})\b(?:[/?#:][^\s<>\"«»]*)?"
)
_EMAIL = compile_pattern(r"[a-z0-9._%+\-]+@[a-z0-9\-]+(?:\.[a-z0-9\-]+)+")
_HANDLE = compile_pattern(r"(?:^|[^\w@./])(@[\w.\-]*\w)")
