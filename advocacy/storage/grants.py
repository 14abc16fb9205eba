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
    """Write the grant, in place of the one that was there; a renewal that is under way is void then."""
    row = {name: getattr(grant, name) for name in SealedGrant.__dataclass_fields__} | {"renewing_until": None}
    if not insert_once(tx, grants, row):
        tx.execute(grants.update().where(*_key(grant.advocate, grant.network, grant.purpose)).values(row))


def get(tx: Connection, advocate: str, network: str, purpose: str) -> SealedGrant | None:
    """The grant; None when there is none."""
    asked = {"advocate": advocate, "network": network, "purpose": purpose}
    row = tx.execute(_GET, asked).one_or_none()
    return None if row is None else of_row(row)


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
    return _change(tx, _as_seen(seen), **row | {"renewing_until": None})


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


def forget(tx: Connection, advocate: str, *, now: datetime) -> int:
    """Forget the secrets of every grant of a person, on whatever network and for whatever; how many."""
    theirs = sa.and_(grants.c.advocate == advocate, grants.c.state != REVOKED)
    values = {"state": REVOKED, "changed_at": now, "secrets": b"", "renewing_until": None}
    return tx.execute(grants.update().where(theirs).values(values)).rowcount


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
_GET = sa.select(*COLUMNS).where(
    *(grants.c[name] == sa.bindparam(name) for name in ("advocate", "network", "purpose"))
)
