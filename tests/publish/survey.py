"""Which points of a life differ: a kill leaves the files, a stop the moment; whatever is equal is tried once.

Killed before one instruction or before the next, a process leaves the same bytes unless a file was written in
between: every such state of the files is kept, and gone on from. Stopped, it goes on later with what it knew:
only what it asked and wrote in between (database, network, clock) makes one moment differ from another.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from advocacy.storage import Store
from publish.paper import Paper
from publish.trap import SharedClock, Trap


@dataclass(frozen=True, kw_only=True)
class State:
    """The files as they were at some points of a life, and the time."""

    directory: Path
    now: datetime
    points: int
    first: int
    """The first of its points."""

    def put_back(self, where: Path) -> None:
        """Make the files what they were; what is shared memory only is left out, as after a crash."""
        for file in self.directory.iterdir():
            shutil.copyfile(file, where / file.name)


class States:
    """Keeps every state of the files; called at each point."""

    def __init__(self, files: Iterable[Path], clock: SharedClock, into: Path) -> None:
        self._files = list(files)
        self._clock = clock
        self._into = into
        self._known: dict[str, int] = {}
        self._found: list[tuple[datetime, int]] = []
        self._points: list[int] = []
        self._last = 0

    def __call__(self, trap: Trap) -> None:
        if trap.touched:
            trap.touched = False
            self._last = self._number(trap.passed)
        self._points[self._last] += 1

    def told(self) -> str:
        """What was found, for another process."""
        found = zip(self._found, self._points, strict=True)
        return json.dumps([[now.isoformat(), points, first] for (now, first), points in found])

    @staticmethod
    def of(told: str, into: Path) -> list[State]:
        return [
            State(directory=into / str(n), now=datetime.fromisoformat(now), points=points, first=first)
            for n, (now, points, first) in enumerate(json.loads(told))
        ]

    def _number(self, point: int) -> int:
        now = self._clock()
        contents = {file.name: file.read_bytes() for file in self._files if file.exists()}
        digest = hashlib.blake2b(now.isoformat().encode())
        for name, content in contents.items():
            digest.update(f"{name} {len(content)} ".encode() + content)
        number = self._known.setdefault(digest.hexdigest(), len(self._known))
        if number == len(self._found):
            self._found.append((now, point))
            self._points.append(0)
            (self._into / str(number)).mkdir()
            for name, content in contents.items():
                (self._into / str(number) / name).write_bytes(content)
        return number


class Moments:
    """Notes the first point after whatever was asked or written, or after each commit; called at each."""

    def __init__(self, store: Store, paper: Paper, clock: SharedClock, *, only_written: bool) -> None:
        self._paper = paper
        self._clock = clock
        self._only_written = only_written
        self._statements = 0
        self._seen: tuple[object, ...] = ()
        self._firsts: list[int] = []
        names = ["commit"] if only_written else ["before_cursor_execute", "after_cursor_execute", "commit"]
        for name in names:
            event.listen(store.engine, name, self._count)
        if not only_written:
            event.listen(store.engine.pool, "checkin", self._count)

    def __call__(self, trap: Trap) -> None:
        asked = self._clock() if self._only_written else self._clock.reads
        now = (self._statements, self._paper.asked, asked)
        if now != self._seen:
            self._seen = now
            self._firsts.append(trap.passed)

    def told(self) -> str:
        """What was found, for another process."""
        return json.dumps(self._firsts)

    def _count(self, *_about: object) -> None:
        self._statements += 1
