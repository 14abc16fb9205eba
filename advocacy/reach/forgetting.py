"""Clicks on the links of people who were erased, and old ones, leave the files; their counts stay.

a file with such clicks ─▶ written anew without them ─▶ sync, rename ─▶ listed in its place ─▶ spare
                                                 ×                              ×
                                    a file that is not listed: it is spare, and `sweep` removes it
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from advocacy.clock import Clock, utc_now
from advocacy.reach.engines.duck import connect
from advocacy.reach.folder import Folder
from advocacy.storage import Store, erasing, event_files
from advocacy.storage.event_files import EventFile

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def forget(store: Store, files: Folder, *, clock: Clock = utc_now) -> int:
    """Take the clicks of erased people's links out of the files; how many files were written anew.

    Files are looked at when somebody was erased since the last time; what is filed later leaves them out.
    """
    with store.read() as tx:
        codes, listed = erasing.codes(tx), event_files.listed(tx)
        if event_files.are_without(tx, codes):
            return 0
    with forgetful(codes) as database, tempfile.TemporaryDirectory(prefix="advocacy-forget-") as folder:
        files.open_to(database)
        found = [file for file in listed if _has_any(database, files.address(file.name))]
        for file in found:
            _rewrite(
                store, files, file, database, Path(folder, "clicks.parquet"), rows_kept=_KEPT, clock=clock
            )
    with store.begin() as tx:
        event_files.set_without(tx, codes)
    return len(found)


def forget_before(store: Store, files: Folder, month: int, *, clock: Clock = utc_now) -> int:
    """Empty the files of the months before `month` (in UTC, such as 202603); how many clicks they held.

    The files stay listed, for the last of them says up to which click all are filed.
    """
    with store.read() as tx:
        old = [file for file in event_files.listed(tx) if file.month < month and file.rows]
    if not old:
        return 0
    with forgetful([]) as database, tempfile.TemporaryDirectory(prefix="advocacy-forget-") as folder:
        files.open_to(database)
        for file in old:
            _rewrite(
                store, files, file, database, Path(folder, "clicks.parquet"), rows_kept="FALSE", clock=clock
            )
    return sum(file.rows for file in old)


@contextmanager
def forgetful(codes: Collection[str]) -> Iterator[DuckDBPyConnection]:
    """DuckDB with a table `erased` of links' codes."""
    with connect() as database:
        database.execute("CREATE TABLE erased AS SELECT unnest($1::VARCHAR[]) AS code", [sorted(codes)])
        yield database


def _has_any(database: DuckDBPyConnection, address: str) -> bool:
    found = database.execute(f"SELECT EXISTS ({_FROM.format(_quoted(address))} NOT ({_KEPT}))").fetchall()
    return bool(found[0][0])


def _rewrite(
    store: Store,
    files: Folder,
    file: EventFile,
    database: DuckDBPyConnection,
    target: Path,
    *,
    rows_kept: str,
    clock: Clock,
) -> None:
    kept = f"{_FROM.format(_quoted(files.address(file.name)))} {rows_kept}"
    database.execute(f"COPY ({kept}) TO {_quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)")
    rows = database.execute(f"SELECT COUNT(*) FROM read_parquet({_quoted(str(target))})").fetchall()[0][0]  # noqa: S608 - quoted
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    folder = file.name.rpartition("/")[0]
    # a name that no other try ever takes: what is spare is never listed again
    name = f"{folder}/{file.first_id:012}-{file.last_id:012}-{secrets.token_hex(4)}.parquet"
    files.put(name, target)
    with store.begin() as tx:
        event_files.replace(tx, file.name, replace(file, name=name, rows=rows, digest=digest), now=clock())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_FROM = "SELECT * FROM read_parquet({}) WHERE"
_KEPT = "code NOT IN (SELECT code FROM erased)"
