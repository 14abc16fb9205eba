"""The rows of `tracked_links`: a code leads to a target; a link that ended keeps its clicks."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.errors import NotFound
from advocacy.outcome import TrackedLink
from advocacy.share import ShareState
from advocacy.storage.schema import shares, tracked_links
from advocacy.storage.store import insert_once

_COLUMNS = [column for column in tracked_links.c if column.name in TrackedLink.__dataclass_fields__]


class Lead(NamedTuple):
    """Where a code leads, until when, and since when others may know it; what the redirect needs."""

    target: str
    ends_at: datetime | None
    accepted_at: datetime | None
    """When its share was accepted; None: not yet, so that nobody but its author can have it."""
    handed_off: bool
    """Whether its author is posting it by hand, and nobody has confirmed it yet."""


def add(tx: Connection, link: TrackedLink) -> bool:
    """Insert the link unless its code is taken or its share has one; whether it is new."""
    return insert_once(tx, tracked_links, asdict(link)) == 1


def find(tx: Connection, code: str) -> TrackedLink | None:
    """The link of that code, ended or not."""
    row = tx.execute(sa.select(*_COLUMNS).where(tracked_links.c.code == code)).one_or_none()
    return None if row is None else TrackedLink(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def find_of(tx: Connection, *, story: str, edition: int, advocate: str, network: str) -> TrackedLink | None:
    """The one link of an advocate for an edition of a story on a network."""
    key = {"story": story, "edition": edition, "advocate": advocate, "network": network}
    row = tx.execute(sa.select(*_COLUMNS).filter_by(**key)).one_or_none()
    return None if row is None else TrackedLink(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name


def lead(tx: Connection, code: str) -> Lead | None:
    """Where a code leads; None for one that nobody minted."""
    columns = tracked_links.c
    of_it = sa.and_(
        *(columns[name] == shares.c[name] for name in ("story", "edition", "advocate", "network"))
    )
    found = (columns.target, columns.minted_at, columns.expires_at, columns.withdrawn_at)
    query = sa.select(*found, shares.c.id, shares.c.accepted_at, shares.c.state)
    row = tx.execute(
        query.select_from(tracked_links.outerjoin(shares, of_it)).where(columns.code == code)
    ).one_or_none()
    if row is None:
        return None
    ends = [moment for moment in (row.expires_at, row.withdrawn_at) if moment is not None]
    known_since = row.minted_at if row.id is None else row.accepted_at
    return Lead(row.target, min(ends, default=None), known_since, row.state == ShareState.HANDED_OFF)


def select(
    tx: Connection, *, advocate: str | None = None, story: str | None = None, campaign: str | None = None
) -> list[TrackedLink]:
    """Every link, ended or not, or those of a person, a story or a campaign; in the order of their shares."""
    wanted = {"advocate": advocate, "story": story, "campaign": campaign}
    query = sa.select(*_COLUMNS).filter_by(
        **{name: value for name, value in wanted.items() if value is not None}
    )
    columns = tracked_links.c
    order = (columns.campaign, columns.story, columns.edition, columns.advocate, columns.network)
    return [TrackedLink(**row._mapping) for row in tx.execute(query.order_by(*order))]  # noqa: SLF001 - SQLAlchemy's public name


def withdraw(tx: Connection, code: str, *, now: datetime) -> None:
    """End a link at once; its clicks stay, and it is never deleted.

    Raises:
        NotFound: no link has that code.
    """
    columns = tracked_links.c
    ended = sa.func.coalesce(columns.withdrawn_at, sa.bindparam("now", now, columns.withdrawn_at.type))
    if not tx.execute(tracked_links.update().where(columns.code == code).values(withdrawn_at=ended)).rowcount:
        raise NotFound(fr=f"Aucun lien suivi « {code} ».", en=f"There is no tracked link “{code}”.")


def expire(tx: Connection, code: str, *, at: datetime) -> None:
    """Let a link lead on until `at`, and no longer; until then that may be changed again."""
    tx.execute(tracked_links.update().where(tracked_links.c.code == code).values(expires_at=at))
