"""Letting the garbage collector wait while thousands of values are made that are all there to stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """A context, or a decorator, without collections of garbage; where they were off, they stay off.

    A charter is read in some hundred thousand allocations, and the collector would walk all that the process
    holds several times meanwhile: half of the time of a load.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            _let_grow_old()
            gc.enable()


def _let_grow_old() -> None:
    """Put what was made among the old objects: else the first collection, of the young ones, walks it all."""
    if gc.get_freeze_count() == 0:  # what the host froze stays frozen
        gc.freeze()
        gc.unfreeze()
