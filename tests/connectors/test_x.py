from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from accounts.consenting import CALLBACK, agree, consented
from advocacy.clock import FixedClock
from advocacy.connectors import Outgoing, RetryKind, Secret, connector
from advocacy.connectors.consent import Question
from advocacy.connectors.media import GIF, PNG, Attachment
from advocacy.connectors.x import X
from advocacy.connectors.x_posts import plain, written
from advocacy.errors import (
    AuthorizationExpired,
    ConfigurationError,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.testing import ConnectorContract, Fault, Peer
from advocacy.testing.media_contract import pictured
from advocacy.testing.server import Call, FakeNetworks
from advocacy.testing.server.x_words import Post, shown
from connectors.contract_peers import fake_peer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://go.acme.example.com/x7"
OUTGOING = Outgoing(share="s", text=f"Pumps & <valves>: {LINK}", language="en", link=LINK)
SPEC = Path(__file__).with_name("data") / "x" / "openapi.json"


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("x") as peer:
            yield peer


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def fake(clock: FixedClock) -> Iterator[FakeNetworks]:
    with FakeNetworks("x", clock=clock) as fake:
        yield fake


@pytest.fixture
def x(fake: FakeNetworks, clock: FixedClock) -> X:
    made = connector("x", clock=clock, **fake.settings("x"))
    assert isinstance(made, X)
    return made


@pytest.fixture(scope="module")
def contract() -> OpenAPI:
    published = json.loads(SPEC.read_text("utf-8"))
    schemes = published["components"]["securitySchemes"]
    bearer = {"type": "http", "scheme": "bearer"}  # how a token of OAuth 2 travels, which the checker ignores
    published["components"]["securitySchemes"] = dict.fromkeys(schemes, bearer)
    return OpenAPI.from_dict(published)


def _checked(contract: OpenAPI, call: Call) -> None:
    contract.validate_request(
        MockRequest(
            "https://api.x.com",
            call.method.lower(),
            call.path,
            args={name: values[0] for name, values in call.query.items()},
            headers={"Authorization": call.headers["authorization"]},
            data=call.raw or None,
            content_type=call.headers.get("content-type", ""),
        )
    )


def _as_json(call: Call) -> Call:
    """The checker takes the numbers of a form for words, so it is given the same as JSON."""
    body = {name: part.file or int(part.text) for name, part in call.parts.items()}
    headers = {**call.headers, "content-type": "application/json"}
    return replace(call, raw=json.dumps(body).encode(), headers=headers)


def test_requests_have_the_shape_that_x_publishes(fake: FakeNetworks, contract: OpenAPI) -> None:
    x = connector("x", paid_partnership=True, **fake.settings("x"))
    ada = x.identify(fake.add_account("x", "ada"))
    fake.network("x").uploaded.work = 1
    with pictured() as image:
        frozen = x.freeze(replace(OUTGOING, media=image.media), ada, now=NOW)
    posted = x.publish(frozen, ada)
    x.find(frozen, ada, since=NOW)
    x.metrics([posted.remote_id], ada)
    x.delete(posted.remote_id, ada)
    calls = fake.requests("x")
    assert {f"{call.method} {call.path.rstrip('0123456789')}" for call in calls} >= {
        "GET /2/users/me",
        "POST /2/tweets",
        "GET /2/tweets",
        "DELETE /2/tweets/",
        "POST /2/media/upload/initialize",
        "GET /2/media/upload",
        "POST /2/media/metadata",
    }
    for call in calls:
        _checked(contract, _as_json(call) if call.parts else call)


@pytest.mark.parametrize("change", [{"bogus": 1}, {"text": 5}, {"media": {"media_ids": ["abc"]}}])
def test_the_published_shape_refuses_what_is_wrong(
    fake: FakeNetworks, contract: OpenAPI, change: dict[str, object]
) -> None:
    x, ada = fake.connector("x"), fake.add_account("x", "ada")
    x.publish(x.freeze(OUTGOING, ada, now=NOW), ada)
    (call,) = fake.requests("x")
    body = json.dumps({"text": "a", **change}).encode()
    with pytest.raises(OpenAPIError):
        _checked(contract, replace(call, raw=body))


def test_a_lost_post_is_found_by_where_its_link_leads(fake: FakeNetworks, x: X, clock: FixedClock) -> None:
    ada = fake.add_account("x", "ada")
    frozen = x.freeze(OUTGOING, ada, now=NOW)
    fake.lose_answers()
    with pytest.raises(OutcomeUnknown):
        x.publish(frozen, ada)
    clock.advance(minutes=1)
    found = x.find(frozen, ada, since=NOW)
    assert found is not None
    assert found.remote_id == fake.posts("x")[0].remote_id
    assert found.url == f"https://x.com/ada/status/{found.remote_id}"


def test_a_timeline_may_lag(fake: FakeNetworks, x: X, clock: FixedClock) -> None:
    fake.network("x").lag = timedelta(minutes=1)
    assert x.capabilities.retry[0].kind is RetryKind.FINDABLE
    assert x.capabilities.retry[0].not_before >= timedelta(minutes=1)
    ada = fake.add_account("x", "ada")
    frozen = x.freeze(OUTGOING, ada, now=NOW)
    x.publish(frozen, ada)
    assert x.find(frozen, ada, since=NOW) is None
    clock.advance(minutes=1)
    assert x.find(frozen, ada, since=NOW) is not None


def test_it_is_found_on_the_second_page(fake: FakeNetworks, x: X) -> None:
    fake.network("x").per_window = 1000
    ada = fake.add_account("x", "ada")
    frozen = x.freeze(OUTGOING, ada, now=NOW)
    first = x.publish(frozen, ada)
    for number in range(120):
        x.publish(x.freeze(replace(OUTGOING, text=f"Other {number}"), ada, now=NOW), ada)
    assert x.find(frozen, ada, since=NOW) == first
    assert x.find(frozen, ada, since=NOW + timedelta(hours=1)) is None


def test_a_duplicate_without_a_name_stays_unknown(fake: FakeNetworks, x: X) -> None:
    ada = fake.add_account("x", "ada")
    frozen = x.freeze(OUTGOING, ada, now=NOW)
    x.publish(frozen, ada)
    with pytest.raises(OutcomeUnknown, match="duplicate") as caught:
        x.publish(frozen, ada)
    assert caught.value.named is None
    assert len(fake.posts("x")) == 1


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"data":null}'])
def test_nonsense_is_no_empty_timeline(body: bytes) -> None:
    """Taken for one, it would make a post that is there look absent."""
    with fake_peer("x") as peer:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        peer.proxy._where = lambda *_: True
        peer.proxy.strike(Fault.answer(200, body=body))
        with pytest.raises(TryLater):
            peer.connector.find(frozen, access, since=NOW)


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("&<>;é ")), max_size=60))
def test_what_x_gives_back_is_what_was_written(text: str) -> None:
    for images in ([], ["1880000000000000001"]):
        post = Post("1990000000000000001", "ada", f"{text} {LINK}", NOW, images=images)
        assert plain(written(shown(post))) == plain(f"{text} {LINK}")


