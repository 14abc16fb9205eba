"""Real workers, killed while they publish to servers that lose answers; then the servers are asked.

    PYTHONPATH=tests python -m publish.campaign --runs 25                        # every engine
    PYTHONPATH=tests python -m publish.campaign --runs 1 --engine celery --seed 7

Each run: workers of one engine are killed (SIGKILL, the whole group) three times at moments the seed decides,
started again at once, and left to finish. Then no share may be on its network twice, none may be lost, and
each that is not there must be in a state that a person sees.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, Self

from advocacy.connectors.base import Access, Secret
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.settings import NetworkSettings, Settings
from advocacy.share import ShareState
from advocacy.storage import shares
from advocacy.testing import Fault, FaultProxy, seeded
from advocacy.testing.server import FakeNetworks
from advocacy.vault import VARIABLE as KEY
from advocacy.vault import new_key
from builders import CHARTER, approved, story
from peers.broker import run_broker
from peers.postgres import run_postgres
from publish import fleet

ENGINES = ("sqlite", "postgres", "celery", "dbos")
NETWORKS = ("bluesky", "mastodon", "threads", "x")
"""A key that is chosen, one that is remembered for an hour, two phases, and a timeline to look through."""
PEOPLE = 12
STORIES = 3
KILLS = 3
CHANCES = {
    Fault.lose_answer(): 0.06,
    Fault.lose_request(): 0.03,
    Fault.truncate(): 0.02,
    Fault.answer(503, body=b"busy"): 0.02,
    Fault.delay(0.2): 0.5,
}
"""Half of the answers take long, so that a kill meets requests on their way."""
_PATIENCE = 300.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one run left behind."""

    engine: str
    seed: int
    kills: int
    shares: int
    states: Counter[str]
    double: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Published by our account, and not on the network; or not finished, and waiting for nobody."""
    faults: int = 0

    @property
    def is_good(self) -> bool:
        return not self.double and not self.lost

    def __str__(self) -> str:
        ends = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        return (
            f"{self.engine} seed {self.seed}: {self.kills} kills, {self.faults} faults, "
            f"{self.shares} shares: {ends}; {len(self.double)} double, {len(self.lost)} lost"
        )


class Campaign:
    """The peers that runs share: each is started when first needed."""

    def __init__(self, stack: ExitStack, *, people: int = PEOPLE, stories: int = STORIES) -> None:
        self._stack = stack
        self._people, self._stories = people, stories
        self._postgres: Any = None

    def run(self, engine: str, seed: int) -> Outcome:
        """One run; the same seed kills at the same moments after the workers' first request."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="advocacy-campaign-")))
            fake = stack.enter_context(FakeNetworks(*NETWORKS))
            ways = {name: stack.enter_context(_way(fake, name, seed)) for name in NETWORKS}
            database = str(folder / "advocacy.db") if engine == "sqlite" else self._database(stack)
            settings = _settings(folder, database, fake, ways)
            program = stack.enter_context(Program.open(settings=settings))
            _connect(program, fake, ways, self._people)
            _accept(program, self._stories)
            told = {fleet.VARIABLE: fleet.told(settings)}
            if engine == "celery":
                told[fleet.BROKER] = stack.enter_context(run_broker())
            kills = _kill_and_finish(_command(engine, folder), told, program, ways, Random(seed))  # noqa: S311
            faults = sum(way.counts.total() for way in ways.values())
            return _judge(program, fake, engine=engine, seed=seed, kills=kills, faults=faults)

    def _database(self, stack: ExitStack) -> str:
        if self._postgres is None:
            self._postgres = self._stack.enter_context(run_postgres())
        return str(stack.enter_context(self._postgres.database()))


def _way(fake: FakeNetworks, name: str, seed: int) -> FaultProxy:
    creates = re.compile(fake.creates(name))
    return FaultProxy(
        fake.url(name),
        plan=seeded(seed, CHANCES),
        where=lambda method, path: bool(creates.fullmatch(f"{method} {path.partition('?')[0]}")),
    )


def _settings(folder: Path, database: str, fake: FakeNetworks, ways: dict[str, FaultProxy]) -> Settings:
    """A small charter, so that a worker is soon at work."""
    charter = folder / "charter.yaml"
    charter.write_text(CHARTER, encoding="utf-8")
    networks = {}
    for name in NETWORKS:
        options = {
            key: _through(value, fake, ways)
            for key, value in fake.settings(name).items()
            if not isinstance(value, Secret)
        }
        networks[name] = NetworkSettings(
            allow_private_hosts=options.pop("allow_private_hosts"), options=options
        )
    usual = Settings.model_validate({"database": {"url": database}, "charter": {"file": str(charter)}})
    return usual.model_copy(update={"networks": networks})


def _through(value: Any, fake: FakeNetworks, ways: dict[str, FaultProxy]) -> Any:
    """An address of a network, as one reaches it by its lossy way."""
    for name, way in ways.items():
        if isinstance(value, str):
            value = value.replace(fake.url(name), way.url)
    return value


def _connect(program: Program, fake: FakeNetworks, ways: dict[str, FaultProxy], count: int) -> None:
    people = [_person(f"person-{number}") for number in range(count)]
    program.import_advocates(people)
    for person in people:
        for network in NETWORKS:
            access = fake.add_account(network, person.id)
            way = access.host.replace(fake.url(network), ways[network].url)
            program.connect(person.id, network, _at(access, way), by=person.id)


