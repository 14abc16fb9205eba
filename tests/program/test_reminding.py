"""One reminder, and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from advocacy.clock import FixedClock
from builders import advocate, approved, running, story

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_who_has_not_answered_is_reminded_once(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    people = [advocate(name) for name in ("ada", "ben", "cleo")]
    with running(tmp_path, people, clock=clock) as (program, _):
        offers = approved(program)
        bens = next(offer for offer in offers if offer.advocate == "ben")
        program.decline(bens, by="ben")
        assert program.remind() == []
        clock.advance(days=7)
        reminders = program.remind(by="maria")
        assert [(each.advocate, len(each.shares)) for each in reminders] == [("ada", 2), ("cleo", 2)]
        assert {share.reminded_at for each in reminders for share in each.shares} == {clock()}
        assert program.remind() == []
        clock.advance(days=30)
        assert program.remind() == []


def test_a_reminder_is_one_of_the_questions_of_a_week(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    schedule = {"asks_per_week": 1}
    with running(tmp_path, [advocate("ada")], clock=clock, schedule=schedule) as (program, _):
        approved(program)
        clock.advance(days=7)
        assert len(approved(program, story("second"))) == 2
        assert program.remind() == [], "their week is full"
        clock.advance(days=7)
        assert [each.story for each in program.remind()] == ["pump"]
        assert approved(program, story("third")) == [], "the reminder was this week's question"


def test_nobody_is_reminded_of_what_is_frozen_or_over(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, [advocate("ada")], clock=clock) as (program, _):
        approved(program)
        approved(program, story("brief", closes=NOON + timedelta(days=3)))
        program.freeze(by="maria", role="hr", reason="fire", campaign="spring")
        clock.advance(days=8)
        assert program.remind() == []
        program.resume(by="maria", role="hr", campaign="spring")
        assert [each.story for each in program.remind()] == ["pump"]
