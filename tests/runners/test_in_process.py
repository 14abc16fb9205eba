from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from advocacy.clock import FixedClock
from advocacy.program import Program
from advocacy.runners.in_process import work
from advocacy.runners.now_and_then import NOW_AND_THEN
from advocacy.share import ShareState
from advocacy.storage import rollup
from builders import advocate, approved, running


def test_a_worker_publishes_and_collects_until_it_is_told_to_stop(tmp_path: Path) -> None:
    clock, stop = FixedClock(datetime(2026, 11, 20, 12, tzinfo=UTC)), threading.Event()
    with running(tmp_path, [advocate("ada")], clock=clock) as (program, _), ThreadPoolExecutor(1) as pool:
        share = program.accept(approved(program)[0], by="ada").id
        often = NOW_AND_THEN | {"collect": (Program.collect, timedelta(milliseconds=20))}
        working = pool.submit(work, program, stop=stop, chores=often)
        seen = threading.Event()
        for _look in range(3000):
            if program.share(share).state is ShareState.PUBLISHED:
                clock.advance(hours=1)
                break
            seen.wait(0.01)
        while not program.snapshots(share):
            seen.wait(0.01)
        stop.set()
        assert working.result().published == 1
        with program.store.read() as tx:
            assert rollup.mark(tx).zone == program.zone.key
