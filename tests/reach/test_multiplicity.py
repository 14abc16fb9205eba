from __future__ import annotations

import random
from statistics import fmean

import pytest

from advocacy.reach.multiplicity import mean_share


@pytest.mark.parametrize(
    ("authors", "a", "b"), [(3, 0.4, 2.0), (12, 1.0, 9.0), (40, 0.2, 1.5), (40, 3.0, 60.0)]
)
def test_the_share_is_that_of_a_public_drawn_by_the_law(authors: int, a: float, b: float) -> None:
    chance = random.Random(1)  # noqa: S311 - a made-up public
    likely = [chance.betavariate(a, b) for _ in range(8000)]
    drawn = [sum(chance.random() < each for _ in range(authors - 1)) for each in likely]
    others, third = (authors - 1) * a / (a + b), (a + 1) / (a + b + 1)
    assert mean_share(others, third, authors) == pytest.approx(fmean(1 / (1 + y) for y in drawn), rel=0.02)


def test_the_more_a_few_see_everyone_the_more_people_there_are() -> None:
    shares = [mean_share(2, third, 30) for third in (0.07, 0.1, 0.3, 0.6, 0.9)]
    assert shares == sorted(shares)
    assert 1 / 30 < shares[0] < shares[-1] < 1


@pytest.mark.parametrize("others", [0.0, 1e-9, 0.3, 5.0, 1999.0])
@pytest.mark.parametrize("third", [0.0, 0.01, 0.5, 1.0])
def test_large_and_extreme_programmes_have_an_answer(others: float, third: float) -> None:
    assert 1 / 2000 <= mean_share(others, third, 2000) <= 1
