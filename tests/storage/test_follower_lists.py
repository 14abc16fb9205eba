"""Sketches of public lists, on both databases: one reads at a time, and what was withdrawn stays away."""

from __future__ import annotations

from datetime import timedelta

from advocacy.storage import Store, follower_lists, lift_plans
from advocacy.storage.follower_lists import SealedKey
from advocacy.storage.lift_plans import KeptPlan
from advocacy.storage.schema import advocates
from publish.world import START

WHO = ("ada", "bluesky")
LATER = START + timedelta(minutes=10)


def test_one_reads_at_a_time_and_what_was_withdrawn_stays_away(store: Store) -> None:
    with store.begin() as tx:
        tx.execute(advocates.insert().values(id="ada", team="sales", body={}, joined_at=START))
        assert not follower_lists.any_agreed(tx)
        assert follower_lists.agree(tx, *WHO, now=START)
        assert not follower_lists.agree(tx, *WHO, now=LATER)
        assert follower_lists.take(tx, *WHO, now=START, until=LATER) is not None
        assert follower_lists.take(tx, *WHO, now=START, until=LATER) is None
        assert follower_lists.take(tx, *WHO, now=LATER, until=LATER) is not None, "the other is held for dead"
        kept = {"sketch": b"s", "key": "k", "taken_at": START, "hidden": False}
        assert follower_lists.put(tx, *WHO, kept, due_at=LATER)
        assert follower_lists.by_team(tx, key="k") == [("sales", "bluesky", b"s")]
        assert set(follower_lists.sketched(tx, "bluesky", key="k")) == {"ada"}
        assert not follower_lists.sketched(tx, "bluesky", key="another")
        due = follower_lists.due(tx, now=LATER, networks=["bluesky"], posted_since=START, limit=9)
        assert due == [], "nobody has posted"
        assert follower_lists.withdraw(tx, "ada") == 1
        assert not follower_lists.put(tx, *WHO, kept, due_at=LATER)


def test_of_two_keys_drawn_at_once_the_older_counts(store: Store) -> None:
    with store.begin() as tx:
        follower_lists.put_key(tx, SealedKey(id="b", secrets=b"2"), now=LATER)
        follower_lists.put_key(tx, SealedKey(id="c", secrets=b"1"), now=START)
        assert follower_lists.key(tx) == SealedKey(id="c", secrets=b"1")
        assert follower_lists.reseal(tx, SealedKey(id="c", secrets=b"1"), b"3")
        assert not follower_lists.reseal(tx, SealedKey(id="c", secrets=b"1"), b"4")
        assert follower_lists.destroy(tx) == 0
        assert follower_lists.key(tx) is None


def test_a_plan_stands_in_place_of_the_one_before(store: Store) -> None:
    with store.begin() as tx:
        for mark in ("one", "two"):
            plan = KeptPlan(campaign="spring", mark=mark, registration="{}", registered_at=START)
            lift_plans.put(tx, plan)
        assert lift_plans.every(tx) == [plan] == [lift_plans.of(tx, "spring")]
        assert lift_plans.offered(tx, "spring") == []
