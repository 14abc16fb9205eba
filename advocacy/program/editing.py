"""Other words before a share is sent: they are offered again, for nobody signs words they have not seen."""

from __future__ import annotations

from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.program.sharing import PLACE_OF_LINK, Sharing
from advocacy.share import Share, ShareState
from advocacy.storage import reviews, shares


class Editing(Sharing):
    """The part of `Program` that changes the words of a share that has not left."""

    def edit_share(self, share: Share | str, *, by: str, text: str, reason: str | None = None) -> Share:
        """Give a share other words; it is offered again, and its person must accept these exact bytes.

        The person mends their own text so, and the programme proposes better words so, such as after the
        charter held the share back, or its network rejected it. What it was is kept, with who changed it.

        Args:
            share: the share, or its id.
            by: who changes the words.
            text: the new words; ``{link}`` or ``{lien}`` stands for the person's tracked link.
            reason: why, as the person reads it.

        Returns:
            The share, `offered`. The same words again change nothing.

        Raises:
            NotAllowed: it is leaving, has left, or is over.
            InvalidInput: the network would refuse the text.
        """
        found = self.share(share if isinstance(share, str) else share.id)
        words = PLACE_OF_LINK.sub(lambda _: found.link, text)
        if found.state is ShareState.OFFERED and found.text == words:
            return found
        self._require_postable(found, words, self._lane_of(found))
        now = self.clock()
        with self.store.begin() as tx:
            moved = shares.move(
                tx,
                found.id,
                ShareState.OFFERED,
                attempt=found.attempt,
                seen_text=found.text,
                text=words,
                accepted_at=None,
                hold=None,
                reason=Text(fr=reason, en=reason) if reason else None,
            )
            if not moved:
                raise NotAllowed(_TOO_LATE.format(share=found.id, state=shares.get(tx, found.id).state.told))
            detail = {"before": found.text, "was": found.state, "reason": reason}
            reviews.note(tx, by=by, verb="edit", subject=f"share:{found.id}", now=now, detail=detail)
        return self.share(found.id)


_TOO_LATE = Text(
    fr="Le partage {share} est « {state} » : ses mots ne changent plus. Où il en est : advocacy shares",
    en="Share {share} is “{state}”: its words no longer change. Where it stands: advocacy shares",
)
