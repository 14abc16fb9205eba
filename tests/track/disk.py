"""A disk that can lose power: every write and sync of an SQLite connection is written down, then replayed."""

from __future__ import annotations

import ctypes
import ctypes.util
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

SECTOR = 512
"""Bytes that reach a disk together, or not at all."""


@dataclass(frozen=True)
class Write:
    file: str
    offset: int
    data: bytes


@dataclass(frozen=True)
class Truncate:
    file: str
    size: int


@dataclass(frozen=True)
class Sync:
    file: str


@dataclass(frozen=True)
class Answered:
    """A person was redirected: their click must be there from now on."""

    at: int


Event = Write | Truncate | Sync | Answered


@dataclass
class Disk:
    """What was on it at the beginning, and what happened since, in order."""

    begin: dict[str, bytes]
    events: list[Event] = field(default_factory=list)

    def after_cut(self, moment: int, chance: Random) -> dict[str, bytes]:
        """The files as they may be when the power goes at that event.

        What was synced is there. Of what was written since, each sector made it or did not.
        """
        past = self.events[:moment]
        safe = {
            name: max((n for n, event in enumerate(past) if event == Sync(name)), default=-1)
            for name in self.begin
        }
        found = {name: bytearray(data) for name, data in self.begin.items()}
        for number, event in enumerate(past):
            if isinstance(event, Write):
                for offset, part in _sectors(event):
                    if number < safe[event.file] or chance.random() < 0.5:
                        _put(found[event.file], offset, part)
            elif isinstance(event, Truncate) and (number < safe[event.file] or chance.random() < 0.5):
                del found[event.file][event.size :]
        return {name: bytes(data) for name, data in found.items()}

    def answered(self, moment: int) -> set[int]:
        """The clicks whose people were redirected by then."""
        return {event.at for event in self.events[:moment] if isinstance(event, Answered)}


def _sectors(event: Write) -> Iterator[tuple[int, bytes]]:
    first = SECTOR - event.offset % SECTOR
    cuts = [0, *range(first, len(event.data), SECTOR), len(event.data)]
    for start, end in pairwise(cuts):
        yield event.offset + start, event.data[start:end]


def _put(file: bytearray, offset: int, part: bytes) -> None:
    file.extend(b"\0" * (offset - len(file)))
    file[offset : offset + len(part)] = part


# --- writing down what SQLite does: its file methods are replaced by ones that tell, then call the old ones

_POINTER = ctypes.c_void_p
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_int)
_METHODS = 19
"""A version and 18 functions (sqlite3_io_methods, version 3)."""
_X_WRITE, _X_TRUNCATE, _X_SYNC = 3, 4, 5
_FILE_POINTER, _JOURNAL_POINTER = 7, 28
"""SQLITE_FCNTL_…: the file of the database, and that of its write-ahead log."""


def told(connection: sqlite3.Connection, path: Path) -> tuple[Disk, list[object]]:
    """Write down what `connection` does to the files of its database; keep the list as long as it is open."""
    names = {str(path): _FILE_POINTER, f"{path}-wal": _JOURNAL_POINTER}
    disk = Disk({name: Path(name).read_bytes() for name in names})
    held: list[object] = []
    for name, code in names.items():
        _tell(_file(connection, code), name, disk, held)
    return disk, held


def _file(connection: sqlite3.Connection, code: int) -> int:
    library = ctypes.CDLL(_library())
    handle = ctypes.cast(id(connection) + 2 * ctypes.sizeof(_POINTER), ctypes.POINTER(_POINTER))[0]
    found = _POINTER()
    assert library.sqlite3_file_control(_POINTER(handle), b"main", code, ctypes.byref(found)) == 0
    assert found.value is not None
    return found.value


def _library() -> str:
    """The library that Python's module runs on."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        if "libsqlite3" in line:
            return line.split()[-1]
    import _sqlite3  # noqa: PLC0415 - it is built into the module itself

    return _sqlite3.__file__


def _tell(file: int, name: str, disk: Disk, held: list[object]) -> None:
    place = ctypes.cast(file, ctypes.POINTER(_POINTER))
    old = ctypes.cast(place[0] or 0, ctypes.POINTER(_POINTER))
    new = (_POINTER * _METHODS)(*(old[index] for index in range(_METHODS)))
    write = _WRITE(old[_X_WRITE])
    truncate = _TRUNCATE(old[_X_TRUNCATE])
    sync = _SYNC(old[_X_SYNC])

    def on_write(this: int, data: int, size: int, offset: int) -> int:
        disk.events.append(Write(name, offset, ctypes.string_at(data, size)))
        return int(write(this, data, size, offset))

    def on_truncate(this: int, size: int) -> int:
        disk.events.append(Truncate(name, size))
        return int(truncate(this, size))

    def on_sync(this: int, flags: int) -> int:
        done = int(sync(this, flags))
        disk.events.append(Sync(name))
        return done

    told_of = (_WRITE(on_write), _TRUNCATE(on_truncate), _SYNC(on_sync))
    for index, function in zip((_X_WRITE, _X_TRUNCATE, _X_SYNC), told_of, strict=True):
        new[index] = ctypes.cast(function, _POINTER).value
    held += [new, told_of, write, truncate, sync]
    place[0] = ctypes.addressof(new)
