from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from advocacy.connectors import Access, Outgoing, Secret, connector
from advocacy.connectors.answers import Answer
from advocacy.connectors.bluesky import Bluesky
from advocacy.connectors.bluesky_session import with_session
from advocacy.connectors.pictures import taken_in
from advocacy.errors import AuthorizationExpired, OutcomeUnknown, Rejected, TryLater
from advocacy.testing import ConnectorContract, Fault, Peer
from advocacy.testing.media_contract import pictured
from advocacy.testing.server import FakeNetworks
from connectors.contract_peers import fake_peer, pds_peer
from peers.pds import Pds

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://acme.example/p"
OUTGOING = Outgoing(
    share="s",
    text=f"Été: {LINK} #pumps",
    language="fr",
    link=LINK,
    title="Pumps",
    description="How they work",
)


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("bluesky") as peer:
            yield peer


@pytest.mark.pds
class TestOnARealPds(ConnectorContract):
    @pytest.fixture
    def peer(self, pds: Pds) -> Iterator[Peer]:
        with pds_peer(pds) as peer:
            yield peer

    def test_an_answer_lost_and_sent_again_is_one_post(self, peer: Peer) -> None:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        peer.proxy.strike(Fault.lose_answer(), times=3)
        for _ in range(3):
            with pytest.raises(OutcomeUnknown):
                peer.connector.publish(frozen, access)
        posted = peer.connector.publish(frozen, access)
        assert peer.count(access) == 1
        assert peer.connector.find(frozen, access, since=NOW) == posted

    def test_it_never_writes_over_another_post(self, peer: Peer) -> None:
        _never_over_another(peer)

    def test_a_session_is_renewed_and_its_old_tokens_given_up(self, peer: Peer) -> None:
        access = peer.access()
        renewed = peer.connector.renew(access, now=NOW)
        assert renewed.secrets["refresh"] != access.secrets["refresh"]
        assert datetime.fromisoformat(renewed.details["ends"]) > datetime.now(UTC)
        assert not peer.connector.renew_needed(renewed, now=datetime.now(UTC))
        peer.connector.publish(peer.connector.freeze(OUTGOING, renewed, now=NOW), renewed)

    def test_a_card_has_its_picture(self, peer: Peer, pds: Pds) -> None:
        access = peer.access()
        with pictured() as shown:
            picture = replace(shown.media[0], card=True)
        frozen = peer.connector.freeze(replace(OUTGOING, media=(picture,)), access, now=NOW)
        peer.connector.publish(frozen, access)
        (record,) = pds.records(access.details["did"])
        external = record["value"]["embed"]["external"]
        assert (external["uri"], external["title"]) == (LINK, "Pumps")
        assert pds.blob(access.details["did"], external["thumb"]["ref"]["$link"]) == picture.data

    def test_a_large_image_is_made_to_fit(self, peer: Peer, pds: Pds) -> None:
        access, written = peer.access(), BytesIO()
        Image.effect_noise((2400, 1800), 90).save(written, "PNG")
        large = taken_in(written.getvalue(), alt="Much detail")
        assert len(large.data) > 2_000_000
        frozen = peer.connector.freeze(replace(OUTGOING, media=(large,)), access, now=NOW)
        peer.connector.publish(frozen, access)
        (record,) = pds.records(access.details["did"])
        (image,) = record["value"]["embed"]["images"]
        assert image["image"]["size"] <= 976_000
        shape = image["aspectRatio"]
        assert abs(shape["width"] / shape["height"] - 4 / 3) < 0.01

    def test_the_brands_post_is_quoted(self, peer: Peer, pds: Pds) -> None:
        brand, ada = peer.access(), peer.access()
        posted = peer.connector.publish(peer.connector.freeze(OUTGOING, brand, now=NOW), brand)
        passing = replace(OUTGOING, text="My team made it", reshares=posted.url)
        assert not peer.connector.problems(passing, ada)
        peer.connector.publish(peer.connector.freeze(passing, ada, now=NOW), ada)
        (record,) = pds.records(ada.details["did"])
        (original,) = pds.records(brand.details["did"])
        embed = record["value"]["embed"]
        assert embed["$type"] == "app.bsky.embed.record"
        assert embed["record"] == {"uri": original["uri"], "cid": original["cid"]}

    def test_an_account_taken_down_is_refused(self, peer: Peer, pds: Pds) -> None:
        account = pds.create_account()
        access = replace(
            peer.access(),
            account=account.handle,
            secrets={"access": Secret(account.access)},
            details={"did": account.did},
        )
        pds.take_down(account)
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        with pytest.raises(Rejected):
            peer.connector.publish(frozen, access)


def _never_over_another(peer: Peer) -> None:
    access = peer.access()
    frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
    posted = peer.connector.publish(frozen, access)
    other = json.loads(frozen)
    other["record"]["text"] = "Something else"
    with pytest.raises(Rejected, match="nothing was replaced"):
        peer.connector.publish(json.dumps(other), access)
    assert peer.connector.find(frozen, access, since=NOW) == posted


def test_ours_never_writes_over_another_post_either() -> None:
    with fake_peer("bluesky") as peer:
        _never_over_another(peer)


@pytest.fixture
def fake() -> Iterator[FakeNetworks]:
    with FakeNetworks("bluesky") as fake:
        yield fake


