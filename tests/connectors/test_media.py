"""The steps by which each network takes images, and what it says when one of them goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors import Access, Connector, Outgoing, networks
from advocacy.connectors.media import PDF, Attachment
from advocacy.connectors.registry import connector as made
from advocacy.connectors.registry import network
from advocacy.errors import MediaLost, Rejected, TryLater
from advocacy.testing import Fault
from advocacy.testing.media_contract import pictured
from advocacy.testing.server import FakeNetworks

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://go.acme.example/x7"
OUTGOING = Outgoing(
    share="s", text=f"Pumps: {LINK}", language="en", link=LINK, title="Pumps", description="How"
)
PAPER = Attachment(kind=PDF, data=b"%PDF-1.7 and so on", alt="Two years of work", pages=2)


class Scene:
    def __init__(self, name: str) -> None:
        self.clock = FixedClock(NOW)
        self.fake = FakeNetworks(name, clock=self.clock)
        self.name = name
        self.connector: Connector = made(name, clock=self.clock, **self.fake.settings(name))
        self.ada: Access = self.fake.add_account(name, "ada")

    def freeze(self, *media: Attachment) -> str:
        return self.connector.freeze(replace(OUTGOING, media=media), self.ada, now=NOW)

    def publish(self, *media: Attachment) -> str:
        return self.connector.publish(self.freeze(*media), self.ada).remote_id

    def arrived(self, remote_id: str) -> list[tuple[bytes, str]]:
        return [(each.data, each.alt) for each in self.fake.media(self.name, remote_id)]


@pytest.fixture
def on() -> Iterator[Callable[[str], Scene]]:
    scenes: list[Scene] = []

    def scene(name: str) -> Scene:
        scenes.append(Scene(name))
        return scenes[-1]

    yield scene
    for each in scenes:
        each.fake.close()


@pytest.fixture(scope="module")
def image() -> Iterator[Attachment]:
    with pictured() as shown:
        yield shown.media[0]


def test_linkedin_takes_a_document_alone_under_its_title(
    on: Callable[[str], Scene], image: Attachment
) -> None:
    linkedin = on("linkedin")
    assert linkedin.arrived(linkedin.publish(PAPER)) == [(PAPER.data, PAPER.alt)]
    (told,) = linkedin.connector.problems(replace(OUTGOING, media=(PAPER, image)))
    assert "alone" in told.en


def test_linkedins_card_shows_our_own_picture(on: Callable[[str], Scene], image: Attachment) -> None:
    linkedin = on("linkedin")
    card = replace(image, card=True)
    assert linkedin.arrived(linkedin.publish(card)) == [(image.data, "")]
    seen = linkedin.connector.preview(replace(OUTGOING, media=(card,)))
    assert seen.card is not None
    assert (seen.card.title, seen.card.host, seen.card.picture) == ("Pumps", "go.acme.example", card)
    assert seen.images == ()


def test_a_post_that_comes_before_its_image_is_ready_goes_out_later(
    on: Callable[[str], Scene], image: Attachment
) -> None:
    linkedin = on("linkedin")
    frozen = linkedin.freeze(image)
    linkedin.fake.network("linkedin").assets.work = 1
    with pytest.raises(TryLater) as told:
        linkedin.connector.publish(frozen, linkedin.ada)
    assert not isinstance(told.value, MediaLost)
    linkedin.connector.publish(frozen, linkedin.ada)
    assert len(linkedin.fake.posts("linkedin")) == 1


def test_linkedins_token_goes_to_linkedin_only(on: Callable[[str], Scene], image: Attachment) -> None:
    linkedin = on("linkedin")
    aside = b'{"value":{"image":"urn:li:image:C4E1","uploadUrl":"https://elsewhere.example/take"}}'
    fake = linkedin.fake.network("linkedin")
    fake.creates, kept = fake.uploads, fake.creates
    linkedin.fake.strike("linkedin", Fault.answer(200, body=aside))
    with pytest.raises(TryLater):
        linkedin.freeze(image)
    fake.creates = kept
    assert all("take" not in call.path for call in linkedin.fake.requests("linkedin"))


def test_an_upload_address_ends(on: Callable[[str], Scene]) -> None:
    assets = on("linkedin").fake.network("linkedin").assets
    told = assets.announce("image", "ada", "http://127.0.0.1", NOW)["value"]
    address = told["uploadUrl"].removeprefix("http://127.0.0.1")
    assert assets.take(address, "ben", b"\xff\xd8\xff", NOW) == "EXPIRED_UPLOAD_URL"
    assert assets.take(address, "ada", b"\xff\xd8\xff", NOW + timedelta(days=1)) == "EXPIRED_UPLOAD_URL"
    assert assets.take(address, "ada", b"\xff\xd8\xff", NOW) is None


def test_a_mastodon_server_is_asked_whether_it_is_done(on: Callable[[str], Scene], image: Attachment) -> None:
    mastodon = on("mastodon")
    mastodon.fake.network("mastodon").images.work = 2
    frozen = mastodon.freeze(image)
    with pytest.raises(TryLater):
        mastodon.connector.publish(frozen, mastodon.ada)
    assert mastodon.fake.posts("mastodon") == []
    posted = mastodon.connector.publish(frozen, mastodon.ada)
    assert mastodon.connector.publish(frozen, mastodon.ada) == posted
    assert len(mastodon.arrived(posted.remote_id)) == 1


def test_a_mastodon_servers_own_limits_hold(on: Callable[[str], Scene], image: Attachment) -> None:
    mastodon = on("mastodon")
    small = {**mastodon.ada.details, "media_images": "1", "media_largest": "20000", "media_alt": "10"}
    access = replace(mastodon.ada, details=small)
    told = mastodon.connector.problems(replace(OUTGOING, media=(image, image)), access)
    assert "1 images" in told[0].en
    (told_of_text,) = mastodon.connector.problems(replace(OUTGOING, media=(image,)), access)
    assert "10 allowed" in told_of_text.en
    assert len(mastodon.connector.fitted(image, access).data) <= 20_000


def test_x_is_waited_for_while_it_works(on: Callable[[str], Scene], image: Attachment) -> None:
    x = on("x")
    x.fake.network("x").uploaded.work = 3
    assert len(x.arrived(x.publish(image))) == 1


def test_threads_prepares_again_what_it_kept_too_long(on: Callable[[str], Scene]) -> None:
    threads = on("threads")
    with pictured() as shown:
        frozen = threads.freeze(*shown.media)
        threads.fake.network("threads").forget_media()
        with pytest.raises(MediaLost):
            threads.connector.publish(frozen, threads.ada)


def test_threads_makes_nothing_of_an_image_that_it_cannot_fetch(
    on: Callable[[str], Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = on("threads")
    monkeypatch.setattr(threads.fake.network("threads"), "_fetched", lambda _address: b"")
    with pictured() as shown:
        frozen = threads.freeze(*shown.media)
    with pytest.raises(Rejected):
        threads.connector.publish(frozen, threads.ada)
    assert threads.fake.posts("threads") == []


def test_threads_shows_what_was_approved_or_nothing(on: Callable[[str], Scene], image: Attachment) -> None:
    threads = on("threads")
    with pictured() as shown, pytest.raises(Rejected, match="approved"):
        threads.freeze(replace(shown.media[0], source="0" * 64))
    with pytest.raises(TryLater):  # nobody is there any more
        threads.freeze(*shown.media)
    told = threads.connector.problems(replace(OUTGOING, media=(replace(image, address=""),)))
    assert any("url" in each.en for each in told)


def test_a_page_shows_several_photos_in_order(on: Callable[[str], Scene], image: Attachment) -> None:
    page = on("facebook_page")
    several = tuple(replace(image, alt=f"Number {number}") for number in range(3))
    assert [alt for _, alt in page.arrived(page.publish(*several))] == ["Number 0", "Number 1", "Number 2"]


@pytest.mark.parametrize("name", networks())
def test_a_preview_cuts_where_the_network_does_and_breaks_nothing(name: str, image: Attachment) -> None:
    if not issubclass(network(name), Connector):
        return
    connector = made(name)
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    words = replace(OUTGOING, text=family * 200)
    seen = connector.preview(words)
    picture = replace(image, card=True)
    assert connector.preview(replace(OUTGOING, media=(picture,))).images == ()
    assert seen.visible + seen.more == words.text
    assert len(seen.visible) % len(family) == 0
    cut_off = connector.capabilities.cut_off
    assert cut_off is None or connector.text_length(seen.visible) <= cut_off
    assert seen.problems or seen.limit is None or seen.length <= seen.limit
