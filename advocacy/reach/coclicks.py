"""What co-clicks tell: how audiences overlap, and how much likelier they are than clicks of strangers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from advocacy.reach.seen import AuthorPosts, CampaignSeen, Clicks


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What co-clicks of pairs of authors tell, over all campaigns.

    Attributes:
        met: visitors who followed links of the author and of another, by author.
        chances: products of the author's visitors of a day and the others', by author: how many there could
            have been at most.
    """

    met: dict[str, float]
    chances: dict[str, float]

    @classmethod
    def of(cls, campaigns: Iterable[Clicks]) -> Overlap:
        """Sum over campaigns; co-clicks are taken off the products, whose two visitors must be two people."""
        met: defaultdict[str, float] = defaultdict(float)
        chances: defaultdict[str, float] = defaultdict(float)
        for clicks in campaigns:
            all_of: Counter[int] = Counter()
            for days in clicks.visitors.values():
                all_of.update(days)
            for author, days in clicks.visitors.items():
                chances[author] += sum(count * (all_of[day] - count) for day, count in days.items())
            for (one, other), count in clicks.together.items():
                if one != other:
                    for author in (one, other):
                        met[author] += count
                        chances[author] -= count
        return cls(met=dict(met), chances=dict(chances))

    @property
    def total_met(self) -> float:
        """Co-clicks of all pairs."""
        return sum(self.met.values()) / 2

    @property
    def total_chances(self) -> float:
        """Chances of all pairs."""
        return max(sum(self.chances.values()) / 2, 0.0)

    def told_by(self, summed: float) -> float:
        """How many co-clicks a usual overlap would have given, were `summed` the members of all authors."""
        return USUAL * _EAGER * self.total_chances / summed if summed else 0.0

    def leaning(self, author: str) -> float:
        """How much more than the average this author shares their audience; near 1 when little is known."""
        if not self.total_met:
            return 1.0
        expected = max(self.chances.get(author, 0.0), 0.0) * self.total_met / self.total_chances
        hold = self._hold()
        return (self.met.get(author, 0.0) + hold) / (expected + hold)

    def _hold(self) -> float:
        """How many co-clicks the average counts for, by the spread of authors beyond chance."""
        rate = self.total_met / self.total_chances
        expected = {author: max(chance, 0.0) * rate for author, chance in self.chances.items()}
        beyond = sum((self.met.get(a, 0.0) - mean) ** 2 - CLUMPING * mean for a, mean in expected.items())
        spread = beyond / max(sum(mean * mean for mean in expected.values()), 1e-9)
        return 1 / min(max(spread, 0.02), 2.0)


def eagerness(campaigns: Sequence[CampaignSeen]) -> tuple[float, float]:
    """Shape and rate of the Gamma law of how much likelier a co-click is than two clicks of strangers."""
    shape, rate = _SURE, _SURE / _EAGER
    known, chances = 0.0, 0.0
    for campaign in campaigns:
        for seen in campaign.posts:
            own = campaign.clicks.together.get((seen.author, seen.author), 0)
            known += own
            chances += _own_chances(seen, own)
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


USUAL = 0.4
"""How many other authors someone reached by one has seen, where nothing is known; a rough prior."""
CLUMPING = 1.3
"""Variance of co-clicks in units of their mean: one person who follows three links makes three pairs."""
_EAGER = 1.7
"""Co-clicks for each pair of strangers' clicks at equal overlap: 1 + 2 for the spread of eagerness to click
(its squared coefficient of variation), times 0.75 twice for keys that are lost."""
_SURE = 25.0
"""The weight of that prior, in co-clicks: a coefficient of variation of a fifth."""
_POST_BEND = 0.9
"""How the union of three posts or more bends: 1 when how many posts someone saw is geometric."""
_PAIR = 2
_LOOKS_MORE = 1.3
"""Further posts of an author that someone saw who saw a colleague's as well, in units of everyone's."""
