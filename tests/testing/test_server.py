from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from advocacy.connectors import Outgoing, RetryKind
from advocacy.errors import OutcomeUnknown, TryLater, UnknownNetwork
from advocacy.testing import Fault
from advocacy.testing.server import FakeNetworks

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OUTGOING = Outgoing(share="s", text="Hello", language="en")


@pytest.fixture
def fake() -> Iterator[FakeNetworks]:
    with FakeNetworks() as fake:
        yield fake


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def test_eighty_accounts_on_each_publish_once(fake: FakeNetworks) -> None:
    for name in fake.names:
        connector = fake.connector(name)
        for number in range(80):
            access = fake.add_account(name, f"advocate{number}")
            connector.publish(connector.freeze(OUTGOING, access, now=NOW), access)
        assert len({post.account for post in fake.posts(name)}) == 80


def test_the_same_handle_is_the_same_account(fake: FakeNetworks) -> None:
    for name in fake.names:
        first, second = (fake.add_account(name, "ada") for _ in range(2))
        assert first.secrets == second.secrets


def test_a_lost_answer_was_done(fake: FakeNetworks) -> None:
    fake.lose_answers(1)
    for name in fake.names:
        connector, access = fake.connector(name), fake.add_account(name, "ada")
        frozen = connector.freeze(OUTGOING, access, now=NOW)
        with pytest.raises(OutcomeUnknown):
            connector.publish(frozen, access)
        assert len(fake.posts(name)) == 1
        if connector.capabilities_for(access).retry[0].kind is RetryKind.IDEMPOTENT:
            connector.publish(frozen, access)
        assert len(fake.posts(name)) == 1


def test_faults_befall_creates_alone(fake: FakeNetworks) -> None:
    fake.strike("mastodon", Fault.answer(429, headers={"Retry-After": "9"}))
    connector, access = fake.connector("mastodon"), fake.add_account("mastodon", "ada")
    connector.identify(access)
    with pytest.raises(TryLater):
        connector.publish(connector.freeze(OUTGOING, access, now=NOW), access)


def test_many_at_once_lose_nothing(fake: FakeNetworks) -> None:
    connector = fake.connector("bluesky")
    accounts = [fake.add_account("bluesky", f"a{number}") for number in range(8)]

    def publish(access: Any) -> None:
        for _ in range(5):
            connector.publish(connector.freeze(OUTGOING, access, now=NOW), access)

    threads = [Thread(target=publish, args=(access,)) for access in accounts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fake.posts("bluesky")) == 40


def test_an_unknown_fake_is_told() -> None:
    with pytest.raises(UnknownNetwork, match="mastodon"):
        FakeNetworks("friendster")


def test_nothing_listens_afterwards(session: requests.Session) -> None:
    with FakeNetworks("mastodon") as fake:
        url = fake.url("mastodon")
        assert session.get(f"{url}/api/v2/instance", timeout=5).ok
    with pytest.raises(requests.ConnectionError):
        session.get(f"{url}/api/v2/instance", timeout=5)


