from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.errors import ConfigurationError
from advocacy.outcome import ClickClass
from advocacy.storage import Store, clicks, salts, schema
from advocacy.storage.clicks import Row, Writer
from advocacy.track import headers
from advocacy.track.clicks import Clicks, networks, within
from advocacy.track.headers import said
from builders import beginning
from track.support import NOW, linked

CHROME = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"
)
MIDNIGHT = 20_514 * 24 * 3600 * 1_000_000
"""2026-03-02, in microseconds."""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = beginning(tmp_path) / "advocacy.db"
    store = Store.open(str(url if request.param == "sqlite" else request.getfixturevalue("postgres_url")))
    yield store
    store.close()


def follow(seen: Clicks, code: str = "code2345", **different: str) -> Row:
    asked = {"address": "192.0.2.7", "method": "GET", "agent": CHROME, "referer": ""} | different
    sent = [(b"user-agent", asked["agent"].encode()), (b"referer", asked["referer"].encode())]
    return asyncio.run(seen.of(code, address=asked["address"], said=said(asked["method"], sent)))


def test_nothing_of_a_person_is_kept_but_a_key_of_the_day(store: Store) -> None:
    clock = FixedClock(NOW)
    seen = Clicks(store, clock=clock)
    click = follow(seen, referer="https://www.linkedin.com/in/ada-lovelace?x=1")
    assert click.kind == "person"
    assert click.referrer == "www.linkedin.com"
    assert "192.0.2.7" not in str(click)
    assert "Chrome" not in str(click)
    assert len(click.visitor) == 16
    clock.advance(hours=1)
    assert follow(seen).visitor == click.visitor
    assert follow(seen, address="192.0.2.8").visitor != click.visitor
    assert follow(seen, agent="curl/8").visitor != click.visitor
    clock.advance(days=1)
    assert follow(seen).visitor != click.visitor


def test_two_processes_know_a_visitor_by_the_same_key_for_a_day(store: Store) -> None:
    first, second = (Clicks(store, clock=FixedClock(NOW)) for _ in range(2))
    assert follow(first).visitor == follow(second).visitor


def test_a_salt_is_random_and_destroyed_within_48_hours(store: Store) -> None:
    clock = FixedClock(NOW.replace(hour=0))
    seen = Clicks(store, clock=clock)
    follow(seen)
    today = salt_days(store)[0]
    clock.advance(hours=47, minutes=59)
    seen.forget_old_salts()
    assert salt_days(store) == [today]
    clock.advance(minutes=1)
    seen.forget_old_salts()
    assert salt_days(store) == []
    with store.begin() as tx:
        assert salts.of_day(tx, today) != salts.of_day(tx, today + 1)


def salt_days(store: Store) -> list[int]:
    with store.read() as tx:
        return list(tx.execute(sa.select(schema.salts.c.day).order_by(schema.salts.c.day)).scalars())


def test_our_own_networks_are_not_people_but_robots_there_stay_robots(store: Store) -> None:
    seen = Clicks(store, internal=networks(["10.0.0.0/8", "2001:db8::/32"]), clock=FixedClock(NOW))
    assert follow(seen, address="10.1.2.3")[2:4] == ("internal", "network: 10.0.0.0/8")
    assert follow(seen, address="::ffff:10.1.2.3").kind == "internal"
    assert follow(seen, address="2001:db8::1").kind == "internal"
    assert follow(seen, address="192.0.2.1").kind == "person"
    assert follow(seen, address="10.1.2.3", agent="curl/8").kind == "bot"
    assert follow(seen, address="10.1.2.3", method="HEAD").kind == "head"


def test_a_network_that_is_none_says_how_to_write_one() -> None:
    with pytest.raises(ConfigurationError, match=r"10\.0\.0\.0/8"):
        networks(["the office"])
    assert not within("a socket", networks(["10.0.0.0/8"]))


@given(st.text(max_size=80))
def test_a_referrer_is_only_ever_its_host(referrer: str) -> None:
    host = said("GET", [(b"referer", referrer.encode())]).referrer
    assert not set(host) & set("/?#@")
    assert len(host) <= 253


def test_of_what_is_remembered_no_referrer_has_a_path() -> None:
    said("GET", [(b"referer", b"https://acme.example/")])
    known = headers._said.cache_info().misses
    for path in (b"in/ada-lovelace", b"?who=ada", b"#ada"):
        assert said("GET", [(b"referer", b"https://acme.example/" + path)]).referrer == "acme.example"
    assert headers._said.cache_info().misses == known


def test_many_and_long_headers_take_no_more_room_than_others() -> None:
    flood = [(b"user-agent", b"x" * 100_000)] * 1_000
    assert len(said("GET", flood).agent) < 20_000


def test_every_click_has_a_moment_of_its_own(store: Store) -> None:
    seen = Clicks(store, clock=FixedClock(NOW))
    moments = [follow(seen).at for _ in range(5)]
    assert moments == sorted(set(moments))


def person(code: str, seconds: float, visitor: str = "v1", kind: str = "person") -> Row:
    return Row(code, MIDNIGHT + int(seconds * 1_000_000), kind, "", visitor, "")


