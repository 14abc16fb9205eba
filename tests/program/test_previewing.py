"""What publishing would do, without doing it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from advocacy.clock import FixedClock
from advocacy.program import Step
from advocacy.share import ShareState
from builders import advocate, approved, running

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_all_that_waits_is_shown_and_nothing_moves(tmp_path: Path) -> None:
    people = [advocate(name) for name in ("ada", "ben", "cleo")]
    with running(tmp_path, people, clock=FixedClock(NOON)) as (program, fake):
        first, second, third, fourth, *_ = approved(program)
        program.accept(first, by=first.advocate)
        fake.lose_answers(1, name=first.network)
        program.publish(patience=timedelta(0))
        program.accept(second, by=second.advocate, at=NOON + timedelta(hours=3))
        program.accept(third, by=third.advocate, text="Own words {link}")
        program.accept(fourth, by=fourth.advocate)
        program.accounts.revoke(fourth.advocate, fourth.network)
        before = program.shares()
        found = {each.share.id: each for each in program.preview()}
        assert program.shares() == before
        assert list(found) == [third.id, first.id, second.id, fourth.id]
        assert (found[third.id].step, found[third.id].at) == (Step.SEND, NOON)
        assert found[third.id].sent.text == f"Own words {third.link}"
        assert (found[second.id].step, found[second.id].at) == (Step.SEND, NOON + timedelta(hours=3))
        assert (found[first.id].step, found[first.id].request is None) == (Step.LOOK, False)
        assert (found[fourth.id].step, found[fourth.id].at) == (Step.HELD, None)
        program.freeze(by="maria", role="hr", reason="fire")
        again = {each.share.id: each for each in program.preview()}
        assert again[third.id].step is Step.HELD
        assert again[third.id].why is not None
        assert "fire" in again[third.id].why.en
        assert program.share(third.id).state is ShareState.ON_HOLD
