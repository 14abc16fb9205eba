"""Credit: it sums to one, whatever the model, and only clicks within the window get any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.track.attribution import WINDOW, Model, credits_of

END = datetime(2026, 3, 31, tzinfo=UTC)
ages = st.lists(st.timedeltas(timedelta(days=-2), timedelta(days=60)), max_size=8)


@given(ages=ages, model=st.sampled_from(Model))
def test_a_conversion_is_shared_out_once(ages: list[timedelta], model: Model) -> None:
    clicks = sorted(END - age for age in ages)
    parts = credits_of(clicks, END, model)
    counted = [END - WINDOW <= at <= END for at in clicks]
    assert len(parts) == len(clicks)
    assert sum(parts) == (1 if any(counted) else 0)
    assert all(part >= 0 for part in parts)
    assert not any(part for part, inside in zip(parts, counted, strict=True) if not inside)


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        (Model.FIRST, [1, 0, 0, 0]),
        (Model.LAST, [0, 0, 0, 1]),
        (Model.LINEAR, [Fraction(1, 4)] * 4),
        (Model.POSITION, [Fraction(2, 5), Fraction(1, 10), Fraction(1, 10), Fraction(2, 5)]),
        (Model.TIME_DECAY, [Fraction(1, 15), Fraction(2, 15), Fraction(4, 15), Fraction(8, 15)]),
    ],
)
def test_each_model(model: Model, parts: list[Fraction]) -> None:
    clicks = [END - timedelta(days=7 * weeks) for weeks in (3, 2, 1, 0)]
    assert list(credits_of(clicks, END, model)) == parts


@pytest.mark.parametrize("model", Model)
def test_one_click_gets_all_of_it(model: Model) -> None:
    assert credits_of([END - timedelta(days=1)], END, model) == (1,)


def test_two_clicks_share_alike_by_position() -> None:
    clicks = [END - timedelta(days=2), END - timedelta(days=1)]
    assert credits_of(clicks, END, Model.POSITION) == (Fraction(1, 2), Fraction(1, 2))
