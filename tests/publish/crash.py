"""Kill (or stop) a publisher before every instruction and statement of the protocol, let another one finish.

One point is one story: a first life works in a forked child until the point, where it is killed, or stopped
for a while; a second life does what is left to do, and what came of it is judged. All lives share one clock.
"""

from __future__ import annotations

import json
import os
import signal
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from pathlib import Path

import pytest

import advocacy.publish.publisher as publisher_module
from advocacy.publish import Outbox, Publisher, decide
from advocacy.publish.decide import FAR
from advocacy.share import Post, ShareState
from advocacy.storage import Store, claims, freezes, shares
from advocacy.storage.freezes import Freeze
from publish import world
from publish.judge import Evidence, complaints
from publish.network import PaperNetwork
from publish.paper import Paper, Server
from publish.person import SENDS
from publish.scenarios import Meanwhile, Scenario
from publish.survey import Moments, State, States
from publish.trap import InlinePool, Point, SharedClock, Trap, Unit

Mutation = Callable[[pytest.MonkeyPatch], None]
"""Breaks the protocol as long as its patches last."""

LEASE = timedelta(seconds=60)
SHARE = world.share()
_TURNS = 200
_CRISIS = timedelta(hours=3)
_NEVER = 10**9
"""A point that no life reaches."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What came of a story; `passed` points when its first life ended by itself, else None."""

    passed: int | None
    state: str
    posts: int
    wrong: list[str]


