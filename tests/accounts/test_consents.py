"""Consent in the browser, network by network: what is asked, what comes back, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests

from accounts.consenting import CALLBACK, SESSION, agree, asking, person
from advocacy.clock import FixedClock
from advocacy.errors import (
    AuthorizationExpired,
    ConfigurationError,
    ConsentMissing,
    InvalidInput,
    NetworkOnHold,
    NotAllowed,
    NotFound,
    Rejected,
)
from advocacy.program import Program
from advocacy.settings import NetworkSettings, Settings
from advocacy.storage import consent_schema, grants
from peers.mastodon import Mastodon

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
EVERY = ("facebook_page", "linkedin", "mastodon", "slack_api", "threads", "x")


def begin(program: Program, network: str, **options: str) -> str:
    given = {"by": "ada", "session": SESSION, **options}
    return program.begin_connect("ada", network, **given)


@pytest.mark.parametrize("network", EVERY)
def test_a_person_agrees_and_is_connected(folder: Path, network: str) -> None:
    with asking(folder, network) as (program, _):
        connected = program.complete_connect(agree(begin(program, network)), session=SESSION)
        assert (connected.advocate, connected.network) == ("ada", network)
        assert connected.account.partition("@")[0] == "ada"
        assert program.accounts.has("ada", network)


@pytest.mark.parametrize("network", EVERY)
def test_what_is_asked_says_who_asks_and_where_to_come_back(folder: Path, network: str) -> None:
    with asking(folder, network) as (program, _):
        first, second = (parse_qs(urlsplit(begin(program, network)).query) for _ in range(2))
        assert first["redirect_uri"][0].partition("?")[0] == CALLBACK
        assert first["response_type"] == ["code"]
        assert first["state"] != second["state"]
        assert len(first["state"][0]) >= 43


@pytest.mark.parametrize("network", ["mastodon", "x"])
def test_pkce_is_used_where_it_is_offered(folder: Path, network: str) -> None:
    with asking(folder, network) as (program, _):
        asked = parse_qs(urlsplit(begin(program, network)).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert len(asked["code_challenge"][0]) == 43


def test_a_server_that_offers_no_proof_is_asked_without(folder: Path) -> None:
    with asking(folder, "mastodon") as (program, fake):
        fake.network("mastodon").offers_pkce = False
        url = begin(program, "mastodon")
        assert "code_challenge" not in url
        program.complete_connect(agree(url), session=SESSION)


def test_each_server_knows_us_by_one_app(folder: Path) -> None:
    with asking(folder, "mastodon") as (program, fake):
        for _time in range(2):
            program.complete_connect(agree(begin(program, "mastodon")), session=SESSION)
        assert sum(call.path == "/api/v1/apps" for call in fake.requests("mastodon")) == 1


def test_a_server_that_forgot_our_app_is_told_of_it_again(folder: Path) -> None:
    with asking(folder, "mastodon") as (program, fake):
        answer = agree(begin(program, "mastodon"))
        fake.network("mastodon")._apps.clear()
        with pytest.raises(NetworkOnHold):
            program.complete_connect(answer, session=SESSION)
        program.complete_connect(agree(begin(program, "mastodon")), session=SESSION)
        assert program.accounts.has("ada", "mastodon")


def test_an_answer_for_one_server_is_never_taken_for_anothers(folder: Path) -> None:
    """A thief's server sends the person on to an honest one, to be given the code that comes back."""
    with asking(folder, "mastodon", "x") as (program, fake):
        honest = agree(begin(program, "x"))
        for mark in ({}, {"from": "honest.example"}):
            asked_of_thief = parse_qs(urlsplit(begin(program, "mastodon")).query)["state"][0]
            before = len(fake.requests("mastodon"))
            with pytest.raises(NotAllowed, match="another server"):
                program.complete_connect(
                    {"code": honest["code"], "state": asked_of_thief, **mark}, session=SESSION
                )
            assert len(fake.requests("mastodon")) == before, "the thief was not asked for a token"


@pytest.mark.parametrize(
    "host",
    ["https://10.0.0.7", "https://169.254.169.254", "http://social.example", "https://[::ffff:10.0.0.7]"],
)
def test_nobody_is_sent_to_a_server_of_a_private_network(folder: Path, host: str) -> None:
    with asking(folder, "mastodon") as (program, fake):
        mastodon = program.settings.networks["mastodon"].model_copy(update={"host": host})
        settings = program.settings.model_copy(update={"networks": {"mastodon": mastodon}})
        with Program.open(settings=settings) as misled, pytest.raises(Rejected, match="public server"):
            begin(misled, "mastodon")
        assert fake.requests("mastodon") == []


