"""What came of one's own posts: each person sees theirs, and nobody sees another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.outcome import ClickClass
from advocacy.program.counting import Counting
from advocacy.program.names import require_known
from advocacy.storage import own_posts


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """What came of one post of one's own.

    Attributes:
        share: its id.
        story: which story it tells.
        network: where it is.
        posted_at: when it was published, or said to be there.
        url: its address.
        clicks: of people on its link, one's own and double ones not among them.
        robots: requests of programs for its link.
        counts: what the network told of it last, by the network's own names; what it does not tell is absent.
    """

    share: str
    story: str
    network: str
    posted_at: datetime
    url: str
    clicks: int
    robots: int
    counts: Mapping[str, int]


class OwnPosts(Counting):
    """The part of `Program` that tells people what came of their posts."""

    def own_posts(self, advocate: str, *, by: str) -> list[OwnPost]:
        """What came of one's own posts, the newest first.

        A report shows large groups only; this is each person's own, and shown to that person alone.

        Raises:
            NotAllowed: `by` is someone else.
            NotFound: there is no such person; who has left is one.
        """
        if by != advocate:
            raise NotAllowed(_OWN.format(advocate=advocate))
        with self.store.read() as tx:
            require_known(tx, advocate=advocate)
        self.roll_up()  # so that the clicks of this hour are among them
        with self.store.read() as tx:
            found = own_posts.of(tx, advocate)
        return [
            OwnPost(
                share=each.share,
                story=each.story,
                network=each.network,
                posted_at=each.posted_at,
                url=each.url,
                clicks=each.clicks.get(ClickClass.PERSON, 0),
                robots=sum(each.clicks.get(kind, 0) for kind in _ROBOTS),
                counts=each.counts,
            )
            for each in found
        ]


_ROBOTS = (ClickClass.BOT, ClickClass.PREVIEW, ClickClass.PREFETCH, ClickClass.HEAD, ClickClass.SCANNER)
_OWN = Text(
    fr="Ce qui est venu des posts de {advocate} n’est montré qu’à {advocate}.",
    en="What came of {advocate}'s posts is shown to {advocate} alone.",
)
