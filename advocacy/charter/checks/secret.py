"""Keys and tokens: known shapes, and long strings too random to be words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from advocacy.charter.checks.base import Matcher, TextCheck, Workshop
from advocacy.charter.reading import Hit, Reading
from advocacy.charter.terms import Found, Term, Terms
from advocacy.language import Text


class Secret(TextCheck):
    """Keys by their shape, and strings of at least `min_length` with `entropy` bits a character."""

    kind: Literal["secret"]
    placeholders: ClassVar[frozenset[str]] = frozenset({"kind"})
    min_length: int = Field(default=20, ge=8)
    entropy: float = 3.6
    allow: Terms = ()

    def prepare(self, workshop: Workshop) -> Matcher:
        """Ready to find keys."""
        lexicon = workshop.lexicon
        shapes = {kind: lexicon.group(_terms(patterns)) for kind, patterns in _SHAPES.items()}
        random = lexicon.group(
            (Term(term=f"/(?:^|[^\\w/+\\-#@])([\\w/+\\-]{{{self.min_length},}}={{0,2}})/c"),)
        )
        allowed = lexicon.cues(self.allow) if self.allow else None
        around = self.around(workshop)

        def find(reading: Reading) -> Iterator[Hit]:
            known = [(kind, place) for kind, group in shapes.items() for place in reading.places(group)]
            known += [
                ("random", place) for place in reading.places(random) if self._is_random(reading, place)
            ]
            for kind, place in known:
                if allowed is not None and any(_inside(place, other) for other in reading.places(allowed)):
                    continue
                for hit in around.hits(reading, (place,)):
                    hit.values["kind"] = _KINDS[kind]
                    yield hit

        return Matcher(triggers=(*shapes.values(), random), find=find)

    def _is_random(self, reading: Reading, place: Found) -> bool:
        written = reading.quoted(place.start, place.end)
        if (
            len(written) > _LONGEST
            or _HARMLESS.fullmatch(written)
            or reading.within(reading.links, *place[:2])
        ):
            return False
        mixed = all(re.search(kind, written) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
        return mixed and entropy(written) >= self.entropy


def entropy(text: str) -> float:
    """Bits a character of `text`, by how often each occurs in it.

    >>> entropy("aaaa"), entropy("abcd")
    (0.0, 2.0)
    """
    counts = Counter(text)
    return sum(-count / len(text) * math.log2(count / len(text)) for count in counts.values()) + 0.0


def _inside(place: Found, other: Found) -> bool:
    return other.start <= place.start and place.end <= other.end


def _terms(patterns: tuple[str, ...]) -> tuple[Term, ...]:
    return tuple(Term(term=f"/{pattern}/c") for pattern in patterns)


_LONGEST = 512
_HARMLESS = re.compile(r"[0-9a-fA-F]{32,128}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[\d\-]+")
"""Hashes and UUIDs."""
_SHAPES: dict[str, tuple[str, ...]] = {
    "key": (
        r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
        r"\bAIza[0-9A-Za-z_\-]{35}",
        r"\bsk_(?:live|test)_[0-9A-Za-z]{16,}",
        r"\bsk-[A-Za-z0-9_\-]{20,}",
        r"\bSG\.[\w\-]{16,}\.[\w\-]{16,}",
    ),
    "token": (
        r"\bgh[pousr]_[0-9A-Za-z]{20,}",
        r"\bgithub_pat_[0-9A-Za-z_]{22,}",
        r"\bglpat-[0-9A-Za-z_\-]{20,}",
        r"\bxox[abeprs]-[0-9A-Za-z\-]{10,}",
        r"\bnpm_[0-9A-Za-z]{30,}",
        r"\bpypi-[0-9A-Za-z_\-]{30,}",
        r"\beyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}",
        r"(?i)\bbearer\s+([A-Za-z0-9_\-.=]{20,})",
        (
            r"(?i)\b(?:api[_ \-]?key|apikey|access[_ \-]?token|secret[_ \-]?key|client[_ \-]?secret"
            r"|cl[eé] (?:d['’])?api)\s{0,3}(?:[:=]|est|is)\s{0,3}[\"']?([A-Za-z0-9_\-/+.]{12,}={0,2})"
        ),
    ),
    "private_key": (r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",),
}
_KINDS = {
    "key": Text(fr="clé d’API", en="API key"),
    "token": Text(fr="jeton", en="token"),
    "private_key": Text(fr="clé privée", en="private key"),
    "random": Text(fr="chaîne qui ressemble à une clé", en="string that looks like a key"),
}
