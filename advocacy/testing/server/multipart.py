"""Forms that carry files (RFC 7578), read to the byte."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')
_NAME = re.compile(rb'\bname="([^"]*)"')
_FILE = re.compile(rb'\bfilename="([^"]*)"')
_KIND = re.compile(rb"Content-Type:\s*([^\r\n]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of a form; `file` is empty where it is no file."""

    data: bytes = field(repr=False)
    file: str = ""
    kind: str = ""

    @property
    def text(self) -> str:
        """The value of a field that is no file."""
        return self.data.decode("utf-8", errors="replace")


def parts_of(kind: str, raw: bytes) -> dict[str, Part]:
    r"""The fields of a form by name; empty where `kind` is that of something else.

    >>> raw = b'--b\r\nContent-Disposition: form-data; name="alt"\r\n\r\nA pump\r\n--b--\r\n'
    >>> parts_of("multipart/form-data; boundary=b", raw)["alt"].text
    'A pump'
    """
    boundary = _BOUNDARY.search(kind) if kind.startswith("multipart/") else None
    if boundary is None:
        return {}
    found = {}
    for piece in raw.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if name := _NAME.search(head):
            file, told = _FILE.search(head), _KIND.search(head)
            found[name[1].decode()] = Part(
                data=data.removesuffix(b"\r\n"),
                file=file[1].decode() if file else "",
                kind=told[1].decode().strip() if told else "",
            )
    return found
