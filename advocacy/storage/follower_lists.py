"""The rows of `follower_lists` and `sketch_keys`: sketches of public lists, by consent of whom they follow.

agreed ─ they have posted there ─▶ read, page by page ─▶ a sketch ─ a week or a month later ─▶ read again
   │                                  └ hidden there ─▶ no sketch, and it is looked at again in a month
   └ withdrawn, left, erased ─▶ no row
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.reach_schema import follower_counts, follower_lists, sketch_keys
from advocacy.storage.schema import advocates, posts, shares
from advocacy.storage.store import insert_once


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """What is kept of one public list; the sketch is bytes."""

    advocate: str
    network: str
    agreed_at: datetime
    hidden: bool
    key: str | None
    sketch: bytes | None
    taken_at: datetime | None
    reading: bytes | None
    after: str
    begun_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """The key that followers are hashed with; only the vault opens it."""

    id: str
    secrets: bytes


def agree(tx: Connection, advocate: str, network: str, *, now: datetime) -> bool:
    """Keep that a person agreed; False where they had."""
    fresh = {"agreed_at": now, "due_at": now, "hidden": False, "after": ""}
    return insert_once(tx, follower_lists, {"advocate": advocate, "network": network, **fresh}) == 1


def withdraw(tx: Connection, advocate: str, network: str | None = None) -> int:
    """Delete the consent and what was kept under it, on one network or on all; how many there were."""
    c = follower_lists.c
    there = (c.network == network,) if network else ()
    return tx.execute(follower_lists.delete().where(c.advocate == advocate, *there)).rowcount


def of(tx: Connection, advocate: str) -> list[KeptList]:
    """What is kept of one person's lists."""
    return _select(tx, follower_lists.c.advocate == advocate)


def any_agreed(tx: Connection) -> bool:
    """Whether anybody agreed."""
    return bool(tx.execute(sa.select(sa.exists().where(follower_lists.c.advocate.is_not(None)))).scalar())


def due(
    tx: Connection, *, now: datetime, networks: Collection[str], posted_since: datetime, limit: int
) -> list[tuple[str, str]]:
    """Whose list, and where, is to be read: of people who have posted there; longest due first."""
    c = follower_lists.c
    mine = (shares.c.advocate == c.advocate, shares.c.network == c.network)
    posted = sa.exists().where(posts.c.share == shares.c.id, *mine, posts.c.published_at >= posted_since)
    ready = (c.due_at <= now, c.network.in_(networks), posted)
    query = sa.select(c.advocate, c.network).where(*ready).order_by(c.due_at, c.advocate, c.network)
    return [(advocate, network) for advocate, network in tx.execute(query.limit(limit))]


def take(tx: Connection, advocate: str, network: str, *, now: datetime, until: datetime) -> KeptList | None:
    """Become the one who reads this list; None where another one is at it, or its person has withdrawn."""
    c = follower_lists.c
    free = sa.or_(c.busy_until.is_(None), c.busy_until <= now)
    taken = follower_lists.update().where(*_key(advocate, network), free).values(busy_until=until)
    if tx.execute(taken).rowcount != 1:
        return None
    return _select(tx, *_key(advocate, network))[0]


def put(
    tx: Connection, advocate: str, network: str, values: Mapping[str, object], *, due_at: datetime
) -> bool:
    """Write down what came of reading and let others read; False where its person has withdrawn meanwhile."""
    changed = follower_lists.update().where(*_key(advocate, network))
    return tx.execute(changed.values({**values, "busy_until": None, "due_at": due_at})).rowcount == 1


def last_post(tx: Connection, advocate: str, network: str) -> datetime | None:
    """When that person last posted there."""
    mine = (shares.c.advocate == advocate, shares.c.network == network)
    newest = sa.select(sa.func.max(posts.c.published_at)).join(shares, shares.c.id == posts.c.share)
    return tx.execute(newest.where(*mine)).scalar()


def authors(tx: Connection, campaign: str, network: str) -> list[str]:
    """Who has posted in a campaign on that network; those whose post is gone included: it was seen."""
    named = (shares.c.campaign == campaign, shares.c.network == network)
    found = sa.select(shares.c.advocate).join(posts, posts.c.share == shares.c.id).where(*named)
    return sorted(tx.execute(found.distinct()).scalars())


def sketched(tx: Connection, network: str, *, key: str) -> Mapping[str, KeptList]:
    """The lists of a network of which there is a sketch by that key, by their person."""
    c = follower_lists.c
    found = _select(tx, c.network == network, c.key == key, c.sketch.is_not(None))
    return {each.advocate: each for each in found}


def by_team(tx: Connection, *, key: str) -> list[tuple[str, str, bytes]]:
    """Team, network and sketch of every list of which there is one by that key."""
    c = follower_lists.c
    on = follower_lists.join(advocates, advocates.c.id == c.advocate)
    rows = sa.select(advocates.c.team, c.network, c.sketch).select_from(on)
    found = rows.where(c.key == key, c.sketch.is_not(None)).order_by(c.advocate, c.network)
    return [(row.team, row.network, row.sketch) for row in tx.execute(found)]


def sizes(tx: Connection, network: str) -> Mapping[str, int]:
    """How many follow each person's account on a network, as last told."""
    c = follower_counts.c
    rows = sa.select(c.advocate, c.followers).where(c.network == network).order_by(c.at)
    return {row.advocate: row.followers for row in tx.execute(rows)}


def key(tx: Connection) -> SealedKey | None:
    """The key, the oldest where two processes drew one at once; None where there is none yet."""
    return next(iter(keys(tx)), None)


def keys(tx: Connection) -> list[SealedKey]:
    """Every key, the oldest first."""
    c = sketch_keys.c
    rows = tx.execute(sa.select(c.id, c.secrets).order_by(c.made_at, c.id))
    return [SealedKey(id=row.id, secrets=row.secrets) for row in rows]


def put_key(tx: Connection, one: SealedKey, *, now: datetime) -> None:
    """Keep a key that was drawn."""
    tx.execute(sketch_keys.insert().values(id=one.id, secrets=one.secrets, made_at=now))


def reseal(tx: Connection, seen: SealedKey, secrets: bytes) -> bool:
    """Write the same key under another one of the vault; False when it is gone."""
    same = (sketch_keys.c.id == seen.id, sketch_keys.c.secrets == seen.secrets)
    return tx.execute(sketch_keys.update().where(*same).values(secrets=secrets)).rowcount == 1


def destroy(tx: Connection) -> int:
    """Delete the key, every sketch and every consent to one; how many consents."""
    tx.execute(sketch_keys.delete())
    return tx.execute(follower_lists.delete()).rowcount


def _key(advocate: str, network: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (follower_lists.c.advocate == advocate, follower_lists.c.network == network)


def _select(tx: Connection, *where: sa.ColumnElement[bool]) -> list[KeptList]:
    c = follower_lists.c
    fields = [c[name] for name in KeptList.__dataclass_fields__]
    rows = tx.execute(sa.select(*fields).where(*where).order_by(c.advocate, c.network))
    return [KeptList(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name
