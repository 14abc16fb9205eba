"""Links once they are out: whoever may, ends them; their clicks stay, and nobody reads who was followed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotAllowed, NotFound
from advocacy.program import Program
from advocacy.settings import Settings
from advocacy.storage import clicks
from reach.programme import START, Programme

PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/143.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START + timedelta(days=1))


@pytest.fixture
def program(tmp_path: Path, clock: FixedClock) -> Iterator[Program]:
    settings = Settings.model_validate(
        {"database": {"url": str(tmp_path / "advocacy.db")}, "programme": {"timezone": "Europe/Paris"}}
    )
    with Program.open(settings=settings, clock=clock) as opened:
        made = Programme()
        made.campaign("spring")
        for number, (advocate, story) in enumerate((("ada", "pump"), ("ben", "pump"), ("ben", "factory"))):
            if story not in {row["id"] for row in made.rows.get("stories", [])}:
                made.story(story)
            if advocate not in {row["id"] for row in made.rows.get("advocates", [])}:
                made.advocate(advocate, "sales")
            made.share(advocate, story)
            made.rows["tracked_links"][-1]["code"] = f"Kx7mPq2{number + 2}"
        made.share("ada", "factory", link=False)
        made.save(opened.store)
        yield opened


def statuses(program: Program) -> list[int]:
    """Of the three links, followed in a process that has just begun."""
    app, found = program.redirect(), []

    async def run() -> None:
        async def send(message: Any) -> None:
            found.append(message.get("status"))

        for code in ("Kx7mPq22", "Kx7mPq23", "Kx7mPq24"):
            scope = {"type": "http", "method": "GET", "path": f"/r/{code}", "client": ("192.0.2.1", 1)}
            headers = [(b"user-agent", PHONE.encode())]
            await app({**scope, "headers": headers}, None, send)  # type: ignore[arg-type]
        await app.close()

    asyncio.run(run())
    return [status for status in found if status]


def test_an_author_ends_the_link_of_their_own_share_and_its_clicks_stay(program: Program) -> None:
    assert statuses(program) == [302, 302, 302]
    assert program.end_links(share="ada-pump-1-bluesky", by="ada") == 1
    assert statuses(program) == [404, 302, 302]
    with program.store.read() as tx:
        assert len(clicks.read(tx, code="Kx7mPq22")) == 1
    assert program.end_links(share="ada-pump-1-bluesky", by="ada") == 0
    assert [event.verb for event in program.history("ada-pump-1-bluesky")].count("end links") == 2


def test_all_links_of_a_story_or_a_campaign_end_by_a_role(program: Program) -> None:
    assert program.end_links(story="pump", by="maria", role="marketing") == 2
    assert statuses(program) == [404, 404, 302]
    assert program.end_links(campaign="spring", by="omar", role="operator") == 1
    assert statuses(program) == [404, 404, 404]


def test_a_last_day_is_a_day_of_the_programme_and_may_be_changed(program: Program, clock: FixedClock) -> None:
    for day in ("2026-03-04", date(2026, 3, 3)):
        assert program.end_links(campaign="spring", by="maria", role="hr", last_day=day) == 3
    (one, *_rest) = program.links()
    assert one.ends_at is not None
    assert one.ends_at.isoformat() == "2026-03-03T23:00:00+00:00"
    clock.advance(hours=14, minutes=59)  # it is 23:59 in Paris
    assert statuses(program) == [302, 302, 302]
    clock.advance(minutes=1)
    assert statuses(program) == [404, 404, 404]


def test_who_may_not_and_what_cannot_be_is_said(program: Program) -> None:
    with pytest.raises(NotAllowed, match="no say"):
        program.end_links(share="ada-pump-1-bluesky", by="ben")
    with pytest.raises(NotAllowed, match="no say"):
        program.end_links(story="pump", by="ada", role="sales")
    with pytest.raises(NotAllowed, match="no link"):
        program.end_links(share="ada-factory-1-bluesky", by="ada")
    for wrong in ({}, {"story": "pump", "campaign": "spring"}):
        with pytest.raises(InvalidInput, match="Exactly one"):
            program.end_links(by="maria", role="hr", **wrong)
    for day in ("tomorrow", "2026-03-02"):
        with pytest.raises(InvalidInput, match="2026"):
            program.end_links(story="pump", by="maria", role="hr", last_day=day)
    with pytest.raises(NotFound, match="pump"):
        program.end_links(story="pomp", by="maria", role="hr")
    with pytest.raises(NotFound):
        program.links(advocate="eve")
    assert statuses(program) == [302, 302, 302]


def test_links_are_listed_and_drawn(program: Program) -> None:
    assert [link.code for link in program.links(advocate="ben")] == ["Kx7mPq24", "Kx7mPq23"]
    assert [link.code for link in program.links(story="pump")] == ["Kx7mPq22", "Kx7mPq23"]
    assert program.link_qr("ada-pump-1-bluesky").startswith(b"<svg")
    assert program.link_qr("ada-pump-1-bluesky", form="png").startswith(b"\x89PNG")
    with pytest.raises(NotAllowed, match="no link"):
        program.link_qr("ada-factory-1-bluesky")
