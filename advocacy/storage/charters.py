"""The rows of `charter_versions`, `charter_activations` and `charter_approvals`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from advocacy.charter.version import Activation, Version
from advocacy.content.edition import Approval
from advocacy.errors import NotFound
from advocacy.language import Text
from advocacy.storage.schema import charter_activations, charter_approvals, charter_versions
from advocacy.storage.store import insert_once


def one_at_a_time(tx: Connection) -> None:
    """Let nobody else propose or agree until this transaction ends; on SQLite it is alone anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def put(tx: Connection, version: Version, files: Sequence[dict[str, Any]]) -> bool:
    """Keep a version with the texts it is made from; whether it is new."""
    row = {
        "hash": version.hash,
        "id": version.id,
        "version": version.version,
        "title": dict(version.title),
        "files": list(files),
        "added_at": version.added_at,
    }
    return insert_once(tx, charter_versions, row) == 1


def files_of(tx: Connection, version: str) -> list[dict[str, Any]]:
    """The texts that the version of that hash is made from.

    Raises:
        NotFound: there is none.
    """
    query = sa.select(charter_versions.c.files).where(charter_versions.c.hash == version)
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound(_NO_VERSION.format(version=version))
    return list(found)


def versions(tx: Connection) -> list[Version]:
    """Every version that is kept, oldest first."""
    query = sa.select(charter_versions).order_by(charter_versions.c.added_at, charter_versions.c.hash)
    return [_version(row) for row in tx.execute(query)]


def namesakes(tx: Connection, version: Version) -> list[Version]:
    """Versions of the same id and number that were activated with other content."""
    held = sa.select(charter_activations.c.version).where(charter_activations.c.activated_at.is_not(None))
    query = sa.select(charter_versions).where(
        charter_versions.c.id == version.id,
        charter_versions.c.version == version.version,
        charter_versions.c.hash != version.hash,
        charter_versions.c.hash.in_(held),
    )
    return [_version(row) for row in tx.execute(query)]


def active(tx: Connection) -> str | None:
    """The hash of the version that holds now; None before the first activation."""
    query = (
        sa.select(charter_activations.c.version)
        .where(charter_activations.c.activated_at.is_not(None))
        .order_by(charter_activations.c.activated_at.desc(), charter_activations.c.id.desc())
        .limit(1)
    )
    return tx.execute(query).scalar_one_or_none()


def activations(tx: Connection) -> list[Activation]:
    """Every proposal, oldest first, with all who agreed."""
    query = (
        sa.select(charter_activations, *_VERSION)
        .join(charter_versions, charter_versions.c.hash == charter_activations.c.version)
        .order_by(charter_activations.c.id)
    )
    given: dict[int, list[Approval]] = {}
    for row in tx.execute(sa.select(charter_approvals).order_by(charter_approvals.c.at)):
        given.setdefault(row.activation, []).append(Approval(role=row.role, by=row.by, at=row.at))
    return [_activation(row, given.get(row.id, [])) for row in tx.execute(query)]


def propose(tx: Connection, version: str, *, by: str, now: datetime) -> int:
    """The number of the open proposal of that version, made when there is none."""
    open_one = sa.select(charter_activations.c.id).where(
        charter_activations.c.version == version, charter_activations.c.activated_at.is_(None)
    )
    found = tx.execute(open_one.order_by(charter_activations.c.id).limit(1)).scalar_one_or_none()
    if found is None:
        made = charter_activations.insert().values(version=version, proposed_by=by, proposed_at=now)
        found = tx.execute(made.returning(charter_activations.c.id)).scalar_one()
    return int(found)


def approve(tx: Connection, activation: int, approval: Approval) -> None:
    """Write down that a role agrees, in place of a yes of that role that counts no more."""
    key = {"activation": activation, "role": approval.role}
    rows = charter_approvals.c
    tx.execute(charter_approvals.delete().where(rows.activation == activation, rows.role == approval.role))
    tx.execute(charter_approvals.insert().values(**key, by=approval.by, at=approval.at))


def activate(tx: Connection, activation: int, *, now: datetime) -> None:
    """The version holds from now on."""
    tx.execute(
        charter_activations.update().where(charter_activations.c.id == activation).values(activated_at=now)
    )


def _version(row: Row[Any]) -> Version:
    return Version(
        hash=row.hash,
        id=row.id,
        version=row.version,
        title=Text(fr=row.title["fr"], en=row.title["en"]),
        added_at=row.added_at,
    )


def _activation(row: Row[Any], approvals: list[Approval]) -> Activation:
    return Activation(
        id=row.id,
        version=Version(
            hash=row.version,
            id=row.charter,
            version=row.number,
            title=Text(fr=row.title["fr"], en=row.title["en"]),
            added_at=row.added_at,
        ),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        activated_at=row.activated_at,
        approvals=tuple(approvals),
    )


_LOCK = 0x63686172
_VERSION = (
    charter_versions.c.id.label("charter"),
    charter_versions.c.version.label("number"),
    charter_versions.c.title,
    charter_versions.c.added_at,
)
_NO_VERSION = Text(
    fr="Aucune version « {version} » de la charte n’est gardée : advocacy charter versions",
    en="No version “{version}” of the charter is kept: advocacy charter versions",
)
