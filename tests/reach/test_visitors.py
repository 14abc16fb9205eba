"""Visitors are counted before their keys mean nothing any more, and tell how audiences overlap."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.errors import InvalidInput, NotFound
from advocacy.program import Program
from advocacy.reach.compactor import compact
from advocacy.reach.folder import LocalFolder
from advocacy.reach.seen import Clicks
from advocacy.reach.visitors import campaign_seen, count_visitors, people_reached_of
from advocacy.settings import Settings
from advocacy.storage import Store, schema
from reach.programme import Programme

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = FixedClock(NOON + timedelta(days=9))
PEOPLE = 14


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Fourteen colleagues with two posts each, which one public follows; and what their network tells."""
    url = str(tmp_path / "advocacy.db")
    if request.param == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    opened = programme().save(Store.open(url))
    yield opened
    opened.close()


def programme() -> Programme:
    made, chance = Programme(), random.Random(3)  # noqa: S311 - made-up people
    made.campaign("spring")
    for story in ("pump", "factory"):
        made.story(story)
    for number in range(PEOPLE):
        made.advocate(f"p{number:02}", "sales")
    for number in range(PEOPLE):
        for day, story in enumerate(("pump", "factory")):
            code = made.share(f"p{number:02}", story, posted=NOON + timedelta(days=day))
            for person in chance.sample(range(400), 60):
                at = NOON + timedelta(days=chance.choice([day, day + 1]), seconds=chance.randrange(36000))
                made.click(code, at, "bot" if chance.random() < 0.2 else "person", visitor=f"v{person}")
            for metric, count in (("impressions", 300), ("members_reached", 200)):
                share = code
                at = NOON + timedelta(days=3)
                made.add("metric_snapshots", share=share, at=at, metric=metric, count=count)
                made.add("metric_snapshots", share=share, at=NOON + timedelta(days=2), metric=metric, count=1)
    return made


def seen(store: Store) -> Clicks:
    with store.read() as tx:
        return campaign_seen(tx, "spring", "bluesky").clicks


def expected(store: Store) -> Clicks:
    """The same from the clicks themselves."""
    with store.read() as tx:
        link, click = schema.tracked_links.c, schema.clicks.c
        rows = tx.execute(
            sa.select(click.at, click.visitor, link.advocate, link.code)
            .join(schema.clicks, link.code == click.code)
            .where(click.kind == "person")
        ).all()
    return Clicks.of(((row.at - NOON.replace(hour=0)).days + 20514, *row[1:]) for row in rows)


def test_what_is_kept_is_what_the_clicks_say(store: Store) -> None:
    assert count_visitors(store, clock=LATER) == 9
    kept, told = seen(store), expected(store)
    assert {author: sum(days.values()) for author, days in kept.visitors.items()} == {
        author: sum(days.values()) for author, days in told.visitors.items()
    }
    assert dict(kept.together) == {pair: count for pair, count in told.together.items() if count}
    assert kept.breadth == told.breadth


def test_again_changes_nothing_and_a_late_click_of_the_last_day_is_counted(store: Store) -> None:
    day_after = FixedClock(NOON + timedelta(days=2))
    count_visitors(store, clock=day_after)
    before = seen(store)
    assert count_visitors(store, clock=day_after) == 1
    assert seen(store) == before
    with store.begin() as tx:
        row = {"code": "p00-pump-1-bluesky", "at": NOON + timedelta(days=1), "kind": "person", "reason": ""}
        tx.execute(schema.clicks.insert().values(visitor="late", referrer="", late=True, **row))
    count_visitors(store, clock=day_after)
    assert sum(seen(store).visitors["p00"].values()) == sum(before.visitors["p00"].values()) + 1


def test_a_day_is_counted_when_it_is_over(store: Store) -> None:
    count_visitors(store, clock=FixedClock(NOON + timedelta(days=1)))
    assert {len(days) for days in seen(store).visitors.values()} == {1}


def test_what_is_kept_names_nobody(store: Store) -> None:
    count_visitors(store, clock=LATER)
    with store.read() as tx:
        for table in (schema.visitor_days, schema.co_clicks, schema.visitor_breadth):
            written = repr(tx.execute(sa.select(table)).all())
            assert "v1" not in written.replace("advocate", "")


def test_people_reached_lies_between_one_authors_members_and_the_sum(store: Store, tmp_path: Path) -> None:
    count_visitors(store, clock=LATER)
    found = people_reached_of(store, "spring", "bluesky", min_group=10)
    assert 200 < found.low < found.value < found.high < PEOPLE * 300
    assert found.level < 1, "the clicks told something"
    files = LocalFolder(tmp_path / "files")
    compact(store, files, zone=ZoneInfo("UTC"), keep=timedelta(days=1), clock=LATER)
    assert people_reached_of(store, "spring", "bluesky", min_group=10) == found


def test_few_authors_are_not_shown(store: Store) -> None:
    with pytest.raises(InvalidInput, match="it takes 20"):
        people_reached_of(store, "spring", "bluesky", min_group=20)


def test_a_programme_does_all_of_it(tmp_path: Path) -> None:
    text = f'[database]\nurl = "{tmp_path}/advocacy.db"\n[reach]\nfiles = "files"\nkeep_days = 2\n'
    (tmp_path / "advocacy.toml").write_text(text, encoding="utf-8")
    with Program.open(settings=Settings.load(tmp_path / "advocacy.toml"), clock=LATER) as program:
        programme().save(program.store)
        before = program.report(campaign="spring")["clicks_people"]
        done = program.roll_up()
        assert (done.days, done.visitor_days) == (3, 9)
        filed = program.compact()
        assert filed.clicks == filed.trimmed == PEOPLE * 2 * 60
        assert (tmp_path / "files/clicks/month=2026-03").is_dir()
        assert program.report(campaign="spring")["clicks_people"] == before
        for told in (program.people_reached("spring", network="bluesky"), program.people_reached("spring")):
            assert told.low > 200  # one network: it need not be named
        assert (program.write_star(tmp_path / "star") / "click_facts.parquet").is_file()


@pytest.mark.parametrize("verb", ["people_reached", "unique_audience"])
@pytest.mark.parametrize(
    ("networks", "said"), [(("bluesky", "mastodon"), "bluesky, mastodon"), ((), "no post")]
)
def test_without_one_network_the_networks_are_named(verb: str, networks: tuple[str, ...], said: str) -> None:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.advocate("ada", "sales")
    for network in networks:
        made.share("ada", "pump", network)
    with Program.open(settings=Settings.model_validate({"database": {"url": "sqlite://"}})) as program:
        made.save(program.store)
        with pytest.raises(InvalidInput, match=said):
            getattr(program, verb)("spring")
        with pytest.raises(NotFound, match="spring"):
            getattr(program, verb)("sprng")
