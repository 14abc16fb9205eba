"""Opening what people wrote: what is told when a file is not there, not readable or not UTF-8."""

from __future__ import annotations

import difflib
from importlib import resources
from pathlib import Path as FilePath
from typing import TypeVar

from pydantic import BaseModel

from advocacy.documents.csv_text import read_csv
from advocacy.documents.node import MAX_BYTES, Node
from advocacy.documents.toml_text import read_toml
from advocacy.documents.validation import validate
from advocacy.documents.yaml_text import TOO_LARGE, read_yaml
from advocacy.errors import InvalidInput, Mistake, NotFound
from advocacy.language import Text

M = TypeVar("M", bound=BaseModel)


def load(path: str | FilePath, model: type[M]) -> M:
    """The file at `path` as a `model`.

    Raises:
        NotFound: when there is no such file.
        InvalidInput: with every mistake in it.
    """
    return validate(read(path), model)


def read(path: str | FilePath) -> Node:
    """The file at `path` (.yaml, .yml, .toml, .json or .csv) as plain data with its lines.

    Raises:
        NotFound: when there is no such file; the message names the nearest one.
        InvalidInput: when it cannot be opened, is not UTF-8 or is of another kind.
    """
    reader = _READERS.get(FilePath(path).suffix.lower())
    if reader is None:
        kinds = ", ".join(_READERS)
        raise InvalidInput(Mistake(message=_OTHER_KIND.format(kinds=kinds), file=str(path)))
    return reader(read_text(path), name=str(path))


def read_text(path: str | FilePath) -> str:
    """The text of the UTF-8 file at `path`; raises as `read` does."""
    file = FilePath(path)
    try:
        if file.is_dir():
            raise InvalidInput(Mistake(message=_DIRECTORY, file=str(path)))
        with file.open("rb") as stream:
            return decode(stream.read(MAX_BYTES + 1), name=str(path))
    except (FileNotFoundError, NotADirectoryError):
        raise _not_found(file) from None
    except PermissionError:
        raise InvalidInput(Mistake(message=_FORBIDDEN, file=str(path))) from None
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput(Mistake(message=_UNREADABLE, file=str(path))) from None


def decode(raw: bytes, *, name: str) -> str:
    r"""`raw` as UTF-8 text, without a byte order mark.

    Raises:
        InvalidInput: with the line of the first byte that is not UTF-8, and how to save the file.

    >>> decode(b"\xef\xbb\xbfid;name", name="advocates.csv")
    'id;name'
    """
    if len(raw) > MAX_BYTES:
        raise InvalidInput(Mistake(message=TOO_LARGE, file=name))
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InvalidInput(Mistake(message=_UTF16, file=name, line=1, hint=_save_as(name)))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # An error's position counts from after the byte order mark.
        start = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        raise InvalidInput(_not_utf8(raw, start, name)) from None


def resource(package: str, name: str) -> str:
    """The text of a file that is delivered with `package`: ``resource("advocacy.charter.packs", "fr.yaml")``.

    Raises:
        NotFound: when the package holds no such file.
    """
    try:
        return resources.files(package).joinpath(name).read_text(encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, ModuleNotFoundError):
        raise NotFound(_NO_RESOURCE.format(name=f"{package}/{name}")) from None


def resource_names(package: str, folder: str) -> tuple[str, ...]:
    """The names of the files in a `folder` delivered with `package`, sorted; none where it is not."""
    try:
        place = resources.files(package).joinpath(folder)
        return (
            tuple(sorted(entry.name for entry in place.iterdir() if entry.is_file()))
            if place.is_dir()
            else ()
        )
    except (FileNotFoundError, ModuleNotFoundError, ValueError):
        return ()


def _not_found(file: FilePath) -> NotFound:
    beside = sorted(entry.name for entry in file.parent.iterdir()) if file.parent.is_dir() else []
    close = difflib.get_close_matches(file.name, beside, n=1)
    if close:
        return NotFound(_NEAR_MISS.format(file=file, near=file.parent / close[0]))
    return NotFound(_NO_FILE.format(file=file))


def _not_utf8(raw: bytes, start: int, name: str) -> Mistake:
    line_start = raw.rfind(b"\n", 0, start) + 1
    line_end = raw.find(b"\n", start)
    as_excel = raw[line_start : line_end if line_end >= 0 else None].decode("cp1252", "replace").strip()
    text = _NOT_UTF8.format(found=as_excel[:60])
    return Mistake(message=text, file=name, line=raw.count(b"\n", 0, start) + 1, hint=_save_as(name))


def _save_as(name: str) -> Text:
    """What to choose in the program that wrote it: a spreadsheet calls it otherwise."""
    return _SAVE_TABLE if name.lower().endswith(".csv") else _SAVE_TEXT


_READERS = {".yaml": read_yaml, ".yml": read_yaml, ".json": read_yaml, ".toml": read_toml, ".csv": read_csv}

_OTHER_KIND = Text(
    fr="type de fichier inconnu : attendu {kinds}", en="unknown kind of file: expected {kinds}"
)
_DIRECTORY = Text(fr="c’est un dossier : nommez un fichier", en="this is a directory: name a file")
_FORBIDDEN = Text(
    fr="le fichier ne peut pas être ouvert : donnez-vous le droit de le lire",
    en="the file may not be opened: give yourself the right to read it",
)
_UNREADABLE = Text(fr="le fichier ne peut pas être lu", en="the file cannot be read")
_UTF16 = Text(fr="le fichier est en UTF-16", en="the file is in UTF-16")
_NOT_UTF8 = Text(
    fr="le fichier n’est pas en UTF-8 (Windows-1252, comme Excel ?) : « {found} »",
    en="the file is not in UTF-8 (Windows-1252, as from Excel?): “{found}”",
)
_SAVE_TABLE = Text(fr="enregistrez-le en « CSV UTF-8 » ou « UTF-8 »", en="save it as “CSV UTF-8” or “UTF-8”")
_SAVE_TEXT = Text(fr="enregistrez-le en « UTF-8 »", en="save it as “UTF-8”")
_NO_FILE = Text(fr="fichier introuvable : {file}", en="file not found: {file}")
_NEAR_MISS = Text(
    fr="fichier introuvable : {file} (vouliez-vous dire {near} ?)",
    en="file not found: {file} (did you mean {near}?)",
)
_NO_RESOURCE = Text(fr="rien de ce nom n’est livré : {name}", en="nothing of that name is delivered: {name}")
