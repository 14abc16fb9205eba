"""Whose name stands on the leaderboard, and how many follow whom."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Connection

from advocacy.storage.reach_schema import follower_counts
from advocacy.storage.schema import advocates
from advocacy.storage.store import insert_once


def set_listed(tx: Connection, advocate: str, *, listed: bool) -> None:
    """Whether the person's name may stand on the leaderboard."""
    tx.execute(advocates.update().where(advocates.c.id == advocate).values(listed=listed))


def add_followers(tx: Connection, advocate: str, network: str, *, followers: int, at: datetime) -> None:
    """Keep how many follow an account; a count of the same moment stands."""
    insert_once(
        tx, follower_counts, {"advocate": advocate, "network": network, "at": at, "followers": followers}
    )
