"""Clicks made durable before their redirect leaves: one commit for all that came during the last one.

record ─▶ queue ─▶ writer thread: one transaction (or one write and sync of a segment) ─▶ answered
             └──── not committed within 250 ms ─▶ spill log ─▶ answered late ─▶ ingested afterwards
"""

from __future__ import annotations

import asyncio
import logging
import threading
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
        self._gathering: _Group | None = None
        self._writing: _Group | None = None
        self._groups: SimpleQueue[_Group | None] = SimpleQueue()
        self._count = 0
        self._crowd = 0
        self._watch: asyncio.TimerHandle | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._complaints: set[str] = set()

    def record(self, row: Row) -> asyncio.Future[None]:
        """What to wait for: the click is durable, or its budget is used up and it is in the log."""
        loop = self._loop or self.start()
        answer = loop.create_future()
        if self._count >= self._capacity:
            self.tally.dropped += 1
            answer.set_result(None)
            return answer
        self._count += 1
        group = self._gathering or self._begin(loop)
        group.rows.append(row)
        group.answers.append(answer)
        return answer

    async def close(self) -> None:
        """Write what is waiting, and end the writer."""
        if self._thread is not None and self._loop is not None:
            for group in (self._writing, self._gathering):
                if group is not None:
                    await asyncio.wait(group.answers)
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
        if self._writing is None:
            self._send_soon(loop)
        if self._watch is None and self._spill is not None:
            self._watch = loop.call_later(self._budget, self._look_at_waiting)
        return group

    def _send_soon(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let come along what is there already; where many come, those of the next moment too."""
        if self._crowd >= CROWD:
            loop.call_later(GATHER, self._send)
        else:
            loop.call_soon(self._send)

    def _send(self) -> None:
        """Give the writer the clicks that have gathered."""
        if self._gathering is not None and self._writing is None:
            self._writing, self._gathering = self._gathering, None
            self._crowd = len(self._writing.rows)
            self._groups.put(self._writing)

    def _written(self, group: _Group, error: Exception | None) -> None:
        self._writing = None
        if self._gathering is not None and self._loop is not None:
            self._send_soon(self._loop)
        if error is not None:
            self._complain("clicks go to a log, since they could not be committed", error)
            self._spill_over(group)
        elif not group.is_spilled:
            self._complaints.clear()
            self.tally.recorded += len(group.rows)
            self._answer(group)

    def _complain(self, what: str, error: Exception) -> None:
        if (
            what not in self._complaints
        ):  # once until it is well again, not for each of a thousand groups a second
            self._complaints.add(what)
            log.error("%s: %s", what, error)

    def _look_at_waiting(self) -> None:
        """Send over to the log what has waited longer than its budget."""
        assert self._loop is not None  # noqa: S101 - the timer starts with it
        waiting = [
            group for group in (self._writing, self._gathering) if group is not None and not group.is_spilled
        ]
        oldest = self._loop.time() - self._budget
        for group in waiting:
            if group.since <= oldest:
                self._spill_over(group)
        self._watch = self._loop.call_later(self._budget / 5, self._look_at_waiting) if waiting else None

    def _spill_over(self, group: _Group) -> None:
        if group.is_spilled or self._loop is None:
            return
        group.is_spilled = True
        if group is self._gathering:
            self._gathering = None
        self._loop.run_in_executor(None, self._append, group.rows).add_done_callback(
            lambda _: self._answer(group)
        )

    def _answer(self, group: _Group) -> None:
        self._count -= len(group.rows)
        for answer in group.answers:
            if not answer.done():  # the client may have gone
                answer.set_result(None)

    # What follows runs on other threads.

    def _append(self, rows: Sequence[Row]) -> None:
        try:
            if self._spill is not None:
                self._spill.append(rows)
                self.tally.late += len(rows)
                return
        except OSError as error:
            self._complain("the log of late clicks cannot be written; free some disk space", error)
        self.tally.dropped += len(rows)

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
        error = None if group.is_spilled else self._try_to_write(group.rows)
        assert self._loop is not None  # noqa: S101 - the thread starts with it
        self._loop.call_soon_threadsafe(self._written, group, error)
        if error is None:
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
