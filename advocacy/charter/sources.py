"""The texts a charter is made from, to be kept word for word and read again later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from advocacy import documents
from advocacy.charter.document import CharterText, charter_model, has_other_kinds, pack_model
from advocacy.charter.gathering import File, Whole
from advocacy.charter.patience import collecting_later


class SourceText(BaseModel):
    """One file: its name, its text, and the pack it belongs to; none for the charter’s own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    text: str
    pack: str | None = None


def sources_of(whole: Whole) -> tuple[SourceText, ...]:
    """The files of `whole`, without the folder they stood in."""
    return tuple(SourceText(name=_bare(file), text=file.text, pack=file.pack) for file in whole.files)


@collecting_later()
def whole_of(sources: Sequence[SourceText]) -> Whole:
    """The charter that these files make, with the packs as they were and not as they are now.

    Raises:
        InvalidInput: this release no longer reads one of them.
    """
    files = [_read(source) for source in sources]
    own = files[-1].content
    if not isinstance(own, CharterText):
        raise TypeError("the last file of a charter is its own")
    return Whole(document=own, files=files)


def _read(source: SourceText) -> File:
    node = documents.read_yaml(source.text, name=source.name)
    others = has_other_kinds(node.data)
    model: Any = charter_model(others=others) if source.pack is None else pack_model(others=others)
    return File(node=node, content=documents.validate(node, model), text=source.text, pack=source.pack)


def _bare(file: File) -> str:
    return file.node.name if file.pack else file.node.name.replace("\\", "/").rpartition("/")[2]
