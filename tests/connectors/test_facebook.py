from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from advocacy.connectors import Outgoing, connector
from advocacy.errors import AuthorizationExpired, NetworkOnHold, OutcomeUnknown, TryLater
from advocacy.testing import ConnectorContract, Fault, Peer
from advocacy.testing.server import FakeNetworks
from connectors.contract_peers import fake_peer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OUTGOING = Outgoing(share="s", text="Two years of work", language="en", link="https://go.acme.example/x7")


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("facebook_page") as peer:
            yield peer


@pytest.fixture
def fake() -> Iterator[FakeNetworks]:
    with FakeNetworks("facebook_page") as fake:
        yield fake


def test_a_lost_post_is_found_in_the_feed(fake: FakeNetworks) -> None:
    page, facebook = fake.add_account("facebook_page", "acme"), fake.connector("facebook_page")
    frozen = facebook.freeze(OUTGOING, page, now=NOW)
    fake.lose_answers()
    since = datetime.now(UTC) - timedelta(minutes=1)
    with pytest.raises(OutcomeUnknown):
        facebook.publish(frozen, page)
    for number in range(120):
        facebook.publish(facebook.freeze(replace(OUTGOING, text=f"Other {number}"), page, now=NOW), page)
    found = facebook.find(frozen, page, since=since)
    assert found is not None
    assert found.remote_id == fake.posts("facebook_page")[0].remote_id
    assert found.url == fake.posts("facebook_page")[0].url


def test_a_duplicate_without_a_name_stays_unknown(fake: FakeNetworks) -> None:
    page, facebook = fake.add_account("facebook_page", "acme"), fake.connector("facebook_page")
    frozen = facebook.freeze(OUTGOING, page, now=NOW)
    facebook.publish(frozen, page)
    with pytest.raises(OutcomeUnknown, match="Duplicate"):
        facebook.publish(frozen, page)


def test_another_page_is_not_ours(fake: FakeNetworks) -> None:
    ours, theirs = (fake.add_account("facebook_page", name) for name in ("acme", "other"))
    facebook = fake.connector("facebook_page")
    with pytest.raises(NetworkOnHold):
        facebook.publish(facebook.freeze(OUTGOING, ours, now=NOW), replace(ours, details=theirs.details))


def test_a_page_is_known_by_its_token(fake: FakeNetworks) -> None:
    page, facebook = fake.add_account("facebook_page", "acme"), fake.connector("facebook_page")
    assert facebook.identify(replace(page, details={})).details == page.details
    for incomplete in (replace(page, secrets={}), replace(page, details={})):
        with pytest.raises(AuthorizationExpired, match="Page"):
            facebook.publish("{}", incomplete)


@pytest.mark.parametrize("body", [b"{}", b"<html>", b'{"data":7}'])
def test_nonsense_is_no_empty_feed(body: bytes) -> None:
    with fake_peer("facebook_page") as peer:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        peer.proxy._where = lambda *_: True
        peer.proxy.strike(Fault.answer(200, body=body))
        with pytest.raises(TryLater):
            peer.connector.find(frozen, access, since=NOW)


def test_profiles_are_posted_to_by_hand() -> None:
    assert connector("facebook").capabilities.lane == "hand_off"
    assert connector("facebook_page").host_of("acme") == "https://graph.facebook.com"
