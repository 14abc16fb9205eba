"""Connecting an account, and the access a connector gets to it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from advocacy.accounts.resealing import Resealed, resealed
from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.errors import AuthorizationExpired, TryLater
from advocacy.language import Text
from advocacy.storage import Store, consents, follower_lists, grants
from advocacy.storage.grants import ACTIVE, EXPIRED, POST, REVOKED, REVOKING, STALE, SealedGrant

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from advocacy.vault import Vault

_MISSING = Text(
    fr="Le compte {network} de {advocate} n’est pas relié, ou l’accord a pris fin : reliez-le à nouveau.",
    en="The {network} account of {advocate} is not connected, or the consent has ended: connect it again.",
)

_RENEWING = Text(
    fr="Un autre processus renouvelle l’accès à ce compte.",
    en="Another process is renewing the access to this account.",
)
RENEWAL = timedelta(minutes=2)
"""Longer than any request takes, so that who is not back by then is dead."""
_SOON = timedelta(seconds=2)
_USABLE = frozenset({ACTIVE, STALE})


log = logging.getLogger("advocacy.accounts")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A grant that is over: whether the network was told, or else where its person takes it back."""

    network: str
    account: str
    told: bool
    leaves_at: str


class Accounts:
    """The grants of all advocates. `vault` is asked for only when a token is needed.

    Args:
        store: Where they are kept.
        vault: What opens them.
        clock: The time of leases; `Store.clock` gives one that all machines agree on.
        lease: How long a process may take to renew before another one may try.
    """

    def __init__(
        self,
        store: Store,
        vault: Callable[[], Vault],
        *,
        clock: Clock = utc_now,
        lease: timedelta = RENEWAL,
    ) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._lease = lease

    def connect(self, advocate: str, network: str, access: Access, *, purpose: str = POST) -> None:
        """Keep what the person granted, in place of an earlier grant for the same purpose."""
        with self._store.begin() as tx:
            grants.put(tx, self._sealed(advocate, network, purpose, access))

    def access(
        self, advocate: str, connector: Connector, *, purpose: str = POST, seen: SealedGrant | None = None
    ) -> Access:
        """An access that is good now, renewed when it must be.

        Of all processes exactly one renews, and the new secrets are committed before anyone uses them.
        `seen` is the grant as it was read a moment ago; without it, it is read now.

        Raises:
            AuthorizationExpired: there is no grant, or the network no longer renews it.
            TryLater: another process is renewing it at this moment.
            ConnectorError: the network could not be asked.
        """
        if seen is None or seen.state != ACTIVE:
            seen = self._grant(advocate, connector.name, purpose)
        good = self._good(seen, connector)
        if good is not None:
            return good
        current = self._grant(advocate, connector.name, purpose)
        return self._good(current, connector) or self._renewed(current, connector)

    def _good(self, grant: SealedGrant, connector: Connector) -> Access | None:
        """The access, or None where it must be renewed before it is used."""
        access = self._opened(grant)
        is_due = grant.state == STALE or connector.renew_needed(access, now=self._clock())
        return None if is_due else access

    def stale(self, advocate: str, network: str, *, purpose: str = POST, used: Access | None = None) -> None:
        """The network asked for a renewed token: renew it before the next use.

        `used` is what it turned down; a grant that was renewed or given again since is left alone.
        """
        self._mark(advocate, network, purpose, STALE, used)

    def expire(self, advocate: str, network: str, *, purpose: str = POST, used: Access | None = None) -> None:
        """The network refused the grant (the one `used`): it must be given again."""
        self._mark(advocate, network, purpose, EXPIRED, used)

    def turned_down(
        self, advocate: str, network: str, error: AuthorizationExpired, *, used: Access, purpose: str = POST
    ) -> None:
        """Keep what the network said of the grant `used`: to be renewed, or to be given again."""
        mark = self.stale if error.refreshable else self.expire
        mark(advocate, network, purpose=purpose, used=used)

    def revoke(self, advocate: str, network: str, *, purpose: str = POST) -> None:
        """Forget the secrets of a grant for good."""
        with self._store.begin() as tx:
            grants.revoke(tx, advocate, network, purpose, now=self._clock())

    def retire(self, tx: Connection, advocate: str, network: str | None = None) -> None:
        """Let nobody use a person's grants any more, in the transaction `tx`; `take_back` ends them."""
        grants.retire(tx, advocate, network, now=self._clock())
        consents.forget(tx, advocate)
        follower_lists.withdraw(tx, advocate, network)

    def take_back(
        self, connector: Callable[[str], Connector], advocate: str | None = None
    ) -> list[TakenBack]:
        """Tell the networks of the grants that were retired, then forget their secrets, told or not."""
        with self._store.read() as tx:
            retired = grants.revoking(tx, advocate)
        return [self._taken_back(grant, connector) for grant in retired]

    def of(self, advocate: str) -> list[SealedGrant]:
        """What a person allows now, or did until it ended."""
        with self._store.read() as tx:
            return grants.of(tx, advocate)

    def ending(self, within: timedelta) -> list[SealedGrant]:
        """What ends within that time, or has ended."""
        with self._store.read() as tx:
            return grants.ending(tx, self._clock() + within)

    def has(self, advocate: str, network: str, *, purpose: str = POST) -> bool:
        """Whether there is an active grant."""
        with self._store.read() as tx:
            grant = grants.get(tx, advocate, network, purpose)
        return grant is not None and grant.state in _USABLE

    def reseal(self) -> Resealed:
        """Seal everything under the first key; what is being renewed just now is left for another time."""
        return resealed(self._store, self._vault(), now=self._clock())

    def require_key(self, *, of_all: bool = False) -> None:
        """Make sure that the key opens what was sealed: the newest grant, or all of them.

        Raises:
            ConfigurationError: there are grants, and no key, or another one.
        """
        with self._store.read() as tx:
            kept = grants.sealed(tx, limit=None if of_all else 1)
        for secrets in kept:
            self._vault().unseal(secrets)

    def _taken_back(self, grant: SealedGrant, connector: Callable[[str], Connector]) -> TakenBack:
        """Tell one network. What fails is left to the person: their secrets are not kept for it."""
        told, leaves_at = False, ""
        try:
            there = connector(grant.network)
            leaves_at = there.leaves_at.replace("{host}", grant.host)
            told = there.revoke(self._opened(grant))
        except Exception as error:  # noqa: BLE001 - whatever the network does, leaving goes on
            about = {"action": "take back", "network": grant.network}
            log.warning("%s was not told: %s", grant.network, type(error).__name__, extra=about)
        with self._store.begin() as tx:
            grants.erase(tx, grant, now=self._clock())
        return TakenBack(network=grant.network, account=grant.account, told=told, leaves_at=leaves_at)

    def _renewed(self, seen: SealedGrant, connector: Connector) -> Access:
        now = self._clock()
        until = now + self._lease
        with self._store.begin() as tx:
            if not grants.take_renewal(tx, seen, now=now, until=until):
                raise TryLater(_RENEWING, until=now + _SOON)
        try:
            fresh = connector.renew(self._opened(seen), now=now)
        except BaseException as error:
            self._give_up(seen, until, error)
            raise
        sealed = self._sealed(seen.advocate, seen.network, seen.purpose, fresh)
        with self._store.begin() as tx:
            is_kept = grants.end_renewal(tx, seen, sealed)
        if not is_kept:
            self._drop(seen, connector, fresh)
            raise TryLater(_RENEWING, until=now + _SOON)
        return fresh

    def _give_up(self, seen: SealedGrant, until: datetime, error: BaseException) -> None:
        """Let another one try; where the network no longer renews it, ask its person."""
        with self._store.begin() as tx:
            grants.give_up_renewal(tx, seen, until=until)
            if isinstance(error, AuthorizationExpired) and not error.refreshable:
                grants.set_state(tx, seen, EXPIRED, now=self._clock())

    def _drop(self, seen: SealedGrant, connector: Connector, fresh: Access) -> None:
        """The grant is gone, and its new tokens came after: let the network forget them too."""
        with self._store.read() as tx:
            now = grants.get(tx, seen.advocate, seen.network, seen.purpose)
        if now is None or now.state in {REVOKING, REVOKED}:
            with suppress(Exception):
                connector.revoke(fresh)

    def _grant(self, advocate: str, network: str, purpose: str) -> SealedGrant:
        with self._store.read() as tx:
            grant = grants.get(tx, advocate, network, purpose)
        if grant is None or grant.state not in _USABLE:
            raise AuthorizationExpired(_MISSING.format(network=network, advocate=advocate))
        return grant

    def _opened(self, grant: SealedGrant) -> Access:
        secrets = self._vault().unseal(grant.secrets)
        return Access(
            account=grant.account,
            host=grant.host,
            secrets={name: Secret(value) for name, value in secrets.items()},
            details=grant.details,
        )

    def _sealed(self, advocate: str, network: str, purpose: str, access: Access) -> SealedGrant:
        secrets = {name: secret.reveal() for name, secret in access.secrets.items()}
        return SealedGrant(
            advocate=advocate,
            network=network,
            purpose=purpose,
            account=access.account,
            host=access.host,
            secrets=self._vault().seal(secrets),
            details=dict(access.details),
            state=ACTIVE,
            changed_at=self._clock(),
            expires_at=_end_of(access),
        )

    def _mark(self, advocate: str, network: str, purpose: str, state: str, used: Access | None) -> None:
        with self._store.begin() as tx:
            seen = grants.get(tx, advocate, network, purpose)
            if seen is None or seen.state not in _USABLE:
                return
            if used is None or used.secrets == self._opened(seen).secrets:
                grants.set_state(tx, seen, state, now=self._clock())


def _end_of(access: Access) -> datetime | None:
    """When the person must agree again, as far as the network told."""
    told = access.details.get("consent_ends")
    return datetime.fromisoformat(told) if told else None
