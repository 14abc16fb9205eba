"""What every runner does besides publishing, and how often; each may be done by many at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from advocacy.program import Program


def _nudge(program: Program) -> object:
    return program.nudge() if program.settings.nudges.network is not None else None


Chores = dict[str, tuple[Callable[[Program], object], timedelta]]

NOW_AND_THEN: Chores = {
    "collect": (Program.collect, timedelta(minutes=5)),
    "followers": (Program.read_followers, timedelta(minutes=5)),
    "nudge": (_nudge, timedelta(minutes=5)),
    "roll_up": (Program.roll_up, timedelta(hours=1)),
    "forget_clicks": (Program.forget_clicks, timedelta(days=1)),
}
"""By name: what is done, and the time between two of them."""
