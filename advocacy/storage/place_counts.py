"""The coarser roll-up: `rolled_clicks` added up by campaign, story, network and team, which reports read.

rolled_clicks of some days ──sum_up──▶ rolled_places
a person changes team ──▶ read: what their links drew is moved over  ──follow──▶ moved over for good

It always equals the finer one, under the teams of `rolled_teams`: those that people were in when it was made.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.reach_schema import rolled_clicks, rolled_places, rolled_teams
from advocacy.storage.schema import advocates, tracked_links


def sum_up(tx: Connection, first: int, last: int) -> None:
    """Add up the days from `first` to `last` anew."""
    known = sa.exists().where(rolled_teams.c.advocate == advocates.c.id)
    new = sa.select(advocates.c.id, advocates.c.team).where(~known)
    tx.execute(rolled_teams.insert().from_select(["advocate", "team"], new))
    tx.execute(rolled_places.delete().where(rolled_places.c.day.between(first, last)))
    link, fine = tracked_links.c, rolled_clicks.c
    groups = (fine.day, link.campaign, link.story, link.network, rolled_teams.c.team, fine.kind, fine.filed)
    joined = rolled_clicks.join(tracked_links, link.code == fine.code).join(
        rolled_teams, rolled_teams.c.advocate == link.advocate
    )
    sums = sa.select(*groups, sa.cast(sa.func.sum(fine.clicks), sa.BigInteger).label("clicks"))
    rows = sums.select_from(joined).where(fine.day.between(first, last)).group_by(*groups)
    tx.execute(rolled_places.insert().from_select([*rows.selected_columns.keys()], rows))


def follow(tx: Connection) -> int:
    """Move over what was counted of people who changed team since; how many did."""
    at = rolled_teams.join(advocates, advocates.c.id == rolled_teams.c.advocate)
    pairs = sa.select(advocates.c.id, rolled_teams.c.team, advocates.c.team.label("now")).select_from(at)
    movers = tx.execute(pairs.where(advocates.c.team != rolled_teams.c.team)).all()
    for advocate, then, now in movers:
        for team, sign in ((then, -1), (now, 1)):
            tx.execute(_MOVE, {"advocate": advocate, "team": team, "sign": sign})
        tx.execute(rolled_teams.update().where(rolled_teams.c.advocate == advocate).values(team=now))
    if movers:
        tx.execute(rolled_places.delete().where(rolled_places.c.clicks == 0))
    return len(movers)


_MOVE = sa.text("""
INSERT INTO rolled_places (day, campaign, story, network, team, kind, filed, clicks)
SELECT rolled_clicks.day, tracked_links.campaign, tracked_links.story, tracked_links.network,
  CAST(:team AS TEXT), rolled_clicks.kind, rolled_clicks.filed,
  CAST(SUM(rolled_clicks.clicks) * :sign AS BIGINT)
FROM tracked_links JOIN rolled_clicks ON rolled_clicks.code = tracked_links.code
WHERE tracked_links.advocate = :advocate
GROUP BY rolled_clicks.day, tracked_links.campaign, tracked_links.story, tracked_links.network,
  rolled_clicks.kind, rolled_clicks.filed
ON CONFLICT (day, campaign, story, network, team, kind, filed)
DO UPDATE SET clicks = rolled_places.clicks + excluded.clicks
""")
