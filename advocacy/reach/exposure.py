"""Spill-over that can be seen: how much of a team's public also follows teams that were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from advocacy.reach.encouragement import Encouragement
from advocacy.reach.overlap import unique_audience
from advocacy.reach.sketch import AudienceSketch
from advocacy.storage import Store, follower_lists

_ByTeam = dict[str, list[AudienceSketch]]


def exposed(store: Store, plan: Encouragement, *, min_group: int) -> dict[tuple[str, str], float]:
    """For cells that were not asked: the part of the team's public that follows a team that was.

    From sketches of followers, over all networks. A cell is left out where either side has fewer than
    `min_group` people whose followers are counted: nobody's public is compared alone.
    """
    networks = _sketches(store, set(plan.teams))
    known: dict[tuple[str, frozenset[str]], float | None] = {}
    found = {}
    for item in plan.items:
        asked = frozenset(team for team in plan.teams if (item, team) in plan.asked)
        for team in sorted(set(plan.teams) - asked):
            if (team, asked) not in known:
                known[team, asked] = _part(networks, team, asked, min_group)
            part = known[team, asked]
            if part is not None:
                found[item, team] = part
    return found


def _sketches(store: Store, teams: set[str]) -> list[_ByTeam]:
    """The sketches of each network by team."""
    networks: defaultdict[str, _ByTeam] = defaultdict(lambda: defaultdict(list))
    with store.read() as tx:
        key = follower_lists.key(tx)
        for team, network, sketch in follower_lists.by_team(tx, key=key.id) if key else ():
            if team in teams:
                networks[network][team].append(AudienceSketch.from_bytes(sketch))
    return list(networks.values())


def _part(networks: list[_ByTeam], team: str, asked: frozenset[str], min_group: int) -> float | None:
    public, shared = 0.0, 0.0
    for by_team in networks:
        own = by_team.get(team, [])
        others = [sketch for other in asked for sketch in by_team.get(other, [])]
        if min(len(own), len(others)) >= min_group:
            size = _people(own)
            public += size
            shared += max(size + _people(others) - _people([*own, *others]), 0.0)
    return min(shared / public, 1.0) if public else None


def _people(sketches: Iterable[AudienceSketch]) -> float:
    return unique_audience(sketches).value
