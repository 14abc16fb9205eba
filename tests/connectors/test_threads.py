from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors import Outgoing, RetryKind, connector
from advocacy.connectors.threads import Threads
from advocacy.errors import AuthorizationExpired, OutcomeUnknown, Rejected, TryLater
from advocacy.testing import ConnectorContract, Fault, Peer
from advocacy.testing.server import FakeNetworks
from connectors.contract_peers import fake_peer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://go.acme.example/x7"
OUTGOING = Outgoing(share="s", text=f"Two years of work: {LINK}", language="en", link=LINK)


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("threads") as peer:
            yield peer


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def fake(clock: FixedClock) -> Iterator[FakeNetworks]:
    with FakeNetworks("threads", clock=clock) as fake:
        yield fake


@pytest.fixture
def threads(fake: FakeNetworks, clock: FixedClock) -> Threads:
    made = connector("threads", clock=clock, **fake.settings("threads"))
    assert isinstance(made, Threads)
    return made


def test_nobody_sees_a_container(fake: FakeNetworks, threads: Threads) -> None:
    ada = fake.add_account("threads", "ada")
    frozen = threads.freeze(OUTGOING, ada, now=NOW)
    assert not fake.posts("threads")
    assert threads.find(frozen, ada, since=NOW) is None
    threads.publish(frozen, ada)
    assert len(fake.posts("threads")) == 1


def test_after_a_lost_answer_the_container_tells(fake: FakeNetworks, threads: Threads) -> None:
    ada = fake.add_account("threads", "ada")
    frozen = threads.freeze(OUTGOING, ada, now=NOW)
    fake.lose_answers()
    with pytest.raises(OutcomeUnknown):
        threads.publish(frozen, ada)
    (post,) = fake.posts("threads")
    assert threads.publish(frozen, ada).remote_id == post.remote_id
    assert threads.find(frozen, ada, since=NOW).remote_id == post.remote_id  # type: ignore[union-attr]
    assert len(fake.posts("threads")) == 1


def test_a_publication_that_the_list_does_not_show_yet_stays_unknown(
    fake: FakeNetworks, threads: Threads
) -> None:
    ada = fake.add_account("threads", "ada")
    frozen = threads.freeze(OUTGOING, ada, now=NOW)
    threads.publish(frozen, ada)
    fake.network("threads")._posts.clear()
    with pytest.raises(OutcomeUnknown, match="looked up again"):
        threads.publish(frozen, ada)


def test_when_the_container_is_forgotten_the_post_is_found_by_its_words(
    fake: FakeNetworks, threads: Threads, clock: FixedClock
) -> None:
    windows = [(window.kind, window.not_before) for window in threads.capabilities.retry]
    assert windows == [
        (RetryKind.IDEMPOTENT, timedelta(0)),
        (RetryKind.FINDABLE, timedelta(hours=23)),
    ]
    ada = fake.add_account("threads", "ada")
    frozen = threads.freeze(OUTGOING, ada, now=NOW)
    posted = threads.publish(frozen, ada)
    for number in range(120):
        other = replace(OUTGOING, text=f"Other {number}")
        threads.publish(threads.freeze(other, ada, now=NOW), ada)
    clock.advance(hours=25)
    assert threads.find(frozen, ada, since=NOW) == posted
    with pytest.raises(Rejected, match="a day"):
        threads.publish(frozen, ada)


def test_a_container_that_is_not_ready_waits(fake: FakeNetworks, threads: Threads) -> None:
    ada = fake.add_account("threads", "ada")
    frozen = threads.freeze(OUTGOING, ada, now=NOW)
    fake.network("threads").busy = True
    with pytest.raises(TryLater):
        threads.publish(frozen, ada)
    assert threads.find(frozen, ada, since=NOW) is None


def test_what_threads_refuses_is_told_before_a_container_is_made(
    fake: FakeNetworks, threads: Threads
) -> None:
    ada = fake.add_account("threads", "ada")
    with pytest.raises(Rejected, match="500"):
        threads.freeze(replace(OUTGOING, text="😀" * 126), ada, now=NOW)
    fake.network("threads").quota = 0
    with pytest.raises(TryLater) as caught:
        threads.publish(threads.freeze(OUTGOING, ada, now=NOW), ada)
    assert caught.value.scope == "app"


@pytest.mark.parametrize("body", [b"{}", b"<html>", b'{"data":7}'])
def test_nonsense_is_no_empty_list(body: bytes) -> None:
    with fake_peer("threads") as peer:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        peer.connector.publish(frozen, access)
        peer.proxy._where = lambda _, path: path.startswith("/v1.0/me/threads?")
        peer.proxy.strike(Fault.answer(200, body=body))
        with pytest.raises(TryLater):
            peer.connector.find(frozen, access, since=NOW)


def test_meta_says_in_a_header_how_many_minutes_to_wait() -> None:
    with fake_peer("threads") as peer:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        usage = {"X-Business-Use-Case-Usage": '{"7":[{"estimated_time_to_regain_access":19}]}'}
        peer.proxy.strike(Fault.answer(400, headers=usage, body=b'{"error":{"code":17}}'))
        with pytest.raises(TryLater) as caught:
            peer.connector.publish(frozen, access)
        assert (caught.value.until, caught.value.scope) == (NOW + timedelta(minutes=19), "member")


def test_a_token_renews_itself(fake: FakeNetworks, threads: Threads) -> None:
    ada = fake.add_account("threads", "ada")
    renewed = threads.renew(ada, now=NOW)
    assert renewed.secrets != ada.secrets
    assert not threads.renew_needed(renewed, now=NOW + timedelta(days=52))
    assert threads.renew_needed(renewed, now=NOW + timedelta(days=54))
    assert threads.identify(replace(renewed, details={})).details == {k: ada.details[k] for k in ada.details}
    with pytest.raises(AuthorizationExpired):
        threads.renew(ada, now=NOW)
    with pytest.raises(AuthorizationExpired, match="connect"):
        threads.freeze(OUTGOING, replace(ada, secrets={}), now=NOW)


def test_counts_are_read_post_by_post(fake: FakeNetworks, threads: Threads) -> None:
    ada = fake.add_account("threads", "ada")
    posted = threads.publish(threads.freeze(OUTGOING, ada, now=NOW), ada)
    fake.engage("threads", posted.remote_id, views=900, likes=3)
    told = threads.metrics([posted.remote_id, "gone"], ada)
    assert told[posted.remote_id]["views"] == 900
    assert "gone" not in told


def test_the_token_is_in_no_address(fake: FakeNetworks, threads: Threads) -> None:
    ada = threads.renew(fake.add_account("threads", "ada"), now=NOW)
    frozen = threads.freeze(OUTGOING, ada, now=NOW)
    threads.metrics([threads.publish(frozen, ada).remote_id], ada)
    assert json.loads(frozen)["container"]
    assert not [call for call in fake.requests("threads") if "access_token" in call.query]