@dataclass(kw_only=True)
class Story:
    """One database with one share in it, one network, and the lives that meet there."""

    store: Store
    """Opened before, with no connection left in its pool: each life makes its own."""
    paper: Paper
    scenario: Scenario
    mutation: Mutation = lambda _patch: None
    clock: SharedClock = field(default_factory=SharedClock)
    _wrong: list[str] = field(default_factory=list)
    _frozen_at: datetime = FAR
    _lifted_at: datetime = FAR

    def tell(self, point: Point) -> Verdict:
        """Live until the point, go on after it, and judge."""
        first = _Life(lambda: str(self._live(Trap(point), until=self._in_sight())))
        end = first.wait()
        if end is _End.STOPPED:
            self._happen()
            self._live(Trap(None), until=self.clock() + self.scenario.away)
            os.kill(first.pid, signal.SIGCONT)
            end = first.wait()
        else:
            self._happen()
        wrong = [first.said] if first.said and not first.said.isdecimal() else []
        verdict = self._end(wrong)
        return replace(verdict, passed=int(first.said) if first.said.isdecimal() else None)

    def survey(self, unit: Unit, files: Iterable[Path], into: Path) -> list[State]:
        """Live to the end, and keep every state of the files that there was before some point."""
        return States.of(self._watched(unit, lambda: States(files, self.clock, into)), into)

    def moments(self, unit: Unit, *, only_written: bool) -> list[int]:
        """Live to the end; the first point after whatever was asked or written, or after each commit."""
        watch = partial(Moments, self.store, self.paper, self.clock, only_written=only_written)
        found: list[int] = json.loads(self._watched(unit, watch))
        return found

    def go_on(self, state: State, where: Path) -> Verdict:
        """Go on from the files as they were, after the process that wrote them was killed; judge."""
        state.put_back(where)
        self.clock.set(state.now)
        self._happen()
        return self._end([])

    def _watched(self, unit: Unit, watch: Callable[[], States | Moments]) -> str:
        def live() -> str:
            watching = watch()
            self._live(Trap(Point(unit=unit, at=_NEVER), at_each=watching))
            return watching.told()

        life = _Life(live)
        assert life.wait() is _End.RETURNED
        assert life.said.startswith("["), life.said
        return life.said

    def _end(self, wrong: list[str]) -> Verdict:
        """Live on until nothing more would happen, and judge."""
        self._live(Trap(None), until=self._in_sight())
        if self.scenario.meanwhile is Meanwhile.FREEZE:
            with self.store.begin() as tx:
                freezes.lift(tx, "crisis", by="maria", now=self.clock())
                freezes.thaw(tx, {share.id: self.clock() for share in freezes.freed(tx)})
            self._lifted_at = self.clock()
            self._live(Trap(None))
        found = Evidence.of(self.store, self.paper, SHARE.id)
        late = [each for each in found.attempts if each.action in SENDS and self._is_frozen(each.started_at)]
        self._wrong += [f"frozen: attempt {each.number} was begun all the same" for each in late]
        self.store.close()
        return Verdict(
            passed=None,
            state=found.share.state,
            posts=len(found.posts),
            wrong=[*wrong, *self._wrong, *complaints(found, self.scenario)],
        )

    def _in_sight(self) -> datetime:
        """How long to live on: what is frozen is looked at again for ever."""
        return self.clock() + _CRISIS if self.scenario.meanwhile is Meanwhile.FREEZE else FAR

    def _is_frozen(self, moment: datetime) -> bool:
        return self._frozen_at < moment < self._lifted_at

    def _happen(self) -> None:
        """What somebody does while no publisher is at it."""
        with pytest.MonkeyPatch.context() as patch:
            self.mutation(patch)
            if self.scenario.meanwhile is Meanwhile.CANCEL:
                self._cancel()
            elif self.scenario.meanwhile is Meanwhile.FREEZE:
                self._freeze()
        self.store.close()

    def _cancel(self) -> None:
        with self.store.begin() as tx:
            before = shares.get(tx, SHARE.id).state
            if shares.move(tx, SHARE.id, ShareState.CANCELLED) and before is ShareState.PUBLISHING:
                self._wrong.append("lost: it was taken back while it was leaving")

    def _freeze(self) -> None:
        self._frozen_at = self.clock()
        with self.store.begin() as tx:
            freeze = Freeze(id="crisis", by="maria", reason="fire", at=self._frozen_at)
            freezes.add(tx, freeze, told=world.FROZEN)
        self.clock.set(self._frozen_at + timedelta(seconds=1))

    def _live(self, trap: Trap, *, until: datetime = FAR) -> int:
        """Work until nothing is left that time would bring; then ask the person, if there is one."""
        scenario = self.scenario
        server = Server(
            paper=self.paper,
            clock=self.clock,
            replies=scenario.replies,
            key_life=scenario.key_life,
            lag=scenario.lag,
            busy=scenario.busy,
        )
        with pytest.MonkeyPatch.context() as patch:
            self.mutation(patch)
            patch.setattr(publisher_module, "ThreadPoolExecutor", InlinePool)
            patch.setattr(decide, "_FIRST_WAIT", timedelta(minutes=1))  # fewer rounds, the same ways
            patch.setattr(decide, "GIVE_UP_LOOKING", timedelta(minutes=70))
            connector = PaperNetwork(server, retry=scenario.retry, limits=scenario.limits)
            publisher = world.publisher(
                self.store, connector, self.clock, policy=scenario.policy, lease=LEASE
            )
            with trap.set(self.store):
                self._drain(publisher, until)
                while scenario.person and self._ask():
                    self._drain(publisher, until)
        self.store.close()
        return trap.passed

    def _drain(self, publisher: Publisher, until: datetime) -> None:
        outbox = Outbox(self.store, clock=self.clock)
        for _turn in range(_TURNS):
            publisher.run(until_empty=True, patience=timedelta())
            due = outbox.next_due() or FAR
            if due >= until:
                return self._sleep(until)
            self._sleep(due)
        raise AssertionError("there is no end to it")

    def _sleep(self, until: datetime) -> None:
        if self.clock() < until < FAR:
            self.clock.set(until)

    def _ask(self) -> bool:
        """The person says whether they see the post; whether they were asked."""
        with self.store.begin() as tx:
            if shares.get(tx, SHARE.id).state is not ShareState.UNKNOWN:
                return False
            now, posts = self.clock(), self.paper.posts
            if posts:
                post = Post(
                    share=SHARE.id,
                    network=SHARE.network,
                    remote_id=posts[0].id,
                    url=f"https://fake.example/{posts[0].id}",
                    published_at=now,
                )
                claims.publish(tx, [post])
                return True
            return shares.move(tx, SHARE.id, ShareState.QUEUED, due_at=now, unknown_since=None)


class _End(Enum):
    RETURNED = "returned"
    STOPPED = "stopped"
    KILLED = "killed"


class _Life:
    """A forked child that does `work` and says what it returns."""

    def __init__(self, work: Callable[[], str]) -> None:
        self.said = ""
        self._hear, say = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # no thread of ours holds a lock here
            self.pid = os.fork()
        if self.pid == 0:
            _be_child(work, say)
        os.close(say)

    def wait(self) -> _End:
        """Wait until it stops or ends; what it `said` is a number when it went well."""
        _pid, status = os.waitpid(self.pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            return _End.STOPPED
        with os.fdopen(self._hear) as heard:  # it fits into the pipe, so nobody waits for a reader
            self.said = heard.read()
        return _End.KILLED if os.WIFSIGNALED(status) else _End.RETURNED


def _be_child(work: Callable[[], str], say: int) -> None:
    try:
        said = work()
    except BaseException:  # noqa: BLE001 - whatever it is, the parent is told
        said = traceback.format_exc()
    with os.fdopen(say, "w") as pipe:
        pipe.write(said)
    os._exit(0)
