from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from advocacy.clock import FixedClock
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted, Retry, RetryKind
from advocacy.errors import AuthorizationExpired, ConnectorError, OutcomeUnknown, TryLater
from advocacy.language import Text
from advocacy.publish import Desk, Outbox, Publisher
from advocacy.publish import publisher as publisher_module
from advocacy.publish.decide import FAR, Decision
from advocacy.publish.outbox import Settlement
from advocacy.share import Hold, Share, ShareState
from advocacy.storage import Store, pauses, schema, shares
from builders import beginning
from publish import world
from publish.world import START

SAID = Text(fr="dit", en="said")
NOW = timedelta()


class Network(Connector):
    """Counts what it is asked, and does what a test puts in its way."""

    name = "fake"
    title = "Fake"
    capabilities = Capabilities(lane=Lane.TOKEN)
    text_length = staticmethod(len)

    def __init__(self, act: Callable[[str], None] = lambda _text: None) -> None:
        self.sent: list[str] = []
        self.drawn: list[str] = []
        self.act = act

    def freeze(self, outgoing: Outgoing, access: Access, *, now: object) -> str:
        self.drawn.append(outgoing.text)
        return outgoing.text

    def publish(self, frozen: str, access: Access) -> Posted:
        self.sent.append(frozen)
        self.act(frozen)
        return Posted(remote_id=frozen, url="https://fake.example/1")


class Scene:
    """A database, a clock and a publisher of so many shares."""

    def __init__(self, file: Path) -> None:
        self.store = Store.open(str(beginning(file.parent) / file.name))
        self.clock = FixedClock(START)
        self.network = Network()
        self.gate: Callable[[Share], Decision | None] = lambda _share: None
        self.settled: list[Settlement] = []

    def queue(self, *queued: Share) -> None:
        world.fill(self.store, world.accounts_of(self.store, self.clock), queued)

    def publisher(
        self, *, senders: int = 4, connector: Callable[[str], Connector] | None = None
    ) -> Publisher:
        desk = Desk(
            connector=connector or (lambda _network: self.network),
            outgoing=lambda each: Outgoing(share=each.id, text=each.text, language="en"),
            gate=lambda each: self.gate(each),  # noqa: PLW0108 - a test may change it while it runs
        )
        accounts = world.accounts_of(self.store, self.clock)
        outbox = Outbox(self.store, clock=self.clock)
        return Publisher(
            outbox, accounts, desk, clock=self.clock, senders=senders, on_settled=self.settled.append
        )

    def run(self, **options: object) -> None:
        self.publisher().run(**{"until_empty": True, "patience": NOW, **options})  # type: ignore[arg-type]

    def share(self, number: int = 1) -> Share:
        with self.store.read() as tx:
            return shares.get(tx, world.share(number).id)

    def states(self) -> dict[ShareState, int]:
        with self.store.read() as tx:
            return shares.counts(tx)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    there = Scene(tmp_path / "advocacy.db")
    yield there
    there.store.close()


def many(count: int) -> list[Share]:
    return [world.share(number) for number in range(1, count + 1)]


def test_everything_due_is_published_once(scene: Scene) -> None:
    scene.queue(*many(50), replace(world.share(51), due_at=START + timedelta(days=365)))
    scene.run()
    assert sorted(scene.network.sent) == sorted(each.text for each in many(50))
    assert scene.states() == {ShareState.PUBLISHED: 50, ShareState.QUEUED: 1}
    assert scene.share().published_at == START
    assert len(scene.settled) == 50