@pytest.mark.mastodon
def test_a_server_that_is_none_of_ours_registers_us_and_gives_a_token(
    folder: Path, mastodon: Mastodon
) -> None:
    account = mastodon.create_account()
    own = NetworkSettings(host=mastodon.base_url, allow_private_hosts=("127.0.0.1",))
    settings = Settings.model_validate(
        {"database": {"url": str(folder / "advocacy.db")}, "accounts": {"callback": CALLBACK}}
    ).model_copy(update={"networks": {"mastodon": own}})
    with Program.open(settings=settings) as program:
        program.import_advocates([person("ada", mastodon=f"{account.username}@social.test")])
        asked = dict(parse_qsl(urlsplit(begin(program, "mastodon")).query))
        form = {name: asked[name] for name in ("redirect_uri", "client_id", "scope", "state")}
        page = f"{mastodon.base_url}/oauth/authorize"
        chosen = {**form, "username": account.username}
        sent = requests.post(page, data=chosen, allow_redirects=False, timeout=10)
        back = dict(parse_qsl(urlsplit(sent.headers["Location"]).query))
        connector = program.connector("mastodon")
        access = program.consents.complete(back, session=SESSION, connector=program.connector).access
        with pytest.raises(NetworkOnHold, match="scopes"):  # this server knows broad scopes only
            connector.identify(access)
        assert connector.revoke(access)
        with pytest.raises(AuthorizationExpired):
            connector.identify(access)


def test_a_page_that_the_person_does_not_manage_is_refused(folder: Path) -> None:
    with asking(folder, "facebook_page") as (program, _):
        answer = agree(begin(program, "facebook_page"), login="ben")
        with pytest.raises(Rejected, match="You manage: ben"):
            program.complete_connect(answer, session=SESSION)


@pytest.mark.parametrize("network", EVERY)
def test_an_answer_is_taken_once(folder: Path, network: str) -> None:
    with asking(folder, network) as (program, _):
        answer = agree(begin(program, network))
        program.complete_connect(answer, session=SESSION)
        with pytest.raises(NotAllowed, match="Begin again"):
            program.complete_connect(answer, session=SESSION)


def test_an_answer_is_taken_from_the_browser_that_asked(folder: Path) -> None:
    with asking(folder, "x") as (program, fake):
        stolen = agree(begin(program, "x"))
        with pytest.raises(NotAllowed, match="another browser"):
            program.complete_connect(stolen, session="the session of somebody else")
        with pytest.raises(NotAllowed):  # it is used up: a thief and its owner cannot both try
            program.complete_connect(stolen, session=SESSION)
        assert not program.accounts.has("ada", "x")
        assert not [call for call in fake.requests("x") if call.path == "/2/oauth2/token"]


def test_an_answer_is_taken_for_ten_minutes(folder: Path) -> None:
    clock = FixedClock(NOW)
    with asking(folder, "linkedin", clock=clock) as (program, _):
        in_time, late = agree(begin(program, "linkedin")), agree(begin(program, "linkedin"))
        clock.advance(minutes=9, seconds=59)
        program.complete_connect(in_time, session=SESSION)
        clock.advance(seconds=1)
        with pytest.raises(NotAllowed, match="too old"):
            program.complete_connect(late, session=SESSION)


def test_what_was_never_answered_is_forgotten(folder: Path) -> None:
    clock = FixedClock(NOW)
    with asking(folder, "x", clock=clock) as (program, _):
        begin(program, "x")
        clock.advance(minutes=10)
        begin(program, "x")
        with program.store.read() as tx:
            assert len(tx.execute(consent_schema.consents.select()).all()) == 1


@pytest.mark.parametrize("state", ["", "never-asked"])
def test_an_answer_that_nobody_asked_for_is_refused(folder: Path, state: str) -> None:
    with asking(folder, "x") as (program, _), pytest.raises(NotAllowed):
        program.complete_connect({"state": state, "code": "c"}, session=SESSION)


def test_an_answer_of_another_server_is_refused(folder: Path) -> None:
    with asking(folder, "x") as (program, fake):
        answer = agree(begin(program, "x")) | {"iss": "https://evil.example"}
        with pytest.raises(NotAllowed, match="another server"):
            program.complete_connect(answer, session=SESSION)
        answer = agree(begin(program, "x")) | {"iss": fake.url("x")}
        assert program.complete_connect(answer, session=SESSION).account == "ada"


