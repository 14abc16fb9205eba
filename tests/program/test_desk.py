"""Shares in doubt: what is known of them, and what a person answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.connectors.mastodon import Mastodon
from advocacy.errors import NotAllowed
from advocacy.program import Program
from advocacy.share import Share, ShareState
from advocacy.testing.server import FakeNetworks
from builders import advocate, approved, running

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SAFE = Mastodon.capabilities.retry[0].not_before
"""From then on the same key gives the first post back."""
PEOPLE = [advocate("ada"), advocate("ben")]


def _in_doubt(program: Program, fake: FakeNetworks, network: str, *, by: str = "ada") -> Share:
    offers = program.offer("pump") if program.stories() else approved(program)
    offer = next(share for share in offers if (share.network, share.advocate) == (network, by))
    program.accept(offer, by=by)
    fake.lose_answers(1, name=network)
    program.publish(patience=timedelta(0))
    found = program.share(offer.id)
    assert found.state is ShareState.UNKNOWN
    return found


def test_the_desk_shows_all_that_is_known(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE, clock=clock) as (program, fake):
        share = _in_doubt(program, fake, "mastodon")
        clock.advance(seconds=5)
        [found] = program.unknown()
        assert (found.share, found.since) == (share, NOON)
        assert found.request is not None
        assert share.text in found.request.encode().decode("unicode_escape")
        assert [(each.action, each.outcome) for each in found.attempts] == [("send", "unknown")]
        granted = next(each for each in program.accounts.of("ada") if each.network == "mastodon")
        assert found.look_at == f"{granted.host}/@ada", "the server that was granted, with its port"
        assert found.is_sent
        assert found.next_look == NOON + SAFE
        assert found.not_before == NOON + SAFE
        assert [event.verb for event in found.history] == ["offer", "accept"]
        assert found.shown is None
        assert program.unknown(advocate="ben") == []


def test_the_desk_asks_the_network_and_sends_nothing(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE, clock=FixedClock(NOON)) as (program, fake):
        share = _in_doubt(program, fake, "bluesky")
        [found] = program.unknown(look=True)
        assert found.shown is not None
        assert "/post/" in found.shown.url
        assert program.share(share.id).state is ShareState.UNKNOWN
        assert len(fake.posts("bluesky")) == 1
        program.settle(share.id, "there", by="ada", url=found.shown.url, reason="I see it")
        last = program.history(share.id)[-1]
        assert (last.by, last.verb, last.detail["reason"]) == ("ada", "settle there", "I see it")


def test_a_network_that_cannot_be_asked_says_so(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE, clock=clock) as (program, fake):
        share = _in_doubt(program, fake, "bluesky")
        program.accounts.revoke("ada", "bluesky")
        [found] = program.unknown(look=True)
        assert (found.shown, found.trouble is None) == (None, False)
        assert found.not_before == NOON + timedelta(minutes=15), "nothing is promised without its access"
        clock.advance(minutes=14)
        with pytest.raises(NotAllowed, match="look again after"):
            program.settle(share.id, "not-there", by="ada")
        clock.advance(minutes=1)
        assert program.settle(share.id, "not-there", by="ada").state is ShareState.QUEUED


def test_an_answer_about_an_older_attempt_does_not_count(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE, clock=clock) as (program, fake):
        share = _in_doubt(program, fake, "mastodon")
        fake.lose_answers(1, name="mastodon")
        clock.advance(minutes=5)
        program.publish(patience=timedelta(0))
        assert program.share(share.id).attempt == 2
        with pytest.raises(NotAllowed, match="tried again since"):
            program.settle(share.id, "not-there", by="ada", attempt=1)
        assert program.settle(share.id, "give-up", by="ada", attempt=2).state is ShareState.CANCELLED


def test_what_was_made_ready_and_never_known_to_be_sent_says_so(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE, clock=clock) as (program, fake):
        offers = [each for each in approved(program) if each.advocate == "ada"]
        for offer in offers:
            program.accept(offer, by="ada")
        assert program.adopt(by="ops", role="operator") == 2
        asked = {each.share.network: each for each in program.unknown(look=True)}
        assert [each.is_sent for each in asked.values()] == [False, False]
        assert (asked["mastodon"].asked, asked["mastodon"].shown) == (True, None)
        assert "key it was sent with" in str(asked["bluesky"].trouble)
        last = program.history(offers[0].id)[-1]
        assert (last.by, last.verb, last.detail) == ("ops", "adopt: put in doubt", {"role": "operator"})
        assert fake.posts("mastodon") == []


def test_a_status_that_the_other_installation_sent_is_found_without_its_key(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE, clock=FixedClock(NOON)) as (program, fake):
        share = _in_doubt(program, fake, "mastodon")
        with program.store.begin() as tx:
            tx.exec_driver_sql("UPDATE shares SET frozen = NULL")
        [found] = program.unknown(look=True)
        assert (found.share.id, found.shown is None) == (share.id, False)