def test_a_limit_ends_when_x_says(fake: FakeNetworks, x: X) -> None:
    fake.network("x").per_window = 1
    ada = fake.add_account("x", "ada")
    x.publish(x.freeze(OUTGOING, ada, now=NOW), ada)
    with pytest.raises(TryLater) as caught:
        x.publish(x.freeze(replace(OUTGOING, text="Another"), ada, now=NOW), ada)
    assert (caught.value.until, caught.value.scope) == (NOW + timedelta(minutes=15), "member")


def test_without_credits_the_network_waits_for_its_operator(fake: FakeNetworks, x: X) -> None:
    fake.network("x").credits = Decimal("0.21")
    ada = fake.add_account("x", "ada")
    x.publish(x.freeze(OUTGOING, ada, now=NOW), ada)
    with pytest.raises(NetworkOnHold, match="credits"):
        x.publish(x.freeze(replace(OUTGOING, text="No link, and still"), ada, now=NOW), ada)
    assert len(fake.posts("x")) == 1


def test_what_a_post_costs_is_known_before(x: X) -> None:
    assert x.cost(OUTGOING) == Decimal("0.2")
    assert x.cost(replace(OUTGOING, text="No link")) == Decimal("0.015")
    thrifty = X(ceiling=0.05)
    (told,) = thrifty.problems(OUTGOING)
    assert "$0.2" in told.en
    assert "0.05 $" in told.fr
    assert not thrifty.problems(replace(OUTGOING, text="No link"))


def test_a_paid_partnership_is_said(fake: FakeNetworks) -> None:
    ada = fake.add_account("x", "ada")
    assert json.loads(X(paid_partnership=True).freeze(OUTGOING, ada, now=NOW))["paid_partnership"] is True
    assert "paid_partnership" not in json.loads(X().freeze(OUTGOING, ada, now=NOW))


def test_describing_an_image_costs_too(x: X) -> None:
    image = Attachment(kind=PNG, data=b"", alt="A pump")
    assert x.cost(replace(OUTGOING, media=(image, image))) - x.cost(OUTGOING) == Decimal("0.010")


def test_a_large_image_goes_in_pieces_and_a_gif_as_one(fake: FakeNetworks, x: X) -> None:
    ada = fake.add_account("x", "ada")
    moving = Attachment(kind=GIF, data=b"GIF89a" + b"\0" * 2_500_000, alt="It turns")
    posted = x.publish(x.freeze(replace(OUTGOING, media=(moving,)), ada, now=NOW), ada)
    assert [each.data for each in fake.media("x", posted.remote_id)] == [moving.data]
    assert sum(call.path.endswith("/append") for call in fake.requests("x")) == 3


