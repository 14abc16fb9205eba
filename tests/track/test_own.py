"""An author who tries their own link is no reader; everybody else is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.errors import NotAllowed
from advocacy.outcome import Click, ClickClass
from advocacy.program import Program
from advocacy.share import Share
from advocacy.storage import clicks
from advocacy.storage.clicks import Row
from advocacy.storage.types import micros
from advocacy.track.own import own_address, own_reason
from builders import advocate, approved, running, story

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
KEY = b"k" * 32
LINK = "https://go.example/r/Kx7mPq2a"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def program(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    from advocacy.vault import VARIABLE, new_key  # noqa: PLC0415 - only here

    monkeypatch.setenv(VARIABLE, new_key())
    person = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    tracking = {"base_url": "https://go.example", "own_pages": ["intranet.example"]}
    with running(tmp_path, [person], clock=clock, tracking=tracking) as (opened, _fake):
        yield opened


def offered(program: Program) -> Share:
    (share,) = [each for each in approved(program) if each.network == "linkedin"]
    return share


def follow(program: Program, link: str, *, referrer: str = "", address: str = "192.0.2.1") -> None:
    """Follow a link as a browser does."""
    app, parts = program.redirect(), urlsplit(link)
    headers = [(b"user-agent", PHONE.encode())] + ([(b"referer", referrer.encode())] if referrer else [])
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": parts.path,
        "query_string": parts.query.encode(),
        "client": (address, 1),
        "headers": headers,
    }

    async def run() -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope, None, send)  # type: ignore[arg-type]
        await app.close()
        assert sent[0]["status"] == 302
        assert b"own=" not in dict(sent[0]["headers"])[b"location"]

    asyncio.run(run())


def seen(program: Program) -> list[Click]:
    with program.store.read() as tx:
        return clicks.read(tx)


def told(program: Program) -> list[tuple[str, str]]:
    return [(each.kind.value, each.reason) for each in seen(program)]


def test_before_it_is_accepted_nobody_else_has_the_link(program: Program, clock: FixedClock) -> None:
    share = offered(program)
    follow(program, share.link, referrer="https://www.linkedin.com/")
    clock.advance(hours=1)
    program.accept(share, by="ada")
    clock.advance(hours=1)
    follow(program, share.link, referrer="https://www.linkedin.com/", address="192.0.2.9")
    assert told(program) == [("internal", "own: before it was accepted"), ("person", "")]


def test_from_our_pages_by_a_mark_and_at_once(program: Program, clock: FixedClock) -> None:
    share = offered(program)
    program.accept(share, by="ada")
    follow(program, share.link, address="192.0.2.1")
    clock.advance(hours=1)
    follow(program, share.link, referrer="https://intranet.example/me", address="192.0.2.2")
    clock.advance(hours=1)
    follow(program, program.own_link(share), address="192.0.2.3")
    clock.advance(hours=1)
    follow(program, share.link, referrer="https://lnkd.in/", address="192.0.2.4")
    assert told(program) == [
        ("internal", "own: at once, from nowhere"),
        ("internal", "own: from intranet.example"),
        ("internal", "own: a trial"),
        ("person", ""),
    ]


def test_the_author_stays_the_author_for_the_day(program: Program, clock: FixedClock) -> None:
    share = offered(program)
    program.accept(share, by="ada")
    clock.advance(hours=1)
    reader = {"referrer": "https://www.linkedin.com/", "address": "192.0.2.9"}
    follow(program, share.link, address="192.0.2.1", referrer="https://www.linkedin.com/")
    follow(program, share.link, **reader)
    clock.advance(minutes=1)
    follow(program, program.own_link(share), address="192.0.2.1")
    clock.advance(hours=1)
    follow(program, share.link, address="192.0.2.1", referrer="https://www.linkedin.com/")
    follow(program, share.link, **reader)
    clock.advance(days=1)
    follow(program, share.link, address="192.0.2.1", referrer="https://www.linkedin.com/")
    assert [kind for kind, _ in told(program)] == [
        "person",  # nothing told yet who that was, and what was counted stays
        "person",
        "internal",
        "internal",
        "person",
        "person",  # another day, another key: nobody can tell any more
    ]
    with program.store.read() as tx:
        assert clicks.counts(tx) == {ClickClass.PERSON: 4, ClickClass.INTERNAL: 2}


def test_a_trial_confirms_no_hand_off(program: Program, clock: FixedClock) -> None:
    share = offered(program)
    program.accept(share, by="ada")
    clock.advance(hours=1)
    follow(program, program.own_link(share))
    follow(program, share.link, referrer="https://www.linkedin.com/")
    assert program.sweep().confirmed == 0
    follow(program, share.link, referrer="https://www.linkedin.com/", address="192.0.2.9")
    assert program.sweep().confirmed == 1


def reason(code: str, mark: str, *, at: datetime = NOON, key: bytes = KEY) -> str:
    """Why a follow with that mark is its author's own; its share was accepted the day before."""
    click = Row(code, micros(at), "person", "", "v1", "")
    accepted = micros(NOON - timedelta(days=1))
    return own_reason(click, accepted_at=accepted, handed_off=False, mark=mark, key=key, pages=())


def test_a_mark_ends_and_is_nobody_else_s() -> None:
    marked = own_address(LINK, KEY, now=NOON)
    mark = marked.partition("own=")[2]

    def why(code: str = "Kx7mPq2a", mark: str = mark, *, after: int = 0, key: bytes = KEY) -> str:
        return reason(code, mark, at=NOON + timedelta(minutes=after), key=key)

    assert why() == "own: a trial"
    assert why(after=10) == ""
    assert why("Kx7mPq2b") == ""
    assert why(key=b"another") == ""
    assert why(mark="ffffffff" + mark[8:]) == ""


@given(st.text(max_size=80))
def test_no_mark_of_others_counts_or_breaks_anything(mark: str) -> None:
    assert reason("Kx7mPq2a", mark) == ""


def test_a_share_without_a_link_has_nothing_to_try(program: Program) -> None:
    bare = story("plain", link=None, messages=[{"network": "linkedin", "language": "en", "text": "Hello"}])
    (share,) = approved(program, bare)
    with pytest.raises(NotAllowed, match="no link"):
        program.own_link(share)
