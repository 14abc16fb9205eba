"""What people allowed: which consents hold, which end soon, taking one back, and the key that seals them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from advocacy.connectors import registry
from advocacy.connectors.base import Connector
from advocacy.errors import NotAllowed
from advocacy.program.connecting import Connecting
from advocacy.share import Hold
from advocacy.storage import advocates, reviews, shares

if TYPE_CHECKING:
    from advocacy.accounts import Reminder, Resealed, TakenBack
    from advocacy.people.profile import Grant


class Granting(Connecting):
    """The part of `Program` that looks after consents."""

    def grants(self, advocate: str) -> list[Grant]:
        """What a person allows now, or did until it ended.

        Raises:
            NotFound: there is no such person.
        """
        from advocacy.people.profile import Grant  # noqa: PLC0415 - heavy: imported on first use

        self.advocate(advocate)
        return [
            Grant(
                advocate=one.advocate,
                network=one.network,
                account=one.account,
                purpose=one.purpose,
                expires_at=one.expires_at,
            )
            for one in self.accounts.of(advocate)
        ]

    def expiring_grants(self, *, within: timedelta | None = None) -> list[Reminder]:
        """Whom to remind: consents that end within that time, or have ended, the first to end first.

        Args:
            within: the time; by default ``accounts.remind`` days.
        """
        from advocacy.accounts.reminders import reminders  # noqa: PLC0415 - heavy: imported on first use

        soon = within if within is not None else timedelta(days=self.settings.accounts.remind)
        with self.store.read() as tx:
            held = Counter((one.advocate, one.network) for one in shares.select(tx, hold=Hold.AUTHORIZATION))
            zones: dict[str, ZoneInfo] = defaultdict(lambda: self.zone)
            zones.update({person.id: ZoneInfo(person.timezone) for person in advocates.select(tx)})
        return reminders(self.accounts.ending(soon), _kind, held, now=self.clock(), zone=zones.__getitem__)

    def disconnect(self, advocate: str, network: str, *, by: str) -> list[TakenBack]:
        """Take a person's consents on one network back, there too; what waits for it stays on hold.

        Raises:
            NotAllowed: `by` is someone else.
            NotFound: there is no such person.
        """
        if by != advocate:
            raise NotAllowed(
                fr="Chacun retire ses accords lui-même.",
                en="Each person takes their consents back themselves.",
            )
        self.advocate(advocate)
        with self.store.begin() as tx:
            self.accounts.retire(tx, advocate, network)
            about = {"network": network}
            now = self.clock()
            reviews.note(tx, by=by, verb="disconnect", subject=f"advocate:{advocate}", now=now, detail=about)
        return self.accounts.take_back(self.connector, advocate)

    def rotate_vault(self, *, by: str, role: str) -> Resealed:
        """Seal every secret under the first key of ``ADVOCACY_KEY``; publishing goes on meanwhile.

        What is being renewed at this moment is counted as left: rotate again a few minutes later.

        Raises:
            ConfigurationError: no key opens one of the secrets.
            NotAllowed: the role neither approves nor operates (`settings.approval`).
        """
        self._require_say(role, runs_it=True)
        done = self.accounts.reseal()
        with self.store.begin() as tx:
            about = {"role": role, "sealed": done.sealed, "left": done.left}
            reviews.note(tx, by=by, verb="rotate", subject="vault", now=self.clock(), detail=about)
        return done


def _kind(network: str) -> type[Connector]:
    """Grants are kept for networks with a connector only."""
    return cast("type[Connector]", registry.network(network))
