"""The programme of a worker process: opened when first needed, and anew in each process that is forked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from advocacy.program import Program

Where = str | Path | Callable[[], Program]
"""A folder, an ``advocacy.toml`` or a database, as `Program.open` takes them; or what opens one."""


class Opened:
    """Gives the programme at `where`, one a process.

    >>> opened = Opened("sqlite://")
    >>> opened() is opened()
    True
    """

    def __init__(self, where: Where) -> None:
        self._open = where if callable(where) else lambda: Program.open(where)
        self._programs: dict[int, Program] = {}
        self._lock = Lock()

    def __call__(self) -> Program:
        """The programme of this process.

        What a parent process had opened is kept as it is: closing it here would cut the parent's connections.

        Raises:
            AdvocacyError: it cannot be opened.
        """
        with self._lock:
            return self._programs.get(os.getpid()) or self._programs.setdefault(os.getpid(), self._open())
