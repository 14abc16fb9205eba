"""The rows of `consents` and `apps`: what people are being asked for, and as which app."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.consent_schema import apps, consents
from advocacy.storage.store import insert_once


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedConsent:
    """A consent that is asked for, as it lies in the database; `state` and `session` are hashes."""

    state: str = field(repr=False)
    session: str = field(repr=False)
    advocate: str
    network: str
    purpose: str
    asked: dict[str, Any]
    secrets: bytes = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedApp:
    """Our registration with one server."""

    network: str
    host: str
    redirect_uri: str
    client_id: str
    secrets: bytes = field(repr=False)
    made_at: datetime


def ask(tx: Connection, consent: SealedConsent, *, now: datetime) -> None:
    """Write the consent that is asked for; those that nobody answered in time are forgotten."""
    tx.execute(consents.delete().where(consents.c.expires_at <= now))
    tx.execute(consents.insert().values(asdict(consent)))


def take(tx: Connection, state: str) -> SealedConsent | None:
    """The consent that was asked with `state`, which nobody gets a second time."""
    row = tx.execute(consents.delete().where(consents.c.state == state).returning(consents)).one_or_none()
    return None if row is None else SealedConsent(**row._mapping)  # noqa: SLF001 - its public way to a dict


def forget(tx: Connection, advocate: str) -> None:
    """Ask a person for nothing any more."""
    tx.execute(consents.delete().where(consents.c.advocate == advocate))


def app_of(tx: Connection, network: str, host: str, redirect_uri: str) -> SealedApp | None:
    """Our registration with a server; None when there is none."""
    key = (apps.c.network == network, apps.c.host == host, apps.c.redirect_uri == redirect_uri)
    row = tx.execute(sa.select(apps).where(*key)).one_or_none()
    return None if row is None else SealedApp(**row._mapping)  # noqa: SLF001 - its public way to a dict


def put_app(tx: Connection, app: SealedApp) -> bool:
    """Keep a registration, unless another process was faster; whether it is the one that is kept."""
    return bool(insert_once(tx, apps, asdict(app)))


def forget_app(tx: Connection, network: str, host: str, redirect_uri: str) -> None:
    """Register anew the next time."""
    key = (apps.c.network == network, apps.c.host == host, apps.c.redirect_uri == redirect_uri)
    tx.execute(apps.delete().where(*key))


def all_apps(tx: Connection) -> list[SealedApp]:
    """Every registration."""
    return [SealedApp(**row._mapping) for row in tx.execute(sa.select(apps))]  # noqa: SLF001 - as above


def reseal_app(tx: Connection, seen: SealedApp, secrets: bytes) -> bool:
    """Write the same secret under another key; False when it is another registration by now."""
    key = (
        apps.c.network == seen.network,
        apps.c.host == seen.host,
        apps.c.redirect_uri == seen.redirect_uri,
        apps.c.secrets == seen.secrets,
    )
    return tx.execute(apps.update().where(*key).values(secrets=secrets)).rowcount == 1


def reseal(tx: Connection, seen: SealedConsent, secrets: bytes) -> bool:
    """Write the same secrets under another key; False when the consent was answered meanwhile."""
    same = (consents.c.state == seen.state, consents.c.secrets == seen.secrets)
    return tx.execute(consents.update().where(*same).values(secrets=secrets)).rowcount == 1


def waiting(tx: Connection) -> list[SealedConsent]:
    """Every consent that is asked for and not answered yet."""
    return [SealedConsent(**row._mapping) for row in tx.execute(sa.select(consents))]  # noqa: SLF001 - as above