def test_several_publishers_share_the_work(scene: Scene) -> None:
    scene.queue(*many(60))
    threads = [threading.Thread(target=scene.run) for _publisher in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(scene.network.sent) == sorted(each.text for each in many(60))
    assert scene.states() == {ShareState.PUBLISHED: 60}


def test_delivering_twice_publishes_once(scene: Scene) -> None:
    scene.queue(*many(2))
    for _again in range(2):
        scene.publisher().deliver(world.share(1).id)
    scene.publisher().deliver("nobody")
    assert scene.network.sent == [world.share(1).text]
    assert scene.share(2).state is ShareState.QUEUED


def test_what_another_process_holds_is_left_to_it(scene: Scene) -> None:
    scene.queue(*many(1))
    held = {"state": ShareState.PUBLISHING, "attempt": 1, "lease_until": START + timedelta(seconds=60)}
    with scene.store.begin() as tx:
        tx.execute(schema.shares.update().values(**held))
    scene.publisher().deliver(world.share().id)
    assert scene.share().state is ShareState.PUBLISHING
    scene.clock.advance(seconds=60)
    scene.publisher().deliver(world.share().id)
    assert scene.share().state is ShareState.UNKNOWN
    assert scene.network.sent == []


def test_what_is_unknown_is_in_doubt_even_if_nobody_says_since_when(scene: Scene) -> None:
    scene.queue(*many(1))
    with scene.store.begin() as tx:
        tx.execute(schema.shares.update().values(state=ShareState.UNKNOWN, frozen="drawn", attempt=1))
    scene.run()
    assert scene.network.sent == []
    assert scene.share().due_at == FAR


def test_words_that_changed_while_it_was_made_ready_do_not_go_out(scene: Scene) -> None:
    """Neither the old ones, which the person took back, nor the new ones under the old ones' request."""
    scene.queue(*many(1))

    def reword(share: Share) -> None:
        scene.gate = lambda _share: None
        with scene.store.begin() as tx:
            shares.move(tx, share.id, ShareState.OFFERED)
            shares.move(tx, share.id, ShareState.QUEUED, text="Other words", due_at=START)

    scene.gate = reword
    scene.run()
    assert scene.network.sent == ["Other words"]


def test_a_share_put_off_while_it_was_made_ready_waits(scene: Scene) -> None:
    scene.queue(*many(1))
    later = START + timedelta(days=1)

    def put_off(share: Share) -> None:
        with scene.store.begin() as tx:
            tx.execute(schema.shares.update().values(due_at=later))

    scene.gate = put_off
    scene.run()
    assert scene.network.sent == []
    assert (scene.share().state, scene.share().due_at) == (ShareState.QUEUED, later)


def test_a_review_holds_back_at_the_last_moment(scene: Scene) -> None:
    scene.queue(*many(1))
    scene.gate = lambda _share: Decision(
        to=ShareState.ON_HOLD, outcome="held", hold=Hold.CHARTER, reason=SAID
    )
    scene.run()
    assert scene.network.sent == []
    assert (scene.share().state, scene.share().hold, scene.share().reason) == (
        ShareState.ON_HOLD,
        "charter",
        SAID,
    )


def test_a_pause_that_the_network_asks_for_is_kept_by_what_is_ready_already(scene: Scene) -> None:
    scene.queue(*many(10))
    until = START + timedelta(hours=1)

    def refuse(_text: str) -> None:
        raise TryLater(SAID, until=until, scope="app")

    scene.network.act = refuse
    scene.publisher(senders=1).run(until_empty=True, patience=NOW)
    assert len(scene.network.sent) == 1
    with scene.store.read() as tx:
        assert pauses.of_apps(tx, now=START) == {"fake": until}
    scene.clock.advance(hours=1)
    scene.network.act = lambda _text: None
    scene.run()
    assert scene.states() == {ShareState.PUBLISHED: 10}


def test_a_pause_of_one_person_is_not_the_others_pause(scene: Scene) -> None:
    scene.queue(*many(2), world.share(3, advocate="bob"))

    def refuse_ada(text: str) -> None:
        if text != world.share(3).text:
            raise TryLater(SAID, until=START + timedelta(hours=1), scope="member")

    scene.network.act = refuse_ada
    scene.publisher(senders=1).run(until_empty=True, patience=NOW)
    assert sorted(scene.network.sent) == [world.share(1).text, world.share(3).text]
    assert scene.states() == {ShareState.PUBLISHED: 1, ShareState.QUEUED: 2}


def test_it_ends_when_all_that_waits_must_wait(scene: Scene) -> None:
    scene.queue(*many(100))
    with scene.store.begin() as tx:
        pauses.put(tx, network="fake", member=pauses.EVERYONE, until=START + timedelta(days=1))
    scene.run(patience=timedelta(hours=23))
    assert scene.network.sent == []


def test_a_bug_in_a_connector_leaves_the_share_in_doubt_and_stops_nobody(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.queue(*many(5))

    def stumble(text: str) -> None:
        if text == world.share(3).text:
            raise ZeroDivisionError

    scene.network.act = stumble
    scene.run()
    assert scene.states() == {ShareState.PUBLISHED: 4, ShareState.UNKNOWN: 1}
    assert scene.share(3).due_at == FAR
    assert "ZeroDivisionError" in caplog.text


def test_a_bug_before_sending_delays_the_share_and_tells_the_person(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.queue(*many(2))

    def stumble(share: Share) -> None:
        if share.id == world.share(1).id:
            raise ZeroDivisionError

    scene.gate = stumble
    scene.run()
    assert scene.states() == {ShareState.PUBLISHED: 1, ShareState.QUEUED: 1}
    assert scene.share(1).due_at == START + timedelta(minutes=10)
    assert scene.share(1).reason is not None
    assert "prepare" in caplog.text


def test_a_bug_in_who_is_told_stops_nobody(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    scene.queue(*many(20))

    def stumble(_settlement: Settlement) -> None:
        raise ZeroDivisionError

    publisher = world.publisher(scene.store, scene.network, scene.clock, on_settled=stumble)
    publisher.run(until_empty=True, patience=NOW)
    assert scene.states() == {ShareState.PUBLISHED: 20}
    assert "after settling" in caplog.text


@pytest.mark.parametrize("said", ["\x00", "\ud83d", "…" * 5_000])
def test_no_answer_is_too_strange_to_be_written_down(scene: Scene, said: str) -> None:
    scene.queue(*many(1))

    def answer(_text: str) -> None:
        raise OutcomeUnknown(Text(fr=said, en=said))

    scene.network.act = answer
    scene.run()
    with scene.store.read() as tx:
        [attempt] = shares.attempts_of(tx, world.share().id)
    assert attempt.detail is not None
    assert len(attempt.detail) <= 500


def test_a_token_that_the_network_turns_down_is_renewed(scene: Scene) -> None:
    scene.queue(*many(1))
    turned_down = [AuthorizationExpired(SAID, refreshable=True)]

    def answer(_text: str) -> None:
        if turned_down:
            raise turned_down.pop()

    renewed: list[Access] = []

    def renew(access: Access, *, now: object) -> Access:
        renewed.append(access)
        return world.access(token="fresh")

    scene.network.act = answer
    scene.network.renew = renew  # type: ignore[method-assign,assignment]
    scene.run(patience=timedelta(0))
    scene.clock.advance(seconds=2)
    scene.run()
    assert scene.share().state is ShareState.PUBLISHED
    assert len(renewed) == 1


def test_a_grant_that_the_network_refuses_is_asked_for_again(scene: Scene) -> None:
    scene.queue(*many(3))

    def answer(_text: str) -> None:
        raise AuthorizationExpired(SAID)

    scene.network.act = answer
    scene.publisher(senders=1).run(until_empty=True, patience=NOW)
    assert scene.states() == {ShareState.ON_HOLD: 3}
    assert len(scene.network.sent) == 1, "the others are held without asking the network"
    assert not world.accounts_of(scene.store, scene.clock).has("ada", "fake")


def test_stopping_writes_down_what_was_sent_and_leaves_the_rest(scene: Scene) -> None:
    scene.queue(*many(30))
    stop, sending, go_on = threading.Event(), threading.Semaphore(0), threading.Event()

    def slowly(_text: str) -> None:
        sending.release()
        assert go_on.wait(30)

    scene.network.act = slowly
    runner = threading.Thread(target=scene.run, kwargs={"until_empty": False, "stop": stop})
    runner.start()
    for _sender in range(4):
        assert sending.acquire(timeout=30)
    stop.set()
    go_on.set()
    runner.join(30)
    assert scene.states() == {ShareState.PUBLISHED: 4, ShareState.QUEUED: 26}


def test_an_interrupt_writes_down_what_was_sent(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.queue(*many(30))
    turns = iter(range(6))

    def interrupted(self: Publisher, hand: object) -> object:
        if next(turns, None) is None:
            raise KeyboardInterrupt
        return kept(self, hand)  # type: ignore[arg-type]

    kept = Publisher._turn
    monkeypatch.setattr(Publisher, "_turn", interrupted)
    with pytest.raises(KeyboardInterrupt):
        scene.run()
    states = scene.states()
    assert set(states) <= {ShareState.PUBLISHED, ShareState.QUEUED}
    assert states[ShareState.PUBLISHED] == len(scene.network.sent)


def test_a_database_that_is_away_for_a_moment_is_waited_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scene.queue(*many(10))
    monkeypatch.setattr(publisher_module, "_TROUBLES", (0.0, 0.0))
    fails = iter([False, True, True, False, True])

    def cycle(self: Outbox, *about: object) -> object:
        done = kept(self, *about)  # type: ignore[arg-type]
        if next(fails, False):  # committed, and the answer of the database was lost
            raise sa.exc.OperationalError("COMMIT", {}, Exception("gone"))
        return done

    kept = Outbox.cycle
    monkeypatch.setattr(Outbox, "cycle", cycle)
    scene.run()
    assert "away" in caplog.text
    states = scene.states()
    assert states[ShareState.PUBLISHED] == len(scene.network.sent)
    assert len(set(scene.network.sent)) == len(scene.network.sent)
    scene.clock.advance(seconds=61)
    scene.run()
    assert set(scene.states()) <= {ShareState.PUBLISHED, ShareState.UNKNOWN}


def test_a_database_that_stays_away_ends_the_run(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publisher_module, "_TROUBLES", (0.0,) * 3)

    def away(*_about: object, **_more: object) -> object:
        raise sa.exc.OperationalError("", {}, Exception("gone"))

    monkeypatch.setattr(Outbox, "due", away)
    with pytest.raises(sa.exc.OperationalError):
        scene.run()


def test_a_clock_that_goes_back_delays_and_doubles_nothing(scene: Scene) -> None:
    scene.queue(*many(1))
    scene.network.act = lambda _text: scene.clock.advance(hours=-1)
    scene.run()
    assert scene.share().state is ShareState.PUBLISHED
    scene.run()
    assert len(scene.network.sent) == 1


def test_a_sender_that_slept_does_not_send(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.queue(*many(1))

    def cycle(self: Outbox, *about: object) -> object:
        claims = kept(self, *about)  # type: ignore[arg-type]
        if claims and not scene.network.sent:
            scene.clock.advance(seconds=30)
        return claims

    kept = Outbox.cycle
    monkeypatch.setattr(Outbox, "cycle", cycle)
    scene.publisher().deliver(world.share().id)
    assert scene.network.sent == []
    assert scene.share().state is ShareState.QUEUED
    monkeypatch.setattr(Outbox, "cycle", kept)
    scene.clock.advance(seconds=30)
    scene.run()
    assert scene.share().state is ShareState.PUBLISHED


def test_a_network_that_is_no_longer_known_does_not_stop_the_others(scene: Scene) -> None:
    scene.queue(world.share(1, network="gone"), world.share(2))

    def connector(name: str) -> Connector:
        if name == "gone":
            raise LookupError(name)
        return scene.network

    scene.publisher(connector=connector).run(until_empty=True, patience=NOW)
    assert scene.states() == {ShareState.PUBLISHED: 1, ShareState.QUEUED: 1}


def test_a_share_of_a_copied_database_is_not_sent_without_its_request(scene: Scene) -> None:
    scene.queue(*many(1))
    scene.network.capabilities = Capabilities(lane=Lane.TOKEN, retry=(Retry(RetryKind.IDEMPOTENT),))
    with scene.store.begin() as tx:
        tx.execute(schema.shares.update().values(state=ShareState.UNKNOWN, unknown_since=START, frozen=None))
    scene.run()
    assert scene.network.sent == []
    share = scene.share()
    assert (share.state, share.due_at) == (ShareState.UNKNOWN, FAR)
    assert share.reason is not None
    assert "copy of the database" in share.reason.en


def test_the_log_says_what_became_of_a_share(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "advocacy.publish")
    scene.queue(*many(1))
    scene.run()
    [record] = [record for record in caplog.records if record.name == "advocacy.publish"]
    found = {name: getattr(record, name) for name in ("action", "share", "network", "state", "attempt")}
    assert found == {
        "action": "settle",
        "share": world.share().id,
        "network": "fake",
        "state": "published",
        "attempt": 1,
    }


def test_a_refusal_without_an_end_is_tried_later(scene: Scene) -> None:
    scene.queue(*many(1))

    def answer(_text: str) -> None:
        raise ConnectorError(SAID)

    scene.network.act = answer
    scene.run()
    assert (scene.share().state, scene.share().due_at) == (ShareState.QUEUED, START + timedelta(hours=1))
