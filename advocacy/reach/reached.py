"""How many different people saw at least one post: members reached, less those reached by several authors."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from itertools import chain

from advocacy.language import Text
from advocacy.reach.coclicks import CLUMPING, USUAL, Overlap, eagerness
from advocacy.reach.estimate import LEVEL, Estimate
from advocacy.reach.frequency import Members, members_of
from advocacy.reach.seen import AuthorPosts, CampaignSeen, Clicks, PostSeen

__all__ = ["AuthorPosts", "CampaignSeen", "Clicks", "PostSeen", "people_reached"]


def people_reached(
    posts: Sequence[AuthorPosts],
    clicks: Clicks | None = None,
    *,
    history: Sequence[CampaignSeen] = (),
    level: float = LEVEL,
) -> Estimate:
    """People who saw at least one post of a campaign.

    1. *Members of each author*, each once: as the network tells, or inferred from impressions along a curve
       learned from authors (here and in `history`) for whom it tells both.
    2. *Overlap of two authors*: people who follow links of both on one day, set against the product of their
       visitors of that day. Where audiences do not overlap more than by chance this is small; it is the
       day's salt that both sides share, so it does not matter that visitors are strangers the next day.
    3. *From clicks to sight*: eager clickers make co-clicks more frequent, and lost keys make them rarer. The
       factor is learned from the posts of one author, whose overlap is known exactly: it is what members
       summed over posts exceed members counted once.
    4. *From pairs to the union*: how many other authors someone saw is taken as negative binomial, with the
       variance that a correlation of 0.02 to 0.09 between authors gives it.

    The interval holds the doubt of each step, drawn at random with a fixed seed.

    Args:
        posts: of the campaign, by author, on one network.
        clicks: on the campaign's links, as kept after the days' salts are destroyed.
        history: earlier campaigns of the same programme; more co-clicks, a narrower interval.
        level: how often the interval is to hold the truth.

    Returns:
        An estimate; its bounds only (`level` 1) when too few clicks could have told of overlap.

    Raises:
        InvalidInput: A count cannot be.

    >>> seen = [AuthorPosts(author=name, posts=(PostSeen(members_reached=400),)) for name in ("ada", "bea")]
    >>> print(people_reached(seen))
    566 (100% interval 400–800)
    """
    past = list(chain.from_iterable(campaign.posts for campaign in history))
    members = members_of(posts, past)
    left_out = len(posts) - len(members)
    seen = [*history, CampaignSeen(posts=tuple(posts), clicks=clicks)] if clicks else list(history)
    overlap = Overlap.of([campaign.clicks for campaign in seen])
    most = math.fsum(member.count for member in members)
    if overlap.told_by(most) < _TELLING:
        return _bounds(members, left_out)
    draws = sorted(_draws(members, overlap, eagerness(seen)))
    tail = (1 - level) / 2
    return Estimate(
        value=draws[len(draws) // 2],
        low=draws[round(tail * (len(draws) - 1))],
        high=draws[round((1 - tail) * (len(draws) - 1))],
        level=level,
        method=_BY_CLICKS,
        assumptions=_assumptions(members, left_out),
    )


def _draws(members: Sequence[Members], overlap: Overlap, eager_law: tuple[float, float]) -> list[float]:
    """People reached, over and over, with everything that is not known drawn anew."""
    rng = random.Random(_SEED)  # noqa: S311 - chance as a method, not as a secret
    leaning = [overlap.leaning(member.author) for member in members]
    found = []
    for _ in range(_DRAWS):
        counts = [
            m.count * rng.lognormvariate(-(m.error**2) / 2, m.error) if m.error else m.count for m in members
        ]
        summed, least = math.fsum(counts), max(counts)
        others = [lean * (summed - count) for lean, count in zip(leaning, counts, strict=True)]
        mean = math.fsum(c * o for c, o in zip(counts, others, strict=True)) / summed
        eager = rng.gammavariate(eager_law[0], 1 / eager_law[1])
        apart = summed - math.fsum(count * count for count in counts) / summed
        told = eager * overlap.total_chances / apart / CLUMPING if apart else 0.0
        usual = _HUNCH / USUAL
        more = rng.gammavariate(_HUNCH + overlap.total_met / CLUMPING, 1 / (usual + told))
        alike = rng.lognormvariate(math.log(_ALIKE), _ALIKE_DOUBT)
        shape = more / max(len(members) - 1, 1) / alike
        scale = more / mean if mean else 0.0
        union = math.fsum(
            count * mean_share(other * scale, shape) for count, other in zip(counts, others, strict=True)
        )
        found.append(min(max(union, least), summed))
    return found


def mean_share(others: float, shape: float) -> float:
    """The mean of 1 ÷ (1 + Y), Y negative binomial: how much of a person one author may count.

    Args:
        others: the mean of Y, the other authors whom someone reached by this one saw.
        shape: of Y; small when few people see most of it, infinite for Poisson.

    >>> round(mean_share(0, 1), 3), round(mean_share(1, 2), 3), round(mean_share(1, 1), 3)
    (1.0, 0.667, 0.693)
    """
    if others < _NOBODY:
        return 1.0
    if abs(shape - 1) < _NOBODY:
        return math.log1p(others) / others
    return -math.expm1((1 - shape) * math.log1p(others / shape)) * shape / (others * (shape - 1))


def _bounds(members: Sequence[Members], left_out: int) -> Estimate:
    least = max((member.count for member in members), default=0.0)
    most = math.fsum(member.count for member in members)
    return Estimate(
        value=min(max(math.sqrt(least * most), least), most),
        low=least,
        high=most,
        level=1.0,
        method=_BY_BOUNDS,
        assumptions=_assumptions(members, left_out),
    )


def _assumptions(members: Sequence[Members], left_out: int) -> tuple[Text, ...]:
    inferred = sum(1 for member in members if member.error)
    return (
        _EACH_ONCE,
        _LIKE_THE_REST,
        *((_INFERRED.format(count=inferred, all=len(members)),) if inferred else ()),
        *((_LEFT_OUT.format(count=left_out),) if left_out else ()),
    )


_TELLING = 0.5
_SEED = 20260301
_DRAWS = 800
_HUNCH = 1.5
_ALIKE = 0.045
"""Correlation, among those whom one author reached, of having seen a second and a third."""
_ALIKE_DOUBT = 0.4
_NOBODY = 1e-9

_BY_CLICKS = Text(
    fr="Membres atteints par chaque auteur, moins le recouvrement que montrent ceux qui ont suivi, le même "
    "jour, les liens de deux collègues.",
    en="Members reached by each author, less the overlap shown by those who followed links of two colleagues "
    "on one day.",
)
_BY_BOUNDS = Text(
    fr="Au moins l'auteur qui en a atteint le plus, au plus la somme : trop peu de clics pour connaître le "
    "recouvrement.",
    en="At least the author who reached most, at most the sum: too few clicks to know how they overlap.",
)
_EACH_ONCE = Text(
    fr="Le réseau compte chaque membre une seule fois sur toutes les publications d'un auteur.",
    en="The network counts each member once over all of an author's posts.",
)
_LIKE_THE_REST = Text(
    fr="Ceux qui cliquent ressemblent aux autres par le nombre de collègues qu'ils voient.",
    en="Those who click are like the others in how many colleagues they see.",
)
_INFERRED = Text(
    fr="Pour {count} auteurs sur {all}, les membres sont déduits des affichages, comme chez les autres.",
    en="For {count} of {all} authors, members are inferred from impressions, as they are with the others.",
)
_LEFT_OUT = Text(
    fr="{count} auteurs dont rien n'est connu sont laissés de côté : le vrai nombre est plus grand.",
    en="{count} authors of whom nothing is known are left out: the true number is larger.",
)
