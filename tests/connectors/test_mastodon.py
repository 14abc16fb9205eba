from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors import Outgoing, RetryKind
from advocacy.errors import AuthorizationExpired, OutcomeUnknown, Rejected, TryLater
from advocacy.testing import ConnectorContract, Fault, Peer
from advocacy.testing.server import FakeNetworks
from connectors.contract_peers import fake_peer, mastodon_peer
from peers.mastodon import Mastodon

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://go.acme.example/x7?a=1&b=2"
OUTGOING = Outgoing(share="s", text=f"Two years of work:\n\n{LINK} #pumps", language="en", link=LINK)


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("mastodon") as peer:
            yield peer


@pytest.mark.mastodon
class TestOnAMastodonServer(ConnectorContract):
    @pytest.fixture
    def peer(self, mastodon: Mastodon) -> Iterator[Peer]:
        with mastodon_peer(mastodon) as peer:
            yield peer

    def test_the_server_is_known_and_its_limits_are_read(self, peer: Peer) -> None:
        access = peer.access()
        assert access.details["id"]
        assert peer.connector.capabilities_for(access).retry[0].kind is RetryKind.IDEMPOTENT

    def test_when_the_key_is_forgotten_the_status_is_found(self, peer: Peer, mastodon: Mastodon) -> None:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        peer.proxy.strike(Fault.lose_answer())
        with pytest.raises(OutcomeUnknown):
            peer.connector.publish(frozen, access)
        mastodon.forget_keys()
        found = peer.connector.find(frozen, access, since=datetime.now(UTC) - timedelta(minutes=5))
        assert found is not None
        assert peer.count(access) == 1


@pytest.fixture
def fake() -> Iterator[FakeNetworks]:
    with FakeNetworks("mastodon") as fake:
        yield fake


def test_a_server_that_ignores_the_key_is_asked_first(fake: FakeNetworks) -> None:
    fake.network("mastodon").honours_keys = False
    mastodon = fake.connector("mastodon")
    access = mastodon.identify(fake.add_account("mastodon", "ada"))
    kinds = {retry.kind for retry in mastodon.capabilities_for(access).retry}
    assert kinds == {RetryKind.FINDABLE}


def test_a_server_that_is_not_known_is_asked_first_too(fake: FakeNetworks) -> None:
    access = replace(fake.add_account("mastodon", "ada"), details={})
    kinds = {retry.kind for retry in fake.connector("mastodon").capabilities_for(access).retry}
    assert kinds == {RetryKind.FINDABLE}


@pytest.mark.parametrize(
    ("version", "honours"),
    [
        ("4.4.8", True),
        ("4.3.0-alpha.1+glitch", True),
        ("3.5.3 (compatible; Pixelfed 0.12.3)", False),
        ("2.7.2 (compatible; Pleroma 2.5.0)", False),
        ("0.17.3 git-abc", False),
        ("", False),
    ],
)
def test_which_servers_keep_keys(fake: FakeNetworks, version: str, honours: bool) -> None:
    access = replace(fake.add_account("mastodon", "ada"), details={"version": version})
    first = fake.connector("mastodon").capabilities_for(access).retry[0]
    assert (first.kind is RetryKind.IDEMPOTENT) is honours


def test_a_servers_own_limit_counts(fake: FakeNetworks) -> None:
    access = replace(fake.add_account("mastodon", "ada"), details={"max_length": "5000"})
    mastodon = fake.connector("mastodon")
    assert not mastodon.problems(replace(OUTGOING, text="a" * 4000), access)
    assert mastodon.problems(replace(OUTGOING, text="a" * 4000))


def test_who_is_asked_once_for_all(fake: FakeNetworks) -> None:
    ada = fake.add_account("mastodon", "ada")
    told = fake.connector("mastodon").identify(replace(ada, details={})).details
    assert told == ada.details


def test_a_token_for_somebody_elses_account_is_refused(fake: FakeNetworks) -> None:
    ada, boss = fake.add_account("mastodon", "ada"), fake.add_account("mastodon", "boss")
    with pytest.raises(Rejected, match="@boss's and not @ada's"):
        fake.connector("mastodon").identify(replace(ada, secrets=boss.secrets))
    for written in ("Ada@social.example", "@ada@127.0.0.1", "ada"):
        fake.connector("mastodon").identify(replace(ada, account=written))


def test_a_token_taken_back_is_told(fake: FakeNetworks) -> None:
    ada, mastodon = fake.add_account("mastodon", "ada"), fake.connector("mastodon")
    frozen = mastodon.freeze(OUTGOING, ada, now=NOW)
    fake.network("mastodon").revoke("ada")
    with pytest.raises(AuthorizationExpired) as caught:
        mastodon.publish(frozen, ada)
    assert not caught.value.refreshable
    with pytest.raises(AuthorizationExpired):
        mastodon.identify(ada)
    with pytest.raises(AuthorizationExpired):
        mastodon.publish(frozen, replace(ada, secrets={}))


