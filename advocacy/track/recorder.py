"""Clicks made durable before their redirect leaves: one commit for all that came during the last one.

record ─▶ queue ─▶ writer thread: one transaction (or one write and sync of a segment) ─▶ answered
             └──── not committed within 250 ms ─▶ spill log ─▶ answered late ─▶ ingested afterwards
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
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

CROWD = 4
"""Clicks in one group from which on the writer lets the next one gather; a lone click never waits for it."""

GATHER = 0.002
"""Seconds it does so: a commit costs the same for 5 clicks as for 50."""

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


class _Group:
    """Clicks that are committed together, and who waits for them."""

    __slots__ = ("answers", "is_spilled", "rows", "since")

    def __init__(self, since: float) -> None:
        self.rows: list[Row] = []
        self.answers: list[asyncio.Future[None]] = []
        self.since = since
        self.is_spilled = False


class Recorder:
    """Group commit on a thread of its own, so that the event loop never waits for the disk.

    Args:
        write: what the writer thread calls with the clicks of one group.
        spill: where clicks go that are not committed in time; None: they wait as long as it takes.
        look_after: called by the writer thread when it has nothing else to do.
        at_end: called by the writer thread when it ends.
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
        at_end: Callable[[], None] = lambda: None,
        ingester: Ingester | None = None,
        budget: float = BUDGET,
        capacity: int = CAPACITY,
    ) -> None:
        self.tally = Tally()
        self._write = write
        self._spill = spill
        self._look_after = look_after
        self._at_end = at_end
        self._ingester = ingester
        self._budget = budget
        self._capacity = capacity
        self._turn = threading.Lock()
        self._gathering: _Group | None = None
        self._groups: SimpleQueue[_Group | None] = SimpleQueue()
        self._waiting: deque[_Group] = deque()
        self._count = 0
        self._crowd = 0
        self._watch: asyncio.TimerHandle | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._complaint = ""

    async def record(self, row: Row) -> None:
        """Come back when the click is durable, or when its budget is used up and it is in the log."""
        loop = self._loop or self.start()
        if self._count >= self._capacity:
            self.tally.dropped += 1
            return
        self._count += 1
        answer = loop.create_future()
        with self._turn:
            group = self._gathering or self._begin(loop)
            group.rows.append(row)
            group.answers.append(answer)
        await answer

    async def close(self) -> None:
        """Write what is waiting, and end the writer."""
        if self._thread is not None and self._loop is not None:
            self._groups.put(None)
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

    def _begin(self, loop: asyncio.AbstractEventLoop) -> _Group:
        self._gathering = group = _Group(loop.time())
        self._waiting.append(group)
        self._groups.put(group)
        if self._watch is None and self._spill is not None:
            self._watch = loop.call_later(self._budget, self._look_at_waiting)
        return group

    # What follows runs on the writer thread.

    def _run(self) -> None:
        while True:
            try:
                group = self._groups.get(timeout=IDLE)
            except Empty:
                self._crowd = 0
                self._care()
                continue
            if group is None:
                break
            self._commit(group)
        self._care()
        self._at_end()

    def _commit(self, group: _Group) -> None:
        if self._crowd >= CROWD:
            time.sleep(GATHER)
        with self._turn:  # whoever comes now is in the next group
            self._gathering = None
        self._crowd = len(group.rows)
        error = None if group.is_spilled else self._try_to_write(group.rows)
        assert self._loop is not None  # noqa: S101 - the thread starts with it
        self._loop.call_soon_threadsafe(self._written, group, error)
        if error is None and self._groups.empty():
            self._care()

    def _try_to_write(self, rows: Sequence[Row]) -> Exception | None:
        try:
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

    def _written(self, group: _Group, error: Exception | None) -> None:
        self._waiting.popleft()  # first in, first out
        self._count -= len(group.rows)
        if error is not None:
            self._complain(error)
            self._spill_over([group])
        elif not group.is_spilled:
            self._complaint = ""
            self.tally.recorded += len(group.rows)
            _answer([group])

    def _complain(self, error: Exception) -> None:
        if str(error) != self._complaint:  # once, not for each of a thousand groups a second
            self._complaint = str(error)
            log.error("clicks go to a log, since they could not be committed: %s", error)

    def _look_at_waiting(self) -> None:
        """Send over to the log what has waited longer than its budget."""
        assert self._loop is not None  # noqa: S101 - the timer starts with it
        oldest = self._loop.time() - self._budget
        self._spill_over([group for group in self._waiting if group.since <= oldest])
        self._watch = (
            self._loop.call_later(self._budget / 5, self._look_at_waiting) if self._waiting else None
        )

    def _spill_over(self, groups: list[_Group]) -> None:
        late = [group for group in groups if not group.is_spilled]
        if not late or self._loop is None:
            return
        with self._turn:
            if self._gathering in late:
                self._gathering = None
        for group in late:
            group.is_spilled = True
        self._loop.run_in_executor(None, self._append, late).add_done_callback(lambda _: _answer(late))

    def _append(self, late: list[_Group]) -> None:
        rows = [row for group in late for row in group.rows]
        try:
            if self._spill is not None:
                self._spill.append(rows)
                self.tally.late += len(rows)
                return
        except OSError:
            log.exception("the log of late clicks cannot be written; free some disk space")
        self.tally.dropped += len(rows)


def _answer(groups: list[_Group]) -> None:
    for group in groups:
        for answer in group.answers:
            if not answer.done():  # the client may have gone
                answer.set_result(None)
