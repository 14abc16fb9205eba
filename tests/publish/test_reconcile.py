"""A lost answer on every network, by its own rules: found, sent again under its key, or a person is asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors.registry import connector
from advocacy.publish import Outbox, Policy
from advocacy.publish.decide import FAR
from advocacy.share import Share, ShareState
from advocacy.storage import Store, shares
from advocacy.testing import Fault
from advocacy.testing.server import FakeNetworks
from publish import world

NETWORKS = ("bluesky", "facebook_page", "linkedin", "mastodon", "threads", "x")
KEYED = {"bluesky", "mastodon", "threads"}
"""Where the same request gives back the first post."""


@pytest.fixture
def store() -> Iterator[Store]:
    database = Store.open("sqlite://")
    yield database
    database.close()


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_post_whose_answer_was_lost_is_found_and_never_made_twice(
    store: Store, network: str, policy: Policy
) -> None:
    share, posts = _published(store, network, policy, Fault.lose_answer())
    asks_a_person = network == "linkedin" and policy is Policy.HOLD
    assert share.state is (ShareState.UNKNOWN if asks_a_person else ShareState.PUBLISHED)
    assert posts == 1


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("network", NETWORKS)
def test_a_post_that_was_not_made_is_made_once_where_that_can_be_known(
    store: Store, network: str, policy: Policy
) -> None:
    share, posts = _published(store, network, policy, Fault.lose_request())
    is_made = network in KEYED or policy is Policy.REPOST
    assert (share.state, posts) == ((ShareState.PUBLISHED, 1) if is_made else (ShareState.UNKNOWN, 0))


def _published(store: Store, network: str, policy: Policy, fault: Fault) -> tuple[Share, int]:
    """The share once time brings nothing more, and how many posts there are."""
    clock, share = FixedClock(world.START), world.share(network=network)
    with FakeNetworks(network, clock=clock) as fake:
        accounts = world.accounts_of(store, clock)
        speaker = connector(network, clock=clock, **fake.settings(network))
        world.fill(store, accounts, [share])
        accounts.connect("ada", network, speaker.identify(fake.add_account(network, "ada")))
        fake.strike(network, fault)
        publisher = world.publisher(store, speaker, clock, policy=policy)
        outbox = Outbox(store, clock=clock)
        for _turn in range(100):
            publisher.run(until_empty=True, patience=timedelta(0))
            due = outbox.next_due() or FAR
            if due == FAR:
                break
            clock.advance(seconds=max(0.0, (due - clock()).total_seconds()))
        with store.read() as tx:
            return shares.get(tx, share.id), len(fake.posts(network))
