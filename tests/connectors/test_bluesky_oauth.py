"""Consent on a real PDS, as its own page asks for it; and papers that must not be believed."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from advocacy.clock import FixedClock
from advocacy.connectors import Access, Outgoing, Secret
from advocacy.connectors.bluesky import Bluesky
from advocacy.connectors.bluesky_identity import authorization_server, resolve
from advocacy.connectors.bluesky_oauth import client_metadata, loopback_client
from advocacy.connectors.consent import Consent, Question
from advocacy.connectors.dpop import proof
from advocacy.connectors.http import HttpClient
from advocacy.connectors.jose import new_key
from advocacy.errors import (
    AuthorizationExpired,
    ConfigurationError,
    ConnectorError,
    Rejected,
    TryLater,
)
from advocacy.program import Program
from advocacy.settings import Settings
from advocacy.testing.relay import Answer
from advocacy.testing.server import Call, FakeNetwork, FakePost, reply, route
from peers.pds import Pds, PdsAccount, run_pds
from peers.pds_pages import PdsPages

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BACK = "http://127.0.0.1:8733/connected"
OWN = ("127.0.0.1", "localhost")
OUTGOING = Outgoing(share="s", text="Two years of work", language="en")


@pytest.fixture
def bluesky(pds: Pds) -> Bluesky:
    return Bluesky(resolver=pds.base_url, directory=pds.plc, http=HttpClient(allow_private_hosts=OWN))


@pytest.fixture
def ada(pds: Pds) -> PdsAccount:
    return pds.create_account()


def asked(bluesky: Bluesky, account: PdsAccount) -> Consent:
    return bluesky.consent(Question(redirect_uri=BACK, account=account.handle))


def agreed(bluesky: Bluesky, account: PdsAccount) -> Access:
    consent = asked(bluesky, account)
    back = PdsPages(consent.url).agree(account)
    assert back["state"] == consent.state
    assert back["iss"] == consent.says["iss"]
    return bluesky.redeem(back["code"], consent)


@pytest.mark.pds
def test_a_person_agrees_and_we_post_for_them(pds: Pds, bluesky: Bluesky, ada: PdsAccount) -> None:
    access = bluesky.identify(agreed(bluesky, ada))
    assert access.details["did"] == ada.did
    frozen = bluesky.freeze(OUTGOING, access, now=NOW)
    posted = bluesky.publish(frozen, access)
    assert [record["value"]["text"] for record in pds.records(ada)] == [OUTGOING.text]
    assert bluesky.publish(frozen, access) == posted
    bluesky.delete(posted.remote_id, access)
    assert pds.records(ada) == []


@pytest.mark.pds
def test_the_browser_sees_a_reference_and_nothing_else(bluesky: Bluesky, ada: PdsAccount) -> None:
    consent = asked(bluesky, ada)
    assert consent.state not in consent.url
    assert "code_challenge" not in consent.url
    assert "urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri" in consent.url


@pytest.mark.pds
def test_the_tokens_rotate_and_end_when_they_are_taken_back(bluesky: Bluesky, ada: PdsAccount) -> None:
    first = agreed(bluesky, ada)
    second = bluesky.renew(first, now=NOW)
    assert second.secrets["refresh"] != first.secrets["refresh"]
    assert second.secrets["dpop"] == first.secrets["dpop"]
    assert second.details["consent_ends"] == first.details["consent_ends"], "renewing puts nothing off"
    frozen = bluesky.freeze(OUTGOING, second, now=NOW)
    bluesky.publish(frozen, second)
    assert bluesky.revoke(second)
    with pytest.raises(AuthorizationExpired):
        bluesky.renew(second, now=NOW)


@pytest.mark.pds
def test_a_refresh_token_that_is_used_twice_ends_the_consent(bluesky: Bluesky, ada: PdsAccount) -> None:
    first = agreed(bluesky, ada)
    second = bluesky.renew(first, now=NOW)
    for pair in (first, second):
        with pytest.raises(AuthorizationExpired) as caught:
            bluesky.renew(pair, now=NOW)
        assert not caught.value.refreshable


@pytest.mark.pds
def test_a_stolen_token_is_good_for_nothing_without_its_key(
    pds: Pds, bluesky: Bluesky, ada: PdsAccount
) -> None:
    access = agreed(bluesky, ada)
    frozen = bluesky.freeze(OUTGOING, access, now=NOW)
    token = access.secrets["access"].reveal()
    for scheme in ("Bearer", "DPoP"):
        answer = requests.post(
            f"{pds.base_url}/xrpc/com.atproto.repo.putRecord",
            data=frozen,
            headers={"Authorization": f"{scheme} {token}", "Content-Type": "application/json"},
            timeout=10,
        )
        assert answer.status_code in {400, 401}
    thief = replace(access, secrets={**access.secrets, "dpop": new_key()})
    with pytest.raises(AuthorizationExpired):
        bluesky.publish(frozen, thief)
    with pytest.raises(AuthorizationExpired):
        bluesky.renew(thief, now=NOW)
    assert pds.records(ada) == []


@pytest.mark.pds
def test_a_code_is_good_once_and_with_its_proof(bluesky: Bluesky, ada: PdsAccount) -> None:
    consent = asked(bluesky, ada)
    code = PdsPages(consent.url).agree(ada)["code"]
    forged = replace(consent, secrets={**consent.secrets, "verifier": Secret("v" * 64)})
    with pytest.raises(AuthorizationExpired):
        bluesky.redeem(code, forged)
    consent = asked(bluesky, ada)
    code = PdsPages(consent.url).agree(ada)["code"]
    bluesky.redeem(code, consent)
    with pytest.raises(AuthorizationExpired):
        bluesky.redeem(code, consent)


@pytest.mark.pds
def test_the_consent_must_be_of_the_account_that_was_asked(
    pds: Pds, bluesky: Bluesky, ada: PdsAccount
) -> None:
    consent = asked(bluesky, ada)
    expecting = replace(consent, details={**consent.details, "did": pds.create_account().did})
    with pytest.raises(Rejected, match="sign in there under your own name"):
        bluesky.redeem(PdsPages(consent.url).agree(ada)["code"], expecting)


@pytest.mark.pds
def test_a_person_may_say_no(bluesky: Bluesky, ada: PdsAccount) -> None:
    back = PdsPages(asked(bluesky, ada).url).refuse()
    assert back["error"] == "access_denied"
    assert "code" not in back


@pytest.mark.pds
def test_only_posts_and_images_are_asked_for(pds: Pds, bluesky: Bluesky, ada: PdsAccount) -> None:
    access = agreed(bluesky, ada)
    profile = {"repo": ada.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
    record = {"$type": "app.bsky.actor.profile", "displayName": "Not mine to change"}
    body = json.dumps({**profile, "record": record})
    answer = bluesky._call(access, "com.atproto.repo.putRecord", body=body, create=True)
    assert (answer.status, answer.word("error")) == (403, "ScopeMissingError")


@pytest.mark.pds
@pytest.mark.parametrize(("has_key", "days"), [(False, 14), (True, 90)])
def test_an_app_with_a_document_asks_for_people_of_an_intranet(has_key: bool, days: int) -> None:
    """The document is read by the PDS, and so is the app's proof of itself, where it has a key."""
    here, back = "https://voices.acme.tools/bluesky.json", "https://voices.acme.tools/connected"
    key = new_key() if has_key else None
    document = client_metadata(here, back, name="Acme Voices", key=key)
    with run_pds(ADVOCACY_CLIENT_DOCUMENTS=json.dumps({here: document})) as pds:
        account = pds.create_account()
        own = HttpClient(allow_private_hosts=OWN)
        made = partial(Bluesky, client_id=here, http=own, resolver=pds.base_url, directory=pds.plc)
        app = made(client_secret=key)
        consent = app.consent(Question(redirect_uri=back, account=account.handle))
        access = app.redeem(PdsPages(consent.url).agree(account)["code"], consent)
        left = datetime.fromisoformat(access.details["consent_ends"]) - app.clock()
        assert timedelta(days=days - 1) < left <= timedelta(days=days)
        access = app.renew(access, now=NOW)
        app.publish(app.freeze(OUTGOING, access, now=NOW), access)
        if has_key:
            thief = made(client_secret=new_key())
            with pytest.raises(ConnectorError):
                thief.renew(access, now=NOW)
            with pytest.raises(ConnectorError):
                made().renew(access, now=NOW)
        assert app.revoke(access)
        elsewhere = Question(redirect_uri="https://evil.acme.tools/back", account=account.handle)
        with pytest.raises(ConfigurationError, match="client_id"):
            app.consent(elsewhere)


