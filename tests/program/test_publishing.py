"""Publishing through the door, and the desk for what a machine cannot decide."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import ConfigurationError, InvalidInput, NotAllowed
from advocacy.program import Program
from advocacy.share import ShareState
from advocacy.storage import installation
from advocacy.storage.schema import clicks, shares
from advocacy.testing import Fault
from builders import CHARTER, advocate, approved, running, settings

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = [advocate(name) for name in ("ada", "ben", "cleo", "dan")]


def test_every_accepted_share_is_published_once_whatever_answers_are_lost(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE) as (program, fake):
        for offer in approved(program):
            program.accept(offer, by=offer.advocate)
        fake.lose_answers(2, name="bluesky")
        drained = program.publish()
        assert drained.published == 8
        assert drained.waiting == {}
        for network in fake.names:
            texts = Counter((post.account, post.text) for post in fake.posts(network))
            assert (len(texts), texts.total()) == (4, 4)
        shares = program.shares()
        assert {share.state for share in shares} == {ShareState.PUBLISHED}
        assert all(share.url and share.url.startswith("http") for share in shares)
        retried = [share for share in shares if share.attempt == 2]
        assert [attempt.action for attempt in program.attempts(retried[0].id)] == ["send", "send again"]


def test_publishing_again_sends_nothing(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        for offer in approved(program):
            program.accept(offer, by="ada")
        program.publish()
        assert program.publish().settled == {}
        assert len(fake.posts("bluesky")) == 1


def test_a_dry_run_shows_and_sends_nothing(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        offer = approved(program)[0]
        program.accept(offer, by="ada")
        assert [share.id for share in program.due()] == [offer.id]
        assert fake.posts("bluesky") == []


def test_one_share_is_delivered_by_any_engine_and_repeating_is_safe(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        offer = approved(program)[0]
        program.accept(offer, by="ada")
        assert program.deliver(offer.id).state is ShareState.PUBLISHED
        assert program.deliver(offer.id).state is ShareState.PUBLISHED
        assert len(fake.posts("bluesky")) == 1


def test_a_new_block_of_the_charter_holds_what_is_queued(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        offer = approved(program)[0]
        program.accept(offer, by="ada")
        stricter = CHARTER.replace("[Projet Boréal]", "[Projet Boréal, pump]")
        (tmp_path / "charter.yaml").write_text(stricter, encoding="utf-8")
        with Program.open(settings=program.settings) as later:
            later.publish()
            held = later.share(offer.id)
            assert (held.state, held.hold) == (ShareState.ON_HOLD, "charter")
            assert held.reason is not None
            assert "pump" in held.reason.fr
        assert fake.posts("bluesky") == []
        assert program.release("charter", by="maria", role="marketing") == 1
        program.publish()
        assert len(fake.posts("bluesky")) == 1


def test_an_expired_grant_holds_the_share_until_the_person_connects_again(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        offer = next(share for share in approved(program) if share.network == "mastodon")
        program.accept(offer, by="ada")
        fake.strike("mastodon", Fault.answer(401, body=b'{"error":"The access token is invalid"}'))
        program.publish()
        assert program.share(offer.id).hold == "authorization"
        program.connect("ada", "mastodon", fake.add_account("mastodon", "ada"), by="ada")
        program.publish()
        assert program.share(offer.id).state is ShareState.PUBLISHED
        assert len(fake.posts("mastodon")) == 1


def _in_doubt(program: Program, fake: object) -> str:
    """A share on Mastodon whose answer was lost, with the clock standing still."""
    offer = next(share for share in approved(program) if share.network == "mastodon")
    program.accept(offer, by="ada")
    fake.lose_answers(1, name="mastodon")  # type: ignore[attr-defined]
    program.publish(patience=timedelta(0))
    assert program.share(offer.id).state is ShareState.UNKNOWN
    return offer.id


def test_a_person_says_that_the_post_is_there(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1], clock=FixedClock(NOON)) as (program, fake):
        share = _in_doubt(program, fake)
        with pytest.raises(InvalidInput, match="address"):
            program.settle(share, "there", by="ada")
        with pytest.raises(InvalidInput):
            program.settle(share, "there", by="ada", url="https://elsewhere.example/@ada/1")
        done = program.settle(share, "there", by="ada", url="https://social.test/@ada/114000000000000001")
        assert done.state is ShareState.PUBLISHED
        assert len(fake.posts("mastodon")) == 1


def test_a_person_says_that_the_post_is_not_there_and_it_is_sent_again(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, fake):
        share = _in_doubt(program, fake)
        with pytest.raises(NotAllowed, match="look again after"):
            program.settle(share, "not-there", by="ada")
        clock.advance(minutes=5)
        assert program.settle(share, "not-there", by="ada").state is ShareState.QUEUED
        with pytest.raises(NotAllowed):
            program.settle(share, "give-up", by="ada")
        program.publish(patience=timedelta(0))
        assert program.share(share).state is ShareState.PUBLISHED


def test_a_person_gives_up(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1], clock=FixedClock(NOON)) as (program, fake):
        share = _in_doubt(program, fake)
        given_up = program.settle(share, "give-up", by="ada")
        assert given_up.state is ShareState.CANCELLED
        assert given_up.reason is not None


def test_a_copied_database_does_not_publish_until_it_is_adopted(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    with running(home, PEOPLE[:1]) as (program, fake):
        for offer in approved(program):
            program.accept(offer, by="ada")
        program.require_own_database()
        program.store.engine.dispose()
        shutil.copytree(home, copy)
        with Program.open(settings=settings(copy, fake)) as clone:
            with pytest.raises(ConfigurationError, match="advocacy adopt"):
                clone.publish()
            with pytest.raises(ConfigurationError):
                clone.deliver(clone.due()[0].id)
        program.publish()
        with Program.open(settings=settings(copy, fake)) as clone:
            assert clone.adopt(by="ops", role="operator") == 2
            clone.publish(patience=timedelta(0))
            assert {share.state for share in clone.shares()} <= {ShareState.UNKNOWN, ShareState.PUBLISHED}
        assert (len(fake.posts("bluesky")), len(fake.posts("mastodon"))) == (1, 1)


@pytest.mark.parametrize("drain", [Program.publish, Program.sweep])
def test_a_backup_put_back_over_the_database_does_not_publish_until_it_is_adopted(
    tmp_path: Path, drain: Callable[[Program], object]
) -> None:
    file, backup = tmp_path / "advocacy.db", tmp_path / "backup.db"
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        for offer in approved(program):
            program.accept(offer, by="ada")
        with sqlite3.connect(file) as from_, sqlite3.connect(backup) as to:
            from_.backup(to)
        drain(program)
        inode = file.stat().st_ino
        with sqlite3.connect(backup) as from_, sqlite3.connect(file) as to:
            from_.backup(to)
        assert file.stat().st_ino == inode
        with Program.open(settings=program.settings) as restored:
            assert restored.due()
            with pytest.raises(ConfigurationError, match="advocacy adopt"):
                restored.publish()
            with pytest.raises(ConfigurationError, match="advocacy adopt"):
                restored.deliver(restored.due()[0].id)
            assert restored.adopt(by="ops", role="operator") == 2
            restored.publish(patience=timedelta(0))
            assert {share.state for share in restored.shares()} <= {ShareState.UNKNOWN, ShareState.PUBLISHED}
        assert (len(fake.posts("bluesky")), len(fake.posts("mastodon"))) == (1, 1)


def test_a_worker_that_runs_on_confirms_what_was_followed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advocacy.program.publishing.EVERY", timedelta(milliseconds=20))
    by_hand = advocate("ada", profiles=[{"network": "linkedin", "lane": "hand_off"}])
    with running(tmp_path, [by_hand]) as (program, _), ThreadPoolExecutor(1) as pool:
        taken = program.accept(approved(program)[0], by="ada")
        stop = threading.Event()
        working = pool.submit(program.publish, until_empty=False, stop=stop)
        _until(lambda: _tally(program) > 0)
        with program.store.begin() as tx:
            assert taken.accepted_at is not None
            at = taken.accepted_at + timedelta(minutes=5)
            row = {"code": taken.link.rpartition("/")[2], "at": at, "kind": "person", "reason": ""}
            tx.execute(clicks.insert().values(row | {"visitor": "v", "referrer": ""}))
        _until(lambda: program.share(taken.id).state is ShareState.CONFIRMED)
        stop.set()
        working.result()


def _tally(program: Program) -> int:
    with program.store.read() as tx:
        return installation.tally(tx)


def _until(true: Callable[[], object]) -> None:
    """Look until it is so; a test's time limit ends what never is."""
    for _ in range(3000):
        if true():
            return
        threading.Event().wait(0.01)
    pytest.fail("it never was")


