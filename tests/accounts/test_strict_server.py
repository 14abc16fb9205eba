"""Consent by a strict server that is none of ours: what must be refused is refused, by it or by us."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from accounts.consenting import CALLBACK, SESSION, person
from advocacy.clock import ShiftedClock
from advocacy.connectors import Connector, Secret
from advocacy.connectors.consent import Consent, Question, with_query
from advocacy.errors import AuthorizationExpired, ConnectorError, NotAllowed, Rejected, TryLater
from advocacy.program import Program
from advocacy.settings import NetworkSettings, Settings
from advocacy.storage import grants
from peers.oauth import SECRETS, OAuthServer, run_oauth

TOKEN_AT = {"x": "/2/oauth2/token", "linkedin": "/oauth/v2/accessToken"}
NETWORKS = tuple(TOKEN_AT)


@pytest.fixture(scope="module")
def server() -> Iterator[OAuthServer]:
    with run_oauth(CALLBACK) as peer:
        yield peer


@pytest.fixture
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture
def program(
    folder: Path, server: OAuthServer, clock: ShiftedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(f"ADVOCACY_{name.upper()}_CLIENT_SECRET", secret)
    networks = {
        name: NetworkSettings(
            host=server.url,
            allow_private_hosts=("127.0.0.1",),
            options={"client_id": name, "login": server.url},
        )
        for name in NETWORKS
    }
    settings = Settings.model_validate(
        {"database": {"url": str(folder / "advocacy.db")}, "accounts": {"callback": CALLBACK}}
    ).model_copy(update={"networks": networks})
    with Program.open(settings=settings, clock=clock) as opened:
        opened.import_advocates([person("ada"), person("ben")])
        yield opened


def begin(program: Program, network: str) -> str:
    return program.begin_connect("ada", network, by="ada", session=SESSION)


def asked(program: Program, server: OAuthServer, network: str) -> tuple[Connector, Consent]:
    connector = program.connector(network)
    return connector, connector.consent(Question(redirect_uri=CALLBACK, host=server.url))


@pytest.mark.parametrize("network", NETWORKS)
def test_a_person_agrees_and_the_tokens_rotate(
    program: Program, server: OAuthServer, clock: ShiftedClock, network: str
) -> None:
    done = program.complete_connect(server.agree(begin(program, network)), session=SESSION)
    assert done.account == "ada"
    connector = program.connector(network)
    first = program.accounts.access("ada", connector)
    clock.shift(days=61)
    second = program.accounts.access("ada", connector)
    assert second.secrets["refresh"] != first.secrets["refresh"]
    assert connector.identify(second).details["id"]
    assert program.accounts.access("ada", connector) == second


def test_what_is_taken_back_is_over_there_too(program: Program, server: OAuthServer) -> None:
    program.complete_connect(server.agree(begin(program, "x")), session=SESSION)
    x = program.connector("x")
    access = program.accounts.access("ada", x)
    (done,) = program.disconnect("ada", "x", by="ada")
    assert done.told
    with pytest.raises(AuthorizationExpired):
        x.identify(access)
    with pytest.raises(AuthorizationExpired):
        x.renew(access, now=program.clock())
    with program.store.read() as tx:
        kept = grants.get(tx, "ada", "x", "post")
    assert kept is not None
    assert (kept.state, kept.secrets) == ("revoked", b"")


@pytest.mark.parametrize("network", NETWORKS)
def test_a_code_that_comes_again_is_refused(program: Program, server: OAuthServer, network: str) -> None:
    connector, consent = asked(program, server, network)
    code = server.agree(consent.url)["code"]
    connector.redeem(code, consent)
    with pytest.raises(AuthorizationExpired):
        connector.redeem(code, consent)


def test_a_wrong_proof_is_refused(program: Program, server: OAuthServer) -> None:
    connector, consent = asked(program, server, "x")
    forged = replace(consent, secrets={"verifier": Secret("v" * 64)})
    with pytest.raises(AuthorizationExpired):
        connector.redeem(server.agree(consent.url)["code"], forged)


@pytest.mark.parametrize("change", [{"code_challenge": ""}, {"code_challenge_method": "plain"}])
def test_the_server_wants_a_proof_and_a_good_one(
    program: Program, server: OAuthServer, change: dict[str, str]
) -> None:
    _, consent = asked(program, server, "x")
    where, _, query = consent.url.partition("?")
    weak = {**dict(parse_qsl(query)), **change}
    back = server.agree(with_query(where, {name: value for name, value in weak.items() if value}))
    assert back["error"] == "invalid_request"
    assert "code" not in back


@pytest.mark.parametrize("network", NETWORKS)
def test_no_code_goes_to_another_address(program: Program, server: OAuthServer, network: str) -> None:
    connector = program.connector(network)
    for address in (f"{CALLBACK}/../evil", "https://evil.example/back", CALLBACK + "?next=evil"):
        asked_elsewhere = connector.consent(Question(redirect_uri=address, host=server.url))
        assert server.open(asked_elsewhere.url).status_code == 400
    connector, consent = asked(program, server, network)
    code = server.agree(consent.url)["code"]
    moved = replace(consent, question=replace(consent.question, redirect_uri="https://evil.example/back"))
    with pytest.raises(ConnectorError):
        connector.redeem(code, moved)


@pytest.mark.parametrize("network", NETWORKS)
def test_what_we_refuse_ourselves_never_reaches_the_server(
    program: Program, server: OAuthServer, clock: ShiftedClock, network: str
) -> None:
    before = server.seen(TOKEN_AT[network])
    stolen = server.agree(begin(program, network))
    with pytest.raises(NotAllowed, match="another browser"):
        program.complete_connect(stolen, session="the session of the thief, not Ada's")
    mixed = server.agree(begin(program, network)) | {"iss": "https://evil.example"}
    with pytest.raises(NotAllowed, match="another server"):
        program.complete_connect(mixed, session=SESSION)
    late = server.agree(begin(program, network))
    clock.shift(minutes=10)
    with pytest.raises(NotAllowed, match="too old"):
        program.complete_connect(late, session=SESSION)
    assert server.seen(TOKEN_AT[network]) == before
    assert not program.accounts.has("ada", network)


def test_a_consent_of_somebody_else_is_not_kept(program: Program, server: OAuthServer) -> None:
    with pytest.raises(Rejected, match="@ben's and not @ada's"):
        program.complete_connect(server.agree(begin(program, "x"), login="ben"), session=SESSION)
    assert not program.accounts.has("ada", "x")


def test_many_who_need_a_new_token_at_once_keep_the_consent(
    program: Program, server: OAuthServer, clock: ShiftedClock
) -> None:
    """The server would end it at the second use of a refresh token."""
    program.complete_connect(server.agree(begin(program, "x")), session=SESSION)
    before, x = server.seen(TOKEN_AT["x"]), program.connector("x")
    clock.shift(hours=3)

    def token(_number: int) -> str:
        give_up = clock() + timedelta(seconds=30)
        while clock() < give_up:
            try:
                return program.accounts.access("ada", x).secrets["access"].reveal()
            except TryLater:
                continue
        raise AssertionError

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(token, range(8)))) == 1
    assert server.seen(TOKEN_AT["x"]) == before + 1
    assert x.identify(program.accounts.access("ada", x)).details["username"] == "ada"


def test_a_refresh_token_that_comes_twice_ends_all_and_is_seen(
    program: Program, server: OAuthServer, clock: ShiftedClock
) -> None:
    program.complete_connect(server.agree(begin(program, "x")), session=SESSION)
    x = program.connector("x")
    thief = program.accounts.access("ada", x)
    x.renew(thief, now=clock())
    clock.shift(hours=3)
    with pytest.raises(AuthorizationExpired):
        program.accounts.access("ada", x)
    (told,) = program.expiring_grants()
    assert (told.advocate, told.network, told.is_over) == ("ada", "x", True)
    program.complete_connect(server.agree(begin(program, "x")), session=SESSION)
    assert program.expiring_grants() == []


def test_the_server_is_none_of_ours(server: OAuthServer) -> None:
    assert requests.get(f"{server.url}/2/users/me", timeout=10).status_code in {401, 403}
    assert urlsplit(server.url).hostname == "127.0.0.1"
    assert os.environ.get("DJANGO_SETTINGS_MODULE") is None, "it runs in a process of its own"
