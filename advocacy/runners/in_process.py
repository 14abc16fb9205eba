"""Publishing by this process: the default, and any number of processes may do it on one database."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from functools import partial

from advocacy.program import Drained, Program
from advocacy.program.chores import regularly
from advocacy.runners.now_and_then import NOW_AND_THEN, Chores


def work(program: Program, *, stop: threading.Event | None = None, chores: Chores = NOW_AND_THEN) -> Drained:
    """Publish, collect what networks count, tell people of offers and roll clicks up, until `stop` is set.

    What is in hand is finished first.

    Args:
        program: an open programme.
        stop: set it from another thread, or from a signal.
        chores: what is done besides publishing, and how often.

    Raises:
        ConfigurationError: this database is a copy of another one, or the key that seals tokens is missing.
    """
    with ExitStack() as beside:
        for chore, every in chores.values():
            beside.enter_context(regularly(partial(chore, program), every=every, at_ends=False))
        return program.publish(until_empty=False, stop=stop)
