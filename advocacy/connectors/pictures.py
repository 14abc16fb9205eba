"""Images as they are taken in, upright and free of metadata, and made to fit what a network takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from advocacy.connectors.media import GIF, JPEG, PDF, PNG, Attachment, MediaRules
from advocacy.errors import InvalidInput, Mistake, Rejected
from advocacy.language import Text

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST_FILE = 30_000_000
"""Bytes of a file that is taken in."""
MOST_PIXELS = 60_000_000
"""Of an image, over all its frames; what claims more is not even decoded."""
_MOST_FRAMES = 250
_READABLE = ("JPEG", "PNG", "GIF", "WEBP")
_HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression", "dpi"}
_HARMLESS |= {"background", "duration", "loop", "version", "extension", "transparency", "disposal", "gamma"}
_HARMLESS |= {"icc_profile", "adobe", "adobe_transform", "interlace", "srgb", "aspect"}
_QUALITY = 92
_QUALITIES = (88, 80, 70, 60)
_SMALLER = 0.8
_SMALLEST = 16


def taken_in(data: bytes, *, alt: str, field: str = "media") -> Attachment:
    """An image or PDF as it is kept: upright, in sRGB, without camera, place, author or comment.

    What it is is told by its content, never by its name.

    Args:
        data: The file.
        alt: What it shows.
        field: Where a mistake is to be shown.

    Raises:
        InvalidInput: It is neither, is damaged, or would unpack to far more than it seems.
    """
    if len(data) > LARGEST_FILE:
        raise _wrong(field, _TOO_LARGE.format(given=len(data) // 1_000_000, most=LARGEST_FILE // 1_000_000))
    if data.lstrip()[:5] == b"%PDF-":
        from advocacy.connectors.papers import bare_pdf  # noqa: PLC0415 - heavy: imported on first use

        bare, pages = bare_pdf(data, field=field)
        return Attachment(kind=PDF, data=bare, alt=alt, pages=pages)
    try:
        return replace(_bare(data, alt=alt, field=field), source=sha256(data).hexdigest())
    except InvalidInput:
        raise
    except Exception:  # noqa: BLE001 - a decoder may raise anything on bytes made to break it
        raise _wrong(field, _NO_IMAGE) from None


def fitted(image: Attachment, rules: MediaRules) -> Attachment:
    """`image` as the network takes it: the same bytes where it fits, else smaller, always in the same way.

    What is no still image stays as it is: `media_problems` has told what is wrong with it.

    Raises:
        Rejected: It would have to be made too small to be seen.
    """
    if not image.is_still or _fits(image, rules):
        return image
    with _opened(image.data) as opened:
        opened.load()
        for smaller in _smaller(opened.copy(), image, rules):
            if _fits(smaller, rules):
                return smaller
    raise Rejected(_CANNOT_FIT)


def _fits(image: Attachment, rules: MediaRules) -> bool:
    return (
        image.kind in rules.kinds
        and len(image.data) <= rules.largest
        and (rules.pixels is None or image.width * image.height <= rules.pixels)
        and (rules.side is None or max(image.width, image.height) <= rules.side)
    )


def _smaller(picture: Image, image: Attachment, rules: MediaRules) -> Iterator[Attachment]:
    """The same image ever smaller: first to the allowed dimensions, then with less detail, then shrunk."""
    scale = _scale(picture, rules)
    while min(picture.width, picture.height) * scale >= _SMALLEST:
        size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        resized = picture if scale == 1 else picture.resize(size, resample=_lanczos())
        if image.kind in rules.kinds and scale < 1:
            yield _written(resized, image.kind, image, quality=_QUALITY)
        for quality in _QUALITIES:
            yield _written(resized, JPEG, image, quality=quality)
        scale *= _SMALLER


def _scale(picture: Image, rules: MediaRules) -> float:
    area, side = picture.width * picture.height, max(picture.width, picture.height)
    by_area = ((rules.pixels / area) ** 0.5) if rules.pixels and area > rules.pixels else 1.0
    by_side = rules.side / side if rules.side and side > rules.side else 1.0
    scale = min(by_area, by_side)
    return scale if scale == 1 else scale * 0.999  # rounding must not carry it over the edge again


def _bare(data: bytes, *, alt: str, field: str) -> Attachment:
    with _opened(data) as image:
        area = image.width * image.height
        frames = getattr(image, "n_frames", 1) if area <= MOST_PIXELS else 1  # counting them is work
        if area * frames > MOST_PIXELS or frames > _MOST_FRAMES:
            raise _wrong(field, _TOO_MANY_PIXELS.format(most=MOST_PIXELS // 1_000_000))
        if frames > 1 and image.format == "GIF":
            return _moving(image, alt=alt, tells=bool(metadata(image)))
        if frames > 1 and image.format != "MPO":  # a camera's second view is left out
            raise _wrong(field, _MOVES)
        kind, tells = JPEG if image.format in {"JPEG", "MPO"} else PNG, bool(metadata(image))
        kept = Attachment(kind=kind, data=b"", alt=alt, tells=tells)
        return _written(_upright(image), kind, kept, quality=_QUALITY)


def metadata(image: Image) -> list[str]:
    """The names of what an image tells besides its points and how they are to be drawn."""
    return sorted({*map(str, set(image.info) - _HARMLESS), *(f"exif {tag}" for tag in image.getexif())})


def _opened(data: bytes) -> Image:
    from PIL import Image as Pillow  # noqa: PLC0415 - heavy: imported on first use

    return Pillow.open(BytesIO(data), formats=_READABLE)


def _upright(image: Image) -> Image:
    """Only the points: turned as the camera was held, in sRGB, eight bits, with nothing beside them."""
    from PIL import ImageOps  # noqa: PLC0415 - heavy: imported on first use

    turned = ImageOps.exif_transpose(image)
    alpha = turned.mode in {"LA", "RGBA", "PA"} or "transparency" in turned.info
    return _alone(_in_srgb(turned, "RGBA" if alpha else "RGB"))


def _in_srgb(image: Image, mode: str) -> Image:
    """By the colour profile it brings along, which is then left out."""
    from PIL import ImageCms  # noqa: PLC0415 - heavy: imported on first use

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image.convert(mode)
    try:
        known = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(image, known, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert(mode)
    return made or image.convert(mode)


def _alone(image: Image) -> Image:
    """A new image of the same points: nothing that the file said beside them comes along."""
    from PIL import Image as Pillow  # noqa: PLC0415 - heavy: imported on first use

    return Pillow.frombytes(image.mode, image.size, image.tobytes())


def _written(picture: Image, kind: str, like: Attachment, *, quality: int) -> Attachment:
    written = BytesIO()
    if kind == PNG:
        picture.save(written, "PNG", compress_level=6)
    else:
        _opaque(picture).save(written, "JPEG", quality=quality, optimize=True)
    return replace(like, kind=kind, data=written.getvalue(), width=picture.width, height=picture.height)


def _opaque(picture: Image) -> Image:
    """On white, where a JPEG cannot be transparent."""
    if picture.mode == "RGB":
        return picture
    from PIL import Image as Pillow  # noqa: PLC0415 - heavy: imported on first use

    ground = Pillow.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return ground


def _moving(image: Image, *, alt: str, tells: bool) -> Attachment:
    """Every frame for as long as it stood, without comments."""
    from PIL import ImageSequence  # noqa: PLC0415 - heavy: imported on first use

    times, frames = [], []
    for frame in ImageSequence.Iterator(image):
        times.append(int(frame.info.get("duration", 100)))
        frames.append(_alone(frame.convert("RGBA")))
    written = BytesIO()
    frames[0].save(
        written, "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0, disposal=2
    )
    kept = Attachment(kind=GIF, data=written.getvalue(), alt=alt, tells=tells)
    return replace(kept, width=image.width, height=image.height)


def _lanczos() -> int:
    from PIL.Image import Resampling  # noqa: PLC0415 - heavy: imported on first use

    return Resampling.LANCZOS


def _wrong(field: str, message: Text) -> InvalidInput:
    return InvalidInput(Mistake(field=field, message=message))


_NO_IMAGE = Text(
    fr="ce fichier n’est pas une image lisible : donnez un JPEG, un PNG, un GIF, un WebP ou un PDF",
    en="this file is no image that can be read: give a JPEG, PNG, GIF, WebP or PDF",
)
_TOO_LARGE = Text(
    fr="le fichier fait {given} Mo pour {most} Mo permis ; donnez-en un plus léger",
    en="the file has {given} MB of {most} MB allowed; give a smaller one",
)
_TOO_MANY_PIXELS = Text(
    fr="l’image a plus de {most} millions de points ; donnez-en une plus petite",
    en="the image has more than {most} million pixels; give a smaller one",
)
_MOVES = Text(
    fr="une image animée est un GIF ; donnez-en un, ou une image fixe",
    en="an image that moves is a GIF; give one, or a still image",
)
_CANNOT_FIT = Text(
    fr="L’image est trop longue et trop étroite pour ce réseau ; donnez-en une autre.",
    en="The image is too long and narrow for this network; give another.",
)
