"""What every part of a programme stands on: its database, its settings, its clock and its doors."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from advocacy.clock import Clock, utc_now
from advocacy.connectors import registry
from advocacy.connectors.base import Connector, Lane, Outgoing, Secret
from advocacy.connectors.hand_off import HandOff
from advocacy.errors import AdvocacyError, NotAllowed
from advocacy.language import Text, told_moment
from advocacy.program.choices import choice
from advocacy.program.illustrating import Files, attachments
from advocacy.program.names import require_known
from advocacy.share import Attempt, Share, ShareState
from advocacy.storage import Store, advocates, erasing, shares, stories
from advocacy.storage.grants import ACTIVE

if TYPE_CHECKING:
    from advocacy.accounts import Accounts, Consents
    from advocacy.people.advocate import Advocate
    from advocacy.settings import Settings
    from advocacy.vault import Vault


log = logging.getLogger("advocacy.program")

RENEWED = timedelta(days=7)
"""Before its end a consent that renews itself is renewed, used or not."""


class Base:
    """The common ground of the parts of `Program`; `installation` is who we are among copies."""

    def __init__(self, store: Store, settings: Settings, *, installation: str, clock: Clock) -> None:
        self.store = store
        self.settings = settings
        self.installation = installation
        self.clock = clock
        self._connectors: dict[str, Connector] = {}

    @property
    def zone(self) -> ZoneInfo:
        """The programme's time zone, in which its moments are told."""
        return ZoneInfo(self.settings.programme.timezone)

    def _told(self, at: datetime) -> Text:
        return told_moment(at.astimezone(self.zone))

    @cached_property
    def vault(self) -> Vault:
        """Where tokens are sealed.

        Raises:
            ConfigurationError: there is no key.
        """
        from advocacy.vault import open_vault  # noqa: PLC0415 - heavy: imported on first use

        return open_vault(self.installation)

    @cached_property
    def accounts(self) -> Accounts:
        """The advocates' grants."""
        from advocacy.accounts import Accounts  # noqa: PLC0415 - heavy: imported on first use

        return Accounts(self.store, lambda: self.vault, clock=self._shared_clock)

    @cached_property
    def consents(self) -> Consents:
        """What people are being asked for on the networks' own pages."""
        from advocacy.accounts import Consents  # noqa: PLC0415 - heavy: imported on first use

        return Consents(self.store, lambda: self.vault, clock=self._shared_clock)

    @cached_property
    def _shared_clock(self) -> Clock:
        """The time of leases, the same on every machine; a clock that was chosen stands for all of them."""
        return self.store.clock(self.clock) if self.clock is utc_now else self.clock

    def _look_after_grants(self) -> None:
        """Renew what would end although nobody uses it, and end what was left half taken back or erased."""
        self.accounts.take_back(self.connector)
        self._finish_erasing()
        for grant in self.accounts.ending(RENEWED):
            kind = registry.network(grant.network)
            if grant.state == ACTIVE and issubclass(kind, Connector) and kind.renews_itself:
                try:
                    self.accounts.access(grant.advocate, self.connector(grant.network), purpose=grant.purpose)
                except AdvocacyError as error:  # one app that is not set up is no reason to leave the others
                    log.warning(
                        "a consent was not renewed: %s", type(error).__name__, extra={"action": "renew"}
                    )

    def _finish_erasing(self) -> None:
        """Erase what was left of those who asked for it: a process died, or something was on its way."""
        with self.store.read() as tx:
            left = erasing.unfinished(tx)
        for advocate in left:
            with self.store.begin() as tx:
                erasing.finish(tx, advocate)

    def _besides(self) -> None:
        """What else is to be done once a minute; the parts that have something override it."""

    def connector(self, network: str) -> Connector:
        """The code that publishes on `network`, made once.

        Raises:
            UnknownNetwork: no network has that name.
            ConfigurationError: its settings are not as they must be.
        """
        if network not in self._connectors:
            from advocacy.settings import network_secrets  # noqa: PLC0415 - heavy: imported on first use

            settings = self.settings.network(network)
            given = network_secrets(network)
            secrets = {name: Secret(value.get_secret_value()) for name, value in given.items()}
            options: dict[str, Any] = {**settings.options, **secrets}
            self._connectors[network] = registry.connector(
                network, allow_private_hosts=settings.allow_private_hosts, clock=self.clock, **options
            )
        return self._connectors[network]

    def hand_off(self, network: str) -> HandOff:
        """The share dialog of `network`."""
        return HandOff(registry.network(network))

    def _require_say(self, role: str, *, runs_it: bool = False) -> None:
        """Refuse a role without a say; with `runs_it`, those who look after the installation have one.

        Raises:
            NotAllowed: the role has none.
        """
        approval = self.settings.approval
        roles = (*approval.roles, *(approval.operators if runs_it else ()))
        if role not in roles:
            raise NotAllowed(_NO_SAY.format(role=role, roles=", ".join(roles)))

    def advocate(self, advocate: str) -> Advocate:
        """One advocate by their id.

        Raises:
            NotFound: there is none, or they have left.
        """
        with self.store.read() as tx:
            return advocates.get(tx, advocate)

    def share(self, share: str) -> Share:
        """One share by its id.

        Raises:
            NotFound: there is none.
        """
        with self.store.read() as tx:
            return shares.get(tx, share)

    def shares(
        self,
        *,
        state: ShareState | str | None = None,
        story: str | None = None,
        campaign: str | None = None,
        advocate: str | None = None,
        network: str | None = None,
    ) -> list[Share]:
        """Shares that meet every condition given, oldest offer first.

        Raises:
            NotFound: there is no such story, campaign or advocate.
        """
        wanted = None if state is None else choice(ShareState, state, field="state")
        with self.store.read() as tx:
            require_known(tx, story=story, campaign=campaign, advocate=advocate, network=network)
            return shares.select(
                tx, state=wanted, story=story, campaign=campaign, advocate=advocate, network=network
            )

    def attempts(self, share: str) -> list[Attempt]:
        """Every try of a share, first to last."""
        with self.store.read() as tx:
            return shares.attempts_of(tx, share)

    @cached_property
    def _story_files(self) -> Files:
        return Files(self.store)

    def _outgoing(self, share: Share, words: str | None = None) -> Outgoing:
        """What a connector gets of a share, with `words` in place of its text."""
        with self.store.read() as tx:
            story = stories.get(tx, share.story, share.edition).story
        return Outgoing(
            share=share.id,
            text=share.text if words is None else words,
            language=share.language,
            link=share.link,
            title=story.title.say(share.language),
            description=story.summary.say(share.language) if story.summary else "",
            reshares=story.reshare.get(share.network, ""),
            media=attachments(story, share.language, self._story_files),
        )

    def _lane_of(self, share: Share) -> Lane:
        """How this share goes out: as the profile says, and by hand where the network has no other way."""
        profile = self.advocate(share.advocate).profile(share.network)
        by_hand = profile is None or profile.lane is Lane.HAND_OFF
        if by_hand or not issubclass(registry.network(share.network), Connector):
            return Lane.HAND_OFF
        return Lane.TOKEN

    def _host_of(self, share: Share) -> str:
        """The server of the person's account, for networks that have many: as set, else as its name says."""
        told = self.settings.network(share.network).host
        profile = self.advocate(share.advocate).profile(share.network)
        account = (profile.account if profile else None) or ""
        return told or (f"https://{account.rpartition('@')[2]}" if "@" in account else "")


_NO_SAY = Text(
    fr="Le rôle « {role} » n’en décide pas ; ceux qui en décident : {roles}.",
    en="The role “{role}” has no say in this; those who have: {roles}.",
)
