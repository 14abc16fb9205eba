"""Webhooks: signed, at least once, with patience, to public servers only, and nothing about who."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.connectors.standard_webhooks import is_genuine, new_secret, signed
from advocacy.errors import InvalidInput, NotFound
from advocacy.program import Program
from advocacy.program.hooking import WAITS, AddedWebhook
from advocacy.storage import webhooks
from advocacy.storage.exchange_schema import webhook_messages
from advocacy.vault import VARIABLE, new_key
from builders import advocate, approved, running

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Receiver(ThreadingHTTPServer):
    """A real server on loopback that keeps what it is sent, and answers what the test says."""

    daemon_threads = True

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        self.answers: list[int] = []
        self.hangs_up = False
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?k=canary-in-the-address"

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((dict(self.headers.items()), body))
        if self.server.hangs_up:
            self.connection.close()
            return
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def program(folder: Path, clock: FixedClock) -> Iterator[Program]:
    own = {"allow_private_hosts": ["127.0.0.1"]}
    with running(folder, [advocate("ada")], clock=clock, webhooks=own) as (opened, _fake):
        yield opened


def added(program: Program, receiver: Receiver, *events: str) -> AddedWebhook:
    return program.add_webhook(receiver.url, events=events or ("*",), by="maria")


def published(program: Program) -> None:
    for share in approved(program):
        if share.network != "linkedin":
            program.accept(share, by="ada")
    program.publish(patience=timedelta())


def states(program: Program) -> dict[str, int]:
    ((_, counts),) = program.webhooks()
    return counts


class _Then(datetime):
    """The library's clock, which is to stand where the programme's does."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


def test_what_happens_is_told_signed_and_once(
    program: Program, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = added(program, receiver, "share.accepted", "post.*").secret
    published(program)
    program.send_webhooks()
    program.send_webhooks()
    told = sorted((each["type"], each["data"]["network"]) for each in receiver.bodies())
    assert told == [
        ("post.published", "bluesky"),
        ("post.published", "mastodon"),
        ("share.accepted", "bluesky"),
        ("share.accepted", "mastodon"),
    ]
    library = standardwebhooks.Webhook(secret)
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _Then)
    for headers, body in receiver.got:
        assert library.verify(body, {name.lower(): value for name, value in headers.items()})
        assert is_genuine(secret, headers, body, now=NOW)
        assert not is_genuine(secret, headers, body + " ", now=NOW)
        assert not is_genuine(new_secret(), headers, body, now=NOW)
        assert not is_genuine(secret, headers, body, now=NOW + timedelta(minutes=6))
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 4


def test_nothing_says_who(program: Program, receiver: Receiver) -> None:
    added(program, receiver)
    published(program)
    program.convert("order-1", kind="sale", amount=4900, currency="EUR")
    program.send_webhooks()
    assert {each["type"] for each in receiver.bodies()} >= {"share.offered", "conversion.recorded"}
    assert not any("ada" in body.lower() for _, body in receiver.got)


def test_nothing_from_before_it_was_added_is_told(
    program: Program, receiver: Receiver, clock: FixedClock
) -> None:
    published(program)
    clock.advance(minutes=1)
    added(program, receiver)
    program.send_webhooks()
    assert receiver.got == []


def test_a_lost_answer_is_told_again_with_the_same_id(
    program: Program, receiver: Receiver, clock: FixedClock
) -> None:
    added(program, receiver, "conversion.recorded")
    program.convert("order-1")
    receiver.hangs_up = True
    assert program.send_webhooks().later == 1
    receiver.hangs_up = False
    assert program.send_webhooks().delivered == 0  # not yet
    clock.advance(seconds=5)
    assert program.send_webhooks().delivered == 1
    (one, two) = receiver.got
    assert (one[0]["webhook-id"], one[1]) == (two[0]["webhook-id"], two[1])


def test_patience_ends_after_three_days_and_a_person_may_try_again(
    program: Program, receiver: Receiver, clock: FixedClock
) -> None:
    one = added(program, receiver, "conversion.recorded")
    program.convert("order-1")
    receiver.answers = [500] * 10
    program.send_webhooks()
    for wait in WAITS:
        clock.advance(seconds=wait.total_seconds() - 1)
        assert program.send_webhooks() == type(program.send_webhooks())()
        clock.advance(seconds=1)
        program.send_webhooks()
    assert states(program) == {"failed": 1}
    assert len(receiver.got) == 10
    clock.advance(days=30)
    assert program.send_webhooks().delivered == 0
    assert program.resend_webhooks(one.id, by="maria") == 1
    assert program.send_webhooks().delivered == 1


