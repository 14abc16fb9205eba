"""What goes with a story: read once, when the story is added, so that what is approved is what is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from advocacy.connectors.media import FILM, JPEG, PNG, Attachment
from advocacy.errors import AdvocacyError, InvalidInput, MediaMissing, Mistake
from advocacy.language import Text
from advocacy.storage import Store, media
from advocacy.storage.media import KeptFile

if TYPE_CHECKING:
    from advocacy.content.media import Media
    from advocacy.content.story import Story

Fetch = Callable[[str], bytes]
"""The bytes at a public address."""
_AT_HAND = 8


def illustrated(
    story: Story, *, folder: Path | None, fetch: Fetch, is_known: Callable[[str], bool]
) -> tuple[Story, list[KeptFile]]:
    """`story` with the hash of each of its files, and the files themselves, bare.

    Args:
        story: As its author wrote it.
        folder: Where its paths begin; None where the story comes from no file.
        fetch: Reads an address.
        is_known: Whether a file with that hash is kept already.

    Raises:
        InvalidInput: With every file that is missing, is no image, or is not the one with the given hash.
    """
    mediums: list[Media] = []
    kept: list[KeptFile] = []
    wrong: list[Mistake] = []
    for number, medium in enumerate(story.media):
        try:
            hashed, file = _taken(medium, f"media[{number}]", folder, fetch, is_known)
        except InvalidInput as error:
            wrong.extend(error.mistakes)
        else:
            mediums.append(hashed)
            kept += [file] if file else []
    if wrong:
        raise InvalidInput(*wrong)
    return (story.model_copy(update={"media": tuple(mediums)}) if mediums else story), kept


def attachments(story: Story, language: str, files: Files) -> tuple[Attachment, ...]:
    """What goes with a share of `story`, described in `language`.

    Raises:
        MediaMissing: A file that was approved with the story is gone.
    """
    return tuple(_attached(medium, story.id, language, files) for medium in story.media)


class Files:
    """The kept files by their hash, the last few at hand: many shares have the same images."""

    def __init__(self, store: Store) -> None:
        @lru_cache(maxsize=_AT_HAND)
        def read(sha256: str) -> KeptFile:
            with store.read() as tx:
                found = media.get(tx, sha256)
            if found is None:
                raise KeyError(sha256)
            return found

        self._read = read

    def get(self, sha256: str) -> KeptFile | None:
        """One file; None when it is not kept, which may change."""
        try:
            return self._read(sha256)
        except KeyError:
            return None


def _taken(
    medium: Media, field: str, folder: Path | None, fetch: Fetch, is_known: Callable[[str], bool]
) -> tuple[Media, KeptFile | None]:
    if medium.video or (medium.sha256 and medium.path and folder is None and is_known(medium.sha256)):
        return medium, None
    data = _read(medium, field, folder, fetch)
    digest = hashlib.sha256(data).hexdigest()
    if medium.sha256 not in {None, digest}:
        raise InvalidInput(Mistake(field=f"{field}.sha256", message=_ANOTHER))
    kept = _kept(data, digest, field)
    if medium.card and kept.kind not in {JPEG, PNG}:
        raise InvalidInput(Mistake(field=f"{field}.card", message=_NO_CARD))
    return medium.model_copy(update={"sha256": digest}), kept


def _kept(data: bytes, digest: str, field: str) -> KeptFile:
    from advocacy.connectors.pictures import taken_in  # noqa: PLC0415 - heavy: imported on first use

    bare = taken_in(data, alt="", field=field)
    return KeptFile(
        sha256=digest,
        kind=bare.kind,
        data=bare.data,
        width=bare.width,
        height=bare.height,
        pages=bare.pages,
        tells=bare.tells,
    )


def _read(medium: Media, field: str, folder: Path | None, fetch: Fetch) -> bytes:
    if medium.url is not None:
        try:
            return fetch(medium.url)
        except AdvocacyError as error:
            raise InvalidInput(Mistake(field=f"{field}.url", message=error.text)) from error
    if folder is None:
        raise InvalidInput(Mistake(field=f"{field}.path", message=_NO_FOLDER))
    file = folder / str(medium.path)
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            raise InvalidInput(Mistake(field=f"{field}.path", message=_ELSEWHERE))
        return file.read_bytes()
    except OSError:
        message = _MISSING.format(path=str(medium.path))
        raise InvalidInput(Mistake(field=f"{field}.path", message=message)) from None


def _attached(medium: Media, story: str, language: str, files: Files) -> Attachment:
    alt, address = medium.alt.say(language), medium.url or ""
    if medium.video:
        return Attachment(kind=FILM, data=b"", alt=alt, address=address)
    file = files.get(medium.sha256) if medium.sha256 else None
    if file is None:
        name = medium.url or str(medium.path)
        raise MediaMissing(_GONE.format(name=name, story=story))
    return Attachment(
        kind=file.kind,
        data=file.data,
        alt=alt,
        width=file.width,
        height=file.height,
        pages=file.pages,
        address=address,
        source=file.sha256,
        tells=file.tells,
        card=medium.card,
    )


_GONE = Text(
    fr="L’image « {name} », approuvée avec « {story} », n’est plus là : rien ne part sans elle. Ajoutez-la à "
    "nouveau (advocacy story add), puis : advocacy release media",
    en="The image “{name}”, approved with “{story}”, is gone: nothing leaves without it. Add it again "
    "(advocacy story add), then: advocacy release media",
)
_ANOTHER = Text(
    fr="le fichier n’est pas celui de cette empreinte : ôtez « sha256 », ou remettez le fichier",
    en="the file is not the one with this hash: remove “sha256”, or put the file back",
)
_NO_FOLDER = Text(
    fr="un chemin part du fichier de l’histoire : donnez ce fichier, ou folder=",
    en="a path begins at the story’s file: give that file, or folder=",
)
_ELSEWHERE = Text(
    fr="ce chemin mène hors du dossier de l’histoire : copiez-y le fichier",
    en="this path leads out of the story’s folder: copy the file there",
)
_MISSING = Text(
    fr="« {path} » n’est pas à côté de l’histoire : copiez-y le fichier",
    en="“{path}” is not beside the story: copy the file there",
)
_NO_CARD = Text(
    fr="l’image d’une carte est fixe : donnez un JPEG, un PNG ou un WebP",
    en="the picture of a card is a still image: give a JPEG, PNG or WebP",
)
