"""What an engine is: it holds the star schema and runs a text on it, as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol
from zoneinfo import ZoneInfo

from advocacy.clock import Clock
from advocacy.storage.facts import Asked

Value = int | str | None
"""What stands in a cell of the star schema; nothing else does, in any engine."""
Row = tuple[Value, ...]


class Reading(Protocol):
    """One consistent view of the data; later writes do not show in it."""

    def query(self, sql: str, asked: Asked) -> list[Row]:
        """The rows of `sql`, run verbatim, with `asked` as the one row of the table of that name."""
        ...


class Engine(Protocol):
    """Something that holds the star schema of `advocacy.storage.facts`."""

    def reading(self, *, zone: ZoneInfo, clock: Clock) -> AbstractContextManager[Reading]:
        """Open a view in which a day is a day of `zone`."""
        ...


def whole(row: Iterable[object]) -> Row:
    """A row with plain integers: sums come as decimals or wide integers from some engines.

    >>> from decimal import Decimal
    >>> whole((Decimal(3), "spring", None))
    (3, 'spring', None)
    """
    return tuple(value if value is None or isinstance(value, str) else int(value) for value in row)  # type: ignore[call-overload]
