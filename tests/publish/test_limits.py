"""Never faster than the limits, by however many processes; nobody is lost or overtaken; money has an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted, Retry, RetryKind
from advocacy.connectors.limit import Limit
from advocacy.errors import OutcomeUnknown, Rejected, TryLater
from advocacy.language import Text
from advocacy.publish import Desk, Outbox, Publisher
from advocacy.publish.limits import Toll, next_month, usual_toll
from advocacy.share import Share, ShareState
from advocacy.storage import Store, limits, schema, shares, spending
from advocacy.storage.limits import Gauge, Key, Pace
from advocacy.storage.spending import Month
from builders import beginning
from publish import world
from publish.world import START

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SAID = Text(fr="dit", en="said")


def gauge(limit: Limit) -> Gauge:
    return Gauge(pace=Pace(limit.interval, limit.at_once))


LIMITS = st.builds(
    lambda count, burst, seconds: Limit(
        count=count, burst=max(1, min(count, burst)), per=timedelta(seconds=seconds)
    ),
    count=st.integers(1, 50),
    burst=st.integers(1, 50),
    seconds=st.integers(1, 3600),
)
WAITS = st.lists(st.integers(0, 120_000_000).map(lambda micro: timedelta(microseconds=micro)), max_size=120)


@given(LIMITS, WAITS)
def test_no_span_of_time_holds_more_than_the_limit_says(limit: Limit, waits: list[timedelta]) -> None:
    """Whenever there is room it is used: the worst that a crowd can do."""
    now, used, there = START, [], gauge(limit)
    for wait in waits:
        now += wait
        while there.room(now):
            used.append(now)
            there = there.used(now)
    for first in used:
        assert sum(first <= moment < first + limit.per for moment in used) <= limit.count
        assert used.count(first) <= limit.at_once


@given(LIMITS, WAITS)
def test_the_room_that_is_told_is_the_room_there_is(limit: Limit, waits: list[timedelta]) -> None:
    now, there = START, gauge(limit)
    for wait in waits:
        now += wait
        for _one in range(there.room(now)):
            assert there.opens(now) <= now
            there = there.used(now)
        assert there.opens(now) > now
        assert there.room(there.opens(now)) == 1


@given(LIMITS)
def test_the_whole_limit_can_be_used(limit: Limit) -> None:
    now, there, used = START, gauge(limit), 0
    while now < START + limit.per:
        used += 1
        there = there.used(now)
        now = max(now, there.opens(now))
    assert used == limit.count


def test_a_clock_that_was_wrong_is_forgotten() -> None:
    limit = Limit(count=60, per=MINUTE)
    wrong = gauge(limit).used(START + timedelta(days=30_000)).next_turn(START + timedelta(days=30_000))
    assert wrong.opens(START) == START + limit.interval
    assert wrong.next_turn(START).turn == START + limit.interval


@pytest.mark.parametrize("about", [{"count": 0}, {"count": 2, "burst": 3}, {"count": 2, "burst": 0}])
def test_a_limit_that_makes_no_sense_is_none(about: Any) -> None:
    with pytest.raises(ValueError, match="limit"):
        Limit(per=MINUTE, **about)


class Network(Connector):
    """Writes down who posted when."""

    name = "fake"
    title = "Fake"
    text_length = staticmethod(len)

    def __init__(self, clock: FixedClock, *these: Limit, price: str = "0") -> None:
        self.capabilities = Capabilities(lane=Lane.TOKEN, limits=these)
        self.clock = clock
        self.sent: list[tuple[str, datetime]] = []
        self.price = Decimal(price)
        self.error: Exception | None = None

    def cost(self, outgoing: Outgoing) -> Decimal:
        return self.price

    def freeze(self, outgoing: Outgoing, access: Access, *, now: object) -> str:
        return outgoing.text

    def publish(self, frozen: str, access: Access) -> Posted:
        self.sent.append((frozen, self.clock()))
        if self.error is not None:
            raise self.error
        return Posted(remote_id=frozen, url="https://fake.example/1")


class Scene:
    """A database, a network with limits, and any number of publishers that share them."""

    def __init__(self, store: Store, *these: Limit, price: str = "0", budget: str | None = None) -> None:
        self.store, self.clock, self.senders = store, FixedClock(START), 1
        self.network = Network(self.clock, *these, price=price)
        self.budget = None if budget is None else Decimal(budget)

    def queue(self, *queued: Share) -> None:
        world.fill(self.store, world.accounts_of(self.store, self.clock), queued)

    def toll(self, share: Share, connector: Connector, access: Access) -> Toll:
        usual = usual_toll(share, connector, access)
        return replace(usual, price=self.network.price, budget=self.budget)

    def publisher(self) -> Publisher:
        desk = Desk(
            connector=lambda _name: self.network,
            outgoing=lambda each: Outgoing(share=each.id, text=each.text, language=each.language),
            toll=self.toll,
        )
        accounts = world.accounts_of(self.store, self.clock)
        box = Outbox(self.store, clock=self.clock)
        return Publisher(box, accounts, desk, clock=self.clock, senders=self.senders)

    def run(self) -> None:
        self.publisher().run(until_empty=True, patience=timedelta())

    def run_for(self, span: timedelta) -> None:
        """Publish whenever there is something to do, until the span is over."""
        end = self.clock() + span
        while True:
            self.run()
            following = Outbox(self.store, clock=self.clock).next_due()
            if following is None or following >= end:
                return
            self.clock.advance(seconds=max(0.001, (following - self.clock()).total_seconds()))

    def states(self) -> dict[ShareState, int]:
        with self.store.read() as tx:
            return shares.counts(tx)

    def share(self, number: int = 1) -> Share:
        with self.store.read() as tx:
            return shares.get(tx, world.share(number).id)

    def spent(self, month: str = "2026-03") -> Decimal:
        with self.store.read() as tx:
            return spending.of(tx, Month("fake", month))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(str(beginning(tmp_path) / "advocacy.db"))
    yield opened
    opened.close()


def people(count: int, *, each: int = 1) -> list[Share]:
    """So many shares of each person, due in the order of their numbers, a millisecond apart."""
    return [
        replace(
            world.share(number, advocate=f"person-{number % count}"),
            due_at=START - timedelta(hours=1) + number * timedelta(milliseconds=1),
        )
        for number in range(count * each)
    ]


def test_the_app_s_limit_holds_for_everybody_and_nobody_is_overtaken(store: Store) -> None:
    scene = Scene(store, Limit(count=10, per=MINUTE, scope="app", burst=4))
    scene.senders = 4
    scene.queue(*people(30))
    scene.run()
    assert len(scene.network.sent) == 4
    assert scene.states()[ShareState.QUEUED] == 26
    scene.run_for(timedelta(minutes=5))
    moments = [moment for _text, moment in scene.network.sent]
    assert len(moments) == 30
    assert all(sum(m <= each < m + MINUTE for each in moments) <= 10 for m in moments)
    order = [int(text.rpartition(" ")[2]) for text, _moment in scene.network.sent]
    assert all(abs(place - number) < 4 for place, number in enumerate(order)), order
    assert max(moments) == START + 26 * Limit(count=10, per=MINUTE, burst=4).interval


def test_a_person_s_limit_holds_for_them_alone_and_says_when(store: Store) -> None:
    scene = Scene(store, Limit(count=6, per=MINUTE, burst=2))
    scene.queue(*people(1, each=8), *(replace(each, due_at=START) for each in [world.share(50)]))
    scene.run()
    assert len(scene.network.sent) == 3
    waiting = [scene.share(number) for number in range(2, 8)]
    step = Limit(count=6, per=MINUTE, burst=2).interval
    assert [each.due_at for each in waiting] == [START + (turn + 1) * step for turn in range(6)]
    assert waiting[0].reason is not None
    assert waiting[0].reason.say("fr").startswith("Limite de fake (6 posts par minute)")
    scene.run_for(timedelta(minutes=5))
    assert scene.states() == {ShareState.PUBLISHED: 9}
    mine = [text for text, _moment in scene.network.sent if "50" not in text]
    assert mine[2:] == [world.share(number).text for number in range(2, 8)]


def test_who_comes_later_does_not_take_the_turn_of_who_waits(store: Store) -> None:
    scene = Scene(store, Limit(count=1, per=MINUTE))
    first = people(1, each=3)
    scene.queue(*first)
    scene.run()
    late = replace(world.share(90, advocate="person-0"), due_at=START + SECOND)
    scene.clock.advance(seconds=1)
    with store.begin() as tx:
        row = {**scene_story(late), "id": late.story}
        tx.execute(schema.stories.insert(), [row])
        assert shares.add(tx, late)
    scene.run_for(timedelta(minutes=10))
    assert [text for text, _moment in scene.network.sent] == [each.text for each in [*first, late]]


def scene_story(share: Share) -> dict[str, object]:
    return world._story(share.story, share.edition)


def test_several_limits_hold_together(store: Store) -> None:
    scene = Scene(
        store,
        Limit(count=3, per=MINUTE, burst=3),
        Limit(count=5, per=timedelta(hours=1), burst=5),
        Limit(count=20, per=timedelta(hours=1), scope="app", burst=20),
    )
    scene.queue(*people(2, each=10))
    scene.run_for(timedelta(hours=1))
    moments = [moment for _text, moment in scene.network.sent]
    assert len(moments) == 10
    scene.run_for(timedelta(hours=5))
    assert scene.states() == {ShareState.PUBLISHED: 20}


def test_looking_for_a_post_takes_no_room(store: Store) -> None:
    scene = Scene(store, Limit(count=1, per=timedelta(hours=1)))
    scene.network.capabilities = replace(scene.network.capabilities, retry=(Retry(RetryKind.FINDABLE),))
    scene.network.find = lambda *_about, **_more: None  # type: ignore[method-assign]
    scene.network.error = OutcomeUnknown(SAID)
    scene.queue(*people(1))
    scene.run_for(timedelta(minutes=10))
    with store.read() as tx:
        tried = [each.action for each in shares.attempts_of(tx, world.share(0).id)]
    assert tried[0] == "send"
    assert len(tried) > 2
    assert set(tried[1:]) == {"look"}


def test_what_cannot_be_claimed_uses_nothing_up(store: Store) -> None:
    limit = Limit(count=5, per=timedelta(hours=1), scope="app", burst=5)
    scene = Scene(store, limit)
    scene.queue(*people(3))
    box = Outbox(store, clock=scene.clock)
    publisher = scene.publisher()
    intents = [publisher._sender.prepare(waiting) for waiting in box.due(3)]
    with store.begin() as tx:
        tx.execute(schema.shares.update().values(due_at=START - timedelta(days=1)))
    assert box.cycle([], intents) == []  # type: ignore[arg-type]
    with store.read() as tx:
        assert limits.of_apps(tx, now=START)["fake"].room(START) == 5


def test_a_limit_that_is_changed_holds_at_once(store: Store) -> None:
    scene = Scene(store, Limit(count=1, per=timedelta(days=1), scope="app"))
    scene.queue(*people(5))
    scene.run()
    assert len(scene.network.sent) == 1
    scene.network.capabilities = replace(
        scene.network.capabilities, limits=(Limit(count=60, per=timedelta(days=1), scope="app"),)
    )
    with store.read() as tx:
        [key] = limits.select(tx)
    assert key == Key("", "fake", 86_400)


@pytest.mark.parametrize("scope", ["app", "member"])
@pytest.mark.parametrize("until", [START + timedelta(hours=1), None])
def test_being_told_to_wait_is_seen_by_the_other_publishers(
    store: Store, scope: str, until: datetime | None
) -> None:
    scene = Scene(store)
    scene.queue(*people(2, each=3))
    scene.network.error = TryLater(SAID, until=until, scope=scope)  # type: ignore[arg-type]
    box, there = Outbox(store, clock=scene.clock), scene.publisher()
    [first] = box.due(1)
    there.deliver(first.share.id)
    assert len(scene.network.sent) == 1
    others = {waiting.share.advocate for waiting in box.due(10)}
    assert others == (set() if scope == "app" else {"person-1"})
    assert box.next_due() is not None
    scene.clock.advance(hours=1)
    scene.network.error = None
    scene.run()
    assert scene.states() == {ShareState.PUBLISHED: 6}


def test_a_month_costs_no_more_than_its_budget_and_the_rest_waits_visibly(store: Store) -> None:
    scene = Scene(store, price="0.20", budget="1.00")
    scene.queue(*people(8))
    scene.run()
    assert len(scene.network.sent) == 5
    assert scene.states() == {ShareState.PUBLISHED: 5, ShareState.ON_HOLD: 3}
    assert scene.spent() == Decimal("1.00")
    held = scene.share(7)
    assert held.hold == "budget"
    assert held.reason is not None
    assert "1,00 $" in held.reason.fr
    assert "1 April 2026" in held.reason.en


@pytest.mark.parametrize(
    ("error", "spent"),
    [(Rejected(SAID), "0"), (TryLater(SAID), "0"), (OutcomeUnknown(SAID), "0.20"), (None, "0.20")],
)
def test_what_was_surely_refused_costs_nothing(store: Store, error: Exception | None, spent: str) -> None:
    scene = Scene(store, price="0.20", budget="1.00")
    scene.network.error = error
    scene.queue(*people(1))
    scene.run()
    assert len(scene.network.sent) == 1
    assert scene.spent() == Decimal(spent)


def test_a_new_month_has_a_new_budget(store: Store) -> None:
    scene = Scene(store, price="0.60", budget="1.00")
    scene.queue(*people(2))
    scene.run()
    april = next_month(START)
    scene.clock.advance(seconds=(april - START).total_seconds())
    with store.begin() as tx:
        shares.move(tx, scene.share(1).id, ShareState.QUEUED, due_at=april, hold=None, reason=None)
    scene.run()
    assert len(scene.network.sent) == 2
    assert (scene.spent("2026-03"), scene.spent("2026-04")) == (Decimal("0.6"), Decimal("0.6"))
