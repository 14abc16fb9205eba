"""The unique audience of a campaign: from sketches of its authors' followers, from a sample, or bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text, told_day
from advocacy.reach.estimate import LEVEL, Estimate
from advocacy.reach.overlap import audience_bounds, unique_audience, unique_audience_from_sample
from advocacy.reach.sketch import AudienceSketch
from advocacy.reach.wording import text
from advocacy.storage import Store, follower_lists


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of the followers of a campaign's authors on one network."""

    authors: int
    sketches: Mapping[str, AudienceSketch]
    read: tuple[datetime, ...]
    sizes: Mapping[str, int]
    """Of those without a sketch."""

    @property
    def left_out(self) -> int:
        """Authors of whom nothing is known."""
        return self.authors - len(self.sketches) - len(self.sizes)


def unique_audience_of(
    store: Store,
    campaign: str,
    network: str,
    *,
    min_group: int,
    sample: Sequence[int] | None = None,
    level: float = LEVEL,
) -> Estimate:
    """People who follow at least one author of a campaign on a network, by the best that is known.

    1. Authors whose list was read (`Program.read_followers`) are counted by their sketches.
    2. With a `sample`, those sketches are left aside, and all authors whose size is known are counted by it.
    3. Authors of known size only (`Program.record_followers`) widen the interval from nobody new to all new;
       where there are no sketches at all, there are bounds.

    Raises:
        InvalidInput: fewer than `min_group` authors have posted, or of fewer anything is known: what is told
            of few is told of each. Or the sample cannot be.
    """
    known = _known(store, campaign, network)
    told = len(known.sketches) + len(known.sizes)
    if told < min_group:
        facts = {"campaign": campaign, "network": network, "authors": known.authors}
        found = _FEW.format(known=told, least=min_group, **facts)
        raise InvalidInput(Mistake(field="campaign", message=found))
    if sample is not None:
        sizes = [*(sketch.size for sketch in known.sketches.values()), *known.sizes.values()]
        return _with(unique_audience_from_sample(sizes, sample, level=level), known)
    if not known.sketches:
        return _with(_coarse(audience_bounds(list(known.sizes.values()))), known)
    return _with(_widened(unique_audience(known.sketches.values(), level=level), known), known)


def _known(store: Store, campaign: str, network: str) -> _Known:
    with store.read() as tx:
        authors = follower_lists.authors(tx, campaign, network)
        key, sizes = follower_lists.key(tx), follower_lists.sizes(tx, network)
        lists = follower_lists.sketched(tx, network, key=key.id) if key else {}
    kept = [lists[author] for author in authors if author in lists]
    sketches = {each.advocate: AudienceSketch.from_bytes(each.sketch) for each in kept if each.sketch}
    return _Known(
        authors=len(authors),
        sketches=sketches,
        read=tuple(each.taken_at for each in kept if each.taken_at),
        sizes={one: sizes[one] for one in authors if one in sizes and one not in sketches},
    )


def _widened(found: Estimate, known: _Known) -> Estimate:
    """With authors of known size and no list: they may add nobody, or all who follow them."""
    if not known.sizes:
        return found
    listed, others = sum(sketch.size for sketch in known.sketches.values()), sum(known.sizes.values())
    new = found.value / listed if listed else 1.0
    low = max(found.low, *known.sizes.values())
    high = found.high + others
    return _coarse(replace(found, low=low, value=min(max(found.value + new * others, low), high), high=high))


def _coarse(found: Estimate) -> Estimate:
    """Rounded outwards to two digits, for its ends are one person's number, and a sum of everyone's."""
    low, high = _two_digits(found.low), _two_digits(found.high, up=True)
    return replace(found, low=low, value=min(max(_two_digits(found.value), low), high), high=high)


def _two_digits(number: float, *, up: bool = False) -> float:
    step = 10 ** max(math.floor(math.log10(number)) - 1, 0) if number >= 1 else 1
    return float((math.ceil if up else math.floor)(number / step) * step)


def _with(found: Estimate, known: _Known) -> Estimate:
    """The estimate with what it rests on here."""
    said: list[Text] = []
    if known.read:
        first, last = told_day(min(known.read)), told_day(max(known.read))
        said.append(_READ.format(n=len(known.sketches), first=first, last=last))
    if known.sizes and known.sketches:
        said.append(_SIZES.format(n=len(known.sizes)))
    if known.left_out:
        said.append(_LEFT_OUT.format(n=known.left_out))
    return replace(found, assumptions=(*found.assumptions, *said))


_READ = text(
    fr="Listes de {n} auteurs, lues entre le {first} et le {last}, avec leur accord.",
    en="Lists of {n} authors, read between {first} and {last}, with their consent.",
)
_SIZES = text(
    fr="Pour {n} auteurs, seul le nombre d’abonnés est connu : la valeur les suppose partagés comme chez les "
    "autres, et l’intervalle va de personne de nouveau à tous nouveaux.",
    en="Of {n} authors only the number of followers is known: the value takes them to overlap as the others' "
    "do, and the interval goes from nobody new to everybody new.",
)
_LEFT_OUT = text(
    fr="{n} auteurs dont rien n’est connu sont laissés de côté : le vrai nombre est plus grand.",
    en="{n} authors of whom nothing is known are left out: the true number is larger.",
)
_FEW = text(
    fr="« {campaign} » sur {network} : auteurs, {authors} ; dont les abonnés sont connus, {known} ; il en "
    "faut {least} pour ne montrer personne. Chacun donne son accord : advocacy followers allow",
    en="“{campaign}” has {authors} authors on {network}, and something is known of the followers of {known}; "
    "it takes {least}, so that nobody is shown alone. Each agrees by: advocacy followers allow",
)
