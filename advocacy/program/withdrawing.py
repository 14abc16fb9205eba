"""What becomes of posts that are out: their authors delete them, or keep them. Nobody else does."""

from __future__ import annotations

from advocacy.connectors.base import Lane
from advocacy.errors import NotAllowed
from advocacy.language import Text
from advocacy.program.editing import Editing
from advocacy.program.names import require_known
from advocacy.share import Share, ShareState
from advocacy.storage import deletions, reviews, shares
from advocacy.storage.deletions import Choice, Deletion


class Withdrawing(Editing):
    """The part of `Program` in which an author decides about a post that is out."""

    def deletions(self, *, advocate: str | None = None, answered: bool | None = False) -> list[Deletion]:
        """Posts of withdrawn stories whose authors were asked to delete them and have not answered.

        Args:
            advocate: only this person's.
            answered: True for those that were answered, None for all.

        Raises:
            NotFound: there is no such advocate.
        """
        with self.store.read() as tx:
            require_known(tx, advocate=advocate)
            return deletions.select(tx, advocate=advocate, answered=answered)

    def delete_post(self, share: Share | str, *, by: str) -> Share:
        """Delete one's own post on the network; the share is `gone`. Doing it again changes nothing.

        Raises:
            NotAllowed: `by` is someone else, there is no post, or it is to be deleted by hand: on
                a network that leaves it to people, or on a server that the person has left.
            ConnectorError: the network did not do it; it may be tried again.
        """
        found = self._own_post(share, by)
        if found.state is ShareState.GONE:
            return found
        if self._lane_of(found) is Lane.HAND_OFF or not self.connector(found.network).capabilities.can_delete:
            raise NotAllowed(_BY_HAND.format(url=found.url or found.network, share=found.id))
        connector = self.connector(found.network)
        access = self.accounts.access(found.advocate, connector)
        with self.store.read() as tx:
            kept_at = shares.kept_at(tx, found.id)
        if connector.has_moved(kept_at, access):
            raise NotAllowed(_BY_HAND.format(url=found.url or found.network, share=found.id))
        connector.delete(found.remote_id or "", access)
        return self._gone(found, by=by, verb="delete")

    def say_gone(self, share: Share | str, *, by: str) -> Share:
        """Say that one deleted one's post on the network oneself; the share is `gone`.

        Raises:
            NotAllowed: `by` is someone else, or there was no post.
        """
        found = self._own_post(share, by)
        return found if found.state is ShareState.GONE else self._gone(found, by=by, verb="gone")

    def keep_post(self, share: Share | str, *, by: str) -> Deletion:
        """Answer that one keeps one's post; nobody asks again.

        Raises:
            NotAllowed: `by` is someone else, or nobody asked.
        """
        found, now = self._own_post(share, by), self.clock()
        with self.store.begin() as tx:
            if found.state is ShareState.GONE or not deletions.answer(tx, found.id, Choice.KEPT, now=now):
                raise NotAllowed(_NOT_ASKED.format(share=found.id))
            reviews.note(tx, by=by, verb="keep", subject=f"share:{found.id}", now=now)
            given = deletions.select(tx, advocate=found.advocate, answered=None)
        return next(each for each in given if each.share == found.id)

    def _gone(self, share: Share, *, by: str, verb: str) -> Share:
        now = self.clock()
        with self.store.begin() as tx:
            deletions.gone(tx, share.id, now=now)
            reviews.note(tx, by=by, verb=verb, subject=f"share:{share.id}", now=now)
        return self.share(share.id)

    def _own_post(self, share: Share | str, by: str) -> Share:
        found = self.share(share if isinstance(share, str) else share.id)
        self._require_own(found, by)
        if found.state not in {*deletions.POSTED, ShareState.GONE}:
            raise NotAllowed(_NO_POST.format(share=found.id, state=found.state.told))
        return found


_BY_HAND = Text(
    fr="Ce post se supprime sur le réseau : {url} — puis dites-le : advocacy gone {share}",
    en="This post is deleted on the network: {url} — then say so: advocacy gone {share}",
)
_NOT_ASKED = Text(
    fr="Personne n’a demandé de supprimer le post du partage {share}.",
    en="Nobody asked for the post of share {share} to be deleted.",
)
_NO_POST = Text(
    fr="Le partage {share} est « {state} » : il n’a pas de post à supprimer.",
    en="Share {share} is “{state}”: it has no post to delete.",
)