def test_one_that_does_not_answer_is_not_hammered(program: Program, receiver: Receiver) -> None:
    added(program, receiver, "conversion.recorded")
    for number in range(5):
        program.convert(f"order-{number}")
    receiver.answers = [503] * 5
    assert program.send_webhooks().later == 1
    assert len(receiver.got) == 1
    assert states(program) == {"due": 5}


def test_gone_is_gone(program: Program, receiver: Receiver, clock: FixedClock) -> None:
    added(program, receiver, "conversion.recorded")
    program.convert("order-1")
    receiver.answers = [410]
    assert program.send_webhooks().ended == 1
    clock.advance(days=1)
    program.convert("order-2")
    assert program.send_webhooks().delivered == 0
    assert len(receiver.got) == 1


def test_no_redirect_is_followed(program: Program, receiver: Receiver) -> None:
    added(program, receiver, "conversion.recorded")
    program.convert("order-1")
    receiver.answers = [307]
    assert program.send_webhooks().later == 1


def test_who_dies_while_sending_leaves_it_to_the_next(
    program: Program, receiver: Receiver, clock: FixedClock
) -> None:
    added(program, receiver, "conversion.recorded")
    program.convert("order-1")
    (one,) = program.webhooks()
    program._write_down(one[0])
    with program.store.begin() as tx:
        assert len(webhooks.take(tx, now=clock(), until=clock() + timedelta(minutes=2), limit=9)) == 1
    assert program.send_webhooks().delivered == 0
    clock.advance(minutes=2)
    assert program.send_webhooks().delivered == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/x",
        "https://user:pass@hooks.example/x",
        "ftp://hooks.example/x",
        "hooks.example",
        "https:///x",
    ],
)
def test_only_plain_https_addresses_are_taken(program: Program, url: str) -> None:
    with pytest.raises(InvalidInput, match="url"):
        program.add_webhook(url, by="maria")


@pytest.mark.parametrize("url", ["https://127.0.0.2/x", "https://169.254.169.254/latest", "https://[::1]/x"])
def test_nothing_leaves_for_a_private_network(program: Program, url: str) -> None:
    program.add_webhook(url, events=["conversion.recorded"], by="maria")
    program.convert("order-1")
    assert program.send_webhooks().later == 1
    with program.store.read() as tx:
        assert tx.execute(sa.select(webhook_messages.c.status)).scalar_one() is None


def test_events_that_do_not_exist_are_refused(program: Program, receiver: Receiver) -> None:
    with pytest.raises(InvalidInput, match=r"post\.published"):
        program.add_webhook(receiver.url, events=["post.deleted"], by="maria")
    with pytest.raises(NotFound):
        program.remove_webhook("none", by="maria")
    one = added(program, receiver)
    program.remove_webhook(one.id, by="maria")
    assert program.webhooks() == []


def test_address_and_secret_are_sealed_and_rotate(
    program: Program, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = added(program, receiver, "conversion.recorded")
    with program.store.read() as tx:
        (kept,) = webhooks.sealed(tx)
    assert b"canary" not in kept.secrets
    assert "canary" not in repr(program.webhooks())
    import os  # noqa: PLC0415 - only here

    monkeypatch.setenv(VARIABLE, f"{new_key()},{os.environ[VARIABLE]}")
    with Program.open(settings=program.settings, clock=program.clock) as again:
        assert again.rotate_vault(by="maria", role="operator").left == 0
        again.convert("order-1")
        assert again.send_webhooks().delivered == 1
    headers, body = receiver.got[0]
    assert is_genuine(one.secret, headers, body, now=NOW)


def test_a_worker_tells(program: Program, receiver: Receiver) -> None:
    added(program, receiver, "conversion.recorded")
    program.convert("order-1")
    program.sweep()
    assert len(receiver.got) == 1


def test_old_words_are_forgotten_and_not_told_again(
    program: Program, receiver: Receiver, clock: FixedClock
) -> None:
    added(program, receiver, "post.published")
    published(program)
    program.send_webhooks()
    clock.advance(days=31)
    program.send_webhooks()
    program.send_webhooks()
    with program.store.read() as tx:
        assert set(tx.execute(sa.select(webhook_messages.c.body)).scalars()) == {""}
    assert len(receiver.got) == 2


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=20))
def test_no_other_signature_is_genuine(message: str, signature: str, at: str) -> None:
    headers = {"Webhook-Id": message, "Webhook-Signature": f"v1,{signature}", "Webhook-Timestamp": at}
    assert not is_genuine("whsec_" + "QUJD" * 8, headers, "{}", now=NOW)
    own = signed("whsec_" + "QUJD" * 8, "msg", "{}", now=NOW)
    assert is_genuine("whsec_" + "QUJD" * 8, own, "{}", now=NOW)
