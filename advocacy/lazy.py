"""Names of a package that are imported when they are first asked for (PEP 562)."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """A module's ``__getattr__`` that finds each name in its home.

    Args:
        package: ``__name__`` of the module.
        homes: for each public name, the module that has it.

    >>> lazily("advocacy", {"Clock": "advocacy.clock"})("Clock") is not None
    True
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        with _collector_at_rest():
            found = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, found)  # so that it is looked up once
        return found

    return find


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Collect no garbage meanwhile: an import makes thousands of objects, and they all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
