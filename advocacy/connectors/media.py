"""What goes with a text: images and documents as they are approved, and what a network takes of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from advocacy.language import Text

if TYPE_CHECKING:
    from advocacy.connectors.outgoing import Outgoing

JPEG, PNG, GIF, PDF = "image/jpeg", "image/png", "image/gif", "application/pdf"
"""The kinds we keep; whatever else is given becomes one of them, or is refused."""
FILM = "video"
_ENDINGS = {JPEG: "jpg", PNG: "png", GIF: "gif", PDF: "pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One image or document, free of metadata; `width` and `height` are in pixels.

    >>> Attachment(kind=PNG, data=b"", alt="A pump").name
    'e3b0c44298fc1c14.png'
    """

    kind: str
    """A MIME type; an image that moves is a GIF, and every GIF moves."""
    data: bytes = field(repr=False)
    alt: str
    """What it shows; the title, of a document."""
    width: int = 0
    height: int = 0
    pages: int = 0
    address: str = ""
    """Where the public finds it, for networks that fetch an image themselves."""
    source: str = ""
    """SHA-256 of the file that it was made from, which may stand at its address."""
    tells: bool = False
    """Whether that file tells more than its points: place, camera, author."""
    card: bool = False
    """Whether it is the picture of the link's card, and no image of its own."""

    @property
    def is_still(self) -> bool:
        """Whether it can be made smaller."""
        return self.kind in {JPEG, PNG}

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes, in hexadecimal."""
        return sha256(self.data).hexdigest()

    def to_json(self) -> dict[str, object]:
        """What can be said of it without showing it."""
        size = {"width": self.width, "height": self.height, "pages": self.pages, "bytes": len(self.data)}
        return {"kind": self.kind, "alt": self.alt, **size, "sha256": self.digest, "address": self.address}

    @property
    def name(self) -> str:
        """A file name that tells nothing about whose file it was."""
        return f"{self.digest[:16]}.{_ENDINGS.get(self.kind, 'bin')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRules:
    """What a network takes; sizes in bytes. A still image is made to fit, all else is taken or refused."""

    images: int = 0
    """How many in one post."""
    kinds: frozenset[str] = frozenset({JPEG, PNG})
    largest: int = 5_000_000
    """Of a still image."""
    largest_gif: int = 0
    """Of an image that moves; 0 where none is taken."""
    pixels: int | None = None
    """Width times height."""
    side: int | None = None
    """The longer one, in pixels."""
    alt: int = 1500
    """Characters of the alternative text."""
    by_address: bool = False
    """Whether the network fetches the image itself from a public address, and takes none from us."""
    largest_document: int = 0
    """Of a PDF, the only thing in its post; 0 where none is taken."""
    pages: int = 300
    largest_card: int = 0
    """Of the picture on a link's card; 0 where the network draws the card itself."""

    @property
    def card(self) -> MediaRules:
        """What holds for the picture of a link's card."""
        return replace(self, images=1, largest=self.largest_card, largest_gif=0)


NO_MEDIA = MediaRules()
"""Text alone."""


def shown_in(outgoing: Outgoing) -> tuple[Attachment, ...]:
    """What is an image or document of its own."""
    return tuple(each for each in outgoing.media if not each.card)


def card_of(outgoing: Outgoing) -> Attachment | None:
    """The picture of the link's card."""
    return next((each for each in outgoing.media if each.card), None) if outgoing.link else None


def media_problems(title: str, rules: MediaRules, outgoing: Outgoing) -> Sequence[Text]:
    """Why the network called `title` would refuse what goes with the text."""
    shown = shown_in(outgoing)
    if not shown:
        return ()
    images = [each for each in shown if each.kind != PDF]
    if outgoing.reshares:
        return (_NOT_WITH_RESHARE.format(network=title),)
    if len(images) > rules.images:
        said = _TOO_MANY if rules.images else _NO_IMAGES
        return (said.format(network=title, given=len(images), most=rules.images),)
    if len(shown) > 1 and len(images) < len(shown):
        return (_DOCUMENT_ALONE.format(network=title),)
    return [problem for each in shown for problem in _problems(title, rules, each)]


def _problems(title: str, rules: MediaRules, one: Attachment) -> Iterator[Text]:
    if one.kind == FILM:
        yield _NO_FILMS.format(network=title)
    elif not one.is_still and (
        most := rules.largest_document if one.kind == PDF else rules.largest_gif
    ) < len(one.data):
        said = _TOO_LARGE if most else (_NO_DOCUMENTS if one.kind == PDF else _NOT_MOVING)
        yield said.format(network=title, given=_megabytes(len(one.data)), most=_megabytes(most))
    if one.pages > rules.pages:
        yield _TOO_MANY_PAGES.format(network=title, given=one.pages, most=rules.pages)
    if len(one.alt) > rules.alt:
        yield _LONG_ALT.format(network=title, given=len(one.alt), most=rules.alt)
    if rules.by_address and (not one.address or one.tells):
        yield (_TELLS if one.address else _NO_ADDRESS).format(network=title)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}"


_TOO_MANY = Text(
    fr="{network} prend {most} images par post, l’histoire en a {given} : retirez-en.",
    en="{network} takes {most} images a post, the story has {given}: take some out.",
)
_NO_IMAGES = Text(
    fr="{network} ne prend pas d’image par cette voie : retirez-la, ou publiez ce post à la main.",
    en="{network} takes no image this way: take it out, or make this post by hand.",
)
_NO_FILMS = Text(
    fr="{network} : nous n’envoyons pas de film ; publiez ce post à la main.",
    en="{network}: we send no films; make this post by hand.",
)
_TOO_LARGE = Text(
    fr="{network} : le fichier fait {given} Mo pour {most} Mo permis ; donnez-en un plus léger.",
    en="{network}: the file has {given} MB of {most} MB allowed; give a smaller one.",
)
_NO_DOCUMENTS = Text(
    fr="{network} ne prend pas de document : montrez-en une page comme image.",
    en="{network} takes no documents: show a page of it as an image.",
)
_NOT_MOVING = Text(
    fr="{network} ne prend pas d’image animée : donnez une image fixe.",
    en="{network} takes no image that moves: give a still one.",
)
_DOCUMENT_ALONE = Text(
    fr="{network} : un document va seul dans un post ; retirez les images.",
    en="{network}: a document stands alone in a post; take the images out.",
)
_TOO_MANY_PAGES = Text(
    fr="{network} : {given} pages pour {most} permises.", en="{network}: {given} pages of {most} allowed."
)
_LONG_ALT = Text(
    fr="{network} : le texte alternatif a {given} caractères pour {most} permis ; raccourcissez-le.",
    en="{network}: the alternative text has {given} characters of {most} allowed; shorten it.",
)
_NO_ADDRESS = Text(
    fr="{network} va chercher l’image à une adresse publique : donnez « url » et non « path ».",
    en="{network} fetches an image from a public address: give “url”, not “path”.",
)
_TELLS = Text(
    fr="{network} va chercher l’image telle quelle, et son fichier dit où ou avec quoi elle a été prise : "
    "enlevez-en les métadonnées.",
    en="{network} fetches the image as it is, and its file tells where or with what it was taken: remove its "
    "metadata.",
)
_NOT_WITH_RESHARE = Text(
    fr="{network} : un repartage ne porte pas d’image à lui ; retirez-la.",
    en="{network}: a reshare has no image of its own; take it out.",
)
