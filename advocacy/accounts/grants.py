"""Connecting an account, and the access a connector gets to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Connector, Secret
from advocacy.errors import AuthorizationExpired
from advocacy.language import Text
from advocacy.storage import Store, grants
from advocacy.storage.grants import ACTIVE, EXPIRED, REVOKED, SealedGrant
from advocacy.vault import Vault

POST = "post"

_MISSING = Text(
    fr="Le compte {network} de {advocate} n’est pas relié, ou l’accord a pris fin : reliez-le à nouveau.",
    en="The {network} account of {advocate} is not connected, or the consent has ended: connect it again.",
)


class Accounts:
    """The grants of all advocates. `vault` is asked for only when a token is needed."""

    def __init__(self, store: Store, vault: Callable[[], Vault], *, clock: Clock = utc_now) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    def connect(self, advocate: str, network: str, access: Access, *, purpose: str = POST) -> None:
        """Keep what the person granted, in place of an earlier grant for the same purpose."""
        with self._store.begin() as tx:
            grants.put(tx, self._sealed(advocate, network, purpose, access))

    def access(self, advocate: str, connector: Connector, *, purpose: str = POST) -> Access:
        """An access that is good now, renewed when it must be.

        Of all processes exactly one renews: the row is locked, and the new secrets are committed
        before anyone uses them.

        Raises:
            AuthorizationExpired: there is no grant, or the network no longer renews it.
            ConnectorError: the network could not be asked.
        """
        with self._store.read() as tx:
            access = self._opened(tx, advocate, connector.name, purpose)
        if connector.renew_needed(access, now=self._clock()):
            return self._renewed(advocate, connector, purpose)
        return access

    def expire(self, advocate: str, network: str, *, purpose: str = POST) -> None:
        """The network refused the grant: it must be given again."""
        self._mark(advocate, network, purpose, EXPIRED)

    def revoke(self, advocate: str, network: str, *, purpose: str = POST) -> None:
        """Forget the secrets of a grant for good."""
        self._mark(advocate, network, purpose, REVOKED)

    def has(self, advocate: str, network: str, *, purpose: str = POST) -> bool:
        """Whether there is an active grant."""
        with self._store.read() as tx:
            grant = grants.get(tx, advocate, network, purpose)
        return grant is not None and grant.state == ACTIVE

    def _renewed(self, advocate: str, connector: Connector, purpose: str) -> Access:
        with self._store.begin() as tx:
            access = self._opened(tx, advocate, connector.name, purpose, lock=True)
            now = self._clock()
            if not connector.renew_needed(access, now=now):
                return access  # another process was faster
            fresh = connector.renew(access, now=now)
            grants.put(tx, self._sealed(advocate, connector.name, purpose, fresh))
            return fresh

    def _opened(
        self, tx: Connection, advocate: str, network: str, purpose: str, *, lock: bool = False
    ) -> Access:
        grant = grants.get(tx, advocate, network, purpose, lock=lock)
        if grant is None or grant.state != ACTIVE:
            raise AuthorizationExpired(_MISSING.format(network=network, advocate=advocate))
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
        )

    def _mark(self, advocate: str, network: str, purpose: str, state: str) -> None:
        with self._store.begin() as tx:
            grants.set_state(tx, advocate, network, purpose, state=state, now=self._clock())
