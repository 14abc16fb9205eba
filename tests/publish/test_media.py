"""A crash between an upload and its post, and images that are gone by then: one post, with its image."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Connector, Outgoing, Posted
from advocacy.connectors.media import Attachment
from advocacy.publish import Desk, Outbox, Publisher
from advocacy.share import Share, ShareState
from advocacy.storage import Store, shares
from advocacy.testing import Fault
from advocacy.testing.media_contract import ALT, pictured
from advocacy.testing.server import FakeNetworks
from builders import beginning
from publish import world

NETWORKS = ("bluesky", "mastodon", "linkedin", "x", "threads")


class Crash(BaseException):
    """The process ends here."""


class Scene:
    """One share with an image, on one network, and publishers that may crash."""

    def __init__(self, network: str, file: Path, image: Attachment) -> None:
        self.network = network
        self.clock = FixedClock(world.START)
        self.fake = FakeNetworks(network, clock=self.clock)
        self.store = Store.open(str(beginning(file.parent) / file.name))
        self.image = image
        self.accounts = world.accounts_of(self.store, self.clock)
        world.fill(self.store, self.accounts, [world.share(network=network)])
        self.accounts.connect("ada", network, self.fake.add_account(network, "ada"))

    def run(self, change: Callable[[Connector], None] = lambda _connector: None) -> None:
        """A process of its own: it publishes what is due, or crashes."""
        connector = self.fake.connector(self.network)
        connector.clock = self.clock
        change(connector)
        desk = Desk(connector=lambda _name: connector, outgoing=self._outgoing)
        with suppress(Crash):
            Publisher(Outbox(self.store, clock=self.clock), self.accounts, desk, clock=self.clock).deliver(
                world.share().id
            )
        self.clock.advance(minutes=2)

    def run_on(self) -> None:
        """As many processes as it takes."""
        for _ in range(4):
            self.run()

    @property
    def share(self) -> Share:
        with self.store.read() as tx:
            return shares.get(tx, world.share().id)

    def arrived(self) -> list[list[str]]:
        """The texts of the images of each post."""
        posts = self.fake.posts(self.network)
        return [[each.alt for each in self.fake.media(self.network, post.remote_id)] for post in posts]

    def _outgoing(self, share: Share) -> Outgoing:
        return Outgoing(share=share.id, text=share.text, language="en", media=(self.image,))


@pytest.fixture(params=NETWORKS)
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    with ExitStack() as stack:
        (image,) = stack.enter_context(pictured()).media
        there = Scene(request.param, tmp_path / "advocacy.db", image)
        stack.callback(there.store.close)
        stack.enter_context(there.fake)
        yield there


def crash_after_upload(connector: Connector) -> None:
    kept = connector.freeze

    def freeze(outgoing: Outgoing, access: Access, *, now: object) -> str:
        kept(outgoing, access, now=now)  # type: ignore[arg-type]
        raise Crash

    connector.freeze = freeze  # type: ignore[method-assign]


def crash_before_create(connector: Connector) -> None:
    def publish(frozen: str, access: Access) -> Posted:
        raise Crash

    connector.publish = publish  # type: ignore[method-assign]


def crash_after_create(connector: Connector) -> None:
    kept = connector.publish

    def publish(frozen: str, access: Access) -> Posted:
        kept(frozen, access)
        raise Crash

    connector.publish = publish  # type: ignore[method-assign]


def test_an_upload_that_was_for_nothing_is_made_again(scene: Scene) -> None:
    for _ in range(2):
        scene.run(crash_after_upload)
    scene.run_on()
    assert scene.arrived() == [[ALT]]
    assert scene.share.state is ShareState.PUBLISHED


@pytest.mark.parametrize("crash", [crash_before_create, crash_after_create])
def test_a_crash_around_the_create_makes_no_second_post(
    scene: Scene, crash: Callable[[Connector], None]
) -> None:
    scene.run(crash)
    scene.run_on()
    assert len(scene.arrived()) <= 1
    if crash is crash_after_create:
        assert scene.arrived() == [[ALT]]
    if scene.share.state is ShareState.PUBLISHED:
        assert scene.arrived() == [[ALT]]
    else:  # nobody can be asked, or absence proves nothing: a person looks
        assert scene.share.state is ShareState.UNKNOWN


def test_an_image_that_is_gone_is_uploaded_again(scene: Scene) -> None:
    fake = scene.fake.network(scene.network)
    scene.run(lambda connector: _wait_before(connector, fake.forget_media))
    scene.run_on()
    assert scene.arrived() == [[ALT]]
    assert scene.share.state is ShareState.PUBLISHED


@pytest.mark.parametrize("scene", ["bluesky", "mastodon"], indirect=True)
def test_in_doubt_too_where_the_network_would_have_given_the_first_post_back(scene: Scene) -> None:
    scene.fake.strike(scene.network, Fault.lose_request())
    scene.run()
    assert scene.share.state == "unknown"
    scene.fake.network(scene.network).forget_media()
    scene.run_on()
    assert scene.arrived() == [[ALT]]
    assert scene.share.state is ShareState.PUBLISHED


def _wait_before(connector: Connector, meanwhile: Callable[[], None]) -> None:
    kept = connector.publish

    def publish(frozen: str, access: Access) -> Posted:
        meanwhile()
        return kept(frozen, access)

    connector.publish = publish  # type: ignore[method-assign]
