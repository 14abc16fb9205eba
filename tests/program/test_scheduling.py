"""Slots, own moments, missed slots and how often a person is asked, in a running programme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from advocacy.clock import FixedClock
from advocacy.errors import CharterRefusal, InvalidInput, NotAllowed, NotFound, NotShareable
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.share import Share, ShareState
from advocacy.storage.schema import advocates, asks, limits, slots
from builders import advocate, approved, running, story

MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY, NOW = timedelta(hours=1), timedelta(days=1), timedelta(0)


def person(name: str, **fields: Any) -> Advocate:
    """Somebody in Lyon with an account on one network."""
    profiles = [{"network": "bluesky", "account": f"{name}.test"}]
    return advocate(name, profiles=profiles, timezone="Europe/Paris", country="FR", **fields)


PEOPLE = [person(f"person-{number}") for number in range(8)]


def accepted(program: Program, **fields: Any) -> list[Share]:
    return [program.accept(offer, by=offer.advocate) for offer in approved(program, story(**fields))]


def test_what_was_accepted_without_a_moment_gets_a_slot_and_goes_out_then(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, PEOPLE, clock=clock) as (program, fake):
        accepted(program)
        shown = program.schedule(dry_run=True)
        assert len(shown.slots) == 8
        assert program.slots() == []
        assert [each.at for each in program.schedule().slots] == [each.at for each in shown.slots]
        assert len({each.at.date() for each in shown.slots}) > 1
        assert program.schedule().slots == ()
        [*moments] = [each.at for each in program.slots()]
        for count, moment in enumerate(moments, start=1):
            clock.advance(seconds=(moment - clock()).total_seconds())
            program.publish(patience=NOW)
            assert len(fake.posts("bluesky")) == count


def test_a_share_planned_for_next_year_is_not_sent_today(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, PEOPLE[:2], clock=clock) as (program, fake):
        first, second = approved(program)
        program.accept(first, by=first.advocate, at=MONDAY + 365 * DAY)
        program.accept(second, by=second.advocate)
        for _again in range(3):
            program.publish(patience=30 * DAY)
            clock.advance(days=1)
        assert len(fake.posts("bluesky")) == 1
        assert program.share(first.id).state is ShareState.QUEUED
        assert program.schedule().slots == (), "a moment of one's own is left alone"
        clock.advance(days=362)
        program.publish(patience=NOW)
        assert len(fake.posts("bluesky")) == 2


def test_one_s_own_moment_wins_over_hours_and_says_so(tmp_path: Path) -> None:
    night = datetime(2026, 3, 8, 2, tzinfo=UTC)
    clock = FixedClock(MONDAY)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, fake):
        [offer] = approved(program)
        program.accept(offer, by=offer.advocate, at=night)
        slot = program.slot(offer.id)
        assert slot is not None
        assert slot.by == "person"
        assert slot.why.fr == "Vous avez choisi ce moment : le 8 mars 2026 à 3 h 00 (Europe/Paris)."
        clock.advance(seconds=(night - MONDAY).total_seconds())
        program.publish(patience=NOW)
        assert len(fake.posts("bluesky")) == 1


def test_another_moment_may_be_chosen_until_it_leaves(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, fake):
        [offer] = approved(program)
        for later in (3, 1, 2):
            share = program.accept(offer, by=offer.advocate, at=MONDAY + later * DAY)
            assert share.due_at == MONDAY + later * DAY
        clock.advance(days=2)
        program.publish(patience=NOW)
        assert len(fake.posts("bluesky")) == 1
        assert program.accept(offer, by=offer.advocate, at=MONDAY + 9 * DAY).state is ShareState.PUBLISHED


def test_a_moment_after_the_end_of_the_story_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1], clock=FixedClock(MONDAY)) as (program, _fake):
        [offer] = approved(program, story(closes=(MONDAY + 2 * DAY).isoformat()))
        with pytest.raises(NotShareable, match="closes on"):
            program.accept(offer, by=offer.advocate, at=MONDAY + 3 * DAY)


def test_where_it_is_set_accepting_gives_a_slot_at_once(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    given = {"schedule": {"automatic": True, "days": 1}}
    with running(tmp_path, PEOPLE, clock=clock, **given) as (program, _fake):
        shares = accepted(program)
        moments = sorted(share.due_at for share in shares)
        assert all(later - earlier >= timedelta(minutes=10) for earlier, later in pairwise(moments))
        assert all(8 <= moment.astimezone(UTC).hour < 18 for moment in moments)
        assert {each.by for each in program.slots()} == {"programme"}


def test_who_is_away_until_the_end_is_told_when_accepting(tmp_path: Path) -> None:
    away = person("ada", leave=["2026-03-03..2026-03-20"], hours="tue-fri 9-18")
    with running(tmp_path, [away], clock=FixedClock(MONDAY), schedule={"automatic": True}) as (
        program,
        _fake,
    ):
        [offer] = approved(program, story(closes=(MONDAY + 7 * DAY).isoformat()))
        with pytest.raises(NotShareable, match="advocacy accept --at"):
            program.accept(offer, by="ada")
        program.accept(offer, by="ada", at=MONDAY + DAY)


def test_what_has_no_slot_is_on_hold_with_a_reason_and_comes_back(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    away = person("ada", leave=["2026-03-02..2026-03-20"])
    with running(tmp_path, [away], clock=clock) as (program, _fake):
        program.set_hours("ada", by="ada", leave=[])
        [offer] = approved(program, story(closes=(MONDAY + 5 * DAY).isoformat()))
        program.accept(offer, by="ada")
        program.set_hours("ada", by="ada", leave=["2026-03-02..2026-03-20"])
        found = program.schedule()
        assert found.slots == ()
        held = program.share(offer.id)
        assert (held.state, held.hold) == (ShareState.ON_HOLD, "schedule")
        assert held.reason == found.without[offer.id]
        program.set_hours("ada", by="ada", leave=[])
        assert len(program.schedule().slots) == 1
        assert program.share(offer.id).state is ShareState.QUEUED


def planned_one(program: Program) -> tuple[Share, datetime]:
    [offer] = approved(program)
    program.accept(offer, by=offer.advocate)
    [slot] = program.schedule().slots
    return program.share(offer.id), slot.at


def test_a_slot_that_was_missed_by_little_is_sent_late(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, [person("ada", hours="mon-sun 0-24")], clock=clock) as (program, fake):
        _share, at = planned_one(program)
        clock.advance(seconds=(at - MONDAY + 5 * HOUR).total_seconds())
        program.publish(patience=NOW)
        assert len(fake.posts("bluesky")) == 1


def test_a_slot_that_was_missed_until_the_evening_moves_to_the_next_morning(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, [person("ada", hours="mon-sun 9-17")], clock=clock) as (program, fake):
        share, at = planned_one(program)
        evening = at.replace(hour=20, minute=0)
        clock.advance(seconds=(evening - MONDAY).total_seconds())
        program.publish(patience=NOW)
        moved = program.share(share.id)
        assert (moved.state, fake.posts("bluesky")) == (ShareState.QUEUED, [])
        assert moved.due_at == (evening + DAY).replace(hour=8)
        assert moved.reason is not None
        assert "nothing was running then" in moved.reason.en
        clock.advance(seconds=(moved.due_at - evening).total_seconds())
        program.publish(patience=NOW)
        assert len(fake.posts("bluesky")) == 1


@pytest.mark.parametrize("then", ["schedule", "release"])
def test_a_slot_that_was_missed_for_long_is_held_and_reported_not_dropped(tmp_path: Path, then: str) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, [person("ada")], clock=clock) as (program, fake):
        share, at = planned_one(program)
        clock.advance(seconds=(at - MONDAY + 25 * HOUR).total_seconds())
        program.publish(patience=NOW)
        held = program.share(share.id)
        assert (held.state, held.hold) == (ShareState.ON_HOLD, "late")
        assert held.reason is not None
        assert "en retard de plus de 24 h" in held.reason.fr
        assert any(each.id == "shares.waiting" for each in program.doctor())
        if then == "release":
            assert program.release("late", by="ops", role="operator") == 1
        else:
            [slot] = program.schedule().slots
            clock.advance(seconds=(slot.at - clock()).total_seconds())
        program.publish(patience=NOW)
        assert len(fake.posts("bluesky")) == 1


def test_who_goes_on_leave_after_the_plan_is_left_in_peace(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, [person("ada")], clock=clock, schedule={"latest": 240}) as (program, fake):
        share, at = planned_one(program)
        day = at.date()
        program.set_hours("ada", by="ada", leave=[f"{day}..{day + 2 * DAY}"])
        clock.advance(seconds=(at - MONDAY).total_seconds())
        program.publish(patience=NOW)
        assert fake.posts("bluesky") == []
        assert program.share(share.id).due_at.date() > day + 2 * DAY


def test_hours_are_one_s_own_and_stay_when_a_file_is_silent(tmp_path: Path) -> None:
    with running(tmp_path, [person("ada")], clock=FixedClock(MONDAY)) as (program, _fake):
        with pytest.raises(NotAllowed):
            program.set_hours("ada", by="ben", hours="mon 9-10")
        with pytest.raises(InvalidInput, match="hours expected"):
            program.set_hours("ada", by="ada", hours="always")
        program.set_hours("ada", by="ada", hours="lun-mar 9h-12h30", leave=["2026-12-24"])
        program.import_advocates([person("ada")])
        assert program.advocate("ada").hours == "mon-tue 09:00-12:30"
        assert program.advocate("ada").leave == ("2026-12-24",)
        program.import_advocates([person("ada", hours="wed 9-10")])
        assert program.advocate("ada").hours == "wed 09:00-10:00"
        assert program.set_hours("ada", by="ada", hours="").hours is None


def test_a_person_is_asked_so_often_a_week_over_all_departments_and_then_later(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    given = {"schedule": {"asks_per_week": 2}}
    with running(tmp_path, PEOPLE[:2], clock=clock, **given) as (program, _fake):
        offered = [len(approved(program, story(f"story-{number}"))) for number in range(4)]
        assert offered == [2, 2, 0, 0]
        assert Counter(ask.story for ask in program.postponed()) == {"story-2": 2, "story-3": 2}
        assert len(program.offer("story-1")) == 2, "asking again for the same story is no other question"
        assert program.ask_postponed() == 0
        clock.advance(days=7)
        program.publish(patience=NOW)
        assert program.postponed() == []
        assert len(program.shares(state="offered")) == 8


def test_a_story_that_is_over_is_asked_of_nobody_later(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, PEOPLE[:1], clock=clock, schedule={"asks_per_week": 1}) as (program, _fake):
        approved(program, story("first"))
        approved(program, story("second", closes=(MONDAY + 2 * DAY).isoformat()))
        assert len(program.postponed()) == 1
        clock.advance(days=8)
        assert program.ask_postponed() == 0
        assert program.postponed() == []


def test_who_is_on_leave_is_asked_when_they_are_back(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, [person("ada", leave=["2026-03-01..2026-03-03"])], clock=clock) as (
        program,
        _fake,
    ):
        assert approved(program) == []
        clock.advance(days=2)
        assert program.ask_postponed() == 1
        assert len(program.shares(state="offered")) == 1


QUIET = """
title: {fr: Charte, en: Charter}
windows:
  quiet: [{from: 2026-03-04, until: 2026-03-05}]
