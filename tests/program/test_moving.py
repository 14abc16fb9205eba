"""A person moves to another server: their old posts stayed, and are neither gone nor somebody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import NotAllowed
from advocacy.program import Program
from advocacy.share import Share, ShareState
from advocacy.testing.fault import Fault
from advocacy.testing.server import FakeNetworks
from builders import advocate, approved, running

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ON_MASTODON = [{"network": "mastodon", "account": "ada@social.test"}]
NOW = timedelta(0)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def program(tmp_path: Path, clock: FixedClock) -> Iterator[tuple[Program, FakeNetworks]]:
    with running(tmp_path, [advocate("ada", profiles=ON_MASTODON)], clock=clock) as both:
        yield both


@pytest.fixture
def elsewhere(clock: FixedClock) -> Iterator[FakeNetworks]:
    with FakeNetworks("mastodon", clock=clock) as fake:
        yield fake


def move(program: Program, to: FakeNetworks) -> None:
    program.connect("ada", "mastodon", to.add_account("mastodon", "ada"), by="ada")


def accepted(program: Program) -> Share:
    (offer,) = approved(program)
    return program.accept(offer, by="ada")


def test_old_posts_are_not_taken_for_gone(
    program: tuple[Program, FakeNetworks], elsewhere: FakeNetworks, clock: FixedClock
) -> None:
    ours, _old = program
    share = accepted(ours)
    ours.publish(patience=NOW)
    move(ours, elsewhere)
    for _look in range(3):
        clock.advance(days=31)
        assert ours.collect().elsewhere == [share.id]
    assert ours.share(share.id).state is ShareState.PUBLISHED
    with pytest.raises(NotAllowed, match="advocacy gone"):
        ours.delete_post(share, by="ada")


def test_who_comes_back_has_their_posts_counted_again(
    program: tuple[Program, FakeNetworks], elsewhere: FakeNetworks, clock: FixedClock
) -> None:
    ours, old = program
    share = accepted(ours)
    ours.publish(patience=NOW)
    move(ours, elsewhere)
    clock.advance(days=31)
    ours.collect()
    move(ours, old)
    clock.advance(days=31)
    found = ours.collect()
    assert (found.elsewhere, found.counted) == ([], 1)
    assert ours.delete_post(share, by="ada").state is ShareState.GONE


def test_what_is_in_doubt_on_the_old_server_is_left_to_its_person(
    program: tuple[Program, FakeNetworks], elsewhere: FakeNetworks, clock: FixedClock
) -> None:
    ours, old = program
    network = ours.settings.networks["mastodon"].model_copy(update={"policy": "repost"})
    ours.settings.networks["mastodon"] = network
    share = accepted(ours)
    old.lose_answers(1, name="mastodon")
    ours.publish(patience=NOW)
    move(ours, elsewhere)
    for _try in range(4):
        clock.advance(hours=1)
        ours.publish(patience=NOW)
    found = ours.share(share.id)
    assert found.state is ShareState.UNKNOWN
    assert "another server" in str(found.reason)
    assert elsewhere.posts("mastodon") == []
    (doubtful,) = ours.unknown(look=True)
    assert "another server" in str(doubtful.trouble)


def test_what_surely_did_not_leave_goes_out_from_the_new_server(
    program: tuple[Program, FakeNetworks], elsewhere: FakeNetworks, clock: FixedClock
) -> None:
    ours, old = program
    share = accepted(ours)
    old.strike("mastodon", Fault.answer(429, headers={"Retry-After": "60"}))
    ours.publish(patience=NOW)
    assert ours.share(share.id).state is ShareState.QUEUED
    move(ours, elsewhere)
    clock.advance(hours=1)
    ours.publish(patience=NOW)
    assert ours.share(share.id).state is ShareState.PUBLISHED
    assert len(elsewhere.posts("mastodon")) == 1
