"""Scheduled reports: each period to each recipient once, through real servers, whoever asks how often."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.connectors import Secret
from advocacy.errors import NotFound
from advocacy.program import Program
from advocacy.program.posting import LEASE, secret_variable
from advocacy.reach.periods import last_period
from advocacy.settings import Settings
from advocacy.settings.reports import ReportSchedule
from advocacy.storage import report_sendings
from advocacy.testing.server import FakeNetworks
from reach.programme import Programme, finished

MONDAY = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
"""Eight in the morning in Paris."""
CLAIRE, OMAR = "claire@acme.example", "omar@acme.example"


class Box:
    """A mail server's letter box."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.refuse: dict[str, str] = {}
        self.hangs_up = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.refuse.get(address, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        self.envelopes.append(envelope)
        if self.hangs_up:
            cast("Any", server).transport.abort()
        return "250 OK"

    def to(self, recipient: str) -> list[EmailMessage]:
        found = [each for each in self.envelopes if each.rcpt_tos == [recipient]]
        return [message_from_bytes(cast("bytes", each.content), policy=POLICY) for each in found]


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Controller]:
    controller = Controller(box, hostname="127.0.0.1", port=_free())
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


@pytest.fixture(scope="module")
def rows() -> Programme:
    return finished()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY - timedelta(minutes=1))


