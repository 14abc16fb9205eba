"""Publishing in virtual time, on the real code: processes die and pause, the network loses, delays and lags.

Everything is drawn from one seed, in one thread. A process that pauses lets the others live in the meantime.
``PYTHONPATH=tests python -m publish.simulation --seeds 1000`` goes through every kind of fault.
"""

from __future__ import annotations

import argparse
import heapq
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

import pytest

from advocacy.connectors.base import Access, Capabilities, Lane, Posted
from advocacy.errors import OutcomeUnknown, TryLater
from advocacy.language import Text
from advocacy.publish import Outbox, Publisher, decide
from advocacy.publish.decide import FAR, MOST_SENDS
from advocacy.publish.outbox import Claim, Intent, Settlement
from advocacy.share import Share, ShareState
from advocacy.storage import Store, schema, shares
from publish import world
from publish.judge import too_often
from publish.misfortunes import FAULTS, TERMS, Faults, Terms
from publish.network import PaperNetwork
from publish.person import Crowd

SHARE = world.share()
LEASE = timedelta(seconds=60)
_TEXT = Text(fr="essai", en="test")
_FAULTY = timedelta(minutes=45)
"""Faults happen in this time; then all is quiet, and everything must come to rest."""


class Died(BaseException):
    """A process is gone: nothing in it runs any more."""


@dataclass(kw_only=True)
class World:
    """Time, chance, what is on its way, and the processes."""

    random: Random
    terms: Terms
    faults: Faults
    now: datetime = world.START
    is_quiet: bool = False
    posts: list[tuple[datetime, str]] = field(default_factory=list)
    """When each post was made, and with which key."""
    processes: list[Process | Crowd] = field(default_factory=list)
    _on_its_way: list[tuple[datetime, int, str]] = field(default_factory=list)

    def chance(self, probability: float) -> bool:
        return not self.is_quiet and self.random.random() < probability

    def interrupt(self, process: Process) -> None:
        """A place where a process may die, or pause while the others live on."""
        if self.chance(self.faults.dies):
            raise Died
        if self.chance(self.faults.pauses):
            process.is_paused = True
            self.run(self.now + self.faults.pause * self.random.uniform(0.2, 1))
            process.is_paused = False

    def run(self, until: datetime) -> None:
        """Let every process that is not paused wake when it wants to."""
        while ready := [process for process in self.processes if not process.is_paused]:
            process = min(ready, key=lambda each: each.wakes_at)
            if process.wakes_at > until:
                break
            self.wait(process.wakes_at)
            process.turn()
        self.wait(until)

    def be_quiet(self) -> None:
        self.is_quiet = True
        for process in self.processes:
            process.wakes_at = min(process.wakes_at, self.now)

    def wait(self, until: datetime) -> None:
        while self._on_its_way and self._on_its_way[0][0] <= until:
            self.now, _number, key = heapq.heappop(self._on_its_way)
            self.accept(key)
        self.now = max(self.now, until)

    def accept(self, key: str) -> str:
        """The network makes a post, unless it remembers the key; the post's id."""
        for number, (at, known) in enumerate(self.posts):
            if known == key and self.now - at < self.terms.key_life:
                return f"post-{number}"
        self.posts.append((self.now, key))
        return f"post-{len(self.posts) - 1}"

    def accept_later(self, key: str) -> None:
        arrives = self.now + self.faults.delay * self.random.random()
        heapq.heappush(self._on_its_way, (arrives, len(self._on_its_way), key))


class LossyNetwork(PaperNetwork):
    """The network as one process reaches it."""

    def __init__(self, there: World, process: Process) -> None:
        self.there = there
        self.process = process
        self.clock = process.clock
        self.capabilities = Capabilities(lane=Lane.TOKEN, retry=there.terms.retry, limits=there.faults.limits)

    def publish(self, frozen: str, access: Access) -> Posted:
        faults, chance = self.there.faults, self.there.chance
        self.there.interrupt(self.process)
        if chance(faults.refused):
            raise TryLater(_TEXT, until=self.clock() + timedelta(seconds=20), scope="member")
        if chance(faults.dropped):
            raise OutcomeUnknown(_TEXT)
        if chance(faults.late):
            self.there.accept_later(frozen)
            raise OutcomeUnknown(_TEXT)
        post = self.there.accept(frozen)
        self.there.interrupt(self.process)
        if chance(faults.lost):
            raise OutcomeUnknown(_TEXT)
        return Posted(remote_id=post, url=f"https://fake.example/{post}")

    def find(self, frozen: str, access: Access, *, since: datetime) -> Posted | None:
        self.there.interrupt(self.process)
        for number, (at, _key) in enumerate(self.there.posts):
            if at + self.there.faults.lag <= self.there.now:
                return Posted(remote_id=f"post-{number}", url=f"https://fake.example/post-{number}")
        return None


class InterruptedOutbox(Outbox):
    """The real outbox, in a process that may die or pause around every commit."""

    def __init__(self, store: Store, process: Process) -> None:
        super().__init__(store, clock=process.clock, lease=LEASE)
        self._process = process

    def cycle(self, settlements: Sequence[Settlement], intents: Sequence[Intent]) -> list[Claim]:
        self._process.there.interrupt(self._process)
        claims = super().cycle(settlements, intents)
        self._process.there.interrupt(self._process)
        return claims