def test_the_document_is_made_from_the_settings() -> None:
    settings = Settings.model_validate(
        {
            "programme": {"name": "Acme Voices"},
            "database": {"url": "sqlite://"},
            "accounts": {"callback": "https://voices.acme.tools/connected"},
            "networks": {"bluesky": {"options": {"client_id": "https://voices.acme.tools/b.json"}}},
        }
    )
    with Program.open(settings=settings) as program:
        told = program.client_metadata("bluesky")
        assert (told["client_name"], told["client_uri"]) == ("Acme Voices", "https://voices.acme.tools")
        assert told["redirect_uris"] == ["https://voices.acme.tools/connected"]
        with pytest.raises(Rejected):
            program.client_metadata("mastodon")
    with Program.open("sqlite://") as program, pytest.raises(ConfigurationError):
        program.client_metadata("bluesky")


def test_a_key_that_is_none_is_told() -> None:
    for wrong in ("", "-----BEGIN PRIVATE KEY-----", "s3cr3t"):
        with pytest.raises(ConfigurationError, match="openssl") as caught:
            client_metadata("https://a.example/a.json", BACK, name="A", key=Secret(wrong))
        assert not wrong or wrong not in str(caught.value)


def test_a_proof_names_the_request_the_moment_and_the_token() -> None:
    key, token = new_key(), Secret("t0ken")
    shown = proof(key, "POST", "https://pds.example/x?y=1#z", now=NOW, nonce="n", token=token)
    head, claims = (json.loads(urlsafe_b64decode(part + "===")) for part in shown.split(".")[:2])
    assert (head["typ"], head["alg"], head["jwk"]["crv"]) == ("dpop+jwt", "ES256", "P-256")
    assert "d" not in head["jwk"], "the private half stays with us"
    assert (claims["htm"], claims["htu"], claims["nonce"]) == ("POST", "https://pds.example/x", "n")
    assert claims["iat"] == int(NOW.timestamp())
    assert "t0ken" not in json.dumps(claims)
    again = proof(key, "POST", "https://pds.example/x", now=NOW)
    assert json.loads(urlsafe_b64decode(again.split(".")[1] + "==="))["jti"] != claims["jti"]
    assert "PRIVATE" not in f"{key!r} {shown}"


