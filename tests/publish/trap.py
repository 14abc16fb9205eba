"""Stops a process at a chosen instruction, line or statement of the publishing protocol."""

from __future__ import annotations

import inspect
import mmap
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any, Literal, Self

from sqlalchemy import event

import advocacy.publish.publisher as publisher_module
from advocacy.publish.sender import Sender
from advocacy.storage import Store
from publish import network, world
from publish.network import PaperNetwork

Unit = Literal["opcode", "line", "statement"]

_HOME = Path(publisher_module.__file__).parents[1]
_STORAGE = ("outbox", "claims", "pauses", "shares", "grants", "store")
PROTOCOL = {
    *map(str, (_HOME / "publish").glob("*.py")),
    *(str(_HOME / "storage" / f"{name}.py") for name in _STORAGE),
    str(_HOME / "accounts" / "grants.py"),
    network.__file__,
}
"""The files whose every instruction is a point."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where the first life ends: before the `at`-th instruction, line or statement."""

    unit: Unit
    at: int
    how: signal.Signals = signal.SIGKILL


class SharedClock:
    """The virtual time of all the lives of one story."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)
        self.reads = 0
        self.set(world.START)

    def __call__(self) -> datetime:
        self.reads += 1
        since = int.from_bytes(self._memory[:8], "big")
        return world.START + timedelta(microseconds=since)

    def set(self, moment: datetime) -> None:
        since = (moment - world.START) // timedelta(microseconds=1)
        self._memory[:8] = since.to_bytes(8, "big")


class Trap:
    """Counts the points that this process passes, and sends itself the signal before the chosen one."""

    def __init__(self, point: Point | None, *, at_each: Callable[[Trap], None] = lambda _trap: None) -> None:
        self._point = point
        self._what = point.unit if point else "none"
        self._begun = False
        self._at_each = at_each
        self.passed = 0
        self.touched = True
        """Whether other code than the protocol's own ran since the last point: only that reaches files."""

    @contextmanager
    def set(self, store: Store) -> Iterator[None]:
        """Count what is done in this context."""
        if self._point is not None:
            self._listen(store)
        yield
        sys.settrace(None)

    def _listen(self, store: Store) -> None:
        event.listen(store.engine, "begin", lambda _connection: self._transaction(begun=True))
        event.listen(store.engine.pool, "checkin", lambda *_: self._transaction(begun=False))
        if self._what == "statement":
            for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
                event.listen(store.engine, name, self._step)
            event.listen(store.engine.pool, "checkin", self._step)
        else:
            sys.settrace(self._enter)

    def _transaction(self, *, begun: bool) -> None:
        self._begun = begun
        self.touched = True

    def _enter(self, frame: FrameType, _event: str, _argument: object) -> Any:
        if frame.f_code.co_filename not in PROTOCOL:
            self.touched = True
            return None
        frame.f_trace_opcodes = self._what == "opcode"
        frame.f_trace_lines = self._what == "line"
        return self._inside

    def _inside(self, _frame: FrameType, what: str, _argument: object) -> Any:
        if what == self._what:
            self._step()
        return self._inside

    def _step(self, *_arguments: object) -> None:
        self.passed += 1
        self.touched |= self._what == "statement"
        self._at_each(self)
        point = self._point
        if point is None or self.passed < point.at:
            return
        if point.how is signal.SIGKILL or not (self._begun or _is_on_its_way(sys._getframe())):
            self._point = None
            os.kill(os.getpid(), point.how)


def _is_on_its_way(frame: FrameType | None) -> bool:
    """Whether the request is about to leave: nothing can call back what is stopped between look and leap."""
    while frame is not None:
        code = frame.f_code
        if code is PaperNetwork.publish.__code__ or (
            code is Sender._call.__code__ and frame.f_lineno >= _SENDING
        ):
            return True
        frame = frame.f_back
    return False


_LINES, _FIRST = inspect.getsourcelines(Sender._call)
_SENDING = _FIRST + next(number for number, line in enumerate(_LINES) if ".publish(" in line)


class InlinePool:
    """A pool whose tasks are done when they are submitted, so that a life is the same each time."""

    def __init__(self, *_arguments: object, **_options: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def submit(self, task: Callable[[], Any]) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(task())
        return done
