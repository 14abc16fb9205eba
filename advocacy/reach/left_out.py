"""Which posts and groups a comparison leaves out or takes together, and why, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advocacy.language import Text, counted, joined
from advocacy.reach.wording import text

LEAST_POSTS = 5
"""Fewest posts of a group that stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What has no line of its own in a comparison of posts.

    Attributes:
        young: posts whose first week is not over.
        ungrouped: posts that belong to no group, such as those of a story without a topic.
        together: groups that do not stand alone.
        least: fewest authors behind a group that stands alone.

    >>> print(LeftOut(young=2, least=10).told({}))
    Left out, as their first week is not over: 2 posts.
    """

    young: int = 0
    ungrouped: int = 0
    together: tuple[str, ...] = ()
    least: int = 1

    def told(self, titles: Mapping[str, Text]) -> Text | None:
        """One line; None where nothing was left out.

        Args:
            titles: what groups are called.
        """
        found = [
            words.format(posts=_posts(count))
            for count, words in ((self.young, _YOUNG), (self.ungrouped, _UNGROUPED))
            if count
        ]
        if self.together:
            names = self._names(titles)
            found.append(_TOGETHER.format(posts=LEAST_POSTS, authors=self.least, names=names))
        return joined(found) if found else None

    def refused(self, why: Text) -> Text:
        """Why nothing can be compared, with how many posts did not count and why not."""
        for count, words in ((self.young, _TOO_YOUNG), (self.ungrouped, _NO_GROUP)):
            if count:
                why = words.format(why=why, posts=_posts(count))
        return why

    def _names(self, titles: Mapping[str, Text]) -> Text:
        shown, more = self.together[:_MOST_NAMED], len(self.together[_MOST_NAMED:])
        named = [titles.get(name, Text(fr=name, en=name)) for name in shown]
        names = joined(named, ", ")
        return _AND_MORE.format(names=names, more=more) if more else names


def _posts(count: int) -> Text:
    return counted(count, fr=("post", "posts"), en=("post", "posts"))


_MOST_NAMED = 5
_YOUNG = text(
    fr="Laissés de côté, leur première semaine n’étant pas finie : {posts}.",
    en="Left out, as their first week is not over: {posts}.",
)
_UNGROUPED = text(
    fr="Laissés de côté, car d’aucun groupe : {posts}.", en="Left out, as they belong to no group: {posts}."
)
_TOGETHER = text(
    fr="Réunis, pour moins de {posts} posts ou de {authors} auteurs, pour cacher ceux-là, ou car d’autres "
    "ont plus de posts : {names}.",
    en="Taken together, for fewer than {posts} posts or {authors} authors, to hide those, or as others have "
    "more posts: {names}.",
)
_AND_MORE = text(fr="{names} et {more} de plus", en="{names} and {more} more")
_TOO_YOUNG = text(
    fr="{why} (la première semaine n’est pas finie pour {posts})",
    en="{why} (the first week is not over for {posts})",
)
_NO_GROUP = text(fr="{why} ({posts} d’aucun groupe)", en="{why} ({posts} in no group)")
