"""Slack, Teams and Mattermost: messages to colleagues."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft6Validator

from advocacy.clock import FixedClock
from advocacy.connectors import Outgoing, Secret, connector, network, networks
from advocacy.connectors.media import PNG, Attachment
from advocacy.connectors.teams import TeamsWorkflow
from advocacy.errors import (
    AuthorizationExpired,
    InvalidInput,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.testing import ConnectorContract, Fault, Peer
from advocacy.testing.media_contract import pictured
from advocacy.testing.server import FakeNetworks
from connectors.contract_peers import fake_peer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://go.acme.example/x7"
OUTGOING = Outgoing(
    share="s", text='Pumps & <!channel> "valves"', language="en", link=LINK, title="To the story"
)
NUDGES = ("mattermost_api", "mattermost_webhook", "slack_api", "slack_webhook", "teams_workflow")
WEBHOOKS = ("mattermost_webhook", "slack_webhook", "teams_workflow")
SCHEMA = Path(__file__).with_name("data") / "adaptivecards" / "adaptive-card-1.4.0.json"


class TestSlackApi(ConnectorContract):
    unauthorized = Fault.answer(200, body=b'{"ok":false,"error":"invalid_auth"}')
    throttled = Fault.answer(429, headers={"Retry-After": "30"}, body=b'{"ok":false,"error":"ratelimited"}')

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("slack_api") as peer:
            yield peer


class TestSlackWebhook(ConnectorContract):
    unauthorized = Fault.answer(403, body=b"invalid_token")
    secret_in_address = True

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("slack_webhook") as peer:
            yield peer


class TestTeamsWorkflow(ConnectorContract):
    secret_in_address = True
    accepting = frozenset({200})

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("teams_workflow") as peer:
            yield peer


class TestMattermostApi(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("mattermost_api") as peer:
            yield peer


class TestMattermostWebhook(ConnectorContract):
    secret_in_address = True

    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("mattermost_webhook") as peer:
            yield peer


@pytest.fixture
def fake() -> Iterator[FakeNetworks]:
    with FakeNetworks(*NUDGES) as fake:
        yield fake


def test_what_reaches_colleagues_only_says_so() -> None:
    assert {name for name in networks() if network(name).capabilities.nudges} == {*NUDGES, "email"}


@pytest.mark.parametrize("name", NUDGES)
def test_colleagues_read_what_was_written(fake: FakeNetworks, name: str) -> None:
    channel, chat = fake.add_account(name, "general"), fake.connector(name)
    posted = chat.publish(chat.freeze(OUTGOING, channel, now=NOW), channel)
    (post,) = fake.posts(name)
    assert post.text.startswith(OUTGOING.text)
    assert posted.confirmed is (name != "teams_workflow")


@pytest.mark.parametrize("name", ["slack_api", "slack_webhook"])
def test_nobody_is_called_by_a_sign_of_slacks_own(fake: FakeNetworks, name: str) -> None:
    channel, chat = fake.add_account(name, "general"), fake.connector(name)
    assert "&lt;!channel&gt;" in chat.freeze(OUTGOING, channel, now=NOW)


def _cards(outgoing: Outgoing) -> dict[str, Any]:
    with FakeNetworks("teams_workflow") as fake:
        channel, teams = fake.add_account("teams_workflow", "general"), fake.connector("teams_workflow")
        message: dict[str, Any] = json.loads(teams.freeze(outgoing, channel, now=NOW))["message"]
    return message


def test_a_card_with_an_image_is_one_by_the_published_schema() -> None:
    image = Attachment(kind=PNG, data=b"", alt="A pump", address="https://acme.example/pump.png")
    teams = connector("teams_workflow")
    assert isinstance(teams, TeamsWorkflow)
    (attachment,) = teams.message(replace(OUTGOING, media=(image,)))["attachments"]
    Draft6Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(attachment["content"])
    assert {"type": "Image", "url": image.address, "altText": "A pump"} in attachment["content"]["body"]


def test_an_image_that_is_no_longer_the_approved_one_is_not_shown(fake: FakeNetworks) -> None:
    channel, slack = fake.add_account("slack_api", "general"), fake.connector("slack_api")
    with pictured() as shown:
        (image,) = shown.media
        slack.freeze(replace(OUTGOING, media=(image,)), channel, now=NOW)
        with pytest.raises(Rejected, match="approved"):
            slack.freeze(replace(OUTGOING, media=(replace(image, source="0" * 64),)), channel, now=NOW)
    with pytest.raises(TryLater):
        slack.freeze(replace(OUTGOING, media=(image,)), channel, now=NOW)


def test_an_image_whose_file_tells_where_it_was_taken_is_told_before() -> None:
    image = Attachment(kind=PNG, data=b"", alt="A pump", address="https://acme.example/pump.png", tells=True)
    (told,) = connector("slack_webhook").problems(replace(OUTGOING, media=(image,)))
    assert "metadata" in told.en


@pytest.mark.parametrize(
    "outgoing",
    [
        OUTGOING,
        replace(OUTGOING, link=""),
        replace(OUTGOING, title=""),
        replace(OUTGOING, text="One\n\n\nTwo"),
    ],
)
def test_a_card_is_one_by_the_published_schema(outgoing: Outgoing) -> None:
    message = _cards(outgoing)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    (attachment,) = message["attachments"]
    Draft6Validator(schema).validate(attachment["content"])
    assert message["type"] == "message"
    wrong = {**attachment["content"], "body": [{"type": "TextBlock", "text": 7}]}
    assert not Draft6Validator(schema).is_valid(wrong)


def test_a_card_that_is_too_large_as_a_whole_is_told_before() -> None:
    teams = connector("teams_workflow")
    (told,) = teams.problems(replace(OUTGOING, text='"' * 20_000))
    assert "28000" in told.en
    assert not teams.problems(OUTGOING)


@pytest.mark.parametrize("name", WEBHOOKS)
def test_a_pasted_address_is_taken_apart(fake: FakeNetworks, name: str) -> None:
    channel, chat = fake.add_account(name, "general"), fake.connector(name)
    pasted = Secret(f"{fake.url(name)}/{channel.secrets['address'].reveal()}")
    known = chat.identify(replace(channel, host="", secrets={"address": pasted}))
    assert (known.host, known.secrets) == (channel.host, channel.secrets)
    chat.publish(chat.freeze(OUTGOING, known, now=NOW), known)
    assert len(fake.posts(name)) == 1


@pytest.mark.parametrize("pasted", ["", "hooks.slack.com/services/T", "https://", "ftp://x/y", "https://[/"])
def test_what_is_no_address_is_told_without_quoting_it(pasted: str) -> None:
    chat = connector("slack_webhook")
    with FakeNetworks("slack_webhook") as fake:
        channel = replace(fake.add_account("slack_webhook", "general"), secrets={"address": Secret(pasted)})
    with pytest.raises(InvalidInput, match=r"https://$"):
        chat.identify(channel)
    with pytest.raises(AuthorizationExpired, match="webhook"):
        chat.publish('{"message":{},"key":"k"}', replace(channel, secrets={}))


def test_a_query_of_an_address_is_kept() -> None:
    """Workflows sign their addresses."""
    chat = connector("teams_workflow")
    with FakeNetworks("teams_workflow") as fake:
        channel = fake.add_account("teams_workflow", "general")
        signed = Secret("https://prod.logic.example/workflows/w/run?api-version=1&sig=s%2Fg")
        known = chat.identify(replace(channel, secrets={"address": signed}))
    assert known.secrets["address"].reveal() == "workflows/w/run?api-version=1&sig=s%2Fg"


@pytest.mark.parametrize("name", ["slack_api", "mattermost_api"])
def test_a_lost_message_is_found_by_its_key(fake: FakeNetworks, name: str) -> None:
    channel, chat = fake.add_account(name, "general"), fake.connector(name)
    frozen = chat.freeze(OUTGOING, channel, now=NOW)
    since = datetime.now(UTC) - timedelta(minutes=1)
    fake.lose_answers(name=name)
    with pytest.raises(OutcomeUnknown):
        chat.publish(frozen, channel)
    for _ in range(120):
        chat.publish(chat.freeze(OUTGOING, channel, now=NOW), channel)
    found = chat.find(frozen, channel, since=since)
    first = fake.posts(name)[0]
    assert found is not None
    assert (found.remote_id, found.url) == (first.remote_id, first.url)


@pytest.mark.parametrize("name", ["slack_api", "mattermost_api"])
def test_nonsense_is_no_empty_channel(name: str) -> None:
    with fake_peer(name) as peer:
        access = peer.access()
        frozen = peer.connector.freeze(OUTGOING, access, now=NOW)
        for body in (b"{}", b"<html>", b'{"ok":true,"messages":7,"posts":7}'):
            peer.proxy._where = lambda *_: True
            peer.proxy.strike(Fault.answer(200, body=body))
            with pytest.raises(TryLater):
                peer.connector.find(frozen, access, since=NOW)


def test_a_pending_id_is_known_for_half_a_minute() -> None:
    clock = FixedClock(NOW)
    with FakeNetworks("mattermost_api", clock=clock) as fake:
        channel, chat = fake.add_account("mattermost_api", "general"), fake.connector("mattermost_api")
        frozen = chat.freeze(OUTGOING, channel, now=NOW)
        first = chat.publish(frozen, channel)
        clock.advance(seconds=25)
        assert chat.publish(frozen, channel) == first
        clock.advance(seconds=10)
        assert chat.publish(frozen, channel) != first


@pytest.mark.parametrize("name", ["slack_api", "mattermost_api"])
def test_whose_token_it_is(fake: FakeNetworks, name: str) -> None:
    channel, chat = fake.add_account(name, "general"), fake.connector(name)
    assert chat.identify(replace(channel, details={})).details == channel.details
    with pytest.raises(AuthorizationExpired):
        chat.identify(replace(channel, secrets={"access": Secret("another")}))
    with pytest.raises(AuthorizationExpired, match="connected"):
        chat.publish(chat.freeze(OUTGOING, channel, now=NOW), replace(channel, secrets={}))


@pytest.mark.parametrize("name", ["slack_api", "mattermost_api"])
def test_a_channel_that_the_app_is_not_in_holds(fake: FakeNetworks, name: str) -> None:
    channel, chat = fake.add_account(name, "general"), fake.connector(name)
    elsewhere = replace(channel, account="random", details={**channel.details, "channel": "random"})
    with pytest.raises(NetworkOnHold):
        chat.publish(chat.freeze(OUTGOING, elsewhere, now=NOW), channel)
