from __future__ import annotations

import random
from statistics import fmean

import pytest

from advocacy.errors import InvalidInput
from advocacy.reach.standing import standings


def test_shrunk_means_are_nearer_and_their_intervals_hold_the_truth() -> None:
    held, count, raw, shrunk = 0, 0, 0.0, 0.0
    for seed in range(40):
        chance = random.Random(seed)  # noqa: S311
        truth = {f"g{n}": chance.gauss(10, 1) for n in range(15)}
        results = {
            name: [chance.gauss(mean, 3) for _ in range(chance.randrange(5, 20))]
            for name, mean in truth.items()
        }
        for one in standings(results):
            held += one.mean.low <= truth[one.name] <= one.mean.high
            count += 1
            raw += (fmean(results[one.name]) - truth[one.name]) ** 2
            shrunk += (one.mean.value - truth[one.name]) ** 2
    assert shrunk < 0.85 * raw
    assert 0.87 <= held / count <= 0.96


def test_where_all_is_luck_everyone_is_tied() -> None:
    chance = random.Random(1)  # noqa: S311
    found = standings({f"g{n}": [chance.gauss(5, 2) for _ in range(8)] for n in range(10)})
    assert {one.tier for one in found} == {1}


def test_small_groups_are_combined() -> None:
    results = {name: [1.0, 2.0, 3.0, 2.0, 1.0] for name in "abcd"} | {"e": [99.0], "f": [2.0, 3.0]}
    assert {one.name for one in standings(results)} == {*"abcd", "*"}


def test_too_few_groups_are_refused() -> None:
    with pytest.raises(InvalidInput, match="two groups"):
        standings({"a": [1.0] * 9})


def test_two_groups_are_compared_and_not_drawn_together() -> None:
    found = standings({"a": [4.0, 5.0, 6.0, 5.0, 5.0], "b": [1.0, 2.0, 3.0, 2.0, 2.0]})
    assert [(one.name, one.mean.value, one.tier) for one in found] == [("a", 5.0, 1), ("b", 2.0, 2)]
