"""The rows of `grants`: what an account allowed us to do, with its secrets sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.schema import grants

ACTIVE, STALE, EXPIRED, REVOKED = "active", "stale", "expired", "revoked"


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
    """Write the grant, in place of the one that was there."""
    row = {name: getattr(grant, name) for name in SealedGrant.__dataclass_fields__}
    tx.execute(grants.delete().where(*_key(grant.advocate, grant.network, grant.purpose)))
    tx.execute(grants.insert().values(row))


def get(tx: Connection, advocate: str, network: str, purpose: str) -> SealedGrant | None:
    """The grant; None when there is none."""
    columns = [grants.c[name] for name in SealedGrant.__dataclass_fields__]
    row = tx.execute(sa.select(*columns).where(*_key(advocate, network, purpose))).one_or_none()
    return None if row is None else SealedGrant(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def take_renewal(tx: Connection, seen: SealedGrant, *, now: datetime, until: datetime) -> bool:
    """Become the one process that renews `seen`; False when it changed or another one is at it."""
    free = sa.or_(grants.c.renewing_until.is_(None), grants.c.renewing_until <= now)
    taken = tx.execute(
        grants.update()
        .where(
            *_key(seen.advocate, seen.network, seen.purpose),
            grants.c.changed_at == seen.changed_at,
            free,
        )
        .values(renewing_until=until)
    )
    return taken.rowcount == 1


def give_up_renewal(tx: Connection, seen: SealedGrant) -> None:
    """Let another process try: this one did not succeed."""
    tx.execute(
        grants.update().where(*_key(seen.advocate, seen.network, seen.purpose)).values(renewing_until=None)
    )


def set_state(
    tx: Connection, advocate: str, network: str, purpose: str, *, state: str, now: datetime
) -> None:
    """Mark the grant stale (to be renewed before use), expired or revoked (it keeps no secret then)."""
    values: dict[str, object] = {"state": state, "changed_at": now}
    if state == REVOKED:
        values["secrets"] = b""
    tx.execute(grants.update().where(*_key(advocate, network, purpose)).values(values))


def _key(advocate: str, network: str, purpose: str) -> list[sa.ColumnElement[bool]]:
    return [
        grants.c.advocate == advocate,
        grants.c.network == network,
        grants.c.purpose == purpose,
    ]
