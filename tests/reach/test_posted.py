"""Posts of a finished programme, compared by what they are about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotFound
from advocacy.reach.effects import ContentEffects
from advocacy.reach.engines import StoreEngine
from advocacy.reach.posted import effects_of
from advocacy.settings import Settings
from advocacy.storage import Store

LATER = FixedClock(datetime(2026, 5, 4, 9, tzinfo=UTC))


def effects(store: Store, by: str, **more: object) -> ContentEffects:
    topics = {"pump": ["product"], "factory": ["product", "climate"], "apprentices": ["people"]}
    asked: dict[str, object] = {"campaign": None, "clock": LATER, **more}
    return effects_of(
        StoreEngine(store),
        by=by,
        settings=Settings(),
        topics=topics,
        **asked,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("by", "names"), [("story", {"pump", "factory"}), ("topic", {"product"}), ("hour", set())]
)
def test_groups_are_compared_and_named(spring: Store, by: str, names: set[str]) -> None:
    found = effects(spring, by)
    assert names <= {row.name for row in found.rows}
    assert all(row.times.low < row.times.value < row.times.high for row in found.rows)
    if by == "story":
        assert "The factory without gas" in str(found)
        assert "L’usine sans gaz" in found.say("fr")


def test_posts_younger_than_a_week_do_not_count(spring: Store) -> None:
    early = FixedClock(datetime(2026, 3, 4, 9, tzinfo=UTC))
    with pytest.raises(InvalidInput, match=r"are needed.* \(the first week is not over for \d+ posts\)"):
        effects(spring, "story", clock=early)
    later = FixedClock(datetime(2026, 4, 8, 9, tzinfo=UTC))
    found = effects(spring, "story", clock=later)
    assert found.left_out.young
    assert f"first week is not over: {found.left_out.young} posts" in str(found)
    assert not effects(spring, "story").left_out.young


def test_what_cannot_be_asked_says_so(spring: Store) -> None:
    with pytest.raises(InvalidInput, match="known: story, topic, network, hour"):
        effects(spring, "author")
    with pytest.raises(NotFound):
        effects(spring, "story", campaign="autumn")