class Process:
    """A publisher with a clock of its own, which wakes when it has something to do."""

    def __init__(self, there: World, store: Store, skew: timedelta) -> None:
        self.there = there
        self.is_paused = False
        self.wakes_at = there.now
        self._skew = skew
        self._outbox = InterruptedOutbox(store, self)
        connector = LossyNetwork(there, self)
        gate = partial(world.frozen, store)
        desk = replace(world.desk(connector, policy=there.terms.policy), gate=gate)
        accounts = world.accounts_of(store, self.clock)
        self._publisher = Publisher(self._outbox, accounts, desk, clock=self.clock)

    def clock(self) -> datetime:
        return self.there.now + self._skew

    def turn(self) -> None:
        try:
            self._publisher.deliver(SHARE.id)
        except Died:
            self.wakes_at = self.there.now + timedelta(seconds=self.there.random.uniform(1, 120))
            return
        due = self._outbox.next_due() or FAR
        now, jitter = self.there.now, timedelta(seconds=self.there.random.uniform(0.1, 3))
        self.wakes_at = max(now + jitter, due - self._skew) if due < FAR else FAR
        if self.there.faults.people:  # who may queue something at any time
            soon = timedelta(hours=3) if self.there.is_quiet else timedelta(minutes=5)
            self.wakes_at = min(self.wakes_at, now + soon)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one seed."""

    state: ShareState
    posts: int
    wrong: str


def simulate(store: Store, terms: str, faults: str, seed: int) -> Outcome:
    """One share, two processes, one seed."""
    begin(store)
    there = World(random=Random(f"{faults} {seed}"), terms=TERMS[terms], faults=FAULTS[faults])  # noqa: S311
    there.processes = [Process(there, store, skew) for skew in (timedelta(), there.faults.skew)]
    crowd = Crowd(there, store, SHARE.id) if there.faults.people else None
    there.processes += [crowd] if crowd else []
    there.run(world.START + _FAULTY)
    there.be_quiet()
    there.run(world.START + timedelta(hours=12))
    with store.read() as tx:
        share = shares.get(tx, SHARE.id)
        often = next(too_often(shares.attempts_of(tx, SHARE.id), there.faults.limits), "")
    meant = crowd.person.wrong() if crowd else ""
    gave_up = crowd is not None and crowd.person.gave_up
    wrong = meant or often or wrong_of(share, there, terms, gave_up=gave_up)
    return Outcome(state=share.state, posts=len(there.posts), wrong=wrong)


def wrong_of(share: Share, there: World, terms: str, *, gave_up: bool) -> str:
    """What is wrong with how it ended; nothing when all promises were kept."""
    posts = len(there.posts)
    if posts > (MOST_SENDS if terms in there.faults.may_double else 1):
        return f"double: {posts} posts"
    if share.state is ShareState.CANCELLED and there.faults.people:
        return "lost: it was taken back, and there is a post" if posts and not gave_up else ""
    return _wrong_at_rest(share, posts, terms)


def _wrong_at_rest(share: Share, posts: int, terms: str) -> str:
    if share.state is ShareState.PUBLISHED:
        return "" if posts else "lost: it is published, and there is no post"
    if share.state is not ShareState.UNKNOWN or share.due_at < FAR:
        return f"stuck: it is {share.state}, due {share.due_at}"
    if share.reason is None:
        return "out of sight: nobody is told why it waits"
    if posts and terms != "hold, nothing":
        return "the post is there, and was not found"
    return ""


def begin(store: Store) -> None:
    """The share as it was, and nothing else."""
    with store.begin() as tx:
        for table in (schema.attempts, schema.posts, schema.pauses, schema.freezes, schema.limits):
            tx.execute(table.delete())
        tx.execute(_AGAIN)


_AGAIN = schema.shares.update().values(
    {column.name: None for column in schema.shares.c if column.nullable}
    | {"state": ShareState.QUEUED, "attempt": 0, "due_at": world.START, "accepted_at": world.START}
    | {"text": SHARE.text}
)


@contextmanager
def prepared() -> Iterator[Store]:
    """A database in memory with one share, where looking is soon given up."""
    store = Store.open("sqlite://")
    world.fill(store, world.accounts_of(store, lambda: world.START), [SHARE])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide, "_FIRST_WAIT", timedelta(minutes=1))  # fewer rounds, the same ways
        patch.setattr(decide, "GIVE_UP_LOOKING", timedelta(minutes=70))
        yield store
    store.close()


def sweep(store: Store, faults: str, seeds: Iterable[int]) -> tuple[Counter[str], list[str]]:
    """Go through the seeds, each on its terms: what came of them, and what is wrong."""
    ends: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        terms = list(TERMS)[seed % len(TERMS)]
        outcome = simulate(store, terms, faults, seed)
        ends[f"{outcome.state}"] += 1
        ends["double, as may be"] += outcome.posts > 1
        if outcome.wrong:
            wrong.append(f"{faults}, {terms}, seed {seed}: {outcome.wrong}")
    return ends, wrong


def main() -> int:
    """Print what came of every kind of fault; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--faults", choices=list(FAULTS), action="append")
    asked = parser.parse_args()
    broken = 0
    with prepared() as store:
        for faults in asked.faults or FAULTS:
            ends, wrong = sweep(store, faults, range(asked.first, asked.first + asked.seeds))
            print(f"{faults}: {dict(ends)}; {len(wrong)} wrong", *wrong[:5], sep="\n  ", flush=True)  # noqa: T201
            broken += len(wrong)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
