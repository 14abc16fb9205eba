"""Changing the key of the vault while everything runs: read by the old one, written by the new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from advocacy.storage import Store, consents, follower_lists, grants, webhooks

if TYPE_CHECKING:
    from advocacy.vault import Vault

_Sealed: TypeAlias = (
    grants.SealedGrant
    | consents.SealedApp
    | consents.SealedConsent
    | webhooks.SealedWebhook
    | follower_lists.SealedKey
)
_SURELY_OVER = timedelta(minutes=10)
"""After the end of its lease no renewal can still be at work: an answer is waited for a minute at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """How many secrets are under the new key now, and how many are not yet."""

    sealed: int
    left: int


def resealed(store: Store, vault: Vault, *, now: datetime) -> Resealed:
    """Seal under the first key what is under another one, each row in a transaction of its own.

    Raises:
        ConfigurationError: no key that we have opens one of them; the others are done.
    """
    with store.read() as tx:
        everything: list[_Sealed] = [
            *grants.kept(tx),
            *consents.all_apps(tx),
            *consents.waiting(tx),
            *webhooks.sealed(tx),
            *follower_lists.keys(tx),
        ]
    old = [one for one in everything if not vault.is_current(one.secrets)]
    done = sum(_reseal(store, one, vault.reseal(one.secrets), now) for one in old)
    return Resealed(sealed=done, left=len(old) - done)


def _reseal(
    store: Store,
    one: _Sealed,
    secrets: bytes,
    now: datetime,
) -> bool:
    with store.begin() as tx:
        if isinstance(one, grants.SealedGrant):
            return grants.reseal(tx, one, secrets, idle_since=now - _SURELY_OVER)
        if isinstance(one, consents.SealedApp):
            return consents.reseal_app(tx, one, secrets)
        if isinstance(one, webhooks.SealedWebhook):
            return webhooks.reseal(tx, one, secrets)
        if isinstance(one, follower_lists.SealedKey):
            return follower_lists.reseal(tx, one, secrets)
        return consents.reseal(tx, one, secrets)
