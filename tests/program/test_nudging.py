"""Telling people of their offers by e-mail: once each, in their language and hours, and never after a no."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Posted
from advocacy.errors import ConfigurationError, NotAllowed, NotFound
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.program.nudging import Nudged
from advocacy.settings import NetworkSettings
from advocacy.storage import nudges
from advocacy.storage.nudges import NudgeState
from builders import advocate, approved, running, story

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
HUB = "https://intranet.acme.example/advocacy"


class Box:
    """A mail server's letter box, which may refuse, or hang up when it has the message."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 OK"
        self.hangs_up = False

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(cast("bytes", envelope.content), policy=POLICY))
        if self.hangs_up:
            cast("Any", server).transport.abort()
        return self.answer

    def words(self) -> str:
        body = self.letters[-1].get_body(preferencelist=("plain",))
        assert body is not None
        return str(body.get_content())


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


@contextmanager
def mailing(
    folder: Path, port: int, *people: Advocate, clock: FixedClock, **sections: Any
) -> Iterator[Program]:
    given = {"nudges": {"network": "email", "address": HUB}, **sections}
    with running(folder, people, clock=clock, **given) as (program, _fake):
        options = {"server": "127.0.0.1", "port": port, "security": "none", "sender": "a@acme.example"}
        program.settings.networks["email"] = NetworkSettings(options=options)
        yield program


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY)


ADA = advocate("ada", language="fr", timezone="Europe/Paris")


