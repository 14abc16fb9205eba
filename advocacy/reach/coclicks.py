"""What co-clicks tell: how audiences overlap, and how much likelier they are than clicks of strangers."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from advocacy.reach.seen import AuthorPosts, CampaignSeen, Clicks


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What co-clicks tell of two and of three authors, over all campaigns.

    Attributes:
        pairs: visitors who followed links of two authors on a day, once for each two.
        pair_chances: how many there could be: any visitor of one author with any of another's that day.
        threes: the same of three authors, in campaigns of which `Clicks.breadth` is known.
        three_chances: any three visitors of that day, of three authors.
        breadth: visitors of a day by how many authors' links they followed.
    """

    pairs: int
    pair_chances: float
    threes: int
    three_chances: float
    breadth: Mapping[int, int]

    @classmethod
    def of(cls, campaigns: Iterable[Clicks]) -> Overlap:
        """Sum over campaigns; co-clicks are taken off the chances, whose two visitors must be two people."""
        pairs, pair_chances, three_chances = 0, 0.0, 0.0
        breadth: Counter[int] = Counter()
        for clicks in campaigns:
            met = sum(count for (one, other), count in clicks.together.items() if one != other)
            twos, threes = _chances(clicks)
            pairs, pair_chances = pairs + met, pair_chances + twos - met
            if clicks.breadth:
                breadth.update(clicks.breadth)
                three_chances += threes
        return cls(
            pairs=pairs,
            pair_chances=max(pair_chances, 0.0),
            threes=_moment(breadth, 3),
            three_chances=max(three_chances, 0.0),
            breadth=dict(breadth),
        )

    def told_by(self, summed: float, usual: float) -> float:
        """How many co-clicks a usual overlap would have given, were `summed` the members of all authors."""
        return usual * _EAGER * self.pair_chances / summed if summed else 0.0

    @property
    def clumping(self) -> float:
        """Variance of `pairs` in units of its mean: one person who follows three links makes three pairs."""
        return max(CLUMPING, _RETURNS * _clumping(self.breadth, 2))

    @property
    def three_clumping(self) -> float:
        """The same of `threes`."""
        return max(CLUMPING, _clumping(self.breadth, 3))

    @property
    def is_by_machines(self) -> bool:
        """Whether more visitors followed many colleagues on a day than three or four, as no people do."""
        many = sum(count for authors, count in self.breadth.items() if authors >= _MANY)
        some = sum(self.breadth.get(authors, 0) for authors in range(3, _MANY))
        return many >= _MANY and many > some


def _chances(clicks: Clicks) -> tuple[float, float]:
    """Twos and threes of visitors of a day, each of another author (elementary symmetric sums)."""
    by_day: defaultdict[int, list[int]] = defaultdict(list)
    for days in clicks.visitors.values():
        for day, count in days.items():
            by_day[day].append(count)
    twos, threes = 0.0, 0.0
    for counts in by_day.values():
        one, two, three = (float(sum(count**power for count in counts)) for power in (1, 2, 3))
        twos += (one * one - two) / 2
        threes += (one**3 - 3 * one * two + 2 * three) / 6
    return twos, threes


def _moment(breadth: Mapping[int, int], of: int, power: int = 1) -> int:
    return sum(count * math.comb(authors, of) ** power for authors, count in breadth.items())


def _clumping(breadth: Mapping[int, int], of: int) -> float:
    met = _moment(breadth, of)
    return _moment(breadth, of, power=2) / met if met else 0.0


def eagerness(campaigns: Sequence[CampaignSeen]) -> tuple[float, float]:
    """Shape and rate of the Gamma law of how much likelier a co-click is than two clicks of strangers."""
    shape, rate = _SURE, _SURE / _EAGER
    known, chances = 0.0, 0.0
    for campaign in campaigns:
        for seen in campaign.posts:
            own = campaign.clicks.together.get((seen.author, seen.author), 0)
            usable = _own_chances(seen, own)
            if usable:  # of the others it is not known how many saw two posts
                known, chances = known + own, chances + usable
    if known:  # else own pairs were not counted, or too few to tell
        shape, rate = shape + known / CLUMPING, rate + chances / CLUMPING
    return shape, rate / _lookers(campaigns)


def _lookers(campaigns: Iterable[CampaignSeen]) -> float:
    """How much likelier still for two authors: who sees both looks more, and sees more posts of each."""
    told = [
        (seen.summed_members, seen.members)
        for campaign in campaigns
        for seen in campaign.posts
        if seen.members and seen.summed_members
    ]
    if not told:
        return 1.0
    each = sum(summed for summed, _ in told) / sum(members for _, members in told)
    return float(max(1.0, (1 + _LOOKS_MORE * (each - 1)) / max(each, 1.0)) ** 2)


def _own_chances(seen: AuthorPosts, own: int) -> float:
    """Co-clicks that the known overlap of an author's posts would give, were all equally eager."""
    summed, members = seen.summed_members, seen.members_reached
    if not (summed and members) or len(seen.posts) < _PAIR or members >= summed:
        return 0.0
    shared = summed - members if len(seen.posts) == _PAIR else (summed / members - 1) * summed / _POST_BEND
    each = [(post.members_reached or 0, post.clicks) for post in seen.posts]
    pairs = list(combinations(each, 2))
    products = sum(here * there for (here, _), (there, _) in pairs)
    strangers = sum(sum(n * other.get(day, 0) for day, n in one.items()) for (_, one), (_, other) in pairs)
    return max(strangers - own, 0) * shared / products if products else 0.0


CLUMPING = 1.3
"""Variance of co-clicks in units of their mean, where more is not known."""
_RETURNS = 1.15
"""How much more they vary because the same people come back on other days."""
_EAGER = 1.7
"""Co-clicks for each pair of strangers' clicks at equal overlap: 1 + 2 for the spread of eagerness to click
(its squared coefficient of variation), times 0.75 twice for keys that are lost."""
_SURE = 30.0
"""The weight of that prior, in co-clicks: a coefficient of variation of a fifth."""
_POST_BEND = 1.07
"""How the union of three posts or more bends: 1 when how many posts someone saw is geometric, more when
people differ less. Where the truth is known it lies between 1 and 1.2."""
_PAIR = 2
_MANY = 5
_LOOKS_MORE = 1.35
"""Further posts of an author that someone saw who saw a colleague's as well, in units of everyone's."""