articles:
  - id: quiet
    title: {fr: Silence, en: Silence}
    rules:
      - id: house.quiet
        group: confidentiality
        severity: block
        when: {window: quiet}
        check: {kind: forbid, terms: [pump]}
        message: {fr: "Période de silence : {term}.", en: "Quiet period: {term}."}
"""


def test_the_charter_s_windows_stand_above_one_s_own_moment(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, fake):
        (tmp_path / "charter.yaml").write_text(QUIET, encoding="utf-8")
        [offer] = approved(program)
        with pytest.raises(CharterRefusal) as refused:
            program.accept(offer, by=offer.advocate, at=MONDAY + 2 * DAY)
        assert refused.value.review.findings[0].rule == "house.quiet"
        program.accept(offer, by=offer.advocate, at=MONDAY + 4 * DAY)
        clock.advance(days=4)
        program.publish(patience=NOW)
        assert len(fake.posts("bluesky")) == 1


def test_a_plan_keeps_out_of_the_charter_s_windows(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE, clock=FixedClock(MONDAY)) as (program, _fake):
        (tmp_path / "charter.yaml").write_text(QUIET, encoding="utf-8")
        accepted(program)
        days = {each.at.date().day for each in program.schedule().slots}
        assert days <= {2, 3, 6, 9}


def test_who_leaves_and_is_erased_leaves_no_hours_behind(tmp_path: Path) -> None:
    away = person("ada", hours="mon-fri 10-16", leave=["2026-12-24"])
    with running(tmp_path, [away], clock=FixedClock(MONDAY)) as (program, _fake):
        share, _at = planned_one(program)
        program.leave("ada", by="ada", erase=True)
        assert program.slot(share.id) is None
        with program.store.read() as tx:
            told = [
                str(row) for table in (slots, asks, limits, advocates) for row in tx.execute(table.select())
            ]
        assert not any("10:00" in row or "2026-12-24" in row for row in told)
        assert len(told) == 1


def test_who_counts_as_asked_has_all_their_offers(tmp_path: Path) -> None:
    clock = FixedClock(MONDAY)
    with running(tmp_path, [advocate("ada", leave=["2026-03-02"])], clock=clock) as (program, _fake):
        assert approved(program) == []
        clock.advance(days=1)
        with program.store.begin() as tx:
            tx.exec_driver_sql(
                "CREATE TRIGGER dies BEFORE INSERT ON shares WHEN NEW.network = 'mastodon' "
                "BEGIN SELECT RAISE(ABORT, 'the process dies here'); END"
            )
        with pytest.raises(IntegrityError, match="dies here"):
            program.ask_postponed()
        assert len(program.postponed()) == 1
        with program.store.begin() as tx:
            tx.exec_driver_sql("DROP TRIGGER dies")
        assert program.ask_postponed() == 1
        assert {share.network for share in program.shares()} == {"bluesky", "mastodon"}


@pytest.mark.parametrize("named", [{"story": "pumps"}, {"campaign": "sprng"}, {"advocate": "adda"}])
def test_a_name_that_nobody_has_is_told_with_the_nearest(tmp_path: Path, named: dict[str, str]) -> None:
    nearest = {"pumps": "pump", "sprng": "spring", "adda": "ada"}
    with running(tmp_path, [advocate("ada")]) as (program, _fake):
        approved(program)
        verbs: list[Callable[..., object]] = [program.slots, program.shares]
        verbs += [program.schedule] if "advocate" not in named else [program.unknown, program.deletions]
        verbs += [program.postponed] if "story" in named else []
        for verb in verbs:
            with pytest.raises(NotFound) as told:
                verb(**named)
            (given,) = named.values()
            assert f"did you mean “{nearest[given]}”" in told.value.text.en
            assert f"« {nearest[given]} »" in told.value.text.fr


def test_a_moment_that_is_past_is_refused_and_one_that_just_passed_is_now(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")], clock=FixedClock(MONDAY)) as (program, _fake):
        first, second = approved(program)
        with pytest.raises(InvalidInput, match="past") as refused:
            program.accept(first, by="ada", at=MONDAY - DAY)
        assert [mistake.field for mistake in refused.value.mistakes] == ["at"]
        assert program.share(first.id).state is ShareState.OFFERED
        assert program.accept(second, by="ada", at=MONDAY - timedelta(minutes=1)).due_at == MONDAY
