"""Clicks made durable before their redirect leaves: one commit for all that came during the last one.

record ─▶ queue ─▶ writer thread: one transaction (or one write and sync of a segment) ─▶ answered
             └──── not committed within 250 ms ─▶ spill log ─▶ answered late ─▶ ingested afterwards
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from advocacy.storage.clicks import Row
from advocacy.track.ingest import Ingester
from advocacy.track.journal import Journal

BUDGET = 0.25
"""Seconds after which a person is redirected although the disk has not answered."""

CAPACITY = 50_000
"""Clicks that may wait at once; beyond them one is answered without being recorded, and counted."""

IDLE = 0.5
"""Seconds without a click after which the writer looks after its logs."""

log = logging.getLogger("advocacy.track")

Write = Callable[[Sequence[Row]], None]
"""Makes clicks durable, or raises."""


@dataclass(slots=True)
class Tally:
    """What became of the clicks of this process."""

    recorded: int = 0
    late: int = 0
    """Answered before the database had them; they are in a log."""
    dropped: int = 0
    """Answered and lost: neither the database nor the log took them."""


class _Waiting:
    __slots__ = ("answered", "row", "since", "spilled")

    def __init__(self, row: Row, answered: asyncio.Future[None], since: float) -> None:
        self.row = row
        self.answered = answered
        self.since = since
        self.spilled = False


class Recorder:
    """Group commit on a thread of its own, so that the event loop never waits for the disk.

    Args:
        write: what the writer thread calls with the clicks of one group.
        spill: where clicks go that are not committed in time; None: they wait as long as it takes.
        look_after: called by the writer thread when it has nothing else to do.
        ingester: what takes logs over, where the writer does not write into the database itself.
        budget: seconds a click may wait for its commit.
        capacity: clicks that may wait at once.
    """

    def __init__(
        self,
        write: Write,
        *,
        spill: Journal | None = None,
        look_after: Callable[[], None] = lambda: None,
        ingester: Ingester | None = None,
        budget: float = BUDGET,
        capacity: int = CAPACITY,
    ) -> None:
        self.tally = Tally()
        self._write = write
        self._spill = spill
        self._look_after = look_after
        self._ingester = ingester
        self._budget = budget
        self._capacity = capacity
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._waiting: deque[_Waiting] = deque()
        self._watch: asyncio.TimerHandle | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._complaint = ""

    async def record(self, row: Row) -> None:
        """Come back when the click is durable, or when its budget is used up and it is in the log."""
        loop = self._loop or self.start()
        if len(self._waiting) >= self._capacity:
            self.tally.dropped += 1
            return
        waiting = _Waiting(row, loop.create_future(), loop.time())
        self._waiting.append(waiting)
        self._queue.put(waiting)
        if self._watch is None and self._spill is not None:
            self._watch = loop.call_later(self._budget, self._look_at_waiting)
        await waiting.answered

    async def close(self) -> None:
        """Write what is waiting, and end the writer."""
        if self._thread is not None and self._loop is not None:
            self._queue.put(None)
            await self._loop.run_in_executor(None, self._thread.join)
            if self._ingester is not None:
                await self._loop.run_in_executor(None, self._ingester.close)
            self._thread = self._loop = None
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def start(self) -> asyncio.AbstractEventLoop:
        """Start the writer on the running loop; the first click does it too."""
        if self._loop is not None:
            return self._loop
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="advocacy-clicks", daemon=True)
        self._thread.start()
        if self._ingester is not None:
            self._ingester.start()
        return self._loop

    # What follows runs on the writer thread.

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            if not group:
                self._care()
                continue
            fresh = [waiting.row for waiting in group if not waiting.spilled]
            error = self._try_to_write(fresh)
            assert self._loop is not None  # noqa: S101 - the thread starts with it
            self._loop.call_soon_threadsafe(self._written, group, error)
            if error is None and self._queue.empty():
                self._care()
        self._care()

    def _next_group(self) -> list[_Waiting] | None:
        """What came during the last commit; empty when nothing came for a while, None at the end."""
        try:
            first = self._queue.get(timeout=IDLE)
        except Empty:
            return []
        group = [first, *(self._queue.get_nowait() for _ in range(self._queue.qsize()))]
        if None not in group:
            return [waiting for waiting in group if waiting is not None]
        self._queue.put(None)  # again, for the next round
        return [waiting for waiting in group if waiting is not None] or None

    def _try_to_write(self, rows: Sequence[Row]) -> Exception | None:
        try:
            if rows:
                self._write(rows)
        except Exception as error:  # noqa: BLE001 - whatever it is, the clicks go to the log
            return error
        return None

    def _care(self) -> None:
        try:
            self._look_after()
        except Exception as error:  # noqa: BLE001 - it is tried again in half a second
            log.warning("clicks wait in their log: %s", error)

    # What follows runs on the event loop.

    def _written(self, group: list[_Waiting], error: Exception | None) -> None:
        for _ in group:  # first in, first out
            self._waiting.popleft()
        unanswered = [waiting for waiting in group if not waiting.spilled]
        if error is None:
            self.tally.recorded += len(unanswered)
            _answer(unanswered)
        else:
            self._complain(error)
            self._spill_over(unanswered)

    def _complain(self, error: Exception) -> None:
        if str(error) != self._complaint:  # once, not for each of a thousand groups a second
            self._complaint = str(error)
            log.error("clicks go to a log, since they could not be committed: %s", error)

    def _look_at_waiting(self) -> None:
        """Send over to the log what has waited longer than its budget."""
        assert self._loop is not None  # noqa: S101 - the timer starts with it
        oldest = self._loop.time() - self._budget
        self._spill_over([w for w in self._waiting if w.since <= oldest and not w.spilled])
        self._watch = (
            self._loop.call_later(self._budget / 5, self._look_at_waiting) if self._waiting else None
        )

    def _spill_over(self, late: list[_Waiting]) -> None:
        for waiting in late:
            waiting.spilled = True
        if late and self._loop is not None:
            self._loop.run_in_executor(None, self._append, late).add_done_callback(lambda _: _answer(late))

    def _append(self, late: list[_Waiting]) -> None:
        try:
            if self._spill is not None:
                self._spill.append(waiting.row for waiting in late)
                self.tally.late += len(late)
                return
        except OSError:
            log.exception("the log of late clicks cannot be written; free some disk space")
        self.tally.dropped += len(late)


def _answer(group: list[_Waiting]) -> None:
    for waiting in group:
        if not waiting.answered.done():  # the client may have gone
            waiting.answered.set_result(None)