def test_a_replay_of_a_deleted_status_is_refused(fake: FakeNetworks) -> None:
    ada, mastodon = fake.add_account("mastodon", "ada"), fake.connector("mastodon")
    frozen = mastodon.freeze(OUTGOING, ada, now=NOW)
    mastodon.delete(mastodon.publish(frozen, ada).remote_id, ada)
    with pytest.raises(Rejected, match="deleted"):
        mastodon.publish(frozen, ada)


def test_the_key_is_good_for_an_hour() -> None:
    clock = FixedClock(NOW)
    with FakeNetworks("mastodon", clock=clock) as fake:
        ada, mastodon = fake.add_account("mastodon", "ada"), fake.connector("mastodon")
        frozen = mastodon.freeze(OUTGOING, ada, now=NOW)
        first = mastodon.publish(frozen, ada)
        clock.advance(minutes=59)
        assert mastodon.publish(frozen, ada) == first
        clock.advance(minutes=2)
        assert mastodon.publish(frozen, ada) != first
        assert len(fake.posts("mastodon")) == 2


def test_it_is_found_among_many_pages_by_its_link() -> None:
    clock = FixedClock(NOW)
    with FakeNetworks("mastodon", clock=clock) as fake:
        ada, mastodon = fake.add_account("mastodon", "ada"), fake.connector("mastodon")
        frozen = mastodon.freeze(OUTGOING, ada, now=NOW)
        posted = mastodon.publish(frozen, ada)
        for number in range(95):
            other = replace(OUTGOING, text=f"Other {number}", link="")
            mastodon.publish(mastodon.freeze(other, ada, now=NOW), ada)
        assert mastodon.find(frozen, ada, since=NOW) == posted
        assert mastodon.find(frozen, ada, since=NOW + timedelta(minutes=10)) is None


def test_without_a_link_the_whole_text_must_be_the_same(fake: FakeNetworks) -> None:
    ada, mastodon = fake.add_account("mastodon", "ada"), fake.connector("mastodon")
    text = "Pumps & <valves>\nare fun\n\nreally 😀"
    frozen = mastodon.freeze(replace(OUTGOING, text=text, link=""), ada, now=NOW)
    posted = mastodon.publish(frozen, ada)
    since = datetime.now(UTC) - timedelta(minutes=1)
    shorter = mastodon.freeze(replace(OUTGOING, text="Pumps", link=""), ada, now=NOW)
    assert mastodon.find(frozen, ada, since=since) == posted
    assert mastodon.find(shorter, ada, since=since) is None


def test_what_the_person_posted_with_another_app_is_not_ours(fake: FakeNetworks) -> None:
    ada, mastodon = fake.add_account("mastodon", "ada"), fake.connector("mastodon")
    frozen = mastodon.freeze(OUTGOING, ada, now=NOW)
    mastodon.publish(frozen, ada)
    other = replace(ada, details={**ada.details, "application": "Another app"})
    assert mastodon.find(frozen, other, since=datetime.now(UTC) - timedelta(minutes=1)) is None


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[1]", b'[{"id":1}]', b"{}", b'[{"created_at":3}]', b"null"]
)
def test_a_strange_listing_breaks_nothing(body: bytes) -> None:
    with fake_peer("mastodon") as peer:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        peer.proxy._chooses = peer.proxy._where = lambda *_: True
        peer.proxy.strike(Fault.answer(200, body=body))
        try:
            assert peer.connector.find(frozen, access, since=NOW) is None
        except TryLater:
            assert body in {b"", b"<html>", b"null", b"{}"}


def test_keys_are_never_drawn_twice(fake: FakeNetworks) -> None:
    ada, mastodon = fake.add_account("mastodon", "ada"), fake.connector("mastodon")
    drawn = {json.loads(mastodon.freeze(OUTGOING, ada, now=NOW))["key"] for _ in range(100)}
    assert len(drawn) == 100


def test_ids_need_not_be_numbers() -> None:
    with fake_peer("mastodon") as peer:
        access = peer.access()
        answer = b'{"id":"AbC-d","url":"https://m.example/notice/AbC-d"}'
        peer.proxy.strike(Fault.answer(200, body=answer))
        posted = peer.connector.publish(peer.connector.freeze(OUTGOING, access, now=NOW), access)
        assert posted.remote_id == "AbC-d"


@pytest.mark.parametrize("url", ["null", '"javascript:alert(1)"', "7", '""'])
def test_an_address_that_is_none_becomes_no_link(url: str) -> None:
    with fake_peer("mastodon") as peer:
        access = peer.access()
        peer.proxy.strike(Fault.answer(200, body=f'{{"id":"5","url":{url}}}'.encode()))
        posted = peer.connector.publish(peer.connector.freeze(OUTGOING, access, now=NOW), access)
        assert posted.url == f"{access.host}/statuses/5"
