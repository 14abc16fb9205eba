"""Append-only logs of clicks, where the database is too slow or several processes share one SQLite file.

name.open ──full, or half a second old──▶ name.ready ──ingested──▶ deleted
    └── its process died: the lock is free, and it is ingested as it is
"""

from __future__ import annotations

import os
import secrets
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from advocacy.storage.clicks import Row

LARGEST = 1 << 20
"""Bytes after which a log is closed and the next one begun."""


class Journal:
    """The logs that this process writes in `folder`; a line is whole or it does not count.

    Args:
        folder: made when it is missing; on the same disk as the database, or better on another.
        late: whether a click in it came here since the database was too slow.
    """

    def __init__(self, folder: Path, *, late: bool) -> None:
        self.folder = folder
        self._prefix = "late" if late else "segment"
        self._open: _Open | None = None
        self._turn = threading.RLock()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written since the last `close`."""
        return self._open is None

    @property
    def age(self) -> float:
        """Seconds since the log was begun."""
        return 0.0 if self._open is None else time.monotonic() - self._open.begun

    def append(self, rows: Iterable[Row], *, synced: bool = False) -> None:
        """Write the clicks in one call to the kernel: what is written outlives a SIGKILL.

        With `synced`, come back when the disk has them: then they outlive a power cut.
        """
        data = b"".join(map(_line, rows))
        with self._turn:
            if self._open is not None and self._open.size > LARGEST:
                self.close()
            self._open = log = self._open or self._begin()
            written = os.write(log.file, data)
            log.size += written
            if written != len(data):  # a full disk: the next line would be read as one with this broken one
                self.close()
                raise OSError(f"only {written} of {len(data)} bytes were written to {log.path}")
            if synced:
                _sync(log.file)

    def sync(self) -> None:
        """Wait until the disk has what was written; others may write meanwhile."""
        with self._turn:
            file = None if self._open is None else os.dup(self._open.file)
        if file is not None:
            try:
                _sync(file)
            finally:
                os.close(file)

    def close(self) -> None:
        """End the log, so that it is ingested; the next click begins another."""
        with self._turn:
            if self._open is not None:
                self._open.path.rename(self._open.path.with_suffix(".ready"))
                os.close(self._open.file)
                self._open = None

    def _begin(self) -> _Open:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{self._prefix}-{secrets.token_hex(8)}.open"
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        _lock(file)
        sync_folder(self.folder)  # or the file's name may be lost in a power cut, and the clicks with it
        return _Open(file, path)


@dataclass(slots=True)
class _Open:
    file: int
    path: Path
    size: int = 0
    begun: float = field(default_factory=time.monotonic)


@contextmanager
def abandoned(folder: Path) -> Iterator[list[Path]]:
    """The logs in `folder` that no process writes to, segments first; another ingester waits meanwhile."""
    with ExitStack() as held:
        if not folder.is_dir() or not _held(held, folder, wait=True):
            yield []
            return
        found = sorted(
            [*folder.glob("*.ready"), *folder.glob("*.open")], key=lambda path: (is_late(path), path)
        )
        yield [path for path in found if _held(held, path)]


def _held(held: ExitStack, path: Path, *, wait: bool = False) -> bool:
    """Whether the file is there and nobody has a lock on it; then it is ours until the end."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:  # closed meanwhile, and so renamed
        return False
    held.callback(os.close, file)
    return _lock(file, wait=wait)


def rows_of(path: Path) -> list[Row]:
    """The whole lines of a log; a torn one was never answered for."""
    return [row for line in path.read_bytes().split(b"\n") if (row := _row(line)) is not None]


def is_late(path: Path) -> bool:
    """Whether the clicks of a log are there since the database was too slow."""
    return path.name.startswith("late-")


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of its files, or has forgotten them."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _line(row: Sequence[str | int]) -> bytes:
    text = "\t".join(str(field).replace("\t", " ").replace("\n", " ") for field in row).encode()
    return b"%08x\t%s\n" % (zlib.crc32(text), text)


def _row(line: bytes) -> Row | None:
    check, _, text = line.partition(b"\t")
    fields = text.decode(errors="replace").split("\t")
    if check != b"%08x" % zlib.crc32(text) or len(fields) != len(Row._fields):
        return None
    code, at, *rest = fields
    return Row(code, int(at), *rest)


def _lock(file: int, *, wait: bool = False) -> bool:
    import fcntl  # noqa: PLC0415 - not on Windows, where clicks go straight to the database

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _sync(file: int) -> None:
    getattr(os, "fdatasync", os.fsync)(file)