def test_people_come_back_to_another_machine_only_with_a_document() -> None:
    with pytest.raises(ConfigurationError, match="client_id"):
        loopback_client("https://intranet.acme.example/back")
    told = client_metadata("https://acme.example/app.json", "https://acme.example/back", name="Acme")
    assert told["redirect_uris"] == ["https://acme.example/back"]
    assert told["dpop_bound_access_tokens"] is True


class FakePapers(FakeNetwork):
    """A resolver, a directory, a server and its authorization server, whose papers can be forged."""

    name = "papers"
    creates = "POST /none"
    did = "did:plc:" + "a" * 24

    def __init__(self) -> None:
        super().__init__()
        self.document: dict[str, Any] = {
            "id": self.did,
            "alsoKnownAs": ["at://ada.example"],
            "service": [self.server_at(self.url)],
        }
        self.guarded: dict[str, Any] = {"authorization_servers": [self.url]}
        self.told: dict[str, Any] = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/oauth/authorize",
            "pushed_authorization_request_endpoint": f"{self.url}/oauth/par",
            "token_endpoint": f"{self.url}/oauth/token",
            "code_challenge_methods_supported": ["S256"],
            "dpop_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["atproto"],
            "response_types_supported": ["code"],
            "authorization_response_iss_parameter_supported": True,
            "require_pushed_authorization_requests": True,
        }

    @staticmethod
    def server_at(host: str) -> dict[str, str]:
        return {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": host}

    def add_account(self, handle: str) -> Access:
        raise NotImplementedError

    def posts(self) -> list[FakePost]:
        return []

    def engage(self, remote_id: str, **counts: int) -> None:
        raise NotImplementedError

    @route("GET", "/xrpc/com.atproto.identity.resolveHandle")
    def _resolve(self, call: Call) -> Answer:
        return reply(200, {"did": self.did})

    @route("GET", "/did:plc:[a-z]+")
    def _paper(self, call: Call) -> Answer:
        return reply(200, self.document)

    @route("GET", "/.well-known/oauth-protected-resource")
    def _guard(self, call: Call) -> Answer:
        return reply(200, self.guarded)

    @route("GET", "/.well-known/oauth-authorization-server")
    def _tell(self, call: Call) -> Answer:
        return reply(200, self.told)


@pytest.fixture
def papers() -> Any:
    with FakePapers() as fake:
        yield fake


@pytest.fixture
def reader(papers: FakePapers) -> Bluesky:
    own = HttpClient(allow_private_hosts=("127.0.0.1",))
    return Bluesky(resolver=papers.url, directory=papers.url, http=own, clock=FixedClock(NOW))


def ask(reader: Bluesky, papers: FakePapers, account: str = "ada.example") -> Any:
    who = resolve(reader, account, resolver=papers.url, directory=papers.url)
    return who, authorization_server(reader, who.host)


def test_good_papers_lead_to_the_server_of_the_account(reader: Bluesky, papers: FakePapers) -> None:
    who, server = ask(reader, papers)
    assert (who.did, who.handle, who.host, server.issuer) == (
        papers.did,
        "ada.example",
        papers.url,
        papers.url,
    )
    assert ask(reader, papers, papers.did)[0] == who


@pytest.mark.parametrize(
    "forged",
    [
        {"id": "did:plc:" + "b" * 24},
        {"alsoKnownAs": ["at://eve.example"]},
        {"alsoKnownAs": "at://ada.example"},
        {"service": []},
        {"service": [FakePapers.server_at("https://pds.example/path")]},
        {"service": [FakePapers.server_at("https://user@pds.example")]},
        {"service": [FakePapers.server_at("not an address")]},
        {"service": [{"id": "#atproto_pds", "type": "Other", "serviceEndpoint": "https://pds.example"}]},
    ],
)
def test_papers_that_do_not_agree_are_not_believed(
    reader: Bluesky, papers: FakePapers, forged: dict[str, Any]
) -> None:
    papers.document |= forged
    with pytest.raises(Rejected, match="do not agree"):
        ask(reader, papers)


@pytest.mark.parametrize(
    "host",
    [
        "http://pds.example",
        "https://10.0.0.7",
        "https://169.254.169.254",
        "https://[::1]",
        "https://localhost",
        "ftp://127.0.0.1",
    ],
)
@pytest.mark.parametrize("step", ["server", "issuer"])
def test_nobody_is_led_into_a_private_network(
    reader: Bluesky, papers: FakePapers, host: str, step: str
) -> None:
    if step == "server":
        papers.document["service"] = [papers.server_at(host)]
    else:
        papers.guarded = {"authorization_servers": [host]}
    with pytest.raises(Rejected, match="public server over HTTPS"):
        ask(reader, papers)


@pytest.mark.parametrize(
    "forged",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://evil.example/authorize"},
        {"pushed_authorization_request_endpoint": None},
        {"token_endpoint": ""},
        {"code_challenge_methods_supported": ["plain"]},
        {"dpop_signing_alg_values_supported": ["none"]},
        {"authorization_response_iss_parameter_supported": False},
        {"require_pushed_authorization_requests": False},
        {"scopes_supported": None},
    ],
)
def test_a_server_that_cannot_be_asked_safely_is_not_asked(
    reader: Bluesky, papers: FakePapers, forged: dict[str, Any]
) -> None:
    papers.told |= forged
    with pytest.raises(Rejected, match="app password"):
        ask(reader, papers)


