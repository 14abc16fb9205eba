"""The rows of `freezes`: what must not leave while a crisis lasts, and which stories go all the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.language import Text
from advocacy.share import Hold, Share, ShareState
from advocacy.storage.schema import freeze_exemptions, freezes, shares
from advocacy.storage.shares import of_row, stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Freeze:
    """A crisis: while it lasts, no share that it covers leaves."""

    id: str
    by: str
    reason: str
    """What the people whose shares wait are told."""
    at: datetime
    campaign: str | None = None
    """Only this campaign; None for all."""
    network: str | None = None
    """Only this network; None for all."""
    exempt: tuple[str, ...] = ()
    """Stories that go out all the same."""
    lifted_at: datetime | None = None
    lifted_by: str | None = None

    def covers(self, *, campaign: str, network: str, story: str) -> bool:
        """Whether it holds back a share of that campaign, network and story.

        >>> from datetime import UTC
        >>> freeze = Freeze(id="f", by="maria", reason="fire", at=datetime(2026, 3, 2, tzinfo=UTC),
        ...                 campaign="spring", exempt=("statement",))
        >>> freeze.covers(campaign="spring", network="x", story="pump")
        True
        >>> freeze.covers(campaign="spring", network="x", story="statement")
        False
        """
        return self.lifted_at is None and self._names(campaign, network, story)

    def met(self, share: Share) -> bool:
        """Whether it covered that share at any time between its acceptance and its post."""
        began_before_post = share.published_at is None or self.at < share.published_at
        accepted = share.accepted_at or share.offered_at
        ended_after_acceptance = self.lifted_at is None or self.lifted_at > accepted
        in_its_time = began_before_post and ended_after_acceptance
        return in_its_time and self._names(share.campaign, share.network, share.story)

    def _names(self, campaign: str, network: str, story: str) -> bool:
        asked = self.campaign in {None, campaign} and self.network in {None, network}
        return asked and story not in self.exempt


IS_FROZEN = (
    sa.exists()
    .where(
        freezes.c.lifted_at.is_(None),
        sa.or_(freezes.c.campaign.is_(None), freezes.c.campaign == shares.c.campaign),
        sa.or_(freezes.c.network.is_(None), freezes.c.network == shares.c.network),
        ~sa.exists()
        .where(freeze_exemptions.c.freeze == freezes.c.id, freeze_exemptions.c.story == shares.c.story)
        .correlate(freezes, shares),
    )
    .correlate(shares)
)
"""Of a share: a freeze covers it now. It stands in the claim itself, so that none slips through."""


def add(tx: Connection, freeze: Freeze, *, told: Text) -> int:
    """Write the freeze and hold back what it covers; how many shares.

    From its commit on nothing that it covers is claimed. On PostgreSQL it waits for the claims that are being
    committed, and they for it; on SQLite a transaction that writes is alone anyway.
    """
    if tx.dialect.name == "postgresql":
        tx.execute(sa.text("LOCK TABLE shares IN SHARE ROW EXCLUSIVE MODE"))
    kept = ("id", "campaign", "network", "by", "reason", "at")
    tx.execute(freezes.insert().values({name: getattr(freeze, name) for name in kept}))
    if freeze.exempt:
        rows = [{"freeze": freeze.id, "story": story} for story in freeze.exempt]
        tx.execute(freeze_exemptions.insert(), rows)
    held = {"state": ShareState.ON_HOLD, "hold": Hold.CRISIS, "reason": stored(told)}
    return tx.execute(
        shares.update().where(shares.c.state == ShareState.QUEUED, IS_FROZEN).values(held)
    ).rowcount


def select(tx: Connection, *, lifted: bool = False) -> list[Freeze]:
    """The freezes that hold now, or with `lifted` all there ever were, oldest first."""
    query = sa.select(freezes).order_by(freezes.c.at, freezes.c.id)
    if not lifted:
        query = query.where(freezes.c.lifted_at.is_(None))
    exempt: dict[str, list[str]] = {}
    for row in tx.execute(sa.select(freeze_exemptions).order_by(freeze_exemptions.c.story)):
        exempt.setdefault(row.freeze, []).append(row.story)
    return [
        Freeze(**row._mapping, exempt=tuple(exempt.get(row.id, ())))  # noqa: SLF001 - SQLAlchemy's public name
        for row in tx.execute(query)
    ]


def lift(tx: Connection, freeze_id: str, *, by: str, now: datetime) -> bool:
    """End the freeze; False when it had ended already, or never was."""
    active = [freezes.c.id == freeze_id, freezes.c.lifted_at.is_(None)]
    return tx.execute(freezes.update().where(*active).values(lifted_at=now, lifted_by=by)).rowcount == 1


def freed(tx: Connection) -> list[Share]:
    """What is held back for a crisis and no freeze covers any more, longest due first."""
    columns = [column for column in shares.c if column.name in Share.__dataclass_fields__]
    held = [shares.c.state == ShareState.ON_HOLD, shares.c.hold == Hold.CRISIS, ~IS_FROZEN]
    query = sa.select(*columns).where(*held).order_by(shares.c.due_at, shares.c.id)
    return [of_row(row) for row in tx.execute(query)]


def thaw(tx: Connection, due: Mapping[str, datetime]) -> None:
    """Queue these shares again, each at its moment, unless somebody moved them meanwhile."""
    rows: Sequence[dict[str, Any]] = [{"the_share": share, "new_due_at": at} for share, at in due.items()]
    if rows:
        tx.execute(_THAW, rows)


_THAW = (
    shares.update()
    .where(
        shares.c.id == sa.bindparam("the_share"),
        shares.c.state == ShareState.ON_HOLD,
        shares.c.hold == Hold.CRISIS,
    )
    .values(state=ShareState.QUEUED, hold=None, reason=None, due_at=sa.bindparam("new_due_at"))
)