def test_a_sweep_hands_on_what_is_due_and_delivers_it_itself_where_there_is_no_engine(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        taken = [program.accept(offer, by="ada").id for offer in approved(program)]
        handed_on: list[str] = []
        assert program.sweep(handed_on.append, limit=1).due == tuple(handed_on)
        assert len(handed_on) == 1
        assert fake.posts("bluesky") == fake.posts("mastodon") == []
        assert sorted(program.sweep().due) == sorted(taken)
        assert program.sweep().due == ()
        assert (len(fake.posts("bluesky")), len(fake.posts("mastodon"))) == (1, 1)


def test_what_a_dead_worker_held_is_given_up_by_the_sweep_and_looked_into(tmp_path: Path) -> None:
    clock = FixedClock(NOON)
    with running(tmp_path, PEOPLE[:1], clock=clock) as (program, fake):
        share = next(offer for offer in approved(program) if offer.network == "bluesky")
        program.accept(share, by="ada")
        with program.store.begin() as tx:
            held = {"state": "publishing", "attempt": 1, "lease_until": NOON + timedelta(seconds=60)}
            tx.execute(shares.update().where(shares.c.id == share.id).values(held))
        assert program.deliver(share.id).state is ShareState.PUBLISHING
        assert program.sweep().given_up == 0
        clock.advance(seconds=61)
        assert program.sweep().given_up == 1
        assert program.share(share.id).state is ShareState.UNKNOWN
        assert fake.posts("bluesky") == []


def test_many_workers_at_one_share_post_it_once(tmp_path: Path) -> None:
    with running(tmp_path, PEOPLE[:1]) as (program, fake):
        share = program.accept(approved(program)[0], by="ada")
        with ThreadPoolExecutor(8) as pool:
            ends = list(pool.map(lambda _: program.deliver(share.id).state, range(16)))
        assert set(ends) <= {ShareState.QUEUED, ShareState.PUBLISHING, ShareState.PUBLISHED}
        assert program.share(share.id).state is ShareState.PUBLISHED
        assert len(fake.posts("bluesky")) + len(fake.posts("mastodon")) == 1
