"""Unique audience: near the truth, honest about how near, and never a list of people."""

from __future__ import annotations

import random
from collections.abc import Callable
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.errors import InvalidInput
from advocacy.language import Text
from advocacy.reach.estimate import Estimate, around
from advocacy.reach.overlap import AudienceSketch, unique_audience, unique_audience_from_sample

KEY = b"the key of a programme, for tests"
Lists = list[set[int]]


def colleagues(chance: random.Random, *, accounts: int = 12) -> Lists:
    """Accounts of very different sizes, half of whose followers come from one public."""
    lists: Lists = []
    for _ in range(accounts):
        size = int(min(60 * chance.paretovariate(1.0), 4000))
        shared = {chance.randrange(3000) for _ in range(size // 2)}
        lists.append(shared | {chance.randrange(10**9) for _ in range(size - len(shared))})
    return lists


def by_sketches(lists: Lists, _chance: random.Random) -> Estimate:
    return unique_audience(AudienceSketch.of(map(str, ids), key=KEY, k=128) for ids in lists)


def by_sample(lists: Lists, chance: random.Random) -> Estimate:
    total = sum(map(len, lists))
    samples = [chance.sample(sorted(ids), max(round(400 * len(ids) / total), 1)) for ids in lists]
    met = [[sum(one in ids for ids in lists) for one in sample] for sample in samples]
    return unique_audience_from_sample([len(ids) for ids in lists], met)


def by_flat_sample(lists: Lists, chance: random.Random) -> Estimate:
    everyone = [one for ids in lists for one in sorted(ids)]
    met = [sum(one in ids for ids in lists) for one in chance.sample(everyone, min(400, len(everyone)))]
    return unique_audience_from_sample([len(ids) for ids in lists], met)


@pytest.mark.parametrize(
    ("method", "error"), [(by_sketches, 0.03), (by_sample, 0.05), (by_flat_sample, 0.05)]
)
def test_estimates_are_near_and_their_intervals_hold_the_truth(
    method: Callable[[Lists, random.Random], Estimate], error: float
) -> None:
    chance = random.Random(20)  # noqa: S311 - made-up followers
    errors, held, widths = [], 0, []
    for _ in range(120):
        lists = colleagues(chance)
        truth, found = len(set().union(*lists)), method(lists, chance)
        errors.append(abs(found.value / truth - 1))
        held += found.low <= truth <= found.high
        widths.append((found.high - found.low) / truth)
    assert median(errors) < error
    assert held >= 0.85 * 120
    assert max(widths) < 0.25


@given(st.lists(st.sets(st.integers(0, 60), min_size=1), min_size=1, max_size=6))
def test_lists_that_fit_into_their_sketches_are_counted_exactly(lists: Lists) -> None:
    found = unique_audience(AudienceSketch.of(map(str, ids), key=KEY, k=64) for ids in lists)
    assert found.value == len(set().union(*lists))
    assert found.is_exact


@given(st.lists(st.sets(st.integers(0, 400), min_size=1), min_size=1, max_size=6), st.integers(16, 40))
def test_an_estimate_is_never_impossible(lists: Lists, k: int) -> None:
    found = unique_audience(AudienceSketch.of(map(str, ids), key=KEY, k=k) for ids in lists)
    largest, total = max(map(len, lists)), sum(map(len, lists))
    assert largest <= found.low <= found.value <= found.high <= total


def test_one_account_is_exact_however_large() -> None:
    found = unique_audience([AudienceSketch.of((f"did:{n}" for n in range(50_000)), key=KEY)])
    assert (found.value, found.low, found.high) == (50_000, 50_000, 50_000)


def test_nobody_is_nobody() -> None:
    assert unique_audience([]).value == 0
    assert unique_audience([AudienceSketch.of([], key=KEY)]).value == 0


def test_a_sketch_is_small_and_comes_back_as_it_was() -> None:
    sketch = AudienceSketch.of((f"did:{n}" for n in range(9000)), key=KEY)
    stored = sketch.to_bytes()
    assert len(stored) < 32_000
    assert AudienceSketch.from_bytes(stored) == sketch
    for broken in (b"", b"AUD1", stored[:-1], b"XXXX" + stored[4:]):
        with pytest.raises(InvalidInput):
            AudienceSketch.from_bytes(broken)


def test_the_order_of_a_list_and_repeated_ids_change_nothing() -> None:
    ids = [f"did:{n}" for n in range(3000)]
    once = AudienceSketch.of(ids, key=KEY, k=256)
    assert AudienceSketch.of(reversed(ids), key=KEY, k=256) == once
    twice = AudienceSketch.of(ids + ids, key=KEY, k=256)
    assert twice.hashes == once.hashes
    assert twice.size == once.size


def test_a_sketch_names_nobody() -> None:
    sketch = AudienceSketch.of(["did:ada"], key=KEY)
    other = AudienceSketch.of(["did:ada"], key=b"another key of a programme")
    assert sketch.hashes != other.hashes
    for shown in (repr(sketch), str(sketch), str(sketch.to_bytes())):
        assert "did:ada" not in shown
        assert KEY.decode() not in shown
        assert str(sketch.hashes[0]) not in shown
    with pytest.raises(InvalidInput, match="different keys"):
        unique_audience([sketch, other])


@pytest.mark.parametrize(("key", "k"), [(b"", 1024), (b"x" * 65, 1024), (KEY, 4)])
def test_a_weak_key_or_too_small_a_sketch_is_refused(key: bytes, k: int) -> None:
    with pytest.raises(InvalidInput):
        AudienceSketch.of(["did:ada"], key=key, k=k)


@pytest.mark.parametrize(
    ("sizes", "multiplicities", "said"),
    [
        ([10, 20], [[1, 3], [1]], "3 is impossible"),
        ([10, 20], [[1, 0], [1]], "0 is impossible"),
        ([10, 20], [[1]], "one list for each account"),
        ([10, 20], [[], []], "nobody was sampled"),
        ([10, 20], [], "nobody was sampled"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(
    sizes: list[int], multiplicities: list[list[int]], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        unique_audience_from_sample(sizes, multiplicities)


def test_an_account_of_which_nobody_was_drawn_is_said_to_resemble_the_others() -> None:
    found = unique_audience_from_sample([100, 50], [[1, 2, 2, 1], []])
    assert found.value == pytest.approx(112.5)
    assert "resembles" in found.explain("en")
    assert "ressemble" in found.explain("fr")


def test_a_sample_in_which_nobody_follows_two_still_leaves_room_for_doubt() -> None:
    found = unique_audience_from_sample([1000, 1000], [[1] * 20, [1] * 20])
    assert found.value == 2000
    assert found.low < 2000


def test_an_estimate_outside_its_own_interval_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="within its interval"):
        Estimate(value=5, low=6, high=7, level=0.9, method=Text(fr="", en=""))
    with pytest.raises(ValueError, match="between 0 and 1"):
        around(5, 1, least=0, most=9, method=Text(fr="", en=""), assumptions=(), level=90)


def test_a_few_people_asked_leave_doubt() -> None:
    """One person, or many who all answer the same: neither tells that nobody differs."""
    one = unique_audience_from_sample([1000, 800], [2])
    assert (one.low, one.high) == (1000, 1800)
    alike = unique_audience_from_sample([1000] * 30, [30] * 400)
    assert alike.low == 1000 < alike.high < 1300


@pytest.mark.parametrize("people", [20, 40])
def test_small_samples_hold_the_truth_as_often_as_large_ones(people: int) -> None:
    held = 0
    for seed in range(200):
        chance = random.Random(seed)  # noqa: S311 - made-up lists
        lists = [set(chance.sample(range(600), 200)) for _ in range(6)]
        entries = [one for each in lists for one in each]
        met = [sum(one in each for each in lists) for one in chance.sample(entries, people)]
        found = unique_audience_from_sample([len(each) for each in lists], met)
        held += found.low <= len(set(entries)) <= found.high
    assert held >= 168  # of 200; fewer has probability 0.4 % at 0.9


def test_lists_without_anybody_reach_nobody() -> None:
    assert unique_audience_from_sample([0, 0], [[], []]).high == 0
    with pytest.raises(InvalidInput, match="at least 0"):
        unique_audience_from_sample([-1, 5], [1])
