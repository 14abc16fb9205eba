"""The rows of `campaign_keys` and `consented_visits`: visitors who agreed, known within one campaign."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.outcome import Touch
from advocacy.storage.exchange_schema import campaign_keys, consented_visits
from advocacy.storage.schema import tracked_links
from advocacy.storage.store import insert_once


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignKey:
    """What turns a site's own id into a visitor of one campaign; empty once it is destroyed."""

    campaign: str
    key: bytes
    last_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """One follow by a visitor who agreed."""

    visitor: str
    day: int
    """Days since 1970, in UTC."""
    network: str
    advocate: str


def key_of(tx: Connection, campaign: str) -> CampaignKey | None:
    """The key of a campaign; None where nobody consented yet."""
    row = tx.execute(sa.select(campaign_keys).where(campaign_keys.c.campaign == campaign)).one_or_none()
    return None if row is None else CampaignKey(campaign=row.campaign, key=row.key, last_day=row.last_day)


def draw(tx: Connection, campaign: str, *, last_day: int) -> CampaignKey:
    """The key of a campaign, drawn by whoever asks first; its last day stays as it was promised then."""
    row = {"campaign": campaign, "key": secrets.token_bytes(32), "last_day": last_day}
    insert_once(tx, campaign_keys, row)
    found = key_of(tx, campaign)
    if found is None:  # it was inserted in this transaction
        raise LookupError(campaign)
    return found


def keys(tx: Connection) -> Iterator[CampaignKey]:
    """Every key that is not destroyed."""
    for row in tx.execute(sa.select(campaign_keys)).all():
        if row.key:
            yield CampaignKey(campaign=row.campaign, key=row.key, last_day=row.last_day)


def add(tx: Connection, campaign: str, visitor: str, touches: Iterable[Touch]) -> int:
    """Keep the follows of one visitor, each once; how many were new."""
    rows = [{"campaign": campaign, "visitor": visitor, "code": each.code, "at": each.at} for each in touches]
    return insert_once(tx, consented_visits, *rows)


def forget_visitor(tx: Connection, campaign: str, visitor: str) -> int:
    """Delete the follows of one visitor; how many there were."""
    c = consented_visits.c
    return tx.execute(consented_visits.delete().where(c.campaign == campaign, c.visitor == visitor)).rowcount


def forget_over(tx: Connection, *, today: int) -> list[str]:
    """Destroy keys and follows of the campaigns whose last day is past; their ids."""
    c = campaign_keys.c
    over = [each.campaign for each in keys(tx) if each.last_day < today]
    if over:
        tx.execute(consented_visits.delete().where(consented_visits.c.campaign.in_(over)))
        tx.execute(campaign_keys.update().where(c.campaign.in_(over)).values(key=b""))
    return over


def follows(tx: Connection, campaign: str) -> list[Follow]:
    """What visitors who agreed followed."""
    v, link = consented_visits.c, tracked_links.c
    day = sa.type_coerce(v.at, sa.BigInteger) // 86_400_000_000
    query = sa.select(v.visitor, day.label("day"), link.network, link.advocate)
    rows = tx.execute(
        query.join(tracked_links, link.code == v.code).where(v.campaign == campaign).order_by(v.visitor, v.at)
    )
    return [
        Follow(visitor=row.visitor, day=int(row.day), network=row.network, advocate=row.advocate)
        for row in rows
    ]