def judged(store: Store, *rows: Row) -> list[str]:
    Writer(store)(rows)
    with store.read() as tx:
        return [click.kind.value for click in clicks.read(tx)]


def test_a_second_click_within_30_seconds_is_a_double_click(store: Store) -> None:
    a, b = linked(store, 2)
    assert judged(
        store,
        person(a, 0),
        person(a, 30),
        person(a, 60),  # within 30 seconds of the one before
        person(a, 90.1),
        person(a, 91, visitor="v2"),
        person(b, 95),
    ) == ["person", "duplicate", "duplicate", "person", "person", "person"]


def test_visitors_without_a_key_are_not_one_visitor(store: Store) -> None:
    a, b, c = linked(store, 3)
    rows = [person(code, n / 10, visitor="") for n, code in enumerate((a, a, b, c))]
    assert judged(store, *rows) == ["person"] * 4


def test_only_people_double_click(store: Store) -> None:
    (a,) = linked(store)
    kinds = judged(
        store, person(a, 0, kind="bot"), person(a, 1, kind="bot"), person(a, 2), person(a, 20, kind="head")
    )
    assert kinds == ["bot", "bot", "person", "head"]


def test_three_links_in_two_seconds_are_a_scanner(store: Store) -> None:
    a, b, c, d = linked(store, 4)
    assert judged(
        store,
        person(a, 0),
        person(b, 0.9),
        person(c, 2.0),
        person(d, 4.5),
        person(a, 10, visitor="v2"),
        person(b, 10.5, visitor="v2"),
        person(a, 11, visitor="v2"),  # a double click makes no third link
    ) == ["scanner", "scanner", "scanner", "person", "person", "person", "duplicate"]


def test_who_asks_with_head_beside_a_get_is_a_scanner(store: Store) -> None:
    """X sends one GET and three HEADs for a post, all as a browser; a person's browser sends no HEAD."""
    a, b = linked(store, 2)

    def head(code: str, at: float) -> Row:
        return person(code, at, kind="head")

    assert judged(
        store,
        person(a, 0),
        head(a, 3),
        person(b, 4),  # another link
        person(a, 5, visitor="v2"),  # somebody else
        head(a, 20),
        head(a, 25),
        person(a, 35),
        person(a, 100),
    ) == ["scanner", "head", "person", "person", "head", "head", "scanner", "person"]


def test_heads_of_visitors_without_a_key_say_nothing_of_others(store: Store) -> None:
    (a,) = linked(store)
    assert judged(store, person(a, 0, visitor=""), person(a, 1, visitor="", kind="head")) == [
        "person",
        "head",
    ]


def test_rules_are_applied_when_reading_so_they_can_change(store: Store) -> None:
    (a,) = linked(store)
    Writer(store)([person(a, 0), person(a, 60), person(a, 3000)])
    with store.read() as tx:
        strict = clicks.judged(double_click=timedelta(hours=1))
        assert list(tx.execute(sa.select(strict.c.kind).order_by(strict.c.at)).scalars()) == [
            *("person", "duplicate", "duplicate"),
        ]
        assert clicks.counts(tx) == {ClickClass.PERSON: 3}


def test_a_period_knows_the_click_just_before_it(store: Store) -> None:
    (a,) = linked(store)
    Writer(store)([person(a, 0), person(a, 20), person(a, 80)])
    since = NOW.replace(hour=0) + timedelta(seconds=10)
    with store.read() as tx:
        assert [click.kind for click in clicks.read(tx, since=since)] == ["duplicate", "person"]
        assert [click.kind for click in clicks.read(tx, code=a, until=since)] == ["person"]
        assert clicks.read(tx, code="other234") == []


def test_a_log_read_twice_gives_each_click_once(store: Store) -> None:
    (a,) = linked(store)
    Writer(store)([person(a, 0)])
    rows = [person(a, 0), person(a, 1), person("unknown2", 2)]
    with store.begin() as tx:
        clicks.add_once(tx, rows)
    with store.begin() as tx:
        clicks.add_once(tx, rows)
        assert clicks.late(tx) == 1
        assert len(clicks.read(tx)) == 2


def test_a_group_of_any_size_and_wording_is_written_as_it_is(store: Store) -> None:
    (a,) = linked(store)
    odd = ["", " ", "NULL", '"', "\\", '\\"', "{}", "{a,b}", "a,b", "'", "é\t\n", "%s", "?", "\u2028"]
    rows = [Row(a, MIDNIGHT + n, "bot", odd[n % len(odd)], f"v{n}", odd[n % 5]) for n in range(253)]
    write = Writer(store)
    for group in (rows[:1], rows[1:3], rows[3:253]):
        write(group)
    write.close()
    with store.read() as tx:
        kept = tx.execute(sa.text("SELECT code, at, kind, reason, visitor, referrer FROM clicks ORDER BY id"))
        assert [Row(*one) for one in kept] == rows


def test_a_writer_begins_anew_after_an_error(store: Store) -> None:
    (a,) = linked(store)
    write = Writer(store)
    write([person(a, 0)])
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        write([person("unknown2", 1)])
    write([person(a, 2)])
    write.close()
    with store.read() as tx:
        assert len(clicks.read(tx)) == 2
