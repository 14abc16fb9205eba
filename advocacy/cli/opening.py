"""Which programme a command is about, and opening it."""

from __future__ import annotations

from pathlib import Path

from advocacy.cli.wall import programme
from advocacy.errors import NotFound
from advocacy.program import Program
from advocacy.settings import DEFAULT_FILE

PROGRAM = "ADVOCACY_PROGRAM"


class _Chosen:
    """What ``--program`` said; one command a process."""

    where: str | None = None


chosen = _Chosen()
_DATABASES = frozenset({".db", ".sqlite", ".sqlite3"})


def open_program() -> Program:
    """The programme that is meant: as ``--program`` says, else that of this folder or of one above it.

    Raises:
        NotFound: there is none.
    """
    program = Program.open(meant())
    programme.zone = program.zone
    return program


def meant() -> str | Path:
    """Where the programme stands: a folder, a file, or the address of a database.

    Raises:
        NotFound: there is none.
    """
    if chosen.where is not None:
        return _named(chosen.where)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / DEFAULT_FILE).is_file():
            return folder
    raise NotFound(
        fr="Aucun programme ici (pas de fichier advocacy.toml). Pour en commencer un : advocacy init .",
        en="There is no programme here (no advocacy.toml). To start one: advocacy init .",
    )


def _named(where: str) -> str | Path:
    """What ``--program`` names; a new database is made only where its name says that it is one."""
    path = Path(where)
    if "://" in where:
        return where
    if path.exists() or path.suffix in _DATABASES:
        return path
    raise NotFound(
        fr=f"Aucun programme en {where}. Pour en commencer un : advocacy init {where}",
        en=f"There is no programme at {where}. To start one: advocacy init {where}",
    )
