"""What every connector owes for what goes with a text: images arrive described, bare and once."""

# ruff: noqa: S101, D102 - these are tests: assert is what they do, and their names say what is owed
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from io import BytesIO

from advocacy.connectors.base import Access, Outgoing, Posted
from advocacy.connectors.media import GIF, JPEG, PDF, Attachment
from advocacy.connectors.pictures import metadata, taken_in
from advocacy.errors import ConnectorError, MediaLost, OutcomeUnknown, Rejected, TryLater
from advocacy.testing.fault import Fault
from advocacy.testing.owed import GARBAGE, outgoing, raised
from advocacy.testing.peer import NOW, Peer
from advocacy.testing.relay import Answer, Listener
from advocacy.testing.server.network import FakeMedia

ALT = "A pump on a bench; “quoted”, 100 % déjà vu"


class MediaContract:
    """Inherited by `ConnectorContract`; a network that takes no images is only asked to say so."""

    def test_an_image_arrives_with_its_text_and_without_metadata(self, peer: Peer) -> None:
        if not _takes_images(peer):
            return
        with pictured() as shown:
            access, posted = _published(peer, shown)
            (arrived,) = self._arrived(peer, access, posted)
        assert arrived.alt == ALT
        if not peer.connector.capabilities.media.by_address:
            assert len(arrived.data) <= peer.connector.capabilities.media.largest
            assert not metadata_of(arrived.data)

    def test_as_many_images_arrive_as_the_network_takes(self, peer: Peer) -> None:
        if not _takes_images(peer):
            return
        most = min(peer.connector.capabilities.media.images, 3)
        with pictured(*(f"{ALT} {number}" for number in range(most))) as shown:
            access, posted = _published(peer, shown)
            arrived = self._arrived(peer, access, posted)
        assert [each.alt for each in arrived] == [each.alt for each in shown.media]

    def test_what_it_cannot_take_is_told_before(self, peer: Peer) -> None:
        rules, problems = peer.connector.capabilities.media, peer.connector.problems
        with pictured(*[ALT] * (rules.images + 1)) as too_many:
            told = list(problems(too_many))
        told += problems(_with(Attachment(kind=GIF, data=b"\0" * (rules.largest_gif + 1), alt=ALT)))
        told += problems(_with(Attachment(kind=PDF, data=b"\0" * (rules.largest_document + 1), alt=ALT)))
        told += problems(_with(Attachment(kind="video", data=b"", alt=ALT)))
        assert len(told) >= 4  # noqa: PLR2004 - one for each
        assert all(text.fr and text.en and text.fr != text.en for text in told)

    def test_the_preview_shows_it(self, peer: Peer) -> None:
        if not _takes_images(peer):
            return
        with pictured() as shown:
            seen = peer.connector.preview(shown)
        assert [image.alt for image in seen.images] == [ALT]
        assert not seen.problems
        assert seen.visible + seen.more == shown.text

    def test_an_upload_that_is_lost_may_be_done_again(self, peer: Peer) -> None:
        if not (_takes_images(peer) and peer.behind.uploads):
            return
        access = peer.access()
        faults = [Fault.lose_request(), Fault.lose_answer(), Fault.truncate()]
        with pictured() as shown, peer.striking_uploads():
            for fault in (*faults, *(Fault.answer(502, body=body) for body in GARBAGE)):
                peer.proxy.strike(fault)
                raised(TryLater, lambda: peer.connector.freeze(shown, access, now=NOW))
            for body in GARBAGE:
                peer.proxy.strike(Fault.answer(200, body=body))
                raised((TryLater, Rejected), lambda: peer.connector.freeze(shown, access, now=NOW))
            assert peer.count(access) == 0
            frozen = peer.connector.freeze(shown, access, now=NOW)
        posted = peer.connector.publish(frozen, access)
        assert peer.count(access) == 1
        assert len(self._arrived(peer, access, posted)) == 1

    def test_an_image_that_is_gone_is_asked_for_again(self, peer: Peer) -> None:
        if not (_takes_images(peer) and peer.behind.forget_media):
            return
        access = peer.access()
        with pictured() as shown:
            frozen = peer.connector.freeze(shown, access, now=NOW)
            peer.behind.forget_media()
            raised(MediaLost, lambda: peer.connector.publish(frozen, access))
            assert peer.count(access) == 0
            peer.connector.publish(peer.connector.freeze(shown, access, now=NOW), access)
        assert peer.count(access) == 1

    def test_with_an_image_a_lost_answer_is_unknown_too(self, peer: Peer) -> None:
        if not _takes_images(peer):
            return
        access = peer.access()
        with pictured() as shown:
            frozen = peer.connector.freeze(shown, access, now=NOW)
        peer.proxy.strike(Fault.lose_answer())
        raised(OutcomeUnknown, lambda: peer.connector.publish(frozen, access))
        assert peer.count(access) == 1

    def test_a_token_refused_for_an_image_is_told(self, peer: Peer) -> None:
        if not (_takes_images(peer) and peer.behind.uploads):
            return
        access = peer.access()
        wrong = {name: type(secret)("wrong-" + secret.reveal()) for name, secret in access.secrets.items()}
        with pictured() as shown:
            refused = replace(access, secrets=wrong)
            error = raised(ConnectorError, lambda: peer.connector.freeze(shown, refused, now=NOW))
        assert not isinstance(error, (OutcomeUnknown, TryLater))

    @staticmethod
    def _arrived(peer: Peer, access: Access, posted: Posted) -> list[FakeMedia]:
        assert peer.behind.media is not None, "say in `Behind.media` how to ask the server what arrived"
        return list(peer.behind.media(access, posted.remote_id))