def test_a_post_with_an_image_is_found_again(fake: FakeNetworks, x: X) -> None:
    ada = fake.add_account("x", "ada")
    with pictured() as image:
        frozen = x.freeze(replace(OUTGOING, media=image.media), ada, now=NOW)
    posted = x.publish(frozen, ada)
    assert x.find(frozen, ada, since=NOW) == posted


def test_what_is_gone_has_no_counts(fake: FakeNetworks, x: X) -> None:
    ada = fake.add_account("x", "ada")
    posted = x.publish(x.freeze(OUTGOING, ada, now=NOW), ada)
    fake.engage("x", posted.remote_id, likes=3, impressions=70)
    told = x.metrics([posted.remote_id, "5", "not-a-number"], ada)
    assert set(told) == {posted.remote_id}
    assert (told[posted.remote_id]["likes"], told[posted.remote_id]["impressions"]) == (3, 70)
    assert x.metrics(["5"], ada) == {}


def test_a_person_agrees_and_their_tokens_rotate(fake: FakeNetworks, x: X, clock: FixedClock) -> None:
    fake.add_account("x", "ada")
    access = x.identify(consented(x, fake.url("x")))
    assert access.account == "ada"
    x.publish(x.freeze(OUTGOING, access, now=NOW), access)
    clock.advance(hours=2)
    assert x.renew_needed(access, now=clock())
    with pytest.raises(AuthorizationExpired) as caught:
        x.publish(x.freeze(replace(OUTGOING, text="Later"), access, now=NOW), access)
    assert caught.value.refreshable
    renewed = x.renew(access, now=clock())
    assert renewed.secrets["refresh"] != access.secrets["refresh"]
    x.publish(x.freeze(replace(OUTGOING, text="Later"), renewed, now=NOW), renewed)
    with pytest.raises(AuthorizationExpired) as used:
        x.renew(access, now=clock())
    assert not used.value.refreshable


def test_a_code_needs_the_proof_of_who_asked(fake: FakeNetworks, x: X, clock: FixedClock) -> None:
    fake.add_account("x", "ada")
    asked = x.consent(Question(redirect_uri=CALLBACK, host=fake.url("x")))
    forged = replace(asked, secrets={"verifier": Secret("v" * 64)})
    with pytest.raises(AuthorizationExpired):
        x.redeem(agree(asked.url)["code"], forged)
    late = agree(asked.url)["code"]
    clock.advance(seconds=31)
    with pytest.raises(AuthorizationExpired):
        x.redeem(late, asked)


def test_a_public_client_has_a_name_and_no_secret(fake: FakeNetworks, clock: FixedClock) -> None:
    settings = {**fake.settings("x"), "client_secret": None}
    fake.add_account("x", "ada")
    public = connector("x", clock=clock, **settings)
    access = public.identify(consented(public, fake.url("x")))
    assert access.details["username"] == "ada"
    assert "authorization" not in next(c for c in fake.requests("x") if c.path == "/2/oauth2/token").headers


def test_without_a_grant_or_an_app_it_says_what_to_do(fake: FakeNetworks, x: X) -> None:
    ada = fake.add_account("x", "ada")
    with pytest.raises(AuthorizationExpired, match="connect"):
        x.publish("{}", replace(ada, secrets={}))
    with pytest.raises(AuthorizationExpired, match="connect"):
        x.renew(ada, now=NOW)
    with pytest.raises(ConfigurationError, match="client_id"):
        X().consent(Question(redirect_uri=CALLBACK))


def test_another_persons_post_is_not_ours_to_delete(fake: FakeNetworks, x: X) -> None:
    ada, bob = (fake.add_account("x", who) for who in ("ada", "bob"))
    posted = x.publish(x.freeze(OUTGOING, bob, now=NOW), bob)
    with pytest.raises(Rejected):
        x.delete(posted.remote_id, ada)


def test_nothing_is_logged_by_tweepy(fake: FakeNetworks, x: X, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ada = fake.add_account("x", "ada")
    x.publish(x.freeze(OUTGOING, ada, now=NOW), ada)
    assert not [record for record in caplog.records if record.name.startswith("tweepy")]


@pytest.mark.parametrize("body", [b'[{"message":"no","code":64}]', b'{"errors":[{"message":"x","code":64}]}'])
def test_a_refusal_may_be_a_list(body: bytes) -> None:
    with fake_peer("x") as peer:
        access = peer.access()
        peer.proxy.strike(Fault.answer(403, body=body))
        with pytest.raises(Rejected):
            peer.connector.publish(peer.connector.freeze(OUTGOING, access, now=NOW), access)
