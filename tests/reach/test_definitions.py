"""Every definition: what it counts where counting is hard."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from advocacy.clock import FixedClock
from advocacy.reach.engines import StoreEngine
from advocacy.reach.engines.base import Row
from advocacy.reach.metrics import behind, measure, measures
from advocacy.storage import Store
from advocacy.storage.days import day_number
from advocacy.storage.facts import Asked
from reach.programme import END, START, Programme, finished, hard_cases

PARIS = ZoneInfo("Europe/Paris")
CROWDS = ("authors", "counted", "followed", "invited", "members")


def rows_of(store: Store, sql: str, asked: Asked, zone: ZoneInfo = PARIS) -> list[Row]:
    with StoreEngine(store).reading(zone=zone, clock=FixedClock(END)) as reading:
        return sorted(reading.query(sql, asked), key=repr)


def value(store: Store, name: str, asked: Asked | None = None, zone: ZoneInfo = PARIS) -> Row:
    found = measure(name)
    rows = rows_of(store, found.over(), asked or Asked(as_of=END), zone)
    return tuple(number or 0 for number in rows[0])


@pytest.mark.postgres
def test_a_reading_sees_one_state_of_postgresql(postgres_url: str) -> None:
    store = finished().save(Store.open(postgres_url))
    everyone = measure("advocates").over()
    asked = Asked(as_of=END)
    with StoreEngine(store).reading(zone=PARIS, clock=FixedClock(END)) as reading:
        before = reading.query(everyone, asked)
        late = Programme()
        late.advocate("late", "sales")
        late.save(store)
        assert reading.query(everyone, asked) == before
    store.close()


def test_a_reading_leaves_nothing_behind(empty: Store) -> None:
    finished().save(empty)
    first = value(empty, "posts")
    assert value(empty, "posts") == first
    with empty.read() as tx:
        made = "SELECT COUNT(*) FROM sqlite_temp_master WHERE name LIKE '%_facts'"
        assert tx.exec_driver_sql(made).scalar_one() == 0


@pytest.mark.parametrize("text", [found.sql for found in measures()] + [behind(crowd) for crowd in CROWDS])
def test_a_text_keeps_to_what_every_engine_understands(text: str) -> None:
    body = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    assert "%" not in text
    assert not re.search(r":\w", body), "a parameter is spelt differently by every engine"
    assert not re.search(r"[\"`\[;]", body), "names are quote-free, and there is one statement"
    assert not re.search(r"\b(DATE|INTERVAL|EXTRACT|STRFTIME|NOW|ASOF|TRUE|FALSE)\b", body, re.IGNORECASE)
    assert not re.search(r"\d\.\d|(?<!FROM) / ", body), "integers only; dividing differs between engines"
    assert not re.search(r"\bAS (at|class|order|user)\b", body)


@pytest.mark.parametrize("found", measures(), ids=lambda found: found.name)
def test_a_definition_says_what_it_is_and_what_it_is_not(found: object) -> None:
    named = measure(getattr(found, "name", ""))
    for language in ("fr", "en"):
        said = named.explain(language)
        assert named.id in said
        assert named.means.say(language) in said
        assert named.is_not.say(language) in said
    assert named.is_not.say("en").startswith("Not ")


def follows(steps: Iterable[float], visitor: str = "v") -> Programme:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.advocate("ada", "sales")
    code = made.share("ada", "pump")
    for step in steps:
        made.click(code, START + timedelta(seconds=step), visitor=visitor)
    return made


@pytest.mark.parametrize(
    ("steps", "counted"),
    [
        ([0], 1),
        ([0, 0, 0], 1),
        ([0, 30], 1),
        ([0, 30.000001], 2),
        ([0, 20, 40, 60], 1),
        ([0, 20, 51], 2),
        ([0, 3600], 2),
    ],
)
def test_clicks_within_thirty_seconds_of_the_last_one_are_one(
    empty: Store, steps: list[float], counted: int
) -> None:
    follows(steps).save(empty)
    assert value(empty, "clicks_people") == (counted,)
    classes = rows_of(empty, measure("clicks").over("click_class"), Asked(as_of=END))
    assert Counter(dict(classes)) == Counter(person=counted, duplicate=len(steps) - counted)
    assert value(empty, "clicks_per_post") == (counted, 1)


def test_visitors_without_a_key_are_never_taken_for_one_another(empty: Store) -> None:
    follows([0, 1, 2], visitor="").save(empty)
    assert value(empty, "clicks_people") == (3,)


def test_a_double_click_over_midnight_counts_on_the_first_day_only(empty: Store) -> None:
    midnight = datetime(2026, 3, 2, 23, tzinfo=UTC)  # in Paris
    made = follows([])
    code = made.rows["tracked_links"][0]["code"]
    made.click(code, midnight - timedelta(seconds=10))
    made.click(code, midnight + timedelta(seconds=10))
    made.save(empty)
    first = day_number(midnight.date())
    assert value(empty, "clicks_people", Asked(as_of=END, first_day=first, last_day=first)) == (1,)
    assert value(empty, "clicks_people", Asked(as_of=END, first_day=first + 1)) == (0,)


def test_a_bot_between_two_clicks_of_a_person_does_not_hide_that_they_are_one(empty: Store) -> None:
    made = follows([0, 10])
    code = made.rows["tracked_links"][0]["code"]
    made.click(code, START + timedelta(seconds=5), "bot", visitor="v")
    made.click(code, START + timedelta(seconds=6), "internal", visitor="v")
    made.save(empty)
    assert value(empty, "clicks_people") == (1,)
    assert value(empty, "clicks_bots") == (1,)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", "2026-03-29"), ("Europe/Paris", "2026-03-30"), ("America/Montreal", "2026-03-29")],
)
def test_a_day_is_a_day_of_the_programmes_zone(empty: Store, zone: str, day: str) -> None:
    made = follows([])
    at = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # 0:30 in Paris, after the clocks went forward that night
    made.click(made.rows["tracked_links"][0]["code"], at)
    made.save(empty)
    rows = rows_of(empty, measure("clicks_people").over("day"), Asked(as_of=END), ZoneInfo(zone))
    assert rows == [(day_number(datetime.fromisoformat(day).date()), 1)]


def test_every_click_has_the_day_that_the_calendar_gives(empty: Store) -> None:
    made = hard_cases()
    made.save(empty)
    with StoreEngine(empty).reading(zone=PARIS, clock=FixedClock(END)) as reading:
        rows = reading.query("SELECT click, day FROM click_facts ORDER BY click", Asked(as_of=END))
    days = [day_number(row["at"].astimezone(PARIS).date()) for row in made.rows["clicks"]]
    assert [day for _click, day in rows] == days


def test_adoption_counts_those_who_took_part_at_the_date(empty: Store) -> None:
    made = Programme()
    made.campaign("spring")
    made.campaign("autumn")
    made.story("pump")
    made.story("leaf", "autumn")
    later = START + timedelta(days=10)
    made.advocate("ada", "sales", joined=START)
    made.advocate("bob", "sales", joined=START, left=later)
    made.advocate("eve", "sales", joined=later)
    made.share("ada", "pump", posted=START + timedelta(days=1))
    made.share("ada", "pump", "mastodon", posted=START + timedelta(days=2))
    made.share("bob", "leaf", campaign="autumn", posted=START + timedelta(days=3))
    made.share("eve", "pump", state="handed_off", offered=later)
    made.save(empty)

    def adoption(days: float, campaign: str = "") -> Row:
        return value(empty, "adoption", Asked(as_of=START + timedelta(days=days), campaign=campaign))

    assert adoption(0) == (0, 0)  # nobody had joined before that moment
    assert adoption(0.5) == (0, 2)
    assert adoption(1.5) == (1, 2)
    assert adoption(5) == (2, 2)
    assert adoption(5, "spring") == (1, 2)
    assert adoption(11) == (1, 2)  # bob has left with his share, eve has joined without one
    assert value(empty, "advocates", Asked(as_of=START + timedelta(days=11))) == (2,)


def test_shares_are_counted_by_their_offer_and_posts_by_their_own_day(empty: Store) -> None:
    made = Programme()
    made.campaign("spring")
    made.story("pump")
    made.advocate("ada", "sales")
    next_day = START + timedelta(days=1)
    states = ["offered", "declined", "queued", "unknown", "on_hold", "rejected", "handed_off", "published"]
    for number, state in enumerate([*states, "confirmed", "gone", "cancelled"]):
        made.share("ada", "pump", f"network{number}", state=state, posted=next_day, link=state != "gone")
    made.save(empty)
    first = Asked(as_of=END, first_day=0, last_day=day_number(START.date()))
    second = Asked(as_of=END, first_day=day_number(next_day.date()))
    counted = {found.name: value(empty, found.name, first) for found in measures()}
    assert counted["shares_offered"] == (11,)
    assert counted["shares_accepted"] == (9,)
    assert counted["shares_declined"] == (1,)
    assert counted["share_rate"] == (9, 11)
    for name in ("unknown", "on_hold", "rejected", "handed_off"):
        assert counted[f"shares_{name}"] == (1,)
    assert counted["posts"] == (0,)
    assert value(empty, "posts", second) == (3,)
    assert value(empty, "clicks_per_post", second) == (0, 2)  # one post carries no link
    assert value(empty, "shares_offered", second) == (0,)