def _accept(program: Program, stories: int) -> None:
    """Everybody takes every story, on every network, in words that no other share has."""
    for number in range(stories):
        messages = [
            {"network": n, "language": "en", "text": f"Story {number}: {{{{ link }}}}"} for n in NETWORKS
        ]
        for offer in approved(program, story(f"story-{number}", messages=messages)):
            program.accept(offer, by=offer.advocate)


def _person(name: str) -> Advocate:
    profiles = [{"network": network, "account": f"{name}.test"} for network in NETWORKS]
    profiles[1]["account"] = f"{name}@social.test"
    given = {"id": name, "name": name, "team": "sales", "language": "en", "profiles": profiles}
    return Advocate.model_validate({**given, "email": f"{name}@acme.example"})


def _at(access: Access, host: str) -> Access:
    return replace(access, host=host)


def _command(engine: str, folder: Path) -> list[str]:
    if engine != "celery":
        return [sys.executable, "-m", "publish.fleet", engine]
    beat = ["--beat", "--schedule", str(folder / "beat")]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        *(sys.executable, "-m", "celery", "--app", "publish.fleet:app", "worker"),
        *("--concurrency", "4", "--loglevel", "INFO", *beat, *quiet),
    ]


def _kill_and_finish(
    command: Sequence[str],
    told: dict[str, str],
    program: Program,
    ways: dict[str, FaultProxy],
    random: Random,
) -> int:
    """Kill workers soon after they send, as long as there is something to send; then let the last finish."""
    kills = 0
    for _ in range(KILLS):
        sent = _sent(ways)
        with Worker(command, told) as worker:
            worker.wait(lambda sent=sent: _sent(ways) > sent or _is_over(program))
            kills += not _is_over(program)
            time.sleep(random.uniform(0.05, 0.5))
    with Worker(command, told) as worker:
        worker.wait(lambda: _is_over(program))
    return kills


class Worker:
    """A worker and all its children, until they are killed."""

    def __init__(self, command: Sequence[str], told: dict[str, str]) -> None:
        self._said = TemporaryFile("w+")  # noqa: SIM115 - closed when the worker is killed
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **told, "PYTHONPATH": str(Path(__file__).parents[1])},
        )

    def wait(self, true: Callable[[], bool]) -> None:
        """Wait until it is `true`; an AssertionError with what the worker said where it never is."""
        until = time.monotonic() + _PATIENCE
        while not true():
            assert time.monotonic() < until, f"it did not come to an end:\n{self._tail()}"
            assert self._process.poll() is None, f"the worker ended by itself:\n{self._tail()}"
            time.sleep(0.05)

    def _tail(self) -> str:
        self._said.seek(0)
        return self._said.read()[-6000:]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(ProcessLookupError):  # the group is gone with its last process
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._said.close()


def _sent(ways: dict[str, FaultProxy]) -> int:
    """Creates that went out; reading and connecting meet no fault."""
    return sum(way.forwarded + way.counts.total() for way in ways.values())


def _is_over(program: Program) -> bool:
    """Whether nothing is to be done soon: what is in doubt may wait for a person, or for another look."""
    soon = program.clock() + _SOON
    with program.store.read() as tx:
        counts = shares.counts(tx)
        doubtful = shares.select(tx, state=ShareState.UNKNOWN)
    return not _AT_WORK & counts.keys() and all(share.due_at > soon for share in doubtful)


def _judge(
    program: Program, fake: FakeNetworks, *, engine: str, seed: int, kills: int, faults: int
) -> Outcome:
    """Ask the servers what exists, and hold it against what the database says."""
    all_shares = program.shares()
    there = {name: fake.posts(name) for name in NETWORKS}
    codes = {share.link.rpartition("/")[2]: share for share in all_shares}
    found = Counter(code for posts in there.values() for post in posts for code in codes if code in post.text)
    ids = {(name, post.remote_id) for name, posts in there.items() for post in posts}
    lost = [
        share.id
        for share in all_shares
        if (share.state is ShareState.PUBLISHED and (share.network, share.remote_id) not in ids)
        or share.state in _AT_WORK
    ]
    return Outcome(
        engine=engine,
        seed=seed,
        kills=kills,
        shares=len(all_shares),
        states=Counter(str(share.state) for share in all_shares),
        double=[codes[code].id for code, count in found.items() if count > 1],
        lost=lost,
        faults=faults,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=25, help="of each engine (default 25)")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only this one")
    parser.add_argument("--seed", type=int, default=0, help="of the first run; the next ones follow")
    asked = parser.parse_args()
    os.environ.setdefault(KEY, new_key())
    outcomes = []
    with ExitStack() as stack:
        campaign = Campaign(stack)
        for engine in asked.engine or ENGINES:
            for seed in range(asked.seed, asked.seed + asked.runs):
                outcomes.append(campaign.run(engine, seed))
                sys.stdout.write(f"{outcomes[-1]}\n")
                sys.stdout.flush()
    sys.stdout.write(_sum(outcomes))
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def _sum(outcomes: Sequence[Outcome]) -> str:
    lines = []
    for engine in dict.fromkeys(outcome.engine for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.engine == engine]
        states = sum((outcome.states for outcome in own), Counter[str]())
        lines.append(
            f"{engine}: {len(own)} runs, {sum(each.kills for each in own)} kills, "
            f"{sum(each.faults for each in own)} faults, {sum(each.shares for each in own)} shares: "
            f"{dict(states)}; {sum(len(each.double) for each in own)} double, "
            f"{sum(len(each.lost) for each in own)} lost\n"
        )
    return "".join(lines)


_AT_WORK = {ShareState.QUEUED, ShareState.PUBLISHING}
_SOON = timedelta(seconds=6)

if __name__ == "__main__":
    sys.exit(main())
