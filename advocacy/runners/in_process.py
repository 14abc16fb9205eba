"""Publishing by this process: the default, and any number of processes may do it on one database."""

from __future__ import annotations

import threading
from datetime import timedelta

from advocacy.program import Drained, Program
from advocacy.program.chores import regularly

COLLECT_EVERY = timedelta(minutes=5)
ROLL_UP_EVERY = timedelta(hours=1)


def work(
    program: Program, *, stop: threading.Event | None = None, collect_every: timedelta = COLLECT_EVERY
) -> Drained:
    """Publish, collect what networks count and roll clicks up, until `stop` is set.

    What is in hand is finished first.

    Args:
        program: an open programme.
        stop: set it from another thread, or from a signal.
        collect_every: how often to look whether a post's counts are to be asked for.

    Raises:
        ConfigurationError: this database is a copy of another one, or the key that seals tokens is missing.
    """
    collecting = regularly(program.collect, every=collect_every, at_ends=False)
    rolling_up = regularly(program.roll_up, every=ROLL_UP_EVERY, at_ends=False)
    with collecting, rolling_up:
        return program.publish(until_empty=False, stop=stop)
