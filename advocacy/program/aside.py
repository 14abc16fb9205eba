"""Lines of an import that could not be taken in, kept with the reason, to be mended and imported again."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text
from advocacy.track.imports.rows import LINE, REASON
from advocacy.track.imports.told import Refused


def keep_aside(path: Path, refused: Sequence[Refused], *, language: str) -> None:
    """Write the lines to a new file, each with its number and what is wrong with it, and have it on disk.

    Raises:
        InvalidInput: there is a file of that name already, or none can be made there.
    """
    columns = list(dict.fromkeys(name for each in refused for name in each.cells))
    text = io.StringIO(newline="")
    written = csv.writer(text)
    written.writerow([LINE, REASON, *columns])
    for each in refused:
        cells = [each.cells.get(name, "") for name in columns]
        written.writerow([each.line, each.reason.say(language), *cells])
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.getvalue().encode())
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise InvalidInput(Mistake(message=_THERE, file=str(path), field="aside")) from None
    except OSError:
        raise InvalidInput(Mistake(message=_NOT_WRITTEN, file=str(path), field="aside")) from None


_THERE = Text(
    fr="ce fichier existe : donnez un autre nom, pour que rien ne se perde",
    en="this file exists: give another name, so that nothing is lost",
)
_NOT_WRITTEN = Text(fr="ce fichier ne peut pas être écrit", en="this file cannot be written")
