"""What networks count, asked for on an ageing schedule, while people, quotas and networks get in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.accounts import Accounts
from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted
from advocacy.errors import AuthorizationExpired, NetworkOnHold, TryLater
from advocacy.language import Text
from advocacy.share import Post, ShareState
from advocacy.storage import Store, claims, shares, snapshots
from advocacy.track.collector import AGES, FOR, THEN_EVERY, Collector, next_count
from advocacy.vault import VARIABLE, new_key
from builders import advocate, approved, beginning, running
from publish import world

HOUR = timedelta(hours=1)
SAID = Text(fr="dit", en="said")
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Counting(Connector):
    """A network whose counts are what the test says."""

    name = "fake"
    title = "Fake"

    @staticmethod
    def text_length(text: str) -> int:
        return len(text)

    def __init__(self, quota: int | None = None) -> None:
        self.capabilities = Capabilities(lane=Lane.TOKEN, metrics=("likes",), counts_a_day=quota)
        self.counts: dict[str, dict[str, int]] = {}
        self.asked: list[list[str]] = []
        self.error: Exception | None = None

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        return ""

    def publish(self, frozen: str, access: Access) -> Posted:
        raise NotImplementedError

    def metrics(self, remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
        self.asked.append(list(remote_ids))
        if self.error is not None:
            raise self.error
        return {each: self.counts[each] for each in remote_ids if each in self.counts}


class Scene:
    """Posts of a few people on a network that counts, published at nine."""

    def __init__(self, folder: Path, *, posts: int = 1, people: int = 1, quota: int | None = None) -> None:
        self.clock = FixedClock(world.START)
        self.store = Store.open(str(beginning(folder) / "advocacy.db"))
        self.accounts: Accounts = world.accounts_of(self.store, self.clock)
        self.network = Counting(quota)
        made = [world.share(number, advocate=f"person-{number % people}") for number in range(posts)]
        world.fill(self.store, self.accounts, made)
        found = [
            Post(share=each.id, network="fake", remote_id=f"id-{each.id}", url="https://x", published_at=NINE)
            for each in made
        ]
        with self.store.begin() as tx:
            claims.publish(tx, found)
        self.ids = [post.remote_id for post in found]
        self.network.counts = {post: {"likes": 1} for post in self.ids}

    def collector(self) -> Collector:
        return Collector(
            self.store,
            self.accounts,
            connector=lambda _name: self.network,
            networks=["fake"],
            clock=self.clock,
        )

    def counts(self, number: int = 0) -> list[dict[str, int]]:
        with self.store.read() as tx:
            return [dict(each.counts) for each in snapshots.of(tx, f"share-{number:05}")]

    def state(self, number: int = 0) -> ShareState:
        with self.store.read() as tx:
            return shares.get(tx, f"share-{number:05}").state


@contextmanager
def scene(folder: Path, **options: int) -> Iterator[Scene]:
    made = Scene(folder, **options)
    yield made
    made.store.close()


@given(st.integers(0, 400 * 24 * 60))
def test_counts_are_asked_for_again_until_a_year_is_over_and_ever_more_rarely(minutes: int) -> None:
    now = NINE + timedelta(minutes=minutes)
    moment = next_count(NINE, now)
    assert (moment is None) == (now - NINE >= FOR)
    if moment is not None:
        assert now < moment <= now + max(THEN_EVERY, now - NINE)


def test_a_young_post_is_asked_for_often_and_an_old_one_rarely(tmp_path: Path) -> None:
    with scene(tmp_path) as it:
        for _hour in range(24 * 31):
            it.collector().run()
            it.clock.advance(hours=1)
        assert len(it.network.asked) == len(AGES)


def test_a_running_total_is_kept_with_its_moment_and_what_is_not_given_is_absent(tmp_path: Path) -> None:
    with scene(tmp_path) as it:
        given: list[dict[str, int]] = [{"likes": 0}, {}, {"likes": 3, "reposts": 1}]
        ends = []
        for age, counts in zip((1, 6, 24), given, strict=True):
            it.collector().run()
            it.clock = FixedClock(NINE + timedelta(hours=age))
            it.network.counts = {it.ids[0]: counts}
            ends.append(it.collector().run())
        assert [(end.counted, end.silent) for end in ends] == [(1, 0), (0, 1), (1, 0)]
        assert it.counts() == [{"likes": 0}, {"likes": 3, "reposts": 1}]


def test_a_post_that_is_not_found_twice_an_hour_apart_is_gone_and_asked_for_no_more(tmp_path: Path) -> None:
    with scene(tmp_path, posts=2) as it:
        it.collector().run()
        del it.network.counts[it.ids[0]]
        it.clock.advance(hours=1)
        assert it.collector().run().missing == ["share-00000"]
        assert it.state() is ShareState.PUBLISHED
        it.clock.advance(hours=5)
        assert it.collector().run().gone == ["share-00000"]
        assert (it.state(), it.state(1)) == (ShareState.GONE, ShareState.PUBLISHED)
        asked = len(it.network.asked)
        it.clock.advance(days=60)
        it.collector().run()
        assert it.network.asked[asked:] == [[it.ids[1]]]


def test_where_nothing_of_an_account_is_found_it_is_believed_a_day_later(tmp_path: Path) -> None:
    with scene(tmp_path) as it:
        it.network.counts = {}
        for hours, gone in ((1, []), (1, []), (22, []), (1, ["share-00000"])):
            it.clock.advance(hours=hours)
            assert it.collector().run().gone == gone


def test_a_listing_that_lags_is_not_a_deletion(tmp_path: Path) -> None:
    with scene(tmp_path) as it:
        it.collector().run()
        counts, it.network.counts = it.network.counts, {}
        for there in ({}, counts, {}, counts):
            it.network.counts = there
            it.clock.advance(hours=24)
            assert it.collector().run().gone == []
        assert it.state() is ShareState.PUBLISHED


def test_a_persons_posts_are_asked_for_within_the_networks_quota_of_a_day(tmp_path: Path) -> None:
    with scene(tmp_path, posts=30, quota=12) as it:
        it.collector().run()
        it.clock.advance(hours=1)
        it.collector().run()
        it.clock.advance(hours=1)
        it.collector().run()
        assert sum(map(len, it.network.asked)) == 12
        it.clock.advance(days=1)
        it.collector().run()
        assert sum(map(len, it.network.asked)) == 24


def test_who_did_not_allow_it_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    with scene(tmp_path, posts=2, people=2) as it:
        it.accounts.revoke("person-0", "fake")
        it.clock.advance(hours=1)
        collected = it.collector().run()
        assert (collected.no_access, collected.counted) == ({"fake": 1}, 1)


@pytest.mark.parametrize(
    ("error", "told", "hours"),
    [
        (TryLater(SAID, until=NINE + 5 * HOUR), False, 4),
        (NetworkOnHold(SAID), True, 1),
        (ValueError("t0ken"), True, 1),
    ],
)
def test_what_stands_in_the_way_puts_it_off_and_stops_nothing(
    tmp_path: Path, error: Exception, told: bool, hours: int, caplog: pytest.LogCaptureFixture
) -> None:
    with scene(tmp_path) as it:
        it.network.error = error
        it.clock.advance(hours=1)
        assert bool(it.collector().run().later) is told
        it.network.error = None
        it.clock.advance(hours=hours, seconds=-1)
        assert it.collector().run().counted == 0
        it.clock.advance(seconds=1)
        assert it.collector().run().counted == 1
    assert "t0ken" not in caplog.text


def test_a_grant_that_the_network_turns_down_is_renewed_or_given_again(tmp_path: Path) -> None:
    with scene(tmp_path) as it:
        it.network.error = AuthorizationExpired(SAID)
        it.clock.advance(hours=1)
        assert it.collector().run().no_access == {"fake": 1}
        assert not it.accounts.has("person-0", "fake")


def test_one_process_asks_for_an_account_and_a_dead_one_is_given_up(tmp_path: Path) -> None:
    with scene(tmp_path) as it:
        it.clock.advance(hours=1)
        with it.store.begin() as tx:
            snapshots.take(tx, "person-0", "fake", now=it.clock(), until=it.clock() + timedelta(minutes=10))
        assert it.collector().run().counted == 0
        it.clock.advance(minutes=10)
        assert it.collector().run().counted == 1


def test_what_was_counted_before_a_crash_is_kept_and_the_rest_is_asked_for_later(tmp_path: Path) -> None:
    with scene(tmp_path, posts=25) as it:
        it.clock.advance(hours=1)
        ask, times = it.network.metrics, iter(range(9))

        def crash(remote_ids: Sequence[str], access: Access) -> Mapping[str, Mapping[str, int]]:
            if next(times) == 2:
                raise KeyboardInterrupt
            return ask(remote_ids, access)

        it.network.metrics = crash  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            it.collector().run()
        it.network.metrics = ask  # type: ignore[method-assign]
        assert sum(bool(it.counts(number)) for number in range(25)) == 20
        assert it.collector().run().counted == 5


def test_a_programme_collects_from_the_networks_that_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, new_key())
    clock = FixedClock(NINE)
    with running(tmp_path, [advocate("ada")], clock=clock) as (program, fake):
        for offer in approved(program):
            program.accept(offer, by="ada")
        program.publish(patience=timedelta(0))
        published = program.shares(state="published")
        clock.advance(hours=1)
        for share in published:
            fake.engage(share.network, str(share.remote_id), likes=4)
        assert program.collect().counted == len(published) == 2
        assert {program.snapshots(share.id)[0].counts["likes"] for share in published} == {4}
