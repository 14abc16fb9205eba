"""Whatever people, two processes and the network do, in whatever order: never twice, never out of sight."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from random import Random
from typing import ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from advocacy.publish.decide import FAR
from advocacy.share import Share, ShareState
from advocacy.storage import Store, outbox, shares
from publish import mutants
from publish.crash import Mutation
from publish.misfortunes import TERMS, Faults
from publish.person import Person
from publish.simulation import SHARE, Died, Process, World, begin, prepared

REPLIES = {"well": 0.0, "lost": 0.1, "dropped": 0.2, "refused": 0.3}
_FAULTS = Faults(lost=REPLIES["lost"], dropped=REPLIES["dropped"], refused=REPLIES["refused"])
_IN_SIGHT = {ShareState.PUBLISHED, ShareState.UNKNOWN, ShareState.PUBLISHING}


class Planned(World):
    """A world where misfortunes are chosen and not drawn."""

    reply: float = REPLIES["well"]
    steps: int | None = None
    """So many places from here, the process that is working dies, or pauses."""
    pause: timedelta | None = None

    def chance(self, probability: float) -> bool:
        return probability == self.reply > 0

    def interrupt(self, process: Process) -> None:
        if self.steps is None:
            return
        self.steps -= 1
        if self.steps < 0:
            self.steps = None
            if self.pause is None:
                raise Died
            self.wait(self.now + self.pause)
            other = next(each for each in self.processes if each is not process)
            other.turn()


class Publishing(RuleBasedStateMachine):
    """One share under terms that promise one post at most."""

    store: ClassVar[Store]

    @initialize(terms=st.sampled_from(["hold, nothing", "hold, found", "keys for ever"]))
    def start(self, terms: str) -> None:
        begin(self.store)
        self.there = Planned(random=Random(0), terms=TERMS[terms], faults=_FAULTS)  # noqa: S311
        self.there.processes = [Process(self.there, self.store, timedelta()) for _two in range(2)]
        posts = partial(_requests, self.there)
        self.person = Person(self.store, SHARE.id, posts, lambda: self.there.now)

    @property
    def share(self) -> Share:
        with self.store.read() as tx:
            return shares.get(tx, SHARE.id)

    @rule(reply=st.sampled_from(sorted(REPLIES)))
    def deliver(self, reply: str) -> None:
        self.there.reply = REPLIES[reply]
        self.there.processes[0].turn()

    @rule(reply=st.sampled_from(sorted(REPLIES)), steps=st.integers(0, 6))
    def die(self, reply: str, steps: int) -> None:
        self.there.reply, self.there.steps, self.there.pause = REPLIES[reply], steps, None
        self.there.processes[0].turn()
        self.there.steps = None

    @rule(
        reply=st.sampled_from(sorted(REPLIES)),
        steps=st.integers(0, 6),
        minutes=st.sampled_from([0, 0.5, 2, 30]),
    )
    def pause(self, reply: str, steps: int, minutes: float) -> None:
        self.there.reply, self.there.steps = REPLIES[reply], steps
        self.there.pause = timedelta(minutes=minutes)
        self.there.processes[0].turn()
        self.there.steps = None

    @rule(minutes=st.sampled_from([0.1, 0.5, 1, 5, 60, 60 * 24]))
    def wait(self, minutes: float) -> None:
        self.there.wait(self.there.now + timedelta(minutes=minutes))

    @rule()
    def wait_until_due(self) -> None:
        with self.store.read() as tx:
            due = outbox.next_due(tx, now=self.there.now)
        if due is not None and due < FAR:
            self.there.wait(due)

    @precondition(lambda self: self.share.state is ShareState.UNKNOWN)
    @rule()
    def look_and_say(self) -> None:
        """The person sees what is true."""
        self.person.answer()

    @precondition(lambda self: self.share.state is ShareState.UNKNOWN)
    @rule()
    def give_up(self) -> None:
        self.person.give_up()

    @rule(text=st.sampled_from(["Some words", "Other words"]))
    def edit(self, text: str) -> None:
        self.person.edit(text)

    @rule()
    def accept(self) -> None:
        self.person.accept()

    @precondition(lambda self: self.share.state is not ShareState.OFFERED)
    @rule(really=st.sampled_from([False, False, False, True]))
    def cancel(self, *, really: bool) -> None:
        if really:  # seldom: it is the end of the story
            self.person.cancel()

    @rule()
    def freeze(self) -> None:
        self.person.freeze()

    @rule()
    def resume(self) -> None:
        self.person.resume()

    @precondition(lambda self: self.share.state is ShareState.QUEUED)
    @rule(days=st.sampled_from([0, 1, 365]))
    def reschedule(self, days: int) -> None:
        with self.store.begin() as tx:
            due_at = self.there.now + timedelta(days=days)
            if shares.move(tx, SHARE.id, ShareState.OFFERED, only_from={ShareState.QUEUED}):
                shares.move(tx, SHARE.id, ShareState.QUEUED, due_at=due_at, only_from={ShareState.OFFERED})

    @rule()
    def adopt(self) -> None:
        with self.store.begin() as tx:
            outbox.doubt_everything(tx, now=self.there.now)

    @invariant()
    def never_twice(self) -> None:
        assert len(self.there.posts) <= 1

    @invariant()
    def never_out_of_sight(self) -> None:
        share = self.share
        if self.there.posts:
            gave_up = self.person.gave_up and share.state is ShareState.CANCELLED
            assert share.state in _IN_SIGHT or gave_up
        if share.state is ShareState.PUBLISHED:
            assert self.there.posts, "it is published, and there is no post"
            [(_at, sent)] = self.there.posts
            assert json.loads(sent)["text"] == share.text, "these are not the words that were accepted"
        if share.state is ShareState.UNKNOWN and share.due_at == FAR:
            assert share.reason is not None

    @invariant()
    def nothing_leaves_while_all_is_frozen(self) -> None:
        assert self.person.wrong() == ""

    @invariant()
    def every_attempt_is_written_down(self) -> None:
        with self.store.read() as tx:
            numbers = [attempt.number for attempt in shares.attempts_of(tx, SHARE.id)]
        assert numbers == list(range(1, self.share.attempt + 1))

    def teardown(self) -> None:
        """In the end all comes to rest: nothing waits for a process that will not come."""
        self.there.reply, self.there.steps = REPLIES["well"], None
        self.person.resume()
        self.person.accept()
        for _turn in range(100):
            with self.store.read() as tx:
                due = outbox.next_due(tx, now=self.there.now)
            if due is None or due == FAR:
                break
            self.there.wait(due)
            self.there.processes[0].turn()
        assert self.share.state not in {ShareState.QUEUED, ShareState.PUBLISHING}
        self.never_twice()
        self.never_out_of_sight()


def _requests(there: World) -> list[str]:
    return [request for _at, request in there.posts]


@pytest.fixture(autouse=True)
def database() -> Iterator[None]:
    with prepared() as store:
        Publishing.store = store
        yield


_SETTINGS = settings(max_examples=100, stateful_step_count=20)


def test_never_twice_and_never_out_of_sight() -> None:
    run_state_machine_as_test(Publishing, settings=_SETTINGS)


# Those that show after a few steps; tests/publish/test_crash.py catches all of them.
@pytest.mark.parametrize(
    "mutation",
    [
        mutants.unknown_sent_again_by_a_timer,
        mutants.request_drawn_at_every_attempt,
        mutants.published_before_it_is_sent,
        mutants.freeze_only_asked_before,
    ],
)
def test_a_broken_protocol_is_found(monkeypatch: pytest.MonkeyPatch, mutation: Mutation) -> None:
    mutation(monkeypatch)
    quick = settings(_SETTINGS, max_examples=600, phases=[Phase.generate], database=None, derandomize=True)
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        run_state_machine_as_test(Publishing, settings=quick)
