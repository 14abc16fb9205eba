"""A charter with the packs it takes, read and checked for form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points

from advocacy import documents
from advocacy.charter.brought import brought
from advocacy.charter.checks.base import Check
from advocacy.charter.document import (
    CharterText,
    PackText,
    ProtectedPost,
    charter_model,
    has_other_kinds,
    pack_model,
)
from advocacy.charter.patience import collecting_later
from advocacy.documents import Node
from advocacy.errors import InvalidInput, Mistake, NotFound, refusal
from advocacy.language import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file a charter is made from; `pack` is its name when it is a pack."""

    node: Node
    content: PackText[Check]
    text: str
    pack: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A charter and its packs, read but not yet compiled; the packs first."""

    document: CharterText[Check]
    files: Sequence[File]

    @property
    def protected(self) -> tuple[ProtectedPost, ...]:
        """The protected posts of the packs and of the charter."""
        return tuple(post for file in self.files for post in file.content.protected)


@collecting_later()
def gathered(text: str, *, name: str) -> Whole:
    """The charter in `text` with its packs.

    Raises:
        InvalidInput: with every mistake of the charter, each with its line.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidInput(Mistake(message=_TOO_LONG, file=name))
    node = documents.read_yaml(text, name=name)
    document = documents.validate(node, charter_model(others=has_other_kinds(node.data)))
    packs: list[File] = []
    mistakes = list(_misplaced(node, document.packs))
    for place, pack in enumerate(document.packs):
        try:
            found = read_pack(pack)
        except NotFound:
            mistakes.append(node.mistake(_NO_PACK.format(pack=pack), ("packs", place), hint=_near(pack)))
        else:
            packs = [*found, *packs] if pack == CORE else [*packs, *found]
    refusal(mistakes)
    return Whole(document=document, files=(*packs, File(node=node, content=document, text=text)))


def _misplaced(node: Node, packs: Sequence[str]) -> Iterator[Mistake]:
    """Packs that are taken twice, or without the one whose words they use."""
    for place, pack in enumerate(packs):
        if pack in packs[:place]:
            yield node.mistake(_TWICE.format(pack=pack), ("packs", place))
        if pack in _ON_CORE and CORE not in packs:
            yield node.mistake(_NEEDS.format(pack=pack), ("packs", place))


def _near(pack: str) -> Text | None:
    if "," in pack:
        written = ", ".join(part.strip() for part in pack.split(",") if part.strip())
        return _AS_LIST.format(packs=written)
    return documents.near_miss(pack, (*PACKS, *(point.name for point in entry_points(group=_GROUP))))


@lru_cache(maxsize=64)
def read_pack(name: str) -> tuple[File, ...]:
    """The files of the pack of that name, ours or one that is installed under ``advocacy.packs``.

    Raises:
        NotFound: when there is none.
        ConfigurationError: the package that brings it cannot.
    """
    return tuple(
        File(node=node, content=_content(node, trusted=name in PACKS), text=text, pack=name)
        for file, text in _texts(name)
        for node in (documents.read_yaml(text, name=file),)
    )


def _content(node: Node, *, trusted: bool) -> PackText[Check]:
    """What a pack says; `trusted` ones are ours, whose tests ask what is asked of other files here."""
    model = pack_model(others=has_other_kinds(node.data))
    return model.model_validate(node.data) if trusted else documents.validate(node, model)


def _texts(name: str) -> Iterator[tuple[str, str]]:
    """The name and text of each file of a pack: a folder of ours, one file, or of another package."""
    parts = [part for part in documents.resource_names(_OURS, name) if part.endswith(".yaml")]
    if parts:
        yield from ((f"{name}/{part}", documents.resource(_OURS, f"{name}/{part}")) for part in parts)
        return
    try:
        yield f"{name}.yaml", documents.resource(_OURS, f"{name}.yaml")
    except NotFound:
        installed = entry_points(group=_GROUP, name=name)
        if not installed:
            raise
        point = next(iter(installed))
        yield f"{name}.yaml", brought(point, lambda found: str(found() if callable(found) else found))


_OURS = "advocacy.charter.packs"
PACKS = (
    "core", "france", "eu", "uk", "us", "finance", "health", "alcohol", "public-sector", "accessibility",
)  # fmt: skip
"""The packs that come with the library."""
CORE = "core"
_ON_CORE = frozenset(PACKS) - {CORE, "accessibility"}
"""Those that use the words, guards and articles of `core`."""
_GROUP = "advocacy.packs"
MAX_LENGTH = 2_000_000
"""Characters of the longest charter that is read; people would not read a tenth of it."""
_TOO_LONG = Text(
    fr="plus de 2 millions de caractères : une charte se lit ; mettez les longues listes dans un « pack »",
    en="more than 2 million characters: a charter is to be read; put long lists into a pack",
)
_NO_PACK = Text(fr="aucun jeu de règles « {pack} »", en="there is no pack “{pack}”")
_AS_LIST = Text(
    fr="plusieurs jeux s’écrivent entre crochets : [{packs}]",
    en="write several packs in brackets: [{packs}]",
)
_TWICE = Text(
    fr="le jeu « {pack} » y est deux fois : gardez-en un", en="the pack “{pack}” is there twice: keep one"
)
_NEEDS = Text(
    fr="le jeu « {pack} » s’appuie sur « core » : écrivez « packs: [core, {pack}] »",
    en="the pack “{pack}” builds on “core”: packs: [core, {pack}]",
)
