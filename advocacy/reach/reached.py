"""How many different people saw at least one post: members reached, less those reached by several authors."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from advocacy.language import Text
from advocacy.reach.coclicks import Overlap, eagerness
from advocacy.reach.estimate import LEVEL, Estimate
from advocacy.reach.frequency import Members, members_of
from advocacy.reach.multiplicity import mean_share
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
    4. *From pairs to the union*: how many other authors someone saw is taken as beta-binomial. Whether it is
       many people who see two, or few who see everyone, is learned from visitors who followed three authors
       or more on a day; a prior stands in where these are few, and the interval is wider. What that law
       misses of publics with a core was fitted where the truth is known.

    The interval holds the doubt of each step, drawn at random with a fixed seed, and was calibrated where the
    truth is known: docs/explanation/estimates.md.

    Args:
        posts: of the campaign, by author, on one network.
        clicks: on the campaign's links, as kept after the days' salts are destroyed.
        history: earlier campaigns of the same programme; more co-clicks, a narrower interval.
        level: how often the interval is to hold the truth.

    Returns:
        An estimate; its bounds only (`level` 1) when too few clicks could have told of overlap, or when
        they look like those of machines.

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
    if overlap.is_by_machines or overlap.told_by(most, _usual(len(members))) < _TELLING:
        return _bounds(members, left_out, why=_MACHINES if overlap.is_by_machines else _TOO_FEW)
    draws = _tempered(_draws(members, overlap, eagerness(seen)))
    low, value, high = (_quantile(draws, part) for part in ((1 - level) / 2, 0.5, (1 + level) / 2))
    return Estimate(
        value=value,
        low=value * (low / value) ** _CALIBRATED,
        high=value * (high / value) ** _CALIBRATED,
        level=level,
        method=_BY_CLICKS,
        assumptions=_assumptions(members, left_out),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Audience:
    """What one draw supposes of the authors' members."""

    summed: float
    largest: float
    apart: float
    """Of `summed` those whom another author reached, for someone reached by one: a mean over people."""

    @classmethod
    def of(cls, members: Sequence[Members], rng: random.Random) -> _Audience:
        counts = [
            m.count * rng.lognormvariate(-(m.error**2) / 2, m.error) if m.error else m.count for m in members
        ]
        summed = math.fsum(counts)
        apart = summed - math.fsum(count * count for count in counts) / summed
        return cls(summed=summed, largest=max(counts), apart=apart)


def _draws(
    members: Sequence[Members], overlap: Overlap, eager_law: tuple[float, float]
) -> list[tuple[float, float]]:
    """People reached and the weight of that figure, over and over, with all that is not known drawn anew."""
    rng = random.Random(_SEED)  # noqa: S311 - chance as a method, not as a secret
    certain = None if any(member.error for member in members) else _Audience.of(members, rng)
    rest, found = len(members) - 1, list[tuple[float, float]]()
    for _ in range(_DRAWS):
        audience = certain or _Audience.of(members, rng)
        if not rest:
            found.append((audience.summed, 0.0))
            continue
        eager = rng.gammavariate(eager_law[0], 1 / eager_law[1]) * rng.lognormvariate(0, _EAGER_DOUBT)
        others = _others(overlap, eager / audience.apart, rest, rng)
        third = others / rest + rng.lognormvariate(math.log(_ALIKE), _ALIKE_DOUBT)
        bent = rng.gauss(_bend(others, third, rest), _BEND_DOUBT * (_STEADY + others))
        union = audience.summed * mean_share(others, third, rest + 1) * math.exp(bent)
        more = third * (rest - 1) / others  # of three for each two, beyond chance
        rate = (eager * others / audience.apart) ** 2 * overlap.three_chances * more
        rate *= rng.lognormvariate(math.log(_THREES), _THREES_DOUBT)
        weight = _likelihood(overlap.threes, rate, overlap.three_clumping)
        found.append((min(max(union, audience.largest), audience.summed), weight))
    return found


def _bend(others: float, third: float, rest: int) -> float:
    """What the beta-binomial law misses of the union, as a logarithm.

    Among many authors it finds too many people, for people differ in more than one way; and where someone
    sees several authors, too few: publics are then a core and those around it, who see but one.
    """
    steeper = math.log(max(third * rest / others, 1.0))
    among_many = max(math.log((rest + 1) / _FEW), 0.0)
    return _AROUND_A_CORE * min(others, _CORE) ** 2 - _AMONG_MANY * others * steeper * among_many


def _others(overlap: Overlap, eager: float, rest: int, rng: random.Random) -> float:
    """How many other authors someone reached by one has seen, as co-clicks and the prior allow."""
    clumping = overlap.clumping
    told = eager * overlap.pair_chances / clumping
    drawn = rng.gammavariate(_HUNCH + overlap.pairs / clumping, 1 / (_HUNCH / _usual(rest + 1) + told))
    return min(drawn, _MOST * rest)