@pytest.mark.parametrize("servers", [[], ["https://a.example", "https://b.example"], [7], "x"])
def test_a_server_has_one_authorization_server(reader: Bluesky, papers: FakePapers, servers: Any) -> None:
    papers.guarded = {"authorization_servers": servers}
    with pytest.raises(Rejected, match="app password"):
        ask(reader, papers)


def test_the_token_endpoint_may_not_be_private_either(reader: Bluesky, papers: FakePapers) -> None:
    papers.told["pushed_authorization_request_endpoint"] = "https://192.168.1.1/par"
    with pytest.raises(Rejected, match="public server over HTTPS"):
        reader.consent(Question(redirect_uri=BACK, account="ada.example"))


def test_a_name_that_is_none_is_told(reader: Bluesky, papers: FakePapers) -> None:
    for name in ("ada", "ada..example", "a b.example", ""):
        with pytest.raises(Rejected, match="knows no account"):
            ask(reader, papers, name)
    nowhere = urlsplit(papers.url)._replace(netloc="127.0.0.1:1").geturl()
    with pytest.raises(TryLater):
        resolve(reader, "ada.example", resolver=nowhere, directory=papers.url)


@pytest.mark.pds
def test_a_token_ends_within_the_hour_and_the_consent_within_two_weeks(
    bluesky: Bluesky, ada: PdsAccount
) -> None:
    access = agreed(bluesky, ada)
    ends = datetime.fromisoformat(access.details["ends"])
    assert not bluesky.renew_needed(access, now=ends - timedelta(minutes=3))
    assert bluesky.renew_needed(access, now=ends - timedelta(minutes=1))
    left = datetime.fromisoformat(access.details["consent_ends"]) - bluesky.clock()
    assert timedelta(days=13) < left <= timedelta(days=14)
