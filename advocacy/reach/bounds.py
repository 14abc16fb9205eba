"""What can be said of an audience without knowing its overlap: bounds, and a sum that is not people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import number
from advocacy.reach.estimate import Estimate
from advocacy.reach.wording import text


def audience_bounds(sizes: Sequence[int], *, universe: int | None = None) -> Estimate:
    """Between which figures the unique audience must lie; the value is only their geometric middle.

    Args:
        sizes: followers of each account.
        universe: how many people there are at all, where that is known.

    Raises:
        InvalidInput: A size is negative, or larger than the universe.

    >>> print(audience_bounds([400, 300, 300]))
    632 (100% interval 400–1,000)
    """
    least, most = max(sizes, default=0), sum(sizes)
    if min(sizes, default=0) < 0:
        raise InvalidInput(Mistake(field="sizes", message=NEGATIVE))
    if universe is not None and universe < least:
        raise InvalidInput(Mistake(field="universe", message=_TOO_SMALL))
    most = most if universe is None else min(most, universe)
    middle = min(max(sqrt(least * most), least), most)
    return Estimate(value=middle, low=least, high=most, level=1.0, method=_BOUNDS, assumptions=(_NO_GUESS,))


@dataclass(frozen=True, slots=True)
class SummedFollowers:
    """A sum of follower counts, which the field calls potential reach. It does not count people.

    >>> print(summed_followers([400, 300, 300]))
    1,000 entries in follower lists (not people: one person may stand in many)
    """

    value: int

    def say(self, language: str) -> str:
        """The sum, and that it does not count people."""
        return _SUMMED.say(language).format(value=number(self.value, language))

    def __str__(self) -> str:
        return self.say("en")


def summed_followers(sizes: Iterable[int]) -> SummedFollowers:
    """The sum of follower counts, for those who must set it beside another tool's figure."""
    return SummedFollowers(sum(sizes))


_BOUNDS = text(
    fr="Au moins la plus longue liste, au plus leur somme ; rien n’est connu de leur recouvrement.",
    en="At least the longest list, at most their sum; nothing is known of how they overlap.",
)
_NO_GUESS = text(
    fr="La valeur est le milieu géométrique des bornes, non la meilleure estimation.",
    en="The value is the geometric middle of the bounds, not a best guess.",
)
_SUMMED = text(
    fr="{value} lignes de listes d’abonnés (pas des personnes : on peut figurer dans plusieurs)",
    en="{value} entries in follower lists (not people: one person may stand in many)",
)
NEGATIVE = text(fr="un nombre d’abonnés est au moins 0", en="a number of followers is at least 0")
_TOO_SMALL = text(
    fr="une liste est plus longue que la population : corrigez universe",
    en="a list is longer than the population: correct universe",
)