def _likelihood(met: int, rate: float, clumping: float) -> float:
    """The logarithm of how likely so many are where `rate` are expected, by Poisson, thinned by clumping."""
    return (met * math.log(rate) - rate) / clumping if rate > 0 else 0.0


def _tempered(draws: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The draws with likelihoods weakened until enough of them count: a handful would look too sure."""
    top = max(weight for _, weight in draws)
    power = 1.0
    while True:
        each = [math.exp(power * (weight - top)) for _, weight in draws]
        if math.fsum(each) ** 2 >= _COUNT * math.fsum(one * one for one in each):
            return [(figure, power * weight) for figure, weight in draws]
        power *= _WEAKER


def _quantile(draws: Sequence[tuple[float, float]], part: float) -> float:
    """The figure below which lies this part of the draws' weight."""
    top = max(weight for _, weight in draws)
    ordered = sorted((figure, math.exp(weight - top)) for figure, weight in draws)
    wanted, so_far = part * math.fsum(weight for _, weight in ordered), 0.0
    for figure, weight in ordered:
        so_far += weight
        if so_far >= wanted:
            return figure
    return ordered[-1][0]


def _usual(authors: int) -> float:
    """How many other authors someone reached by one has seen, where nothing is known; a rough prior."""
    return _USUAL * math.sqrt(max(authors - 1, 1))


def _bounds(members: Sequence[Members], left_out: int, *, why: Text) -> Estimate:
    least = max((member.count for member in members), default=0.0)
    most = math.fsum(member.count for member in members)
    return Estimate(
        value=min(max(math.sqrt(least * most), least), most),
        low=least,
        high=most,
        level=1.0,
        method=_BY_BOUNDS,
        assumptions=(why, *_assumptions(members, left_out)),
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
_DRAWS = 1500
_COUNT = 150
"""Draws that must count, of all: their effective number."""
_WEAKER = 0.8
_USUAL = 0.15
_HUNCH = 2.0
"""The weight of the prior for overlap, in co-clicks."""
_MOST = 0.95
_EAGER_DOUBT = 0.07
"""Of how likelier co-clicks are between authors than between posts, for those who look more."""
_ALIKE = 0.04
"""How much likelier someone who saw two authors saw a third, than someone who saw one saw a second; where the
truth is known, from 0.03 where publics are alike to 0.2 where some see nearly everyone."""
_ALIKE_DOUBT = 0.9
_THREES = 2.0
"""Third moment of eagerness over its squared second, in units of lost keys: 5/3 ÷ 0.75 where its law is gamma
with a squared coefficient of variation of 2, less for chances that cannot exceed 1."""
_THREES_DOUBT = 0.2
_FEW = 10
_AMONG_MANY, _AROUND_A_CORE, _CORE = 0.013, 0.008, 8.5
_BEND_DOUBT, _STEADY = 0.022, 0.5
"""Fitted where the truth is known: simulated publics of several kinds, and teams in real graphs."""
_CALIBRATED = 0.85
"""Of the width of the interval, as a logarithm: uncorrected, 95 of 100 intervals of 90 % held the truth in
the worlds that this was settled on. The page on how true the estimates are is of other worlds."""

_BY_CLICKS = Text(
    fr="Membres atteints par chaque auteur, moins le recouvrement que montrent ceux qui ont suivi, le même "
    "jour, les liens de deux collègues.",
    en="Members reached by each author, less the overlap shown by those who followed links of two colleagues "
    "on one day.",
)
_BY_BOUNDS = Text(
    fr="Au moins l’auteur qui en a atteint le plus, au plus la somme.",
    en="At least the author who reached most, at most the sum.",
)
_TOO_FEW = Text(
    fr="Trop peu de clics pour connaître le recouvrement ; la valeur est le milieu géométrique des bornes.",
    en="Too few clicks to know how audiences overlap; the value is the geometric middle of the bounds.",
)
_MACHINES = Text(
    fr="Les clics ne disent rien du recouvrement : trop de visiteurs ont suivi cinq collègues ou plus le "
    "même jour, comme des machines. La valeur est le milieu géométrique des bornes.",
    en="Clicks tell nothing of overlap: too many visitors followed five colleagues or more on one day, as "
    "machines do. The value is the geometric middle of the bounds.",
)
_EACH_ONCE = Text(
    fr="Le réseau compte chaque membre une seule fois sur toutes les publications d’un auteur.",
    en="The network counts each member once over all of an author's posts.",
)
_LIKE_THE_REST = Text(
    fr="Ceux qui cliquent ressemblent aux autres par le nombre de collègues qu’ils voient.",
    en="Those who click are like the others in how many colleagues they see.",
)
_INFERRED = Text(
    fr="Pour {count} auteurs sur {all}, les membres sont déduits des affichages, comme chez les autres.",
    en="For {count} of {all} authors, members are inferred from impressions, as they are with the others.",
)
_LEFT_OUT = Text(
    fr="{count} auteurs dont rien n’est connu sont laissés de côté : le vrai nombre est plus grand.",
    en="{count} authors of whom nothing is known are left out: the true number is larger.",
)