def test_a_record_holds_all_that_must_not_change(fake: FakeNetworks) -> None:
    access = fake.add_account("bluesky", "ada")
    frozen = json.loads(fake.connector("bluesky").freeze(OUTGOING, access, now=NOW))
    assert frozen["swapRecord"] is None
    assert frozen["repo"] == access.details["did"]
    record: dict[str, Any] = frozen["record"]
    assert record["createdAt"] == "2026-03-02T09:00:00.000Z"
    assert record["langs"] == ["fr"]
    assert [facet["index"] for facet in record["facets"]] == [
        {"byteStart": 7, "byteEnd": 29},
        {"byteStart": 30, "byteEnd": 36},
    ]
    assert record["embed"]["external"] == {"uri": LINK, "title": "Pumps", "description": "How they work"}


def test_without_a_session_there_is_one_to_open(fake: FakeNetworks) -> None:
    ada, bluesky = fake.add_account("bluesky", "ada"), fake.connector("bluesky")
    bare = replace(ada, secrets={"password": ada.secrets["password"]}, details={})
    assert bluesky.renew_needed(bare, now=NOW)
    with pytest.raises(AuthorizationExpired) as caught:
        bluesky.freeze(OUTGOING, bare, now=NOW)
    assert caught.value.refreshable
    opened = bluesky.renew(bare, now=NOW)
    assert opened.details["did"] == ada.details["did"]
    assert not bluesky.renew_needed(opened, now=datetime.now(UTC))
    assert bluesky.renew_needed(opened, now=datetime.now(UTC) + timedelta(hours=2))


def test_a_spent_refresh_token_falls_back_on_the_app_password(fake: FakeNetworks) -> None:
    ada, bluesky = fake.add_account("bluesky", "ada"), fake.connector("bluesky")
    bluesky.renew(ada, now=NOW)
    again = bluesky.renew(ada, now=NOW)
    assert bluesky.publish(bluesky.freeze(OUTGOING, again, now=NOW), again).remote_id


def test_without_the_app_password_the_person_must_come_back(fake: FakeNetworks) -> None:
    ada, bluesky = fake.add_account("bluesky", "ada"), fake.connector("bluesky")
    bluesky.renew(ada, now=NOW)
    spent = replace(ada, secrets={"refresh": ada.secrets["refresh"]})
    with pytest.raises(AuthorizationExpired) as caught:
        bluesky.renew(spent, now=NOW)
    assert not caught.value.refreshable
    with pytest.raises(AuthorizationExpired, match="app password"):
        bluesky.identify(replace(ada, secrets={}))


def test_an_access_token_that_ended_can_be_renewed(fake: FakeNetworks) -> None:
    ada, bluesky = fake.add_account("bluesky", "ada"), fake.connector("bluesky")
    frozen = bluesky.freeze(OUTGOING, ada, now=NOW)
    fake.network("bluesky").expire_sessions()
    with pytest.raises(AuthorizationExpired) as caught:
        bluesky.publish(frozen, ada)
    assert caught.value.refreshable
    assert bluesky.publish(frozen, bluesky.renew(ada, now=NOW)).remote_id


def test_a_server_that_cannot_be_asked_leaves_the_question_open(fake: FakeNetworks) -> None:
    ada = fake.add_account("bluesky", "ada")
    bluesky = connector("bluesky", allow_private_hosts=["127.0.0.1"])
    gone = replace(ada, host="http://127.0.0.1:9")
    with pytest.raises(TryLater):
        bluesky.find(bluesky.freeze(OUTGOING, ada, now=NOW), gone, since=NOW)


def test_counts_come_in_batches(fake: FakeNetworks) -> None:
    ada, bluesky = fake.add_account("bluesky", "ada"), fake.connector("bluesky")
    keys = [bluesky.publish(bluesky.freeze(OUTGOING, ada, now=NOW), ada).remote_id for _ in range(30)]
    fake.engage("bluesky", keys[7], likes=3, reposts=1)
    bluesky.delete(keys[8], ada)
    told = bluesky.metrics(keys, ada)
    assert told[keys[7]]["likes"] == 3
    assert keys[8] not in told
    assert len(told) == 29


def test_emoji_can_be_too_many_in_bytes() -> None:
    family = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
    (problem,) = connector("bluesky").problems(replace(OUTGOING, text=family * 299))
    assert "bytes" in problem.en


def test_who_an_account_is_is_asked_for_before_its_posts_are() -> None:
    access = Access(account="ada.example", host="https://pds.example", secrets={"access": Secret("a")})
    bluesky = connector("bluesky")
    for ask in (lambda: bluesky.metrics(["1"], access), lambda: bluesky.delete("1", access)):
        with pytest.raises(AuthorizationExpired) as asked:
            ask()
        assert asked.value.refreshable


def test_an_account_of_the_entry_moves_to_the_server_its_identity_names() -> None:
    document = {"service": [{"id": "#atproto_pds", "serviceEndpoint": "https://pds.example"}]}
    answer = Answer.of(
        200,
        {},
        {
            "accessJwt": "a",
            "refreshJwt": "r",
            "did": "did:plc:x",
            "handle": "ada.example",
            "didDoc": document,
        },
    )
    access = Access(account="ada.example", host=Bluesky.host_of("ada.example"), secrets={})
    assert with_session(access, answer).host == "https://pds.example"
    assert with_session(replace(access, host="https://own.example"), answer).host == "https://own.example"
    assert (
        with_session(access, Answer.of(200, {}, {"accessJwt": "a", "didDoc": 3})).host
        == "https://bsky.social"
    )


@pytest.mark.parametrize(
    "given", ["https://acme.example/post/1", "at://acme.example", "https://bsky.app/profile/x"]
)
def test_what_is_no_post_cannot_be_quoted(given: str) -> None:
    (told,) = connector("bluesky").problems(replace(OUTGOING, reshares=given))
    assert given in told.fr
    assert given in told.en
