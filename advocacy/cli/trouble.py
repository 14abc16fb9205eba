"""What the machine refuses, in words: a full disk, a file without rights, a database that is away."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from advocacy.errors import AdvocacyError
from advocacy.language import Text


def machine_trouble(error: SQLAlchemyError | OSError) -> AdvocacyError:
    """The error to tell in place of one that the database or the system raised.

    >>> machine_trouble(FileNotFoundError(2, "No such file or directory", "out/report.html")).text.en
    'out/report.html: No such file or directory. Check that it exists, and your rights to it.'
    """
    if isinstance(error, SQLAlchemyError):
        return AdvocacyError(_DATABASE.format(why=_first_line(error)))
    return AdvocacyError(_SYSTEM.format(what=error.filename or "?", why=error.strerror or str(error)))


def _first_line(error: SQLAlchemyError) -> str:
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    return said.partition("\n")[0] or type(error).__name__


_DATABASE = Text(
    fr="La base de données refuse : {why}. Vérifiez la place sur le disque, les droits sur le fichier et son "
    "dossier, ou le serveur ; puis relancez la commande, qui ne fait rien deux fois.",
    en="The database refuses: {why}. Check the room on the disk, the rights to the file and its folder, or "
    "the server; then run the command again: it does nothing twice.",
)
_SYSTEM = Text(
    fr="{what} : {why}. Vérifiez qu’il existe, et vos droits.",
    en="{what}: {why}. Check that it exists, and your rights to it.",
)