def test_one_letter_tells_of_all_that_waits_and_never_again(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        first, second = approved(program)
        assert program.nudge().sent == 1
        assert program.nudge().sent == 0
        (letter,) = post.letters
        assert letter["To"] == "ada@acme.example"
        assert letter["Subject"] == "1 histoire à partager, si vous le voulez"
        for offer in (first, second):
            assert f"Oui, à ma façon : {HUB}/offers/{offer.id}?answer=accept" in post.words()
            assert f"Non merci : {HUB}/offers/{offer.id}?answer=decline" in post.words()
        assert "La pompe / The pump · Mastodon" in post.words()
        approved(program, story("second"))
        assert program.nudge().sent == 1
        assert len(post.letters) == 2
        assert first.id not in post.words()


def test_who_wants_no_more_of_them_gets_none(tmp_path: Path, box: tuple[Box, int], clock: FixedClock) -> None:
    post, port = box
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        approved(program)
        program.nudge()
        link = post.letters[0]["List-Unsubscribe"].strip(" <>")
        assert link.startswith(f"{HUB}/nudges/")
        with pytest.raises(NotFound):
            program.unsubscribe("another")
        program.unsubscribe(link.rpartition("/")[2])
        approved(program, story("second"))
        assert program.nudge().sent == 0
        with pytest.raises(NotAllowed):
            program.set_nudges("ada", by="maria", wanted=True)
        program.set_nudges("ada", by="ada", wanted=True)
        assert program.nudge().sent == 1


def test_nobody_is_written_to_outside_their_hours_or_beyond_their_week(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    away = advocate("ben", leave=["2026-03-02..2026-03-08"])
    with mailing(tmp_path, port, ADA, away, clock=clock, schedule={"asks_per_week": 2}) as program:
        clock.advance(hours=12)
        approved(program)
        assert program.nudge().sent == 0
        for name in ("second", "third"):
            clock.advance(hours=12)
            approved(program, story(name))
            program.nudge()
            clock.advance(hours=12)
        assert [letter["To"] for letter in post.letters] == ["ada@acme.example"]
        assert post.words().count("?answer=accept") == 4
        assert "third" not in {share.story for share in program.shares(advocate="ada")}


def test_an_offer_is_reminded_of_once_and_not_after_an_answer(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    with mailing(tmp_path, port, ADA, advocate("ben"), clock=clock) as program:
        offers = approved(program)
        program.nudge()
        program.decline(next(offer for offer in offers if offer.advocate == "ben"), by="ben")
        for _week in range(3):
            clock.advance(days=7)
            program.nudge()
        assert sorted(letter["To"] for letter in post.letters) == ["ada@acme.example"] * 2 + [
            "ben@acme.example"
        ]
        assert post.letters[-1]["Subject"] == "1 histoire attend toujours votre réponse"


def test_a_letter_that_may_have_left_is_not_sent_again(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    post.hangs_up = True
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        approved(program)
        assert program.nudge().unknown == 1
        post.hangs_up = False
        clock.advance(hours=1)
        assert program.nudge().sent == 0
        assert [each.state for each in program.nudges()] == [NudgeState.UNKNOWN]
    assert len(post.letters) == 1


def test_a_process_that_dies_while_it_sends_costs_a_letter_and_never_sends_two(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        approved(program)
        mail = program.connector("email")
        publish = mail.publish

        def die(frozen: str, access: Access) -> Posted:
            publish(frozen, access)
            raise KeyboardInterrupt

        mail.publish = die  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            program.nudge()
        mail.publish = publish  # type: ignore[method-assign]
        for _run in range(3):
            clock.advance(minutes=10)
            assert program.nudge().sent == 0
        assert [each.state for each in program.nudges(advocate="ada")] == [NudgeState.UNKNOWN]
    assert len(post.letters) == 1


def test_a_server_that_is_away_keeps_everybody_waiting_and_loses_nothing(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    post.answer = "451 come back"
    with mailing(tmp_path, port, ADA, advocate("ben"), clock=clock) as program:
        approved(program)
        told = program.nudge()
        assert (told.sent, told.waiting) == (0, 2)
        assert told.trouble is not None
        post.answer = "250 OK"
        clock.advance(minutes=20)
        assert program.nudge().sent == 2


def test_what_is_answered_meanwhile_is_not_told_of(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    post.answer = "451 come back"
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        offers = approved(program)
        program.nudge()
        for offer in offers:
            program.decline(offer, by="ada")
        post.answer = "250 OK"
        clock.advance(minutes=20)
        assert program.nudge().sent == 0
        assert program.nudges() == []


def test_leaving_and_erasing_takes_the_letters_with_it(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    _post, port = box
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        approved(program)
        program.nudge()
        program.leave("ada", by="ada", erase=True)
        with program.store.read() as tx:
            assert nudges.select(tx) == []


@pytest.mark.parametrize("network", [None, "bluesky"])
def test_without_anything_to_carry_them_it_says_so(
    tmp_path: Path, clock: FixedClock, network: str | None
) -> None:
    with (
        mailing(tmp_path, 1, ADA, clock=clock, nudges={"network": network}) as program,
        pytest.raises(ConfigurationError, match=r"nudges\.network"),
    ):
        program.nudge()


def test_a_minute_on_a_phone_is_enough_to_decide(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        first, second = approved(program, story(summary="Une pompe qui consomme moitié moins."))
        program.nudge()
        said = post.words()
        assert said.count("Une pompe qui consomme moitié moins.") == 1, "once for all its networks"
        assert all(f"> {offer.text}" in said for offer in (first, second))
        body = post.letters[0].get_body(preferencelist=("html",))
        assert body is not None
        page = str(body.get_content())
        assert "Oui, à ma façon :" not in page
        links = dict(re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', page))
        assert links[f"{HUB}/offers/{first.id}?answer=accept"] == "Oui, à ma façon"
        assert links[f"{HUB}/offers/{second.id}?answer=decline"] == "Non merci"
        assert f"{HUB}/offers" not in links, "a list of offers is nothing that the host was asked to serve"
        assert "<blockquote" in page


def test_a_sunday_says_how_many_wait_and_until_when(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    _post, port = box
    with mailing(tmp_path, port, ADA, advocate("ben", email=None), clock=clock) as program:
        clock.advance(days=6)
        approved(program)
        told = program.nudge()
        assert (told.sent, told.later) == (0, 1), "nobody writes to who has no address"
        assert told.until == datetime(2026, 3, 9, 7, tzinfo=UTC), "8 in Paris"
        clock.advance(days=1)
        assert program.nudge() == Nudged(sent=1)


def test_the_company_s_own_way_out_stands_beside_the_person_s_link(
    tmp_path: Path, box: tuple[Box, int], clock: FixedClock
) -> None:
    post, port = box
    with mailing(tmp_path, port, ADA, clock=clock) as program:
        program.settings.networks["email"].options["unsubscribe"] = "mailto:stop@acme.example"
        approved(program)
        program.nudge()
        ways = post.letters[0]["List-Unsubscribe"].strip().split(", ")
        assert ways[0].startswith(f"<{HUB}/nudges/")
        assert ways[1] == "<mailto:stop@acme.example>"
        assert "mailto:stop@acme.example" in post.words()