def test_another_process_can_use_it_too(fake: FakeNetworks, session: requests.Session) -> None:
    url = fake.url("mastodon")
    ada = session.post(f"{url}/_fake/accounts", json={"handle": "ada"}, timeout=5).json()
    session.post(f"{url}/_fake/faults", json={"kind": "answer", "status": 503, "times": 1}, timeout=5)
    headers = {"Authorization": f"Bearer {ada['secrets']['access']}"}
    answers = [
        session.post(f"{url}/api/v1/statuses", headers=headers, data={"status": "Hi"}, timeout=5)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [503, 200]
    (post,) = session.get(f"{url}/_fake/posts", timeout=5).json()
    assert post["text"] == "Hi"
    assert post["counts"]["likes"] == 0


def test_a_record_key_used_before_is_a_server_error_on_create(
    fake: FakeNetworks, session: requests.Session
) -> None:
    """As on the real PDS: the retry loop of a naive client never ends."""
    access, bluesky = fake.add_account("bluesky", "ada"), fake.connector("bluesky")
    frozen = bluesky.freeze(OUTGOING, access, now=NOW)
    bluesky.publish(frozen, access)
    headers = {"Authorization": f"Bearer {access.secrets['access'].reveal()}"}
    url = f"{fake.url('bluesky')}/xrpc/com.atproto.repo.createRecord"
    assert session.post(url, json=json.loads(frozen), headers=headers, timeout=5).status_code == 500


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"rkey": "not-a-tid"}, "InvalidRequest"),
        ({"record": {"text": "x"}}, "InvalidRequest"),
        ({"record": {"text": "x" * 301, "createdAt": "2026-03-02T09:00:00Z"}}, "InvalidRequest"),
        ({"repo": "did:plc:somebodyelse"}, "InvalidRequest"),
    ],
)
def test_what_a_pds_refuses(
    fake: FakeNetworks, session: requests.Session, change: dict[str, Any], error: str
) -> None:
    access = fake.add_account("bluesky", "ada")
    body = {**json.loads(fake.connector("bluesky").freeze(OUTGOING, access, now=NOW)), **change}
    headers = {"Authorization": f"Bearer {access.secrets['access'].reveal()}"}
    url = f"{fake.url('bluesky')}/xrpc/com.atproto.repo.putRecord"
    assert session.post(url, json=body, headers=headers, timeout=5).json()["error"] == error
    assert not fake.posts("bluesky")


def test_records_are_listed_newest_first_in_pages(fake: FakeNetworks, session: requests.Session) -> None:
    access, bluesky = fake.add_account("bluesky", "ada"), fake.connector("bluesky")
    for _ in range(5):
        bluesky.publish(bluesky.freeze(OUTGOING, access, now=NOW), access)
    url = f"{fake.url('bluesky')}/xrpc/com.atproto.repo.listRecords"
    asked = {"repo": access.details["did"], "collection": "app.bsky.feed.post", "limit": "2"}
    uris: list[str] = []
    while True:
        page = session.get(url, params=asked, timeout=5).json()
        uris += [record["uri"] for record in page["records"]]
        if "cursor" not in page:
            break
        asked["cursor"] = page["cursor"]
    assert len(set(uris)) == 5
    assert uris == sorted(uris, reverse=True)


def test_a_mastodon_token_is_granted_once_for_a_code_and_its_proof(
    fake: FakeNetworks, session: requests.Session
) -> None:
    url, redirect, verifier = fake.url("mastodon"), "https://acme.example/back", "v" * 43
    fake.add_account("mastodon", "ada")
    app = session.post(
        f"{url}/api/v1/apps", data={"client_name": "Acme", "redirect_uris": redirect}, timeout=5
    ).json()
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")

    def code() -> str:
        asked = {"client_id": app["client_id"], "redirect_uri": redirect, "state": "s", "login": "ada"}
        sent = session.get(
            f"{url}/oauth/authorize",
            params={**asked, "code_challenge": challenge},
            allow_redirects=False,
            timeout=5,
        )
        return parse_qs(urlsplit(sent.headers["Location"]).query)["code"][0]

    def grant(code: str, verifier: str) -> requests.Response:
        asked = {name: app[name] for name in ("client_id", "client_secret")}
        return session.post(
            f"{url}/oauth/token",
            data={**asked, "code": code, "redirect_uri": redirect, "code_verifier": verifier},
            timeout=5,
        )

    first = code()
    token = grant(first, verifier).json()["access_token"]
    assert grant(first, verifier).json()["error"] == "invalid_grant"
    assert grant(code(), "w" * 43).json()["error"] == "invalid_grant"
    who = session.get(
        f"{url}/api/v1/accounts/verify_credentials", headers={"Authorization": f"Bearer {token}"}, timeout=5
    )
    assert who.json()["username"] == "ada"
