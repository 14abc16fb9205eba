"""The rows of `lift_plans`: for a campaign, who chance chose to be asked for what, kept before anyone was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.share import ShareState
from advocacy.storage.reach_schema import lift_plans
from advocacy.storage.schema import asks, events, shares, stories


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """A design as it was registered."""

    campaign: str
    mark: str
    registration: str
    registered_at: datetime


def put(tx: Connection, plan: KeptPlan) -> None:
    """Keep a campaign's design in place of one that nobody was asked by."""
    tx.execute(lift_plans.delete().where(lift_plans.c.campaign == plan.campaign))
    tx.execute(
        lift_plans.insert().values(
            campaign=plan.campaign,
            mark=plan.mark,
            registration=plan.registration,
            registered_at=plan.registered_at,
        )
    )


def of(tx: Connection, campaign: str) -> KeptPlan | None:
    """The design of a campaign; None where nothing was left to chance."""
    row = tx.execute(sa.select(lift_plans).where(lift_plans.c.campaign == campaign)).one_or_none()
    return KeptPlan(**row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's public name


def every(tx: Connection) -> list[KeptPlan]:
    """The designs of all campaigns."""
    rows = tx.execute(sa.select(lift_plans).order_by(lift_plans.c.campaign))
    return [KeptPlan(**row._mapping) for row in rows]  # noqa: SLF001 - as above


def offered(tx: Connection, campaign: str) -> list[str]:
    """The stories of a campaign that somebody was offered already."""
    found = sa.select(shares.c.story).where(shares.c.campaign == campaign).distinct()
    return sorted(tx.execute(found).scalars())


def draws(tx: Connection, campaign: str) -> int:
    """How often a campaign was drawn, as the events say."""
    mine = (events.c.verb == "draw", events.c.subject == f"campaign:{campaign}")
    return tx.execute(sa.select(sa.func.count()).select_from(events).where(*mine)).scalar_one()


def unanswered(tx: Connection, campaign: str) -> int:
    """How many offers of a campaign nobody answered yet, and how many of its asks still wait."""
    of_it = sa.select(stories.c.id).where(stories.c.campaign == campaign)
    offers = (shares.c.campaign == campaign, shares.c.state == ShareState.OFFERED)
    waiting = (asks.c.story.in_(of_it), asks.c.at.is_(None))
    found = (
        sa.select(sa.func.count()).select_from(shares).where(*offers),
        sa.select(sa.func.count()).select_from(asks).where(*waiting),
    )
    return sum(tx.execute(each).scalar_one() for each in found)
