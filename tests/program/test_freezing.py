"""Stopping everything in a crisis, and going on without a flood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotAllowed, NotFound, StoryUnavailable, UnknownNetwork
from advocacy.share import Hold, ShareState
from advocacy.storage import shares
from builders import advocate, approved, running, story

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = [advocate(name) for name in ("ada", "ben", "cleo", "dan")]


def test_what_is_frozen_is_not_sent_and_says_why(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE, clock=clock) as (program, fake):
        pumps = [program.accept(offer, by=offer.advocate) for offer in approved(program)]
        said = approved(program, story("statement", campaign="crisis"))
        frozen = program.freeze(by="maria", role="hr", reason="fire in Lyon", exempt=["statement"])
        assert (frozen.held, frozen.leaving) == (8, ())
        statement = [program.accept(offer, by=offer.advocate) for offer in said]
        program.publish(patience=timedelta(0))
        assert {program.share(each.id).state for each in statement} == {ShareState.PUBLISHED}
        held = [program.share(each.id) for each in pumps]
        assert {(share.state, share.hold) for share in held} == {(ShareState.ON_HOLD, "crisis")}
        assert held[0].reason is not None
        assert "fire in Lyon" in held[0].reason.fr
        assert len(fake.posts("bluesky")) == 4
        with pytest.raises(NotAllowed, match="advocacy resume"):
            program.release("crisis", by="ben", role="operator")
        program.publish(patience=timedelta(0))
        assert len(fake.posts("bluesky")) == 4


def test_the_history_of_a_share_tells_of_the_freezes_that_met_it(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, _):
        for name, out in (("before", True), ("during", False)):
            clock.advance(minutes=1)
            for offer in approved(program, story(name)):
                program.accept(offer, by=offer.advocate)
            if out:
                program.publish(patience=timedelta(0))
        clock.advance(minutes=1)
        program.freeze(by="maria", role="hr", reason="fire", network="mastodon")
        clock.advance(minutes=1)
        program.resume(by="claire", role="hr", network="mastodon")
        clock.advance(minutes=1)
        after = approved(program, story("after"))
        told = {
            (share.story, share.network): [(event.verb, event.by) for event in program.history(share.id)]
            for share in [*program.shares(story="before"), *program.shares(story="during"), *after]
        }
        frozen = [("freeze", "maria"), ("resume", "claire")]
        assert [key for key, events in told.items() if events[-2:] == frozen] == [("during", "mastodon")]
        assert sum("freeze" in dict(events) for events in told.values()) == 1


def test_what_resumes_is_spread_and_nothing_is_lost(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE, clock=clock) as (program, fake):
        offers = approved(program)
        for offer in offers[:6]:
            program.accept(offer, by=offer.advocate)
        later = program.accept(offers[6], by=offers[6].advocate, at=NOON + timedelta(days=9))
        program.freeze(by="maria", role="hr", reason="fire")
        late = program.accept(offers[7], by=offers[7].advocate)
        program.publish(patience=timedelta(0))
        assert program.share(late.id).hold == "crisis"
        clock.advance(days=1)
        resumed = program.resume(by="maria", role="hr", over=timedelta(hours=1))
        assert (resumed.queued, resumed.ended) == (8, 0)
        assert resumed.until == clock() + timedelta(minutes=45)
        assert program.share(later.id).due_at == NOON + timedelta(days=9)
        for posts in (1, 2, 3, 4):
            program.publish(patience=timedelta(0))
            assert len(fake.posts("mastodon")) == posts
            clock.advance(minutes=20)
        with pytest.raises(NotFound, match="advocacy freezes"):
            program.resume(by="maria", role="hr")


def test_what_was_held_back_just_as_the_freeze_ended_is_not_forgotten(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1], clock=FixedClock(NOON)) as (program, fake):
        offer = next(share for share in approved(program) if share.network == "bluesky")
        program.accept(offer, by="ada")
        with program.store.begin() as tx:  # a publisher looked before `resume`, and wrote after it
            assert shares.move(tx, offer.id, ShareState.ON_HOLD, hold=Hold.CRISIS)
        program.publish(patience=timedelta(0))
        assert program.share(offer.id).state is ShareState.PUBLISHED
        assert len(fake.posts("bluesky")) == 1


def test_a_freeze_covers_what_it_names_and_another_one_goes_on(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1], clock=FixedClock(NOON)) as (program, fake):
        for offer in approved(program):
            program.accept(offer, by="ada")
        assert program.freeze(by="maria", role="hr", reason="outage", network="mastodon").held == 1
        assert program.freeze(by="maria", role="hr", reason="fire", campaign="spring").held == 1
        program.publish(patience=timedelta(0))
        assert (fake.posts("bluesky"), fake.posts("mastodon")) == ([], [])
        assert program.resume(by="maria", role="hr", campaign="spring").queued == 1
        program.publish(patience=timedelta(0))
        assert (len(fake.posts("bluesky")), fake.posts("mastodon")) == (1, [])
        assert [each.network for each in program.freezes()] == ["mastodon"]
        assert len(program.freezes(lifted=True)) == 2


def test_nobody_is_asked_for_anything_meanwhile(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1], clock=FixedClock(NOON)) as (program, _):
        approved(program)
        program.freeze(by="maria", role="hr", reason="fire", campaign="spring")
        with pytest.raises(StoryUnavailable, match="fire"):
            program.offer("pump")


def test_a_story_that_closed_meanwhile_does_not_go_out_late(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, fake):
        offers = approved(program, story(closes=NOON + timedelta(days=2)))
        for offer in offers:
            program.accept(offer, by="ada")
        program.freeze(by="maria", role="hr", reason="fire")
        clock.advance(days=3)
        resumed = program.resume(by="maria", role="hr")
        assert (resumed.queued, resumed.ended) == (0, 2)
        ended = program.share(offers[0].id)
        assert ended.state is ShareState.CANCELLED
        assert ended.reason is not None
        assert fake.posts("bluesky") == []


def test_what_is_in_doubt_is_looked_for_and_never_sent_again(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, fake):
        offer = next(share for share in approved(program) if share.network == "bluesky")
        program.accept(offer, by="ada")
        fake.lose_answers(1, name="bluesky")
        program.publish(patience=timedelta(0))
        program.freeze(by="maria", role="hr", reason="fire")
        clock.advance(minutes=5)
        program.publish(patience=timedelta(0))
        assert program.share(offer.id).state is ShareState.PUBLISHED
        assert [each.action for each in program.attempts(offer.id)] == ["send", "look"]


def test_a_freeze_of_nothing_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, _):
        approved(program)
        with pytest.raises(NotFound, match="spring"):
            program.freeze(by="maria", role="hr", reason="fire", campaign="sprng")
        with pytest.raises(UnknownNetwork):
            program.freeze(by="maria", role="hr", reason="fire", network="linkdin")
        with pytest.raises(NotFound):
            program.freeze(by="maria", role="hr", reason="fire", exempt=["nothing"])
        with pytest.raises(InvalidInput):
            program.freeze(by="maria", role="hr", reason=" ")
        assert program.freezes() == []
