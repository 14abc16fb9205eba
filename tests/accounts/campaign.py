"""Two processes renew one rotating token, and are killed again and again.

As a program, ``python campaign.py DATABASE KEY URL``, it is one of them, and renews until it is killed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import requests

import advocacy
from accounts.rotating import REFUSED, RotatingNetwork
from advocacy.accounts import Accounts
from advocacy.clock import utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.errors import AuthorizationExpired, TryLater
from advocacy.storage import Store
from advocacy.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterator

LEASE = timedelta(seconds=1)
"""Short, so that what a dead process held is taken up while the test runs."""


@dataclass
class Strict:
    """A server whose refresh tokens are good once; one that comes again ends the consent."""

    renewals: int = 0
    family: int = 0
    answered: list[int] = field(default_factory=list)
    """The process that got each pair."""
    lost: list[int] = field(default_factory=list)
    """The process that had got the pair that nobody brought back: an older one came instead."""
    at_once: int = 0
    """How many were asking within one lease, for one consent.

    On a slow machine a process may ask when its lease is long over, or when a new consent is given.
    """
    _asking: dict[int, tuple[str, float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def renew(self, asked: dict[str, Any]) -> dict[str, str] | None:
        consent, taken = str(asked["refresh"]).split("-")[1], float(asked["taken"])
        with self._lock:
            self._asking[id(asked)] = consent, taken
            same = [abs(taken - when) for which, when in self._asking.values() if which == consent]
            self.at_once = max(self.at_once, sum(apart < LEASE.total_seconds() for apart in same))
        time.sleep(0.01)  # a network takes its time: two processes would meet here
        with self._lock:
            del self._asking[id(asked)]
            if asked["refresh"] != self.pair()["refresh"]:
                if self.answered:
                    self.lost.append(self.answered[-1])
                return None
            self.renewals += 1
            self.answered.append(int(asked["pid"]))
            return self.pair()

    def pair(self) -> dict[str, str]:
        name = f"{self.family}-{self.renewals}"
        return {"access": f"access-{name}", "refresh": f"refresh-{name}"}

    def agree_again(self) -> dict[str, str]:
        """The person gives a new consent."""
        with self._lock:
            self.family += 1
            self.answered.clear()
            return self.pair()


class Restless(RotatingNetwork):
    """Renews whenever it is asked for a token."""

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        return True

    def renew(self, access: Access, *, now: datetime) -> Access:
        asked = {"refresh": access.secrets["refresh"].reveal(), "pid": os.getpid(), "taken": now.timestamp()}
        answer = requests.post(access.host, json=asked, timeout=30).json()
        if answer is None:
            raise AuthorizationExpired(REFUSED)
        return replace(access, secrets={name: Secret(value) for name, value in answer.items()})


class Dying(Restless):
    """Dies between the answer and the commit."""

    def renew(self, access: Access, *, now: datetime) -> Access:
        super().renew(access, now=now)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def accounts_of(store: Store, key: str) -> Accounts:
    return Accounts(store, lambda: Vault([key]), clock=store.clock(utc_now), lease=LEASE)


def started(url: str, key: str, kind: str = "restless") -> subprocess.Popen[str]:
    """One process; it says a line for each pair that it has kept."""
    paths = [str(Path(advocacy.__file__).parents[1]), str(Path(__file__).parents[1])]
    return subprocess.Popen(
        [sys.executable, __file__, url, key, kind],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ":".join(paths)},
    )


@contextmanager
def two(url: str, key: str) -> Iterator[list[subprocess.Popen[str]]]:
    """Two of them, which have both begun."""
    working = [started(url, key) for _process in range(2)]
    try:
        for process in working:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
        yield working
    finally:
        for process in working:
            kill(process)


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait(30)
    if process.stdout is not None:
        process.stdout.close()


def kill_one(url: str, key: str, working: list[subprocess.Popen[str]], chance: random.Random) -> int:
    """Kill one of them at a random moment and start another in its place; the id of the dead one."""
    time.sleep(chance.uniform(0.0, 0.15))
    place = chance.randrange(len(working))
    dead = working[place]
    kill(dead)
    working[place] = started(url, key)
    out = working[place].stdout
    assert out is not None
    assert out.readline() == "begun\n"
    return dead.pid


def main(database: str, key: str, kind: str) -> None:
    store = Store.open(database)
    accounts, network = accounts_of(store, key), Dying() if kind == "dying" else Restless()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    while True:
        try:
            accounts.access("ada", network)
        except (TryLater, AuthorizationExpired):
            time.sleep(0.01)


if __name__ == "__main__":
    main(*sys.argv[1:])
