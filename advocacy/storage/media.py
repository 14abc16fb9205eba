"""The rows of `media_files`: what goes with stories, by the hash of the file that was given."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from advocacy.storage.media_schema import media_files
from advocacy.storage.store import insert_once


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One image or document as it is kept."""

    sha256: str
    kind: str
    data: bytes = field(repr=False)
    width: int
    height: int
    pages: int
    tells: bool


def put(tx: Connection, *files: KeptFile) -> None:
    """Keep the files; one that is there already stays as it is."""
    insert_once(tx, media_files, *map(_row, files))


def get(tx: Connection, sha256: str) -> KeptFile | None:
    """One file; None when it is not kept."""
    row = tx.execute(sa.select(media_files).where(media_files.c.sha256 == sha256)).one_or_none()
    return None if row is None else KeptFile(**{**row._asdict(), "data": bytes(row.data)})


def known(tx: Connection, hashes: Collection[str]) -> set[str]:
    """Those of `hashes` that are kept."""
    query = sa.select(media_files.c.sha256).where(media_files.c.sha256.in_(sorted(hashes)))
    return set(tx.execute(query).scalars()) if hashes else set()


def _row(file: KeptFile) -> dict[str, Any]:
    return {name: getattr(file, name) for name in KeptFile.__slots__}
