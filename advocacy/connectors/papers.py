"""PDF documents as they are taken in: pages only, without author, tool, script or attached file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text

_MOST_PAGES = 300
_LEFT_OUT = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/AA",
    "/OpenAction",
    "/JavaScript",
    "/EmbeddedFiles",
)


def bare_pdf(data: bytes, *, field: str = "media") -> tuple[bytes, int]:
    """The document without its metadata, and how many pages it has.

    What stands on the pages stays as it is, the metadata inside pictures that the pages show included.

    Raises:
        InvalidInput: It cannot be read, is locked, or has more than 300 pages.
    """
    try:
        written, pages = _rewritten(data)
    except Exception:  # noqa: BLE001 - a reader may raise anything on bytes made to break it
        raise _wrong(field, _UNREADABLE) from None
    if not 0 < pages <= _MOST_PAGES:
        raise _wrong(field, _TOO_MANY.format(given=pages, most=_MOST_PAGES))
    return written, pages


def _rewritten(data: bytes) -> tuple[bytes, int]:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - heavy: imported on first use

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted or len(reader.pages) > _MOST_PAGES:
        return b"", 0 if reader.is_encrypted else len(reader.pages)
    writer = PdfWriter()
    for page in reader.pages:
        writer.add_page(page)
    for number in range(1, len(writer._objects) + 1):  # noqa: SLF001 - there is no public way to all of them
        _strip(writer.get_object(number))
    writer.metadata = None
    written = BytesIO()
    writer.write(written)
    return written.getvalue(), len(reader.pages)


def _strip(thing: Any) -> None:
    if isinstance(thing, dict):
        for name in _LEFT_OUT:
            thing.pop(name, None)


def _wrong(field: str, message: Text) -> InvalidInput:
    return InvalidInput(Mistake(field=field, message=message))


_UNREADABLE = Text(
    fr="ce PDF ne peut pas être lu : enregistrez-le à nouveau, sans mot de passe",
    en="this PDF cannot be read: save it again, without a password",
)
_TOO_MANY = Text(
    fr="ce PDF est vide, verrouillé ou a plus de {most} pages ({given})",
    en="this PDF is empty, locked or has more than {most} pages ({given})",
)