@pytest.fixture
def program(
    folder: Path, server: Controller, rows: Programme, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    mail = {
        "server": "127.0.0.1",
        "port": server.port,
        "security": "none",
        "sender": "Advocacy <a@acme.example>",
    }
    with FakeNetworks("slack_webhook") as fake:
        access = fake.add_account("slack_webhook", "board")
        options = dict(fake.settings("slack_webhook"))
        options = {name: value for name, value in options.items() if not isinstance(value, Secret)}
        chat = {"allow_private_hosts": list(options.pop("allow_private_hosts")), "options": options}
        address = f"{access.host}/{access.secrets['address'].reveal().lstrip('/')}"
        monkeypatch.setenv(secret_variable("board"), address)
        settings = Settings.model_validate(
            {
                "database": {"url": str(folder / "advocacy.db")},
                "programme": {"name": "Helvéa", "timezone": "Europe/Paris"},
                "networks": {"email": {"options": mail}, "slack_webhook": chat},
                "reports": {
                    "weekly": {"email": [CLAIRE, OMAR], "language": "fr"},
                    "board": {"channel": "slack_webhook", "link": "https://hub.acme.example/report"},
                },
            }
        )
        with Program.open(settings=settings, clock=clock) as opened:
            rows.save(opened.store)
            opened.fake = fake  # type: ignore[attr-defined]
            yield opened


def states(program: Program, *reports: str) -> dict[tuple[str, str], str]:
    return {
        (each.report, each.recipient): each.state
        for each in program.report_sendings()
        if not reports or each.report in reports
    }


def texts(program: Program) -> list[str]:
    return [post.text for post in cast("Any", program).fake.posts("slack_webhook")]


def test_what_is_due_is_listed_before_the_first_send(program: Program, clock: FixedClock) -> None:
    assert len(states(program)) == 3
    assert set(states(program).values()) == {"due"}
    clock.advance(minutes=1)
    program.send_reports()
    assert set(states(program).values()) == {"sent"}
    assert len(program.report_sendings()) == 3, "what is planned is not told beside what was sent"


def test_each_period_goes_to_each_recipient_once(program: Program, box: Box, clock: FixedClock) -> None:
    clock.advance(minutes=1)
    found = program.send_reports()
    assert {each.state for each in found} == {"sent"}
    assert {(each.first, each.last) for each in found} == {(date(2026, 3, 9), date(2026, 3, 15))}
    for _ in range(3):
        clock.advance(hours=5)
        assert program.send_reports() == []
    (letter,) = box.to(CLAIRE)
    assert len(box.to(OMAR)) == 1
    assert letter["Subject"] == "Helvéa : du 9 mars 2026 au 15 mars 2026"
    plain = letter.get_body(("plain",))
    assert plain is not None
    assert "Et maintenant" in plain.get_content()
    (page,) = [part for part in letter.iter_attachments() if part.get_content_type() == "text/html"]
    assert page.get_filename() == "weekly-2026-03-09.html"
    assert "<html" in page.get_content()
    (said,) = texts(program)
    assert said.startswith("Helvéa: 9 March 2026 to 15 March 2026\n")
    assert "https://hub.acme.example/report" in said
    clock.advance(days=7)
    assert {each.first for each in program.send_reports()} == {date(2026, 3, 16)}
    assert len(box.to(CLAIRE)) == 2


def test_a_worker_sends_what_is_due(program: Program, box: Box, clock: FixedClock) -> None:
    clock.advance(minutes=1)
    program.sweep()
    program.publish(patience=timedelta())
    assert len(box.envelopes) == 2


def test_two_workers_at_once_send_one(program: Program, box: Box, clock: FixedClock) -> None:
    clock.advance(minutes=1)
    both = [threading.Thread(target=program.send_reports) for _ in range(4)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert (len(box.to(CLAIRE)), len(box.to(OMAR)), len(texts(program))) == (1, 1, 1)


def test_a_lost_answer_is_not_sent_again_until_a_person_asks(
    program: Program, box: Box, clock: FixedClock
) -> None:
    clock.advance(minutes=1)
    box.hangs_up = True
    program.send_reports("weekly")
    assert set(states(program, "weekly").values()) == {"unknown"}
    box.hangs_up = False
    clock.advance(days=1)
    assert program.send_reports("weekly") == []
    assert len(box.envelopes) == 2
    assert program.resend_reports("weekly", by="maria") == 2
    assert {each.state for each in program.send_reports("weekly")} == {"sent"}


def test_a_refusal_ends_one_and_a_server_that_is_busy_is_asked_again(
    program: Program, box: Box, clock: FixedClock
) -> None:
    clock.advance(minutes=1)
    box.refuse = {CLAIRE: "550 no such person", OMAR: "450 come back"}
    program.send_reports("weekly")
    assert states(program, "weekly") == {("weekly", CLAIRE): "failed", ("weekly", OMAR): "due"}
    box.refuse = {}
    assert program.send_reports("weekly") == []
    clock.advance(minutes=15)
    assert [each.recipient for each in program.send_reports("weekly")] == [OMAR]
    assert box.to(CLAIRE) == []


def test_a_sender_that_dies_leaves_it_in_doubt(program: Program, box: Box, clock: FixedClock) -> None:
    clock.advance(minutes=1)
    planned = program._reports_of("weekly", program.settings.reports["weekly"])
    with program.store.begin() as tx:
        report_sendings.plan(tx, planned, now=clock())
        assert report_sendings.claim(tx, planned[0], now=clock(), until=clock() + LEASE)
    clock.advance(minutes=11)
    program.send_reports("weekly")
    assert states(program, "weekly") == {("weekly", CLAIRE): "unknown", ("weekly", OMAR): "sent"}
    assert box.to(CLAIRE) == []


def test_a_chat_without_its_secret_fails_and_says_what_is_missing(
    program: Program, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(minutes=1)
    monkeypatch.delenv(secret_variable("board"))
    (found,) = program.send_reports("board")
    assert found.state == "failed"
    assert found.reason is not None
    assert secret_variable("board") in found.reason.fr


def test_an_unknown_report_is_refused(program: Program) -> None:
    with pytest.raises(NotFound, match="board, weekly"):
        program.send_reports("daily")


def test_a_report_to_nobody_is_no_report() -> None:
    with pytest.raises(ValueError, match="to whom"):
        ReportSchedule.model_validate({"every": "week"})


SCHEDULES = st.fixed_dictionaries(
    {
        "every": st.sampled_from(["week", "month"]),
        "weekday": st.sampled_from(["monday", "wednesday", "sunday"]),
        "day": st.integers(1, 28),
        "hour": st.integers(0, 23),
        "email": st.just([CLAIRE]),
    }
)
ZONES = st.sampled_from(["UTC", "Europe/Paris", "Pacific/Auckland", "America/Sao_Paulo"])


@given(st.integers(0, 2 * 365 * 24), SCHEDULES, ZONES)
def test_periods_are_whole_and_over_and_none_is_skipped(
    hours: int, fields: dict[str, Any], zone: str
) -> None:
    schedule, where = ReportSchedule.model_validate(fields), ZoneInfo(zone)
    now = MONDAY + timedelta(hours=hours)
    period = last_period(schedule, zone=where, now=now)
    assert period.due_at <= now
    assert period.last < period.due_at.astimezone(where).date()
    after = period.last + timedelta(days=1)
    assert after.day == 1 if schedule.every == "month" else after.weekday() == 0
    following = last_period(schedule, zone=where, now=now + timedelta(days=7))
    assert following.first in {period.first, after}
