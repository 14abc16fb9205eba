"""What recording costs: nothing recorded, one commit a click, and the redirect as it is, in one run.

    python benchmarks/clicks.py                       # on the disk as it is
    python benchmarks/clicks.py --sync-ms 1           # in memory, each sync modelled as 1 ms
    python benchmarks/clicks.py --postgres postgresql://…

Linux only: the CPU time is read from /proc; PostgreSQL's, on this machine, is counted with ours. Run it on a
quiet machine: on a busy one even CPU time is up to twice as much. Each way is measured in turn, `--rounds`
times, and of its rounds the one that cost least is shown: the rest is the machine's.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import uvicorn
import uvloop
from click_people import people

from advocacy.share import Share, ShareState
from advocacy.storage import Store, schema
from advocacy.storage.clicks import Row, Writer
from advocacy.track import Redirect, mint
from advocacy.track.pages import gone, onward

SECONDS = 3.0
LINKS = 50
PEERS = (
    "Kutt 3.2 (SQLite): 86 redirects/s, 4,100 µs.  YOURLS 1.10: 1,170/s, 1,600 µs (64 connections, 1 ms sync)"
)


@dataclass(frozen=True)
class Figures:
    """What one run of one way gave."""

    name: str
    clicks: int
    seconds: float
    cpu: float
    waits: list[float]
    others: list[float]

    @property
    def cost(self) -> float:
        """Microseconds of CPU a click."""
        return self.cpu / self.clicks * 1e6

    def line(self, bare: Figures) -> str:
        """One line of the table."""
        waits, others = (statistics.quantiles(found, n=100) for found in (self.waits, self.others))
        return (
            f"{self.name:34} {self.clicks / self.seconds:8,.0f} {self.cost:8.1f} {self.cost / bare.cost:6.2f}"
            f" {waits[49] * 1e3:8.2f} {waits[98] * 1e3:8.2f} {others[98] * 1e3:10.2f}"
        )


# --- servers, each in a process of its own ---------------------------------------------------------------


def serve(way: str, database: str, port: int, sync: float) -> None:
    app = {"bare": bare, "each": one_commit_each, "ours": ours}[way](database, sync)
    uvicorn.run(
        app, port=port, access_log=False, log_level="warning", proxy_headers=False, server_header=False
    )


def bare(_database: str, _sync: float) -> Any:
    page, other = onward("https://acme.example/pump"), gone()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del receive
        if scope["type"] == "http":
            found = page if scope["path"].startswith("/r/") else other
            await send({"type": "http.response.start", "status": found.status, "headers": found.headers})
            await send({"type": "http.response.body", "body": found.body})

    return app


def ours(database: str, sync: float) -> Any:
    app = Redirect(Store.open(database), folder=Path(tempfile.mkdtemp()))
    gc.collect()
    gc.freeze()  # as `advocacy serve` does
    if sync:
        written = Writer.__call__

        def slow(self: Writer, rows: Sequence[Row]) -> None:
            written(self, rows)
            time.sleep(sync)

        Writer.__call__ = slow  # type: ignore[method-assign]
    return app


def one_commit_each(database: str, sync: float) -> Any:
    """The same redirect, but each click is committed on the event loop before it is answered."""
    store = Store.open(database)
    write = Writer(store)
    app = Redirect(store, folder=Path(tempfile.mkdtemp()))

    async def record(row: Row) -> None:
        write([row])
        if sync:
            time.sleep(sync)  # noqa: ASYNC251 - it is what is measured

    app._recording.record = record  # type: ignore[method-assign]  # noqa: SLF001
    return app


# --- one run --------------------------------------------------------------------------------------------


def measure(way: str, name: str, database: str, *, connections: int, sync: float) -> Figures:
    codes = links(database)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, __file__, "--serve", way, database, str(port), str(sync)])
    try:
        wait_for(port)
        uvloop.run(people(port, codes, connections, 0.5))
        busy = [server.pid, *backends(database)]
        before, start = sum(map(cpu_of, busy)), time.perf_counter()
        waits, others = uvloop.run(people(port, codes, connections, SECONDS))
        used, seconds = sum(map(cpu_of, busy)) - before, time.perf_counter() - start
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait()
    return Figures(name, len(waits), seconds, used, waits, others)


def links(database: str) -> list[str]:
    """The codes of links of posts in the database, made when it is new."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    store = Store.open(database)
    with store.begin() as tx:
        codes = list(tx.execute(sa.select(schema.tracked_links.c.code)).scalars())
        if not codes:
            codes = [_posted(tx, number, now) for number in range(LINKS)]
    store.close()
    return codes


def _posted(tx: sa.Connection, number: int, now: datetime) -> str:
    who, story = f"a{number}", f"s{number}"
    told = {"edition": 1, "digest": "", "body": {}, "state": "approved", "added_at": now}
    tx.execute(schema.campaigns.insert().values(id=story, body={}))
    tx.execute(schema.stories.insert().values(id=story, campaign=story, **told))
    tx.execute(schema.advocates.insert().values(id=who, team="t", body={}, joined_at=now))
    share = {"id": story, "story": story, "edition": 1, "campaign": story, "advocate": who}
    share |= {"network": "bluesky", "language": "en", "state": ShareState.PUBLISHED, "text": "", "link": ""}
    share |= {"offered_at": now, "accepted_at": now, "due_at": now}
    posted = {"published_at": now, "remote_id": story}
    tx.execute(schema.shares.insert().values(**share, **posted))
    return mint(tx, share=Share(**share), target="https://acme.example/pump", now=now).code  # type: ignore[arg-type]


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("the server did not start")


def backends(database: str) -> list[int]:
    """The processes of PostgreSQL, on this machine, that work for it."""
    if not database.startswith("postgresql"):
        return []
    store = Store.open(database)
    mine = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with store.read() as tx:
        found = [int(pid) for pid in tx.execute(sa.text(mine)).scalars()]
    store.close()
    return found


def cpu_of(pid: int) -> float:
    """Seconds of CPU, user and system, of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--connections", type=int, default=64)
    ask.add_argument("--sync-ms", type=float, default=0.0)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--postgres", default="")
    ask.add_argument("--serve", nargs=4, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.serve:
        way, database, port, sync = asked.serve
        serve(way, database, int(port), float(sync))
        return
    memory = "/dev/shm" if asked.sync_ms and Path("/dev/shm").is_dir() else None  # noqa: S108 - a RAM disk
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        options = {"connections": asked.connections, "sync": asked.sync_ms / 1000}
        ways = [
            ("bare", "nothing recorded"),
            ("each", "SQLite, one commit a click"),
            ("ours", "SQLite, as it is"),
        ]
        places = [(way, name, f"{folder}/{way}.db") for way, name in ways]
        if asked.postgres:
            places.append(("ours", "PostgreSQL, as it is", asked.postgres))
        rounds = [[measure(*place, **options) for place in places] for _ in range(asked.rounds)]
        runs = [min(found, key=lambda run: run.cost) for found in zip(*rounds, strict=True)]
    sync = f"each sync made {asked.sync_ms} ms longer, in memory" if asked.sync_ms else "sync of the disk"
    print(f"{asked.connections} connections, {sync}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(
        f"{'':34} {'clicks/s':>8} {'CPU µs':>8} {'× bare':>6} {'p50 ms':>8} {'p99 ms':>8} {'other p99':>10}"
    )
    for run in runs:
        print(run.line(runs[0]))
    each, mine = runs[1], runs[2]
    print(f"as it is / one commit a click: {mine.clicks / mine.seconds / (each.clicks / each.seconds):.1f}×")
    print(PEERS)


if __name__ == "__main__":
    main()
