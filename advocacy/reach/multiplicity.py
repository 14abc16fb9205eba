"""How many of the authors each person saw: what turns members, counted once an author, into people."""

from __future__ import annotations

import math


def mean_share(others: float, third: float, authors: int) -> float:
    """The mean of 1 ÷ (1 + Y): how much of a person one author may count who shares them with Y others.

    Y is beta-binomial, as exposure to several vehicles is since Metheringham (1964): people differ in how
    likely they are to see an author, and that likelihood is a beta law.

    Args:
        others: the mean of Y, the other authors whom someone reached by one of them saw.
        third: how likely someone who saw two authors saw a given third. As likely as one who saw one saw a
            second, when all people are alike; 1, when some see everyone and the others nobody else.
        authors: how many there are.

    >>> round(mean_share(0, 0.1, 5), 3), round(mean_share(0.5, 0.9, 2), 3), round(mean_share(1, 0.5, 3), 3)
    (1.0, 0.75, 0.583)
    >>> round(mean_share(1, 0.5 + 1e-9, 3), 2), round(mean_share(1, 0.999, 3), 2)
    (0.58, 0.67)
    """
    rest = authors - 1
    if rest < 1 or others < _NEARLY:
        return 1.0
    second = min(others / rest, 1 - 2 * _NEARLY)
    if rest == 1:
        return 1 - second / 2
    likely = min(max(third, second + _NEARLY * (1 - second)), 1 - _NEARLY)
    spread = (1 - likely) / (likely - second)  # of the beta law: small when people differ much
    a, b = second * spread, (1 - second) * spread
    if abs(a - 1) < _NEARLY:
        a, spread = a + _NEARLY, spread + _NEARLY
    unseen = math.exp(
        math.lgamma(b + authors) + math.lgamma(spread) - math.lgamma(b) - math.lgamma(spread + rest)
    )
    return min(max((spread - 1 - unseen) / ((a - 1) * authors), 1 / authors), 1.0)


_NEARLY = 1e-6
