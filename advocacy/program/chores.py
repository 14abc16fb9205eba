"""Small work that goes on beside the main one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

log = logging.getLogger("advocacy.program")


@contextmanager
def regularly(work: Callable[[], object], *, every: timedelta, at_ends: bool = True) -> Iterator[None]:
    """Do `work` at once and again and again meanwhile, in a thread of its own.

    `at_ends`, the first time is before what goes on here begins, and there is a last one after it. What goes
    wrong meanwhile is logged, and tried again the next time.

    >>> done = []
    >>> with regularly(lambda: done.append(1), every=timedelta(hours=1)):
    ...     len(done)
    1
    >>> len(done)
    2
    """
    over = threading.Event()

    def again() -> None:
        wait = every.total_seconds() if at_ends else 0.0
        while not over.wait(wait):
            wait = every.total_seconds()
            try:
                work()
            except Exception:
                log.exception("beside publishing", extra={"action": "chores"})

    if at_ends:
        work()
    beside = threading.Thread(target=again, name="advocacy-chores", daemon=True)
    beside.start()
    try:
        yield
    finally:
        over.set()
        beside.join()
    if at_ends:
        work()
