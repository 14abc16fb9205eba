"""Files of clicks that are not listed, or not any more, are removed once no report can be reading them."""

from __future__ import annotations

import sys
from pathlib import Path

from advocacy.clock import Clock, utc_now
from advocacy.reach.folder import Folder
from advocacy.storage import Store, event_files, spare_files


def sweep(store: Store, files: Folder, *, clock: Clock = utc_now) -> int:
    """Remove spare files that have been so for an hour; how many.

    Others are noted: what a run that was killed left behind, below the watermark.
    """
    there = list(files.names())  # before the rows: what is put there meanwhile is not looked at
    with store.begin() as tx:
        listed, mark = {file.name for file in event_files.listed(tx)}, event_files.watermark(tx)
        spare = [name for name in there if name not in listed and _first_id(name) <= mark]
        old = spare_files.due(tx, spare, now=clock())
    for name in old:
        files.remove(name)
    return len(old)


def _first_id(name: str) -> int:
    first = Path(name).stem.partition("-")[0]
    return int(first) if first.isdecimal() else sys.maxsize
