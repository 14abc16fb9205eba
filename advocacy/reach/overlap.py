"""How many people follow at least one of several authors: from sketches, from a sample, or within bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import sqrt
from statistics import fmean

from advocacy.errors import InvalidInput, Mistake
from advocacy.reach.bounds import NEGATIVE, SummedFollowers, audience_bounds, summed_followers
from advocacy.reach.estimate import LEVEL, Estimate, around
from advocacy.reach.sketch import OTHER_KEY, AudienceSketch
from advocacy.reach.wording import text

__all__ = [
    "AudienceSketch",
    "SummedFollowers",
    "audience_bounds",
    "summed_followers",
    "unique_audience",
    "unique_audience_from_sample",
]


def unique_audience(sketches: Iterable[AudienceSketch], *, level: float = LEVEL) -> Estimate:
    """People who follow at least one of the accounts, from a sketch of each account's followers.

    Each account adds those of its followers who follow no smaller one: its exact size, times the share of
    its sample that is in no smaller sketch. A smaller list is sampled more densely, so whether someone of
    the sample is in it is known for certain.

    Args:
        sketches: one an account, all made with the same key.
        level: how often the interval is to hold the truth.

    Raises:
        InvalidInput: the sketches were made with different keys.

    >>> key = b"0123456789abcdef"
    >>> one = AudienceSketch.of((f"did:{n}" for n in range(600)), key=key)
    >>> other = AudienceSketch.of((f"did:{n}" for n in range(400, 900)), key=key)
    >>> str(unique_audience([one, other]))
    '900'
    """
    ordered = sorted(sketches, key=lambda sketch: (-sketch.threshold, sketch.size))
    if len({sketch.key_id for sketch in ordered}) > 1:
        raise InvalidInput(Mistake(field="sketches", message=OTHER_KEY))
    seen: set[int] = set()
    influence: defaultdict[int, float] = defaultdict(float)
    total, floor_ = 0.0, 0.0
    for sketch in ordered:
        new = {hashed: hashed not in seen for hashed in sketch.sample}
        share = sum(new.values()) / len(new) if new else 0.0
        total += sketch.size * share
        if not sketch.is_complete:
            weight = sketch.size / len(new) * sqrt(1 - len(new) / sketch.size)
            for hashed, is_new in new.items():
                influence[hashed] += weight * (is_new - share)
            floor_ += _doubt(sketch.size, len(new)) if share in {0, 1} else 0.0
        seen.update(new)
    variance = sum(value * value for value in influence.values()) + floor_
    return around(
        total,
        sqrt(variance),
        least=max((sketch.size for sketch in ordered), default=0),
        most=sum(sketch.size for sketch in ordered),
        method=_BY_SKETCHES,
        assumptions=(_AT_THE_TIME, _ACCOUNTS),
        level=level,
    )


def unique_audience_from_sample(
    sizes: Sequence[int],
    multiplicities: Sequence[int] | Sequence[Sequence[int]],
    *,
    level: float = LEVEL,
) -> Estimate:
    """The same from a sample of followers, and how many of the accounts each of them follows.

    Someone who follows m of the accounts is in m lists, so each time they are met they count 1/m.

    Args:
        sizes: followers of each account.
        multiplicities: for each account, of each sampled follower, how many of the accounts they follow
            (1 or more: this one). Or one flat list, of followers sampled from all lists put together.
        level: how often the interval is to hold the truth.

    Raises:
        InvalidInput: a multiplicity is below 1 or above the number of accounts, a size below 0, nobody was
            sampled, or the lists do not match.

    >>> str(unique_audience_from_sample([1000, 800], [[1, 1, 2, 1], [2, 1, 1, 1]]))
    '1,580 (90% interval 1,280–1,800)'
    """
    sizes = [int(size) for size in sizes]
    strata = _strata(sizes, multiplicities)
    if not sum(sizes):
        return _of_nobody(level)
    everyone = [1 / m for _size, met in strata for m in met]
    mean = fmean(everyone)
    total = sum(size * (fmean([1 / m for m in met]) if met else mean) for size, met in strata)
    missed = any(size and not met for size, met in strata)
    variance = _variance(strata, everyone, len(sizes))
    return around(
        total if variance else round(total),  # everyone was asked: thirds add up to whole people
        sqrt(variance),
        least=max(sizes),
        most=sum(sizes),
        method=_BY_SAMPLE,
        assumptions=(_UNIFORM, _AT_THE_TIME, _ACCOUNTS, *((_UNSAMPLED,) if missed else ())),
        level=level,
        freedom=max(len(everyone) - 1, 1),
    )


def _of_nobody(level: float) -> Estimate:
    return Estimate(value=0, low=0, high=0, level=level, method=_BY_SAMPLE, assumptions=(_AT_THE_TIME,))


_Strata = list[tuple[int, Sequence[int]]]
_BORROWED = 2
"""For how many followers of its own the spread of all counts in a list's."""


