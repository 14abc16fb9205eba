"""How often, as people write it: ``100/15min``, ``10/day``, ``600/h burst 20``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from advocacy.documents import Unfit


@dataclass(frozen=True, slots=True)
class Rate:
    """So many posts in any span of time, of which `burst` may come at once.

    >>> Rate.of("100/15min")
    Rate(count=100, per=datetime.timedelta(seconds=900), burst=None)
    >>> Rate.of("2 / day burst 1").burst
    1
    """

    count: int
    per: timedelta
    burst: int | None = None

    @classmethod
    def of(cls, written: str) -> Rate:
        """What `written` says.

        Raises:
            Unfit: it is no rate.
        """
        found = re.fullmatch(_RATE, written.strip().lower())
        if found is None:
            raise _unfit(written)
        count, spans, unit, burst = found.groups()
        rate = cls(
            int(count), timedelta(seconds=int(spans or 1) * _SECONDS[unit]), int(burst) if burst else None
        )
        if rate.count < 1 or rate.per < timedelta(seconds=1) or not 1 <= (rate.burst or 1) <= rate.count:
            raise _unfit(written)
        return rate


def _is_rate(written: str) -> str:
    Rate.of(written)
    return written


def _several(written: Any) -> Any:
    return (written,) if isinstance(written, str) else written


def _unfit(written: str) -> Unfit:
    return Unfit(
        fr=f"« {written} » : un rythme s’écrit 100/15min, 10/jour ou 600/h burst 20",
        en=f"“{written}”: a rate is written 100/15min, 10/day or 600/h burst 20",
    )


_SECONDS = {
    "s": 1,
    "min": 60,
    "h": 3600,
    "week": 604_800,
    **dict.fromkeys(("d", "day", "j", "jour"), 86_400),
}
_RATE = r"(\d{1,9})\s*/\s*(\d{1,5})?\s*(s|min|h|day|d|jour|j|week)(?:\s+burst\s+(\d{1,9}))?"
RateText = Annotated[
    str, AfterValidator(_is_rate), WithJsonSchema({"type": "string", "pattern": f"^{_RATE}$"})
]
Rates = Annotated[tuple[RateText, ...], BeforeValidator(_several), Field(max_length=8)]


class Limits(BaseModel):
    """How often a network is asked, in place of what it documents; empty: as it documents."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    person: Rates = Field(default=(), description="For each person, such as 2/day.")
    app: Rates = Field(default=(), description="For everybody together, such as 600/h.")

    def rates(self, scope: str) -> tuple[Rate, ...]:
        """The rates for ``person`` or ``app``."""
        return tuple(Rate.of(written) for written in getattr(self, scope))
