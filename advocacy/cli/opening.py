"""Which programme a command is about, and opening it."""

from __future__ import annotations

from pathlib import Path

from advocacy.errors import NotFound
from advocacy.program import Program
from advocacy.settings import DEFAULT_FILE

PROGRAM = "ADVOCACY_PROGRAM"


class _Chosen:
    """What ``--program`` said; one command a process."""

    where: Path | None = None


chosen = _Chosen()


def open_program() -> Program:
    """The programme that is meant: as ``--program`` says, else that of this folder or of one above it.

    Raises:
        NotFound: there is none.
    """
    if chosen.where is not None:
        return Program.open(chosen.where)
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / DEFAULT_FILE).is_file():
            return Program.open(folder)
    raise NotFound(
        fr="Aucun programme ici (pas de fichier advocacy.toml). Pour en commencer un : advocacy init .",
        en="There is no programme here (no advocacy.toml). To start one: advocacy init .",
    )
