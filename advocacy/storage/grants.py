"""The rows of `grants`: what an account allowed us to do, with its secrets sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import grants
from advocacy.storage.store import insert_once

POST = "post"
"""The purpose of a grant with which shares are published."""

ACTIVE, STALE, EXPIRED, REVOKING, REVOKED = "active", "stale", "expired", "revoking", "revoked"
"""A grant that is being taken back keeps its secrets until the network has been told, or cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedGrant:
    """A grant as it lies in the database; only the vault can read `secrets`."""

    advocate: str
    network: str
    purpose: str
    account: str
    host: str
    secrets: bytes = field(repr=False)
    details: dict[str, str]
    state: str
    changed_at: datetime
    expires_at: datetime | None = None


def put(tx: Connection, grant: SealedGrant) -> None:
    """Write the grant, in place of the one that was there; a renewal that is under way is void then."""
    row = {name: getattr(grant, name) for name in SealedGrant.__dataclass_fields__} | {"renewing_until": None}
    if not insert_once(tx, grants, row):
        tx.execute(grants.update().where(*_key(grant.advocate, grant.network, grant.purpose)).values(row))


def get(tx: Connection, advocate: str, network: str, purpose: str) -> SealedGrant | None:
    """The grant; None when there is none."""
    asked = {"advocate": advocate, "network": network, "purpose": purpose}
    row = tx.execute(_GET, asked).one_or_none()
    return None if row is None else of_row(row)


def select(tx: Connection, *conditions: sa.ColumnElement[bool]) -> list[SealedGrant]:
    """The grants that meet the conditions, by person and network."""
    query = sa.select(*COLUMNS).where(*conditions)
    return [grant for row in tx.execute(query.order_by(*_KEY)) if (grant := of_row(row)) is not None]


def of(tx: Connection, advocate: str) -> list[SealedGrant]:
    """A person's grants that have not been taken back."""
    return select(tx, grants.c.advocate == advocate, grants.c.state.in_([ACTIVE, STALE, EXPIRED]))


def ending(tx: Connection, before: datetime) -> list[SealedGrant]:
    """Grants that end before that moment, or have ended, the first to end first."""
    soon = sa.and_(grants.c.expires_at <= before, grants.c.state.in_([ACTIVE, STALE]))
    found = select(tx, sa.or_(soon, grants.c.state == EXPIRED))
    return sorted(found, key=_end)


def revoking(tx: Connection, advocate: str | None = None) -> list[SealedGrant]:
    """Grants that are being taken back, of one person or of all."""
    whose = [grants.c.advocate == advocate] if advocate is not None else []
    return select(tx, grants.c.state == REVOKING, *whose)


def kept(tx: Connection) -> list[SealedGrant]:
    """Every grant that still has secrets."""
    return select(tx, grants.c.state != REVOKED)


def sealed(tx: Connection, *, limit: int | None = None) -> list[bytes]:
    """The secrets of the grants that can be used, the newest first."""
    usable = sa.select(grants.c.secrets).where(grants.c.state.in_([ACTIVE, STALE]))
    return list(tx.execute(usable.order_by(grants.c.changed_at.desc()).limit(limit)).scalars())


def take_renewal(tx: Connection, seen: SealedGrant, *, now: datetime, until: datetime) -> bool:
    """Become the one process that renews `seen`; False when it changed or another one is at it."""
    free = sa.or_(grants.c.renewing_until.is_(None), grants.c.renewing_until <= now)
    return _change(tx, [*_as_seen(seen), free], renewing_until=until)


def end_renewal(tx: Connection, seen: SealedGrant, fresh: SealedGrant) -> bool:
    """Write the renewed grant, however late, unless it was given again, revoked or renewed meanwhile."""
    row = {name: getattr(fresh, name) for name in SealedGrant.__dataclass_fields__}
    ours = [*_as_seen(seen), grants.c.state != REVOKING]
    return _change(tx, ours, **row | {"renewing_until": None})


def give_up_renewal(tx: Connection, seen: SealedGrant, *, until: datetime) -> bool:
    """Let another process try: the one that took it `until` then did not succeed."""
    return _change(tx, [*_as_seen(seen), grants.c.renewing_until == until], renewing_until=None)


def set_state(tx: Connection, seen: SealedGrant, state: str, *, now: datetime) -> bool:
    """Mark the grant stale (to be renewed before use) or expired; False when it is another one by now."""
    return _change(tx, _as_seen(seen), state=state, changed_at=now)


def revoke(tx: Connection, advocate: str, network: str, purpose: str, *, now: datetime) -> bool:
    """Forget the secrets, whatever is being done with them; whether there was such a grant."""
    key = _key(advocate, network, purpose)
    return _change(tx, key, state=REVOKED, changed_at=now, secrets=b"", renewing_until=None)


def retire(tx: Connection, advocate: str, network: str | None = None, *, now: datetime) -> int:
    """Begin to take a person's grants back, on one network or on all; how many. Nobody uses them any more."""
    theirs = [grants.c.advocate == advocate, grants.c.state.not_in([REVOKED, REVOKING])]
    if network is not None:
        theirs.append(grants.c.network == network)
    values = {"state": REVOKING, "changed_at": now, "renewing_until": None}
    return tx.execute(grants.update().where(*theirs).values(values)).rowcount


def erase(tx: Connection, seen: SealedGrant, *, now: datetime) -> bool:
    """Forget the secrets of a grant that was taken back; False when it was given again meanwhile."""
    ours = [*_as_seen(seen), grants.c.state == REVOKING]
    values = {"state": REVOKED, "changed_at": now, "secrets": b"", "details": {}}
    return _change(tx, ours, **values)


def reseal(tx: Connection, seen: SealedGrant, secrets: bytes, *, idle_since: datetime) -> bool:
    """Write the same secrets under another key; False when they changed, or may still be renewed.

    A renewal knows its grant by the sealed bytes: were they changed under it, the new pair would be lost.
    """
    idle = sa.or_(grants.c.renewing_until.is_(None), grants.c.renewing_until <= idle_since)
    return _change(tx, [*_as_seen(seen), idle], secrets=secrets)


def _change(tx: Connection, which: list[sa.ColumnElement[bool]], **values: object) -> bool:
    return tx.execute(grants.update().where(*which).values(values)).rowcount == 1


def _as_seen(seen: SealedGrant) -> list[sa.ColumnElement[bool]]:
    """Its secrets are its version: sealed twice, the same ones are other bytes."""
    return [*_key(seen.advocate, seen.network, seen.purpose), grants.c.secrets == seen.secrets]


def _key(advocate: str, network: str, purpose: str) -> list[sa.ColumnElement[bool]]:
    return [
        grants.c.advocate == advocate,
        grants.c.network == network,
        grants.c.purpose == purpose,
    ]


def of_row(row: sa.Row[Any]) -> SealedGrant | None:
    """The grant in a row that has `COLUMNS`; None where it has none."""
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    if found["grant_secrets"] is None:
        return None
    return SealedGrant(**{name: found[f"grant_{name}"] for name in _FIELDS})


_FIELDS = tuple(SealedGrant.__dataclass_fields__)
COLUMNS = tuple(grants.c[name].label(f"grant_{name}") for name in _FIELDS)
_KEY = (grants.c.advocate, grants.c.network, grants.c.purpose)
_GET = sa.select(*COLUMNS).where(
    *(grants.c[name] == sa.bindparam(name) for name in ("advocate", "network", "purpose"))
)


def _end(grant: SealedGrant) -> datetime:
    return grant.expires_at or grant.changed_at
