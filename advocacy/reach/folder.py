"""Where files of clicks lie: a folder, or a bucket through fsspec. A file is there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from advocacy.errors import ConfigurationError
from advocacy.language import Text


class Folder(Protocol):
    """What holds files by name; a name may have slashes."""

    def put(self, name: str, source: Path) -> None:
        """Copy the file at `source` here: when this returns it is durable, and nobody sees half of it."""
        ...

    def remove(self, name: str) -> None:
        """Delete a file, if it is there."""
        ...

    def names(self) -> Iterable[str]:
        """Every file's name."""
        ...

    def address(self, name: str) -> str:
        """Where a reader finds it."""
        ...

    def open_to(self, database: Any) -> None:
        """Let a DuckDB connection read from here."""
        ...


def folder(place: str | Path) -> Folder:
    """The folder at a path, or the bucket at an address such as ``s3://acme/advocacy``.

    Raises:
        ConfigurationError: it is a bucket, and fsspec, or what it needs for this one, is not installed.
    """
    if "://" not in str(place):
        return LocalFolder(Path(place))
    scheme = urlsplit(str(place)).scheme
    try:
        import fsspec  # noqa: PLC0415 - heavy: imported on first use

        return Bucket(fsspec.filesystem(scheme), str(place))
    except (ImportError, ValueError) as error:
        raise ConfigurationError(_NO_BUCKET.format(scheme=scheme, why=error)) from None


class LocalFolder:
    """A folder on this machine's disk."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def put(self, name: str, source: Path) -> None:
        """Sync, rename, and sync the folder; see `Folder.put`."""
        target = self._root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".part")
        shutil.copyfile(source, beside)  # perhaps from another disk
        _sync(beside)
        beside.replace(target)
        _sync(target.parent)

    def remove(self, name: str) -> None:
        """See `Folder.remove`."""
        (self._root / name).unlink(missing_ok=True)

    def names(self) -> Iterable[str]:
        """See `Folder.names`."""
        return [path.relative_to(self._root).as_posix() for path in self._root.rglob("*.parquet")]

    def address(self, name: str) -> str:
        """See `Folder.address`."""
        return str(self._root / name)

    def open_to(self, database: Any) -> None:
        """Nothing to do: it reads this machine's files by itself."""


class Bucket:
    """An object store; a put of one object is whole or not at all there.

    Args:
        files: the fsspec file system.
        root: its address, with the bucket.
    """

    def __init__(self, files: Any, root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")

    def put(self, name: str, source: Path) -> None:
        """See `Folder.put`."""
        self._files.put_file(str(source), self.address(name))

    def remove(self, name: str) -> None:
        """See `Folder.remove`."""
        if self._files.exists(self.address(name)):
            self._files.rm_file(self.address(name))

    def names(self) -> Iterable[str]:
        """See `Folder.names`."""
        root = self._root.partition("://")[2] + "/"
        return [str(path).lstrip("/").removeprefix(root) for path in self._files.find(self._root)]

    def address(self, name: str) -> str:
        """See `Folder.address`."""
        return f"{self._root}/{name}"

    def open_to(self, database: Any) -> None:
        """See `Folder.open_to`."""
        database.register_filesystem(self._files)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_NO_BUCKET = Text(
    fr="« {scheme}:// » demande fsspec et son module ({why}) : pip install fsspec s3fs (ou gcsfs pour gs)",
    en="“{scheme}://” needs fsspec and its module ({why}): pip install fsspec s3fs (or gcsfs for gs)",
)