@contextmanager
def pictured(*alts: str) -> Iterator[Outgoing]:
    """A share with an image for each of `alts`, which the public finds at an address meanwhile."""
    original, image = _bare_picture()
    listener = Listener(lambda _: Answer(status=200, headers=(("Content-Type", JPEG),), body=original))
    try:
        address = f"http://127.0.0.1:{listener.port}/pump.jpg"
        images = tuple(replace(image, alt=alt, address=address) for alt in alts or (ALT,))
        yield replace(outgoing(), media=images)
    finally:
        listener.close()


@cache
def camera_picture() -> bytes:
    """A photograph as it comes from a telephone: lying on its side, with its place, camera and a comment."""
    from PIL import Image  # noqa: PLC0415 - heavy: imported on first use

    told, written = Image.Exif(), BytesIO()
    told[0x0112], told[0x010F] = 6, "CanaryCam"
    told.get_ifd(0x8825).update({1: "N", 2: (45.0, 45.0, 30.0), 3: "E", 4: (4.0, 50.0, 6.0)})
    Image.effect_noise((640, 480), 60).convert("RGB").save(
        written, "JPEG", quality=95, exif=told, comment=b"canary comment"
    )
    return written.getvalue()


@cache
def _bare_picture() -> tuple[bytes, Attachment]:
    """The same without all that, as a file and as it is taken in."""
    bare = taken_in(camera_picture(), alt=ALT).data
    return bare, taken_in(bare, alt=ALT)


def metadata_of(data: bytes) -> list[str]:
    """What an image tells besides its points."""
    from PIL import Image  # noqa: PLC0415 - heavy: imported on first use

    with Image.open(BytesIO(data)) as image:
        return [*metadata(image), *(["icc_profile"] if "icc_profile" in image.info else [])]


def _takes_images(peer: Peer) -> bool:
    return peer.connector.capabilities.media.images > 0


def _with(one: Attachment) -> Outgoing:
    return replace(outgoing(), media=(one,))


def _published(peer: Peer, shown: Outgoing) -> tuple[Access, Posted]:
    access = peer.access()
    assert not peer.connector.problems(shown, access)
    return access, peer.connector.publish(peer.connector.freeze(shown, access, now=NOW), access)
