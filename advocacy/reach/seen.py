"""What networks and tracked links tell of who saw posts: the facts that `people_reached` rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PostSeen:
    """One post, as its network and its tracked link tell of it.

    Attributes:
        impressions: how often it was shown; None when the network does not say.
        members_reached: to how many members; None when the network does not say.
        clicks: people who followed its link, by day (whole days since any date).
    """

    impressions: int | None = None
    members_reached: int | None = None
    clicks: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [figure for figure in (self.impressions, self.members_reached) if figure is not None]
        _require(min(known, default=0) >= 0, "impressions, members_reached", _NEGATIVE)
        _require(min(self.clicks.values(), default=0) >= 0, "clicks", _NEGATIVE)
        _require(len(known) < _BOTH or known[1] <= known[0], "members_reached", _MORE_THAN_SHOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorPosts:
    """All posts of one author in one campaign, on one network.

    Attributes:
        author: an id, the same in `Clicks` and in other campaigns.
        posts: each post.
        members_reached: how many members saw at least one of them, each counted once; None when the network
            does not say. With a single post, that post's figure is taken.

    >>> AuthorPosts(author="ada", posts=(PostSeen(impressions=900, members_reached=600),)).members
    600
    """

    author: str
    posts: tuple[PostSeen, ...]
    members_reached: int | None = None

    def __post_init__(self) -> None:
        reached = self.members_reached
        _require(bool(self.posts), "posts", _NO_POST)
        _require(reached is None or reached >= 0, "members_reached", _NEGATIVE)
        each = [post.members_reached for post in self.posts if post.members_reached is not None]
        _require(reached is None or reached >= max(each, default=0), "members_reached", _LESS_THAN_ONE_POST)

    @property
    def members(self) -> int | None:
        """Members reached, each once, where that is known."""
        if self.members_reached is not None:
            return self.members_reached
        return self.posts[0].members_reached if len(self.posts) == 1 else None

    @property
    def summed_members(self) -> int | None:
        """Members reached by each post, summed; a member who saw two counts twice. None if any is unknown."""
        each = [post.members_reached for post in self.posts]
        return None if None in each else sum(figure for figure in each if figure is not None)

    @property
    def impressions(self) -> int | None:
        """Of all posts; None if any is unknown."""
        each = [post.impressions for post in self.posts]
        return None if None in each else sum(figure for figure in each if figure is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicks:
    """Who followed links in one campaign: counts only, as they are kept once a day's salt is destroyed.

    A visitor is recognised within a day and no longer, so everything here is counted day by day and summed.

    Attributes:
        visitors: by author, then by day: different people who followed any of that author's links that day.
        together: by pair of authors, in either order: summed over days, people who followed a link of both
            on the same day. Under the pair of an author with themselves: people who followed the links of
            two posts of theirs on the same day (one for each two posts). Pairs that are absent are 0.
        breadth: visitors of a day by how many authors' links they followed, summed over days; empty where
            that was not counted. Three and more tell whether overlap is few people who see everything.

    >>> clicks = Clicks.of([(1, "x", "ada", "a1"), (1, "x", "bea", "b1"), (1, "y", "ada", "a1")])
    >>> clicks.visitors["ada"], clicks.together
    ({1: 2}, {('ada', 'bea'): 1})
    """

    visitors: Mapping[str, Mapping[int, int]]
    together: Mapping[tuple[str, str], int]
    breadth: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(min(self.together.values(), default=0) >= 0, "together", _NEGATIVE)
        counts = (count for days in self.visitors.values() for count in days.values())
        _require(min(counts, default=0) >= 0, "visitors", _NEGATIVE)
        strangers = {author for pair in self.together for author in pair} - self.visitors.keys()
        _require(not strangers, "together", _STRANGERS)

    @classmethod
    def of(cls, clicks: Iterable[tuple[int, str, str, str]]) -> Clicks:
        """Count clicks that still carry the visitor key of their day.

        Args:
            clicks: day, visitor, author and post of each click of a person; own clicks left out.
        """
        followed: defaultdict[tuple[int, str], defaultdict[str, set[str]]] = defaultdict(
            lambda: defaultdict(set)
        )
        for day, visitor, author, post in clicks:
            followed[day, visitor][author].add(post)
        visitors: defaultdict[str, Counter[int]] = defaultdict(Counter)
        together: Counter[tuple[str, str]] = Counter()
        breadth: Counter[int] = Counter()
        for (day, _visitor), authors in followed.items():
            breadth[len(authors)] += 1
            for author, posts in authors.items():
                visitors[author][day] += 1
                together[author, author] += len(posts) * (len(posts) - 1) // 2
            together.update(combinations(sorted(authors), 2))
        return cls(
            visitors={author: dict(days) for author, days in visitors.items()},
            together=dict(+together),
            breadth=dict(breadth),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignSeen:
    """An earlier campaign of the same authors, to learn from how their audiences overlap.

    Attributes:
        posts: each author's.
        clicks: on their links.
    """

    posts: tuple[AuthorPosts, ...]
    clicks: Clicks


def _require(holds: bool, field_: str, message: Text) -> None:
    if not holds:
        raise InvalidInput(Mistake(field=field_, message=message))


_BOTH = 2

_NEGATIVE = Text(fr="un compte est au moins 0", en="a count is at least 0")
_MORE_THAN_SHOWN = Text(
    fr="plus de membres que d’affichages : les deux nombres sont-ils inversés ?",
    en="more members than impressions: are the two figures swapped?",
)
_NO_POST = Text(
    fr="donnez au moins une publication, ou omettez l’auteur", en="give a post, or omit the author"
)
_LESS_THAN_ONE_POST = Text(
    fr="moins de membres qu’une seule des publications : donnez le total de l’auteur, sans doublons",
    en="fewer members than a single post reached: give the author's total, each member once",
)
_STRANGERS = Text(
    fr="chaque auteur d’une paire doit figurer dans visitors, avec ses jours",
    en="every author of a pair must be in visitors, with their days",
)