def _strata(sizes: Sequence[int], multiplicities: Sequence[int] | Sequence[Sequence[int]]) -> _Strata:
    """Each list's size with what its sample showed; a flat sample is one list of everything."""
    flat: list[int] = []
    nested: list[list[int]] = []
    for found in multiplicities:
        if isinstance(found, Iterable):
            nested.append([int(m) for m in found])
        else:
            flat.append(int(found))
    if (flat and nested) or (nested and len(nested) != len(sizes)):
        raise InvalidInput(Mistake(field="multiplicities", message=_MISMATCH.format(n=len(sizes))))
    strata: _Strata = [(sum(sizes), flat)] if flat else list(zip(sizes, nested, strict=False))
    met = [m for _size, found in strata for m in found]
    if min(sizes, default=0) < 0:
        raise InvalidInput(Mistake(field="sizes", message=NEGATIVE))
    if not met and (any(sizes) or not sizes):
        raise InvalidInput(Mistake(field="multiplicities", message=_NOBODY))
    wrong = [m for m in met if not 1 <= m <= len(sizes)]
    if wrong:
        raise InvalidInput(
            Mistake(field="multiplicities", message=_IMPOSSIBLE.format(m=wrong[0], n=len(sizes)))
        )
    return strata


def _variance(strata: _Strata, everyone: Sequence[float], accounts: int) -> float:
    """Of the sum over lists; a list of which few were sampled borrows from the spread of all."""
    pooled = _spread(everyone) / max(len(everyone) - 1, 1)
    variance = 0.0
    for size, met in strata:
        weights = [1 / m for m in met]
        own = (_spread(weights) + _BORROWED * pooled) / (max(len(weights) - 1, 0) + _BORROWED)
        left = max(1 - len(weights) / size, 0) if size else 0
        variance += size * size * own / max(len(weights), 1) * left
    if pooled:
        return variance
    off = max(1 - everyone[0], everyone[0] - 1 / accounts)
    return _doubt(sum(size for size, _met in strata), len(everyone)) * off * off


def _spread(weights: Sequence[float]) -> float:
    """The sum of squared distances from the mean."""
    mean = fmean(weights) if weights else 0.0
    return sum((weight - mean) ** 2 for weight in weights)


def _doubt(size: int, sampled: int) -> float:
    """Variance that a sample without any exception cannot show: as if one had been met that counts 1 less."""
    if not sampled:
        return 0.0
    nearly = 1 / (sampled + 2)
    return size * size * nearly * (1 - nearly) / sampled * max(1 - sampled / max(size, 1), 0)


_BY_SKETCHES = text(
    fr="Réunion de listes publiques d’abonnés, par esquisses à clé (plus petits hachages, ordonnés par "
    "taille).",
    en="Union of public follower lists, from keyed sketches (smallest hashes, in order of size).",
)
_BY_SAMPLE = text(
    fr="Échantillon d’abonnés pondérés par l’inverse du nombre de comptes suivis (Birnbaum et Sirken, 1965).",
    en="A sample of followers, each weighted by 1 ÷ the accounts they follow (Birnbaum and Sirken, 1965).",
)
_AT_THE_TIME = text(
    fr="Les listes sont celles du jour où elles ont été lues.",
    en="The lists are those of the day they were read.",
)
_ACCOUNTS = text(
    fr="Un compte est pris pour une personne ; comptes multiples, robots et comptes dormants en sont. "
    "Suivre n’est pas voir.",
    en="An account is taken for a person; second accounts, robots and dormant ones are among them. "
    "Following is not seeing.",
)
_UNIFORM = text(
    fr="Chaque abonné d’une liste avait la même chance d’être tiré (pas seulement la première page).",
    en="Every follower of a list was as likely to be drawn as any other (not the first page only).",
)
_UNSAMPLED = text(
    fr="Un compte sans abonné tiré ressemble aux autres.",
    en="An account of which nobody was drawn resembles the others.",
)
_MISMATCH = text(
    fr="une liste par compte ({n}), ou une seule liste de nombres",
    en="one list for each account ({n}), or a single list of numbers",
)
_NOBODY = text(fr="personne n’a été tiré", en="nobody was sampled")
_IMPOSSIBLE = text(
    fr="{m} est impossible : un abonné suit entre 1 et {n} de ces comptes",
    en="{m} is impossible: a follower follows between 1 and {n} of these accounts",
)
