from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin
from pypdf import PdfReader, PdfWriter

from advocacy.connectors.media import GIF, JPEG, PDF, PNG, Attachment, MediaRules
from advocacy.connectors.pictures import LARGEST_FILE, fitted, taken_in
from advocacy.errors import InvalidInput, Rejected
from advocacy.testing.media_contract import camera_picture, metadata_of


def _file(image: Image.Image, kind: str, **options: Any) -> bytes:
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def _frames(count: int) -> list[Image.Image]:
    return [Image.effect_noise((40, 30), 20 + 30 * number).convert("P") for number in range(count)]


def _told_png() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", "canary")
    told.add_itxt("XML:com.adobe.xmp", "<x>canary</x>")
    return _file(Image.new("RGBA", (80, 40), (9, 9, 9, 100)), "PNG", pnginfo=told)


def _gif() -> bytes:
    first, *others = _frames(3)
    return _file(first, "GIF", save_all=True, append_images=others, comment=b"canary")


def _webp() -> bytes:
    return _file(Image.new("RGB", (50, 50), "blue"), "WEBP", xmp=b"canary")


@pytest.mark.parametrize(
    ("given", "kind"), [(camera_picture, JPEG), (_told_png, PNG), (_gif, GIF), (_webp, PNG)]
)
def test_every_kind_is_taken_in_bare(given: Callable[[], bytes], kind: str) -> None:
    image = taken_in(given(), alt="A pump")
    assert (image.kind, image.tells) == (kind, True)
    assert not metadata_of(image.data)
    assert b"anary" not in image.data
    assert taken_in(image.data, alt="A pump").tells is False
    assert (image.width, image.height) == Image.open(BytesIO(image.data)).size


def test_it_stands_upright() -> None:
    lying = Image.new("RGB", (90, 60), "white")
    ImageDraw.Draw(lying).rectangle((0, 0, 20, 60), fill="red")
    turned = Image.Exif()
    turned[0x0112] = 6  # the camera was held upright: turn it to the right
    image = Image.open(BytesIO(taken_in(_file(lying, "JPEG", exif=turned), alt="").data))
    assert image.size == (60, 90)
    red, _, blue = image.convert("RGB").crop((0, 0, 60, 15)).split()
    assert red.getextrema()[0] > 200  # type: ignore[operator]  # one band has two numbers
    assert blue.getextrema()[1] < 80  # type: ignore[operator]  # the same


def test_colours_are_those_that_were_meant() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = taken_in(_file(Image.new("RGB", (20, 20), (200, 30, 40)), "PNG", icc_profile=lab), alt="")
    assert Image.open(BytesIO(image.data)).getpixel((5, 5)) == (200, 30, 40)
    assert "icc_profile" not in Image.open(BytesIO(image.data)).info


def _bomb(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes that unpacks to gigabytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def _locked_pdf() -> bytes:
    writer, written = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    writer.write(written)
    return written.getvalue()


def _long_pdf() -> bytes:
    writer, written = PdfWriter(), BytesIO()
    for _ in range(301):
        writer.add_blank_page(10, 10)
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no image",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a",
        b"\xff\xd8\xff\xe0 and no more",
        _bomb(60_000, 60_000),
        _bomb(9_000, 9_000),
        _file(Image.new("L", (9, 9)), "TIFF"),
        _file(_frames(1)[0], "WEBP", save_all=True, append_images=_frames(2)[1:]),
        b"%PDF-1.7 and no more",
        _locked_pdf(),
        _long_pdf(),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_image_or_too_much_of_one_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput) as told:
        taken_in(data, alt="", field="media[2]")
    (mistake,) = told.value.mistakes
    assert mistake.field == "media[2]"
    assert mistake.message.fr != mistake.message.en


def test_a_file_of_any_size_is_not_even_opened() -> None:
    with pytest.raises(InvalidInput):
        taken_in(b"\0" * (LARGEST_FILE + 1), alt="")


WHOLE = (camera_picture()[:4000], _told_png(), _gif(), _locked_pdf())


@settings(max_examples=60)
@given(st.data())
def test_damaged_files_break_nothing(data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        taken_in(bytes(whole), alt="")
    except InvalidInput:
        return


def test_photographs_in_a_document_lose_what_their_camera_wrote() -> None:
    photograph = Image.open(BytesIO(camera_picture()))
    writer, written = PdfWriter(BytesIO(_file(photograph, "PDF"))), BytesIO()
    for number in range(1, len(writer._objects) + 1):
        thing: Any = writer.get_object(number)
        if thing.get("/Filter") == "/DCTDecode":
            thing._data = camera_picture()
    writer.write(written)
    assert b"CanaryCam" in written.getvalue()
    document = taken_in(written.getvalue(), alt="")
    assert b"anary" not in document.data
    assert PdfReader(BytesIO(document.data)).pages[0].images[0].image is not None


def test_a_document_loses_its_author_and_what_is_attached() -> None:
    writer, written = PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "canary", "/Producer": "canary"})
    writer.add_attachment("canary.txt", b"canary")
    writer.write(written)
    document = taken_in(written.getvalue(), alt="Two pages")
    assert (document.kind, document.pages) == (PDF, 1)
    assert b"anary" not in document.data
    assert not PdfReader(BytesIO(document.data)).metadata


RULES = [
    MediaRules(images=1, largest=30_000),
    MediaRules(images=1, side=100),
    MediaRules(images=1, pixels=5_000),
    MediaRules(images=1, kinds=frozenset({JPEG}), largest=20_000, side=300, pixels=40_000),
]


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("given", [camera_picture, _told_png])
def test_a_still_image_is_made_to_fit(rules: MediaRules, given: Callable[[], bytes]) -> None:
    image = taken_in(given(), alt="A pump")
    small = fitted(image, rules)
    assert small.kind in rules.kinds
    assert len(small.data) <= rules.largest
    assert rules.side is None or max(small.width, small.height) <= rules.side
    assert rules.pixels is None or small.width * small.height <= rules.pixels
    assert (small.width, small.height) == Image.open(BytesIO(small.data)).size
    assert small.alt == "A pump"
    assert fitted(image, rules) == small
    assert fitted(small, rules) is small


def test_what_fits_stays_as_it_is_and_a_thread_of_an_image_does_not_fit() -> None:
    image = taken_in(camera_picture(), alt="")
    assert fitted(image, MediaRules(images=1)) is image
    moving = Attachment(kind=GIF, data=b"GIF89a", alt="")
    assert fitted(moving, MediaRules(images=1, largest=1)) is moving
    thread = taken_in(_file(Image.new("RGB", (20_000, 20)), "PNG"), alt="")
    with pytest.raises(Rejected):
        fitted(thread, MediaRules(images=1, side=1000))
