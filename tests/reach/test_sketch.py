from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.errors import InvalidInput
from advocacy.reach.overlap import AudienceSketch, audience_bounds, summed_followers, unique_audience

KEY = b"the key of a programme, for tests"
IDS = st.sets(st.integers(0, 120))


def sketch(ids: set[int], k: int = 32) -> AudienceSketch:
    return AudienceSketch.of(map(str, ids), key=KEY, k=k)


@given(IDS, IDS)
def test_merging_does_not_depend_on_the_order(one: set[int], other: set[int]) -> None:
    assert sketch(one).merge(sketch(other)) == sketch(other).merge(sketch(one))


@given(IDS, IDS, IDS, st.sampled_from([16, 32]))
def test_merging_does_not_depend_on_the_grouping(
    first: set[int], second: set[int], third: set[int], k: int
) -> None:
    a, b, c = sketch(first), sketch(second, k), sketch(third)
    assert a.merge(b).merge(c) == a.merge(b.merge(c))


@given(IDS, IDS)
def test_merging_the_same_again_adds_nothing(one: set[int], other: set[int]) -> None:
    assert sketch(one).merge(sketch(one)) == sketch(one)
    both = sketch(one).merge(sketch(other))
    assert both.merge(sketch(other)).hashes == both.hashes
    assert both.merge(both) == both


@given(IDS, IDS)
def test_a_merge_holds_the_hashes_of_the_whole_list(one: set[int], other: set[int]) -> None:
    assert sketch(one).merge(sketch(other)).hashes == sketch(one | other).hashes


@given(st.sets(st.integers(), max_size=32), st.sets(st.integers(), max_size=32))
def test_lists_that_fit_are_merged_exactly(one: set[int], other: set[int]) -> None:
    both = sketch(one, 64).merge(sketch(other, 64))
    assert both == sketch(one | other, 64)
    assert unique_audience([both]).value == len(one | other)


@given(IDS, IDS)
def test_a_merge_survives_storage(one: set[int], other: set[int]) -> None:
    both = sketch(one).merge(sketch(other))
    assert AudienceSketch.from_bytes(both.to_bytes()) == both


def test_sketches_of_two_keys_are_not_merged() -> None:
    with pytest.raises(InvalidInput, match="different keys"):
        sketch({1}).merge(AudienceSketch.of(["1"], key=b"the key of another programme", k=32))


def test_a_large_merge_is_near_the_truth() -> None:
    both = sketch(set(range(20_000)), 1024).merge(sketch(set(range(10_000, 40_000)), 1024))
    assert both.size == pytest.approx(40_000, rel=0.1)
    assert len(both.to_bytes()) < 32_000


@given(st.lists(st.sets(st.integers(0, 50)), max_size=6))
def test_no_audience_lies_outside_its_bounds(lists: list[set[int]]) -> None:
    bounds = audience_bounds([len(ids) for ids in lists])
    assert bounds.low <= len(set().union(*lists)) <= bounds.high
    assert bounds.level == 1


def test_a_universe_limits_the_sum() -> None:
    assert audience_bounds([400, 300], universe=500).high == 500
    with pytest.raises(InvalidInput, match="population"):
        audience_bounds([400, 300], universe=350)
    with pytest.raises(InvalidInput, match="at least 0"):
        audience_bounds([-1])


def test_a_sum_of_followers_says_that_it_is_not_people() -> None:
    assert "not people" in str(summed_followers([10, 20]))
    assert "pas des personnes" in summed_followers([10, 20]).say("fr")