@pytest.mark.parametrize(
    ("said", "error", "told"),
    [
        ("access_denied", ConsentMissing, "did not agree"),
        ("user_cancelled_login", ConsentMissing, "did not agree"),
        ("unauthorized_scope_error", ConfigurationError, "unauthorized_scope_error"),
        ("<script>alert(1)</script>", ConfigurationError, r"refuses our app \(\?\)"),
    ],
)
def test_a_person_may_say_no(folder: Path, said: str, error: type[Exception], told: str) -> None:
    with asking(folder, "x") as (program, _):
        state = parse_qs(urlsplit(begin(program, "x")).query)["state"][0]
        with pytest.raises(error, match=told):
            program.complete_connect({"state": state, "error": said}, session=SESSION)
        assert not program.accounts.has("ada", "x")


def test_nobody_is_sent_to_an_address_that_is_not_ours(folder: Path) -> None:
    with asking(folder, "x") as (program, _):
        for address in ("https://evil.example/back", "http://127.0.0.1.evil.example/", "http://localhost/"):
            with pytest.raises(ConfigurationError, match=r"accounts\.callback"):
                begin(program, "x", redirect_uri=address)
        assert "127.0.0.1%3A8733" in begin(program, "x", redirect_uri="http://127.0.0.1:8733/connected")


def test_nobody_connects_for_another_nor_without_a_profile_or_a_session(folder: Path) -> None:
    with asking(folder, "x") as (program, _):
        with pytest.raises(NotAllowed):
            begin(program, "x", by="boss")
        with pytest.raises(InvalidInput, match="bluesky"):
            begin(program, "bluesky")
        with pytest.raises(InvalidInput, match="16 characters"):
            begin(program, "x", session="7")
        with pytest.raises(Rejected, match="metrics"):
            begin(program, "x", purpose="metrics")


def test_who_left_meanwhile_is_not_connected(folder: Path) -> None:
    with asking(folder, "x") as (program, _):
        answer = agree(begin(program, "x"))
        program.leave("ada", by="ada")
        with pytest.raises((NotFound, NotAllowed)):
            program.complete_connect(answer, session=SESSION)


@pytest.mark.parametrize("network", ["mastodon", "threads", "x"])
def test_the_consent_must_be_the_persons_own(folder: Path, network: str) -> None:
    with asking(folder, network) as (program, _):
        answer = agree(begin(program, network), login="ben")
        with pytest.raises(Rejected, match="@ben's and not @ada's"):
            program.complete_connect(answer, session=SESSION)
        assert not program.accounts.has("ada", network)


def test_linkedin_has_an_app_and_a_grant_for_counts(folder: Path) -> None:
    with asking(folder, "linkedin") as (program, fake):
        posts = parse_qs(urlsplit(begin(program, "linkedin")).query)
        reads = begin(program, "linkedin", purpose="metrics")
        asked = parse_qs(urlsplit(reads).query)
        assert asked["scope"] == ["r_member_postAnalytics"]
        assert asked["client_id"] != posts["client_id"]
        connected = program.complete_connect(agree(reads), session=SESSION)
        assert connected.purpose == "metrics"
        assert program.accounts.has("ada", "linkedin", purpose="metrics")
        assert not program.accounts.has("ada", "linkedin")
        assert not [call for call in fake.requests("linkedin") if call.path == "/v2/userinfo"]
        linkedin = program.connector("linkedin")
        access = program.accounts.access("ada", linkedin, purpose="metrics")
        renewed = linkedin.renew(access, now=NOW)
        assert renewed.secrets["access"] != access.secrets["access"]


def test_a_token_that_linkedin_does_not_know_yet_is_asked_about_again(folder: Path) -> None:
    with asking(folder, "linkedin") as (program, fake):
        program.connector("linkedin").waits = (0, 0)  # type: ignore[attr-defined]
        fake.network("linkedin").unknown_for = 2
        assert program.complete_connect(agree(begin(program, "linkedin")), session=SESSION).account == "ada"


def test_a_grant_knows_when_the_person_must_agree_again(folder: Path) -> None:
    clock = FixedClock(NOW)
    with asking(folder, "linkedin", "x", clock=clock) as (program, fake):
        fake.network("linkedin").renews = False
        for network in ("linkedin", "x"):
            program.complete_connect(agree(begin(program, network)), session=SESSION)
        with program.store.read() as tx:
            found = {name: grants.get(tx, "ada", name, "post") for name in ("linkedin", "x")}
        assert found["linkedin"] is not None
        assert found["linkedin"].expires_at == NOW + timedelta(days=60)
        assert found["x"] is not None
        assert found["x"].expires_at is None, "it renews itself"
