"""The last look before numbers are shown: can one person's be computed from several tables at once?"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

_Group = TypeVar("_Group", bound=Hashable)

MANY = 200
"""More lone cells than this, and the answer is yes without a look at each."""

_PRIME = 2**61 - 1  # arithmetic modulo a large prime: exact, and the numbers stay small


class _Span:
    """What can be computed by adding and subtracting rows."""

    def __init__(self, rows: Mapping[int, Mapping[int, int]] | None = None) -> None:
        self._rows = dict(rows or {})

    def copy(self) -> _Span:
        return _Span(self._rows)

    def add(self, row: Mapping[int, int]) -> None:
        left = self._reduced(row)
        if left:
            pivot = min(left)
            inverse = pow(left[pivot], -1, _PRIME)
            self._rows[pivot] = {column: value * inverse % _PRIME for column, value in left.items()}

    def holds(self, row: Mapping[int, int]) -> bool:
        return not self._reduced(row)

    def _reduced(self, row: Mapping[int, int]) -> dict[int, int]:
        left, done = dict(row), -1
        while (pivot := min((column for column in left if column > done), default=None)) is not None:
            done = pivot
            if pivot in self._rows:
                factor = left[pivot]
                for column, value in self._rows[pivot].items():
                    rest = (left.get(column, 0) - factor * value) % _PRIME
                    if rest:
                        left[column] = rest
                    else:
                        left.pop(column, None)
        return left


def exposes(cells: Mapping[tuple[_Group, ...], Collection[str]]) -> bool:
    """Whether the sums of all breakdowns, taken together, give away a number that is one person's alone.

    A cell is where people's numbers enter: one group of each breakdown, and the people there. Each table
    shows, for every group of its breakdown, the sum over the cells in it. Someone who knows who posted what
    (posts are public) can add and subtract them. A person is given away when some combination is zero on
    every cell that someone else has a part in, and not zero on a cell that is theirs alone.

    >>> apart = {("pump", "sales"): "abcdef", ("pump", "legal"): "z", ("factory", "legal"): "mnopqr"}
    >>> exposes(apart)  # pump − sales = z's clicks: sales posted nothing else
    True
    >>> exposes(apart | {("factory", "sales"): "cd"})
    False
    """
    columns: dict[tuple[int, Hashable], int] = {}
    rows = {cell: {columns.setdefault(place, len(columns)): 1 for place in enumerate(cell)} for cell in cells}
    crowd = _Span()
    for cell, people in cells.items():
        if len(people) > 1:
            crowd.add(rows[cell])
    alone = [(next(iter(people)), rows[cell]) for cell, people in cells.items() if len(people) == 1]
    critical = [(person, row) for person, row in alone if not crowd.holds(row)]
    if len(critical) > MANY:
        return True
    return any(_given_away(person, critical, crowd) for person in {person for person, _row in critical})


def _given_away(person: str, critical: list[tuple[str, dict[int, int]]], crowd: _Span) -> bool:
    others = crowd.copy()
    for other, row in critical:
        if other != person:
            others.add(row)
    return not all(others.holds(row) for other, row in critical if other == person)
