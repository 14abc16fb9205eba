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
_PICTURE = b"\xda"
_NOTES = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Segments of programmes and comments; 0xE0 and 0xEE say how the colours are meant."""


def bare_pdf(data: bytes, *, field: str = "media") -> tuple[bytes, int]:
    """The document without its metadata, and how many pages it has.

    What stands on the pages stays as it is; photographs on them lose what their camera wrote.

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
    stream: Any = thing
    if hasattr(stream, "_data") and stream.get("/Filter") == "/DCTDecode":  # a JPEG, as its camera made it
        stream._data = without_notes(stream._data)  # noqa: SLF001 - the bytes before any decoding


def without_notes(jpeg: bytes) -> bytes:
    r"""A JPEG without the segments that are no part of the picture; the picture itself is not touched.

    >>> without_notes(b"\xff\xd8\xff\xe1\x00\x04hi\xff\xda...")
    b'\xff\xd8\xff\xda...'
    """
    kept, place = [jpeg[:2]], 2
    while jpeg[place : place + 1] == b"\xff" and jpeg[place + 1 : place + 2] != _PICTURE:
        end = place + 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        if jpeg[place + 1] not in _NOTES:
            kept.append(jpeg[place:end])
        place = max(end, place + 4)
    return b"".join((*kept, jpeg[place:]))


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
