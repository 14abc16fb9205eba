"""A report of one campaign says how many people there were, with the interval, or nothing of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from advocacy.errors import NotFound
from advocacy.reach.report import Report, report
from advocacy.reach.sketch import AudienceSketch
from advocacy.reach.visitors import count_visitors
from advocacy.settings import Settings
from advocacy.storage import Store, follower_lists
from advocacy.storage.follower_lists import SealedKey
from reach.test_visitors import LATER, NOON, PEOPLE, programme

KEY = b"for these tests only"
SETTINGS = Settings.model_validate({"database": {"url": "sqlite://"}, "programme": {"name": "Helvéa"}})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Colleagues whose network tells of views, and whose lists of followers were read."""
    opened = programme().save(Store.open(str(tmp_path / "advocacy.db")))
    count_visitors(opened, clock=LATER)
    with opened.begin() as tx:
        key = AudienceSketch.of((), key=KEY).key_id.hex()
        follower_lists.put_key(tx, SealedKey(id=key, secrets=b"sealed"), now=NOON)
        for number in range(PEOPLE):
            sketch = AudienceSketch.of((f"fan{30 * number + n}" for n in range(60)), key=KEY)
            who = (f"p{number:02}", "bluesky")
            follower_lists.agree(tx, *who, now=NOON)
            kept = {"sketch": sketch.to_bytes(), "key": key, "taken_at": NOON + timedelta(days=number)}
            follower_lists.put(tx, *who, kept, due_at=NOON)
    yield opened
    opened.close()


def made(store: Store, **asked: Any) -> Report:
    return report(store, settings=SETTINGS, clock=LATER, **asked)


def test_a_report_of_a_campaign_says_how_many_people_and_how_sure(store: Store) -> None:
    found = made(store, campaign="spring", language="en")
    reached, audience = found.estimate("people_reached"), found.estimate("unique_audience", network="bluesky")
    assert 200 < reached.low < reached.value < reached.high
    assert audience.value == 30 * PEOPLE + 30
    for shown in (" ".join(str(found).split()), found.to_html()):
        assert f"People who follow at least one author – {found.labels.of('network', 'bluesky')}" in shown
        assert reached.say("en") in shown
    assert "read between 2 March 2026 and 15 March 2026" in found.to_html()
    assert "Personnes qui ont vu au moins un post" in str(made(store, campaign="spring", language="fr"))
    told = json.loads(json.dumps(found.to_dict()))["estimates"]
    assert [each["name"] for each in told] == ["people_reached", "unique_audience"]


@pytest.mark.parametrize("asked", [{}, {"campaign": "spring", "since": "2026-03-03"}])
def test_of_a_whole_programme_or_part_of_a_campaign_there_is_none(
    store: Store, asked: dict[str, str]
) -> None:
    found = made(store, **asked)
    assert not found.estimates
    assert "report(campaign=…)" in str(found.estimates)
    assert "How many people" not in found.to_html()
    with pytest.raises(NotFound):
        found.estimate("people_reached")


def test_few_authors_are_left_out(store: Store) -> None:
    programme_ = SETTINGS.programme.model_copy(update={"min_group": PEOPLE + 1})
    settings = SETTINGS.model_copy(update={"programme": programme_})
    found = report(store, settings=settings, campaign="spring", language="fr", clock=LATER).estimates
    assert not found
    assert f"il en faut {PEOPLE + 1}" in found._repr_html_()
    assert str(found).startswith("Personnes qui ont vu au moins un post\N{NARROW NO-BREAK SPACE}: ")


def test_a_network_that_tells_of_no_views_has_no_people_reached(store: Store) -> None:
    with store.begin() as tx:
        tx.exec_driver_sql("DELETE FROM metric_snapshots")
    found = made(store, campaign="spring")
    assert [each.name for each in found.estimates] == ["unique_audience"]
