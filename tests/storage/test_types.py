from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from advocacy.publish.decide import FAR
from advocacy.storage import Store
from advocacy.storage.schema import pauses
from advocacy.storage.types import Moment

moments = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - Hypothesis adds the zone
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.timezones() | st.just(UTC),
)


def stored(moment: datetime) -> int | None:
    return Moment().process_bind_param(moment, None)


@given(moments)
def test_a_moment_comes_back_to_the_microsecond(moment: datetime) -> None:
    found = Moment().process_result_value(stored(moment), None)
    assert found == moment.astimezone(UTC)  # an hour that is left out in spring equals nothing else
    assert found is not None
    assert found.tzinfo is UTC


@given(moments, moments)
def test_stored_moments_are_in_the_order_of_time(one: datetime, other: datetime) -> None:
    in_order = one.astimezone(UTC) < other.astimezone(UTC)
    assert (stored(one) < stored(other)) == in_order  # type: ignore[operator]


def test_a_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        stored(datetime(2026, 3, 2))  # noqa: DTZ001 - that is the mistake


def test_none_stays_none() -> None:
    assert Moment().process_bind_param(None, None) is None
    assert Moment().process_result_value(None, None) is None


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=timezone(timedelta(hours=1))),
        FAR,
    ],
)
def test_both_databases_keep_it(store: Store, moment: datetime) -> None:
    with store.begin() as tx:
        tx.execute(pauses.insert().values(network="mastodon", member="", until=moment))
        assert tx.execute(sa.select(pauses.c.until)).scalar_one() == moment
        before = tx.execute(sa.select(pauses.c.until < FAR)).scalar_one()
    assert bool(before) == (moment < FAR)
