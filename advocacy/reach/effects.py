"""Which stories, topics, networks and hours earn more clicks a post, as far as luck lets one tell."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text, number
from advocacy.reach.estimate import LEVEL, Estimate
from advocacy.reach.left_out import LEAST_POSTS, LeftOut
from advocacy.reach.mixed import Observed, group_means
from advocacy.reach.privacy import partition
from advocacy.reach.standing import tiers
from advocacy.reach.wording import text


class By(StrEnum):
    """What posts are grouped by."""

    STORY = "story"
    TOPIC = "topic"
    NETWORK = "network"
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostClicks:
    """One post and the clicks of people it earned in its first week.

    Attributes:
        author: who posted it.
        clicks: of people, on its tracked link.
        groups: those it belongs to; a story of two topics is in both.
    """

    author: str
    clicks: int
    groups: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentEffect:
    """What is known of one group of posts.

    Attributes:
        name: of the group; ``*`` for all that are too small to stand alone.
        times: clicks of a typical post of it, in multiples of a typical post of all; to two digits.
        tier: 1 for those that cannot be told from the best; the same tier is a tie.
        posts: how many it rests on.
        verdict: more, fewer, or that these data cannot tell.
    """

    name: str
    times: Estimate
    tier: int
    posts: int
    verdict: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentEffects:
    """All groups of one kind, those of the first tier first; within a tier by name, for they are tied."""

    by: By
    rows: tuple[ContentEffect, ...]
    titles: Mapping[str, Text] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=LeftOut)
    """Posts and groups without a line of their own."""

    @property
    def verdict(self) -> Text:
        """The whole in a sentence, which says no more than the lines do."""
        tied = len({row.tier for row in self.rows}) == 1
        if all(row.verdict == _CANNOT_TELL for row in self.rows):
            return _ALL_TIED if tied else _TIERS_DIFFER
        return _TIED_BUT_UNUSUAL if tied else _SOME_DIFFER

    def _title(self, name: str) -> Text:
        return _TOGETHER if name == _REST else self.titles.get(name, Text(fr=name, en=name))

    def say(self, language: str) -> str:
        """A line for each group, after the verdict."""
        lines = [self.verdict.say(language)]
        for row in self.rows:
            low, value, high = (
                number(part, language, digits=2) for part in (row.times.low, row.times.value, row.times.high)
            )
            shown = _LINE.format(
                tier=row.tier,
                name=self._title(row.name),
                value=value,
                low=low,
                high=high,
                verdict=row.verdict,
                posts=row.posts,
            )
            lines.append(shown.say(language))
        left_out = self.left_out.told(self.titles)
        if left_out:
            lines.append(left_out.say(language))
        return "\n".join([*lines, _NOT_A_CAUSE.say(language)])

    def __str__(self) -> str:
        return self.say("en")


def content_effects(
    posts: Iterable[PostClicks],
    *,
    by: By | str,
    min_group: int = 1,
    level: float = LEVEL,
    titles: Mapping[str, Text] | None = None,
    young: int = 0,
) -> ContentEffects:
    """Compare groups of posts by the clicks that a typical post of theirs earned.

    Logarithms are compared, so that one viral post makes no group the best; each author's own usual figure is
    taken off as far as it is not luck, so that a group is not good because well-connected people are in it;
    and each group is drawn towards all by how much of its distance is luck.

    Args:
        posts: each that had its whole first week.
        by: what their groups are.
        min_group: fewest authors behind a group that is shown, and behind all the others taken together.
        level: how often the intervals are to hold the truth.
        titles: what groups are called.
        young: how many posts are not given, as their first week is not over; it is told.

    Raises:
        InvalidInput: too few posts, or too few authors behind them, for two groups to be compared.
    """
    kept = list(posts)
    observed = _observed(kept, _shown(kept, min_group))
    sizes = Counter(each.group for each in observed)
    left_out = LeftOut(
        young=young,
        ungrouped=sum(not post.groups for post in kept),
        together=tuple(sorted({group for post in kept for group in post.groups} - sizes.keys())),
        least=min_group,
    )
    if len(sizes) < _PAIR or len(observed) == len(sizes):
        raise InvalidInput(Mistake(field="by", message=left_out.refused(_TOO_FEW.format(least=min_group))))
    found = group_means(observed)
    rows = []
    for one in tiers(found.means, found.luck, level=level):
        times = _times(one.mean)
        rows.append(
            ContentEffect(
                name=one.name, times=times, tier=one.tier, posts=sizes[one.name], verdict=_verdict(times)
            )
        )
    rows.sort(key=lambda row: (row.tier, row.name == _REST, row.name))
    return ContentEffects(by=By(by), rows=tuple(rows), titles=titles or {}, left_out=left_out)


def _observed(posts: Sequence[PostClicks], shown: frozenset[str]) -> list[Observed]:
    """What posts earned, by group; those that are too small, or may not be shown alone, as one."""
    sizes = Counter(group for post in posts for group in post.groups)
    large = sorted(shown, key=lambda group: (-sizes[group], group))[:_MOST_GROUPS]
    alone = {group for group in large if sizes[group] >= LEAST_POSTS}
    found = [
        Observed(author=post.author, group=name, value=math.log(post.clicks + _HALF))
        for post in posts
        for name in sorted({group if group in alone else _REST for group in post.groups})
    ]
    return found if alone else []


def _shown(posts: Sequence[PostClicks], min_group: int) -> frozenset[str]:
    """Groups behind which there are enough people, and enough behind all others."""
    authors: defaultdict[str, set[str]] = defaultdict(set)
    for post in posts:
        for group in post.groups:
            authors[group].add(post.author)
    return partition({name: frozenset(ids) for name, ids in authors.items()}, min_group=min_group).shown


def _times(mean: Estimate) -> Estimate:
    # Two digits: a day later there is one post more, and more digits would tell what that one earned.
    value, low, high = (_two_digits(math.exp(part)) for part in (mean.value, mean.low, mean.high))
    return Estimate(
        value=value, low=low, high=high, level=mean.level, method=_METHOD, assumptions=(_OTHERWISE_ALIKE,)
    )


def _verdict(times: Estimate) -> Text:
    if times.low > 1:
        return _MORE
    return _FEWER if times.high < 1 else _CANNOT_TELL


def _two_digits(value: float) -> float:
    return round(value, 1 if value >= 1 else 2)


_HALF = 0.5
"""So that no click has a logarithm, and the mean of logarithms is near that of the mean (Anscombe)."""
_MOST_GROUPS = 80
"""Those with most posts; nobody reads further, and each pair more would need a larger difference."""
_PAIR = 2
_REST = "*"

_METHOD = text(
    fr="Clics d’un post typique (moyenne des logarithmes), l’habitude de chaque auteur ôtée, rapprochés "
    "de l’ensemble selon la part du hasard (Bühlmann et Straub ; Morris).",
    en="Clicks of a typical post (mean of logarithms), each author's usual figure taken off, drawn to that "
    "of all by how much is luck (Bühlmann and Straub; Morris).",
)
_OTHERWISE_ALIKE = text(
    fr="Rien d’autre ne distingue les posts : nul n’a tiré au sort qui publie quoi, ni quand.",
    en="Nothing else sets the posts apart: nobody drew by chance who posts what, and when.",
)
_NOT_A_CAUSE = text(
    fr="Même rang : à égalité. Une différence n’est pas une cause : nul n’a tiré au sort qui publie quoi.",
    en="The same tier is a tie. A difference is not a cause: nobody drew by chance who posts what.",
)
_ALL_TIED = text(
    fr="Ces données ne distinguent aucun groupe des autres.",
    en="These data cannot tell any group from the others.",
)
_SOME_DIFFER = text(
    fr="Des groupes se distinguent au-delà du hasard.", en="Some groups differ by more than luck."
)
_TIERS_DIFFER = text(
    fr="D’un rang à l’autre, la différence dépasse le hasard ; mais ces données ne disent d’aucun groupe "
    "s’il s’écarte de l’habituel.",
    en="Groups of different tiers differ by more than luck; but of no group can these data tell whether it "
    "differs from the usual.",
)
_TIED_BUT_UNUSUAL = text(
    fr="Un groupe au moins s’écarte de l’habituel au-delà du hasard ; entre eux, ces données n’en "
    "distinguent aucun.",
    en="At least one group differs from the usual by more than luck; from each other these data cannot "
    "tell any.",
)
_MORE = text(fr="plus de clics", en="more clicks")
_FEWER = text(fr="moins de clics", en="fewer clicks")
_CANNOT_TELL = text(fr="on ne peut dire", en="cannot tell")
_TOGETHER = text(fr="petits groupes réunis", en="small groups together")
_LINE = text(
    fr="{tier}. {name} : {value} fois l’habituel ({low}–{high}) — {verdict} ; {posts} posts",
    en="{tier}. {name}: {value} times the usual ({low}–{high}) — {verdict}; {posts} posts",
)
_TOO_FEW = text(
    fr="il faut deux groupes d’au moins {least} auteurs, avec plus d’un post : attendez, ou choisissez un "
    "autre découpage",
    en="two groups of at least {least} authors with more than one post are needed: wait, or group otherwise",
)
