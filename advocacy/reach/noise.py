"""Noise on counts, so that no figure tells whether one person's act is in it; the same one each time.

It is the discrete Laplace distribution, drawn exactly with whole numbers (Canonne, Kamath and Steinke, “The
Discrete Gaussian for Differential Privacy”, 2020, algorithm 2): noise n has a chance in proportion to
exp(−ε·|n|). The “coins” come from a keyed hash of what is asked, so that asking again gives the same answer
and nothing can be averaged away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import blake2b
from math import exp, sqrt


def discrete_laplace(epsilon: Fraction, *, key: bytes, about: str) -> int:
    """The noise for one count.

    Args:
        epsilon: how much one act may change the odds of any answer: e to this power. Smaller hides more.
        key: the programme's, which nobody else has.
        about: the measure, the period and the cell.

    >>> [discrete_laplace(Fraction(1), key=b"k" * 32, about=f"clicks {day}") for day in range(8)]
    [0, 1, 0, 0, -2, -3, 0, 0]
    """
    coins = _Coins(key, about)
    top, bottom = epsilon.numerator, epsilon.denominator
    while True:
        # size: bottom · geometric(1/e) + a part below it, so that it is geometric with exp(−1/bottom)
        part = coins.below(bottom)
        if not coins.falls(Fraction(part, bottom)):
            continue
        whole = 0
        while coins.falls(Fraction(1)):
            whole += 1
        size = (part + bottom * whole) // top
        negative = coins.below(2) == 1
        if not (negative and size == 0):  # else 0 would come twice as often
            return -size if negative else size


def deviation(epsilon: Fraction) -> float:
    """The standard deviation of that noise.

    >>> round(deviation(Fraction(1)), 2)
    1.36
    """
    chance = exp(-float(epsilon))
    return sqrt(2 * chance) / (1 - chance)


def to_sum(cells: Sequence[int], total: int) -> list[int]:
    """Counts that are no less than 0 and add up to `total`, as near to `cells` as can be.

    What the cells have too many or too few is shared out from the largest on, the first of equal ones first.

    >>> to_sum([5, 3, -1], 9), to_sum([5, 3], 6), to_sum([0, 0], 1)
    ([6, 3, 0], [4, 2], [1, 0])
    """
    made = [max(0, cell) for cell in cells]
    order = sorted(range(len(made)), key=lambda place: (-made[place], place))
    left, turn = max(0, total) - sum(made), 0
    while left and order:
        place = order[turn % len(order)]
        step = 1 if left > 0 else -1
        if made[place] + step >= 0:
            made[place] += step
            left -= step
        turn += 1
    return made


class _Coins:
    """Whole numbers below any other, all alike likely, from a keyed hash."""

    def __init__(self, key: bytes, about: str) -> None:
        self._bits = self._stream(key, about.encode())

    @staticmethod
    def _stream(key: bytes, about: bytes) -> Iterator[int]:
        number = 0
        while True:
            block = blake2b(number.to_bytes(8, "big") + about, key=key, digest_size=64).digest()
            yield from (byte >> bit & 1 for byte in block for bit in range(8))
            number += 1

    def below(self, end: int) -> int:
        """One of 0 … `end` − 1."""
        bits = (end - 1).bit_length()
        while True:
            drawn = sum(next(self._bits) << place for place in range(bits))
            if drawn < end:
                return drawn

    def falls(self, odds: Fraction) -> bool:
        """True with the chance exp(−`odds`), for odds of at most 1: by von Neumann's series."""
        turn = 1
        while self.below(odds.denominator * turn) < odds.numerator:
            turn += 1
        return turn % 2 == 1
