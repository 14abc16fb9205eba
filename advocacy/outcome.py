"""What followed a share: the links people follow, their clicks, conversions and a network's own counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ClickClass(StrEnum):
    """Who made a request for a tracked link; every hit is stored, only `person` is counted as one."""

    PERSON = "person"
    BOT = "bot"
    PREVIEW = "preview"
    PREFETCH = "prefetch"
    HEAD = "head"
    SCANNER = "scanner"
    INTERNAL = "internal"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedLink:
    """A personal short code → the address it leads to (with its UTM parameters)."""

    code: str
    story: str
    edition: int
    campaign: str
    advocate: str
    network: str
    target: str
    minted_at: datetime
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it leads nowhere any more; its clicks stay."""
        return min((at for at in (self.expires_at, self.withdrawn_at) if at is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """One follow of a tracked link. `visitor` is a keyed hash of the day, never an address."""

    code: str
    at: datetime
    kind: ClickClass
    reason: str
    visitor: str
    referrer: str = ""
    """The host that led here, without path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricSnapshot:
    """A network's running totals of one post at a moment; a count it does not give is absent, not 0."""

    share: str
    at: datetime
    counts: Mapping[str, int] = field(default_factory=dict)
    source: str = "network"
    """``network``: we asked it; ``download``: from a file that the person downloaded there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A click of which its visitor later brought the click id back."""

    code: str
    at: datetime


class ConversionKind(StrEnum):
    """What followed a click."""

    LEAD = "lead"
    SALE = "sale"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """Something of value, such as an application or an order, with the clicks that came before it."""

    id: str
    """As the system calls it in which it happened; the same id is the same conversion."""
    kind: ConversionKind
    at: datetime
    amount: int | None = None
    """In the smallest unit of `currency` (cents of a euro); None is unknown, not 0."""
    currency: str = ""
    """ISO 4217, such as ``EUR``; empty without an amount."""
    touches: tuple[Touch, ...] = ()
    """Oldest first."""


LONGEST_ID = 200
"""Characters of a conversion's number."""
LARGEST = 10**15
"""The largest amount of one conversion, in the smallest unit; no sale is larger, and databases hold it."""


def decimals(currency: str) -> int:
    """How many decimals a currency has (ISO 4217): the smallest unit of ``JPY`` is the yen itself.

    >>> decimals("EUR"), decimals("JPY"), decimals("KWD")
    (2, 0, 3)
    """
    return _DECIMALS.get(currency, 2)


_DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX"), 0),
    **dict.fromkeys(("UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
