"""Who follows our authors: read with each person's consent, kept as sketches, counted as one audience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from advocacy.connectors import registry
from advocacy.errors import InvalidInput, Mistake, NotAllowed
from advocacy.language import Text
from advocacy.program.base import Base
from advocacy.program.names import network_of
from advocacy.storage import follower_lists, reviews

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from advocacy.connectors.base import Access
    from advocacy.reach.estimate import Estimate
    from advocacy.reach.followers import FollowersRead


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerList:
    """What is kept of a person's followers on one network, as they themselves may see it.

    Attributes:
        network: its name.
        agreed_at: when they agreed.
        taken_at: when the list was last read; None where it was not yet, or is hidden.
        hidden: whether the list is not shown there, so that nothing is kept.
        followers: how many there were; None where nothing is kept.
        size: bytes of the sketch; there are no names in it.
    """

    network: str
    agreed_at: datetime
    taken_at: datetime | None
    hidden: bool
    followers: int | None
    size: int


class Following(Base):
    """The part of `Program` that knows how many people follow its authors."""

    def allow_followers(self, advocate: str, network: str, *, by: str) -> bool:
        """Agree that the public list of one's followers be counted; False where one had agreed before.

        Only a keyed sketch of it is kept, for `unique_audience`; it goes when the person withdraws, leaves
        or disconnects the account.

        Raises:
            NotAllowed: `by` is someone else.
            InvalidInput: the network shows nobody's followers, or they have named no account there.
            NotFound: there is no such person or network.
        """
        self._require_own_list(advocate, by)
        if network not in self._listing():
            told = _NOT_SHOWN.format(network=network, known=", ".join(self._listing()))
            raise InvalidInput(Mistake(field="network", message=told))
        self._where(advocate, network)
        now = self.clock()
        with self.store.begin() as tx:
            is_new = follower_lists.agree(tx, advocate, network, now=now)
            if is_new:
                self._note_list(tx, advocate, network, verb="allow followers")
        return is_new

    def withdraw_followers(self, advocate: str, network: str, *, by: str) -> bool:
        """Have one's followers counted no longer: the sketch is deleted at once; False where none was kept.

        Raises:
            NotAllowed: `by` is someone else.
            NotFound: there is no such person.
        """
        self._require_own_list(advocate, by)
        with self.store.begin() as tx:
            was_kept = follower_lists.withdraw(tx, advocate, network) > 0
            if was_kept:
                self._note_list(tx, advocate, network, verb="withdraw followers")
        return was_kept

    def follower_lists(self, advocate: str, *, by: str) -> list[FollowerList]:
        """What is kept of one's own followers.

        Raises:
            NotAllowed: `by` is someone else: nobody sees another's.
            NotFound: there is no such person.
        """
        from advocacy.reach.sketch import AudienceSketch  # noqa: PLC0415 - heavy: imported on first use

        self._require_own_list(advocate, by)
        with self.store.read() as tx:
            kept = follower_lists.of(tx, advocate)
        return [
            FollowerList(
                network=each.network,
                agreed_at=each.agreed_at,
                taken_at=each.taken_at,
                hidden=each.hidden,
                followers=AudienceSketch.from_bytes(each.sketch).size if each.sketch else None,
                size=len(each.sketch or b""),
            )
            for each in kept
        ]

    def read_followers(self, *, limit: int = 50) -> FollowersRead:
        """Read the public lists that are due into sketches: weekly while their people post, then monthly.

        It may be called as often as one likes, by many at once; a worker does it every five minutes. Each
        list is read so far as its network's quota allows, and further the next time. Lists are read of
        people who agreed (`allow_followers`) and have posted there within a year. No id is ever stored.

        Args:
            limit: at most so many lists, longest due first.

        Raises:
            ConfigurationError: the key that seals tokens is missing, or another one.
        """
        from advocacy.reach.followers import FollowerReader, FollowersRead, sketch_key  # noqa: PLC0415 - heavy

        with self.store.read() as tx:
            if not follower_lists.any_agreed(tx):
                return FollowersRead()
        reader = FollowerReader(
            self.store,
            self.accounts,
            connector=self.connector,
            networks=self._listing(),
            where=self._where,
            key=sketch_key(self.store, self.vault, now=self.clock()),
            clock=self.clock,
        )
        return reader.run(limit=limit)

    def unique_audience(
        self,
        campaign: str,
        *,
        network: str | None = None,
        sample: Sequence[int] | None = None,
        level: float = 0.9,
    ) -> Estimate:
        """People who follow at least one author of a campaign on one network.

        From sketches of the authors' public lists (`read_followers`); from a sample of followers, where one
        was asked; else bounds, from how many follow each (`record_followers`). Following is not seeing: for
        that, `people_reached`.

        Args:
            campaign: its id.
            network: one network, for people of two cannot be told apart; by default the one it has posts on.
            sample: of followers drawn by chance, how many of these authors each follows (1 or more).
            level: how often the interval is to hold the truth.

        Raises:
            InvalidInput: too few authors have posted there, or agreed, for anything to be told; the sample
                cannot be; or no network is named and there is not exactly one.
            NotFound: there is no such campaign.
            UnknownNetwork: no network has that name.
        """
        from advocacy.reach.audience import unique_audience_of  # noqa: PLC0415 - heavy: imported on first use

        with self.store.read() as tx:
            where = network_of(tx, campaign, network)
        least = self.settings.programme.min_group
        return unique_audience_of(self.store, campaign, where, min_group=least, sample=sample, level=level)

    def destroy_sketches(self, *, by: str, role: str) -> int:
        """Destroy the key of all sketches, the sketches, and the consents to them; how many lists there were.

        Raises:
            NotAllowed: the role neither approves nor operates (`settings.approval`).
        """
        self._require_say(role, runs_it=True)
        with self.store.begin() as tx:
            lists = follower_lists.destroy(tx)
            about = {"role": role, "lists": lists}
            reviews.note(tx, by=by, verb="destroy", subject="sketches", now=self.clock(), detail=about)
        return lists

    def _note_list(self, tx: Connection, advocate: str, network: str, *, verb: str) -> None:
        about = {"network": network}
        subject = f"advocate:{advocate}"
        reviews.note(tx, by=advocate, verb=verb, subject=subject, now=self.clock(), detail=about)

    def _require_own_list(self, advocate: str, by: str) -> None:
        if by != advocate:
            raise NotAllowed(_OWN)
        self.advocate(advocate)

    def _where(self, advocate: str, network: str) -> Access:
        """The account that a person has named, for lists that are read without a token."""
        from advocacy.connectors.base import Access  # noqa: PLC0415 - heavy: imported on first use

        profile = self.advocate(advocate).profile(network)
        if profile is None or not profile.account:
            told = _NO_ACCOUNT.format(who=advocate, network=network)
            raise InvalidInput(Mistake(field="network", message=told))
        host = self.settings.network(network).host or self.connector(network).host_of(profile.account)
        return Access(account=profile.account, host=host, secrets={})

    @staticmethod
    def _listing() -> list[str]:
        """Networks that show who follows an account."""
        every = registry.networks()
        return [name for name in every if registry.network(name).capabilities.follower_pages]


_OWN = Text(
    fr="Chacun décide de sa propre liste d’abonnés, et la voit seul.",
    en="Each person decides on their own list of followers, and sees it alone.",
)
_NOT_SHOWN = Text(
    fr="{network} ne montre pas qui suit un compte ; le montrent : {known}",
    en="{network} does not show who follows an account; these do: {known}",
)
_NO_ACCOUNT = Text(
    fr="{who} n’a pas de compte {network} ; ajoutez-le à advocates.csv et importez-le à nouveau",
    en="{who} has no {network} account; add it to advocates.csv and import it again",
)
