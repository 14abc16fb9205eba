"""Followers are read with each person's consent, kept as sketches, and counted as one audience."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.errors import ConfigurationError, InvalidInput, NotAllowed, NotFound, UnknownNetwork
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.reach.sketch import AudienceSketch
from advocacy.storage import schema
from advocacy.testing.server import FakeNetworks
from advocacy.vault import VARIABLE, new_key
from builders import advocate, approved, running

PEOPLE = 11
NETWORKS = ("bluesky", "mastodon")


class Scene(NamedTuple):
    """Colleagues who have posted, and whose networks show who follows them."""

    program: Program
    fake: FakeNetworks
    clock: FixedClock

    def allow(self, *names: str, network: str = "bluesky") -> None:
        for name in names:
            self.program.allow_followers(name, network, by=name)

    def follow(self, network: str, name: str, *followers: str, hidden: bool = False) -> None:
        self.fake.network(network).follow(name, *followers, hidden=hidden)

    def stored(self) -> str:
        """Everything that the database holds, as text."""
        with self.program.store.read() as tx:
            return repr([tx.execute(sa.select(table)).all() for table in schema.metadata.sorted_tables])


def name(number: int) -> str:
    return f"p{number:02}"


def fans(first: int, last: int, domain: str = "") -> list[str]:
    return [f"fan{number}{domain}" for number in range(first, last)]


def shown(scene: Scene, network: str, after: str = "") -> tuple[str, ...]:
    """The ids on one page of a list."""
    page = scene.program.connector(network).followers(scene.fake.add_account(network, "p00"), after=after)
    assert page is not None
    return page.ids


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = FixedClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    people: list[Advocate] = [advocate(name(number)) for number in range(PEOPLE)]
    with running(tmp_path, people, clock=clock) as (program, fake):
        for share in approved(program):
            if share.network in NETWORKS:
                program.accept(share, by=share.advocate)
        program.publish(patience=timedelta(minutes=10))
        yield Scene(program, fake, clock)


def test_from_consent_to_one_audience(scene: Scene) -> None:
    for number in range(PEOPLE):  # each shares half of their followers with the next
        scene.follow("bluesky", name(number), *fans(60 * number, 60 * number + 120))
    scene.allow(*map(name, range(PEOPLE)))
    done = scene.program.read_followers()
    assert (done.taken, done.begun, done.hidden, done.no_access, done.later) == (PEOPLE, 0, 0, 0, {})
    found = scene.program.unique_audience("spring", network="bluesky")
    assert (found.value, found.low, found.high) == (60 * PEOPLE + 60,) * 3
    assert "2 March 2026" in found.explain("en")
    assert "lues entre le" in found.explain("fr")
    (mine,) = scene.program.follower_lists("p00", by="p00")
    assert (mine.network, mine.followers, mine.hidden) == ("bluesky", 120, False)


def test_no_id_is_stored_and_the_key_is_sealed(scene: Scene) -> None:
    for network in NETWORKS:
        scene.follow(network, "p00", "very-secret-fan", "eve@elsewhere.example")
        scene.allow("p00", network=network)
    assert scene.program.read_followers().taken == 2
    ids = {id_ for network in NETWORKS for id_ in shown(scene, network)}
    assert len(ids) == 4
    stored = scene.stored()
    assert not [id_ for id_ in ids if id_ in stored]
    with scene.program.store.read() as tx:
        (sealed,) = tx.execute(sa.select(schema.sketch_keys.c.secrets)).scalars()
        sketches = tx.execute(sa.select(schema.follower_lists.c.sketch)).scalars().all()
    key = bytes.fromhex(scene.program.vault.unseal(sealed)["followers"])
    assert key.hex() not in stored
    for sketch in map(AudienceSketch.from_bytes, sketches):
        assert set(sketch.hashes) <= set(AudienceSketch.of(ids, key=key).hashes)


def test_nobody_is_read_who_did_not_agree_or_has_not_posted(scene: Scene) -> None:
    scene.follow("bluesky", "p00", "fan")
    assert scene.program.read_followers().taken == 0
    newcomer = advocate("newcomer")
    scene.program.import_advocates([newcomer])
    scene.fake.add_account("bluesky", "newcomer")
    scene.allow("newcomer")
    assert scene.program.read_followers().taken == 0, "their followers saw nothing of ours"
    asked = [call for call in scene.fake.requests("bluesky") if "getFollowers" in call.path]
    assert asked == []


def test_each_person_decides_alone(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        scene.program.allow_followers("p00", "bluesky", by="maria")
    with pytest.raises(NotAllowed):
        scene.program.withdraw_followers("p00", "bluesky", by="maria")
    with pytest.raises(NotAllowed):
        scene.program.follower_lists("p00", by="p01")
    with pytest.raises(InvalidInput, match="bluesky, mastodon"):
        scene.program.allow_followers("p00", "linkedin", by="p00")
    with pytest.raises(NotFound):
        scene.program.allow_followers("nobody", "bluesky", by="nobody")


@pytest.mark.parametrize("how", ["withdraw", "disconnect", "leave", "erase", "destroy"])
def test_what_was_kept_goes_at_once(scene: Scene, how: str) -> None:
    scene.follow("bluesky", "p00", "fan")
    scene.allow("p00")
    scene.program.read_followers()
    with scene.program.store.read() as tx:
        assert tx.execute(sa.select(schema.follower_lists.c.sketch)).scalar_one()
    ways: dict[str, Callable[[], object]] = {
        "withdraw": lambda: scene.program.withdraw_followers("p00", "bluesky", by="p00"),
        "disconnect": lambda: scene.program.disconnect("p00", "bluesky", by="p00"),
        "leave": lambda: scene.program.leave("p00", by="p00"),
        "erase": lambda: scene.program.leave("p00", by="p00", erase=True),
        "destroy": lambda: scene.program.destroy_sketches(by="maria", role="marketing"),
    }
    ways[how]()
    with scene.program.store.read() as tx:
        assert tx.execute(sa.select(schema.follower_lists)).all() == []
        assert len(tx.execute(sa.select(schema.sketch_keys)).all()) == (how != "destroy")
    assert scene.program.read_followers().taken == 0


def test_a_consent_that_is_withdrawn_while_its_list_is_read_leaves_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.follow("bluesky", "p00", *fans(0, 150))
    scene.allow("p00")
    bluesky = scene.program.connector("bluesky")
    read = bluesky.followers

    def withdrawing(*args: Any, **named: Any) -> object:
        scene.program.withdraw_followers("p00", "bluesky", by="p00")
        return read(*args, **named)

    monkeypatch.setattr(bluesky, "followers", withdrawing)
    assert scene.program.read_followers().taken == 0
    assert scene.program.follower_lists("p00", by="p00") == []


def test_a_list_that_is_hidden_is_not_read_and_what_was_kept_of_it_goes(scene: Scene) -> None:
    for network in NETWORKS:
        scene.follow(network, "p00", "fan")
        scene.allow("p00", network=network)
    assert scene.program.read_followers().taken == 2
    scene.clock.advance(days=7)
    for network in NETWORKS:
        scene.follow(network, "p00", hidden=True)
    assert scene.program.read_followers().hidden == 2
    kept = scene.program.follower_lists("p00", by="p00")
    assert [(each.hidden, each.followers, each.taken_at, each.size) for each in kept] == [
        (True, None, None, 0)
    ] * 2


def test_a_list_is_read_weekly_while_its_person_posts_then_monthly_for_a_year(scene: Scene) -> None:
    scene.follow("bluesky", "p00", "fan")
    scene.allow("p00")
    days = []
    for day in range(420):
        if scene.program.read_followers().taken:
            days.append(day)
        scene.clock.advance(days=1)
    assert days[:6] == [0, 7, 14, 21, 28, 35]
    assert {later - day for day, later in pairwise(days[5:])} == {30}
    assert days[-1] <= 365


def test_a_long_list_is_read_further_each_time_and_ends_as_if_read_at_once(scene: Scene) -> None:
    bluesky = scene.program.connector("bluesky")
    quota, page = bluesky.capabilities.follower_pages, 100
    everyone = fans(0, 2 * quota * page + 30)
    scene.follow("bluesky", "p00", *everyone)
    scene.allow("p00")
    begun = []
    for _ in range(3):
        before = len(scene.fake.requests("bluesky"))
        done = scene.program.read_followers()
        begun.append((done.begun, done.taken, len(scene.fake.requests("bluesky")) - before))
        assert scene.program.read_followers().begun == 0, "not before five minutes are over"
        scene.clock.advance(minutes=5)
    assert begun == [(1, 0, quota), (1, 0, quota), (0, 1, 1)]
    with scene.program.store.read() as tx:
        kept = tx.execute(sa.select(schema.follower_lists)).one()
        (sealed,) = tx.execute(sa.select(schema.sketch_keys.c.secrets)).scalars()
    key = bytes.fromhex(scene.program.vault.unseal(sealed)["followers"])
    ids = [
        id_ for start in range(0, len(everyone), page) for id_ in shown(scene, "bluesky", after=str(start))
    ]
    assert AudienceSketch.from_bytes(kept.sketch) == AudienceSketch.of(ids, key=key)
    assert (kept.reading, kept.after, kept.key) == (None, "", AudienceSketch.of((), key=key).key_id.hex())


def test_a_network_that_is_away_halfway_costs_no_page(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.follow("mastodon", "p00", *fans(0, 200, "@elsewhere.example"))
    scene.allow("p00", network="mastodon")
    mastodon = scene.program.connector("mastodon")
    send, calls = mastodon.http.send, []

    def breaking(method: Any, url: str, **named: Any) -> object:
        calls.append(url)
        if len(calls) == 4:
            return send(method, "http://127.0.0.1:9/", **named)
        return send(method, url, **named)

    monkeypatch.setattr(mastodon.http, "send", breaking)
    assert scene.program.read_followers().taken == 0
    scene.clock.advance(hours=1)
    assert scene.program.read_followers().taken == 1
    followers = [call for call in scene.fake.requests("mastodon") if call.path.endswith("/followers")]
    assert len(followers) == 3, "each page was read once"
    assert scene.program.follower_lists("p00", by="p00")[0].followers == 200


def test_without_a_token_bluesky_is_read_and_mastodon_waits(scene: Scene) -> None:
    for network in NETWORKS:
        scene.follow(network, "p00", "fan")
        scene.program.disconnect("p00", network, by="p00")
        scene.allow("p00", network=network)
    done = scene.program.read_followers()
    assert (done.taken, done.no_access) == (1, 1)


def test_few_authors_are_not_told_nor_few_of_whom_anything_is_known(scene: Scene) -> None:
    scene.allow(*map(name, range(9)))
    scene.program.read_followers()
    with pytest.raises(InvalidInput, match="of 9; it takes 10") as caught:
        scene.program.unique_audience("spring", network="bluesky")
    assert "il en faut 10" in caught.value.mistakes[0].message.fr
    with pytest.raises(NotFound):
        scene.program.unique_audience("nothing", network="bluesky")
    with pytest.raises(UnknownNetwork):
        scene.program.unique_audience("spring", network="blusky")


def test_bounds_where_only_sizes_are_known_and_both_where_some_are(scene: Scene) -> None:
    for number in range(PEOPLE):
        scene.program.record_followers(name(number), "bluesky", 100)
    bounds = scene.program.unique_audience("spring", network="bluesky")
    assert (bounds.low, bounds.high, bounds.level) == (100, 1100, 1)
    for number in range(9):
        scene.follow("bluesky", name(number), *fans(0, 100))
    scene.allow(*map(name, range(9)))
    scene.program.read_followers()
    mixed = scene.program.unique_audience("spring", network="bluesky")
    assert (mixed.low, mixed.high) == (100, 300)
    assert 100 < mixed.value < 130, "two more like the nine, who all share their followers"
    assert "Of 2 authors only the number" in mixed.explain("en")


def test_bounds_do_not_tell_the_longest_list_nor_what_one_adds(scene: Scene) -> None:
    for number in range(PEOPLE):
        scene.program.record_followers(name(number), "bluesky", 12_345 if number == 0 else 100)
    bounds = scene.program.unique_audience("spring", network="bluesky")
    assert (bounds.low, bounds.high, bounds.value) == (12_000, 14_000, 12_000)


def test_a_sample_of_followers_stands_in_for_lists(scene: Scene) -> None:
    for number in range(PEOPLE):
        scene.program.record_followers(name(number), "bluesky", 100)
    found = scene.program.unique_audience("spring", network="bluesky", sample=[1, 2] * 200)
    assert found.value == pytest.approx(825)
    assert found.low < 825 < found.high < 1000
    with pytest.raises(InvalidInput):
        scene.program.unique_audience("spring", network="bluesky", sample=[12])


def test_the_key_of_the_vault_may_change_and_must_not_be_lost(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os  # noqa: PLC0415 - for one test

    scene.follow("bluesky", "p00", "fan")
    scene.allow("p00")
    scene.program.read_followers()
    old, new = os.environ[VARIABLE], new_key()
    monkeypatch.setenv(VARIABLE, f"{new},{old}")
    with Program.open(settings=scene.program.settings, clock=scene.clock) as program:
        assert program.rotate_vault(by="maria", role="marketing").left == 0
    monkeypatch.setenv(VARIABLE, new)
    scene.clock.advance(days=7)
    with Program.open(settings=scene.program.settings, clock=scene.clock) as program:
        assert program.read_followers().taken == 1
    monkeypatch.setenv(VARIABLE, new_key())
    scene.clock.advance(days=7)
    with (
        Program.open(settings=scene.program.settings, clock=scene.clock) as program,
        pytest.raises(ConfigurationError),
    ):
        program.read_followers()
