"""A worker is killed again and again while it publishes to real servers that lose answers."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from advocacy.accounts import Accounts
from advocacy.clock import utc_now
from advocacy.connectors import registry
from advocacy.connectors.base import Access, Secret
from advocacy.share import Share, ShareState
from advocacy.storage import Store, shares
from advocacy.testing import Fault, FaultProxy, seeded
from advocacy.vault import Vault, new_key
from peers.kill import kill_repeatedly, run_and_kill
from peers.mastodon import Mastodon, MastodonAccount
from peers.pds import Pds, PdsAccount
from publish import world

SEED = int(os.environ.get("ADVOCACY_SEED", "0"))
KILLS = 20
SHARES = 500
LEASE = "4"
"""Seconds; short, so that what a dead process held is taken up while the test runs."""

PEOPLE = 10
CREATES = re.compile(r"/xrpc/com\.atproto\.repo\.putRecord|/api/v1/statuses$")
CHANCES = {
    Fault.lose_answer(): 0.05,
    Fault.lose_request(): 0.03,
    Fault.truncate(): 0.02,
    Fault.answer(503, body=b"busy"): 0.02,
    Fault.delay(0.3): 0.5,
}
"""Half of the answers take long, so that a kill meets requests on their way."""


@dataclass(frozen=True, kw_only=True)
class Servers:
    """Two networks with people on them, and the lossy ways there."""

    pds: Pds
    mastodon: Mastodon
    ways: dict[str, FaultProxy]
    on_pds: list[PdsAccount]
    on_mastodon: list[MastodonAccount]

    def access(self, network: str, number: int) -> Access:
        """What a person granted, on the lossy way."""
        host = self.ways[network].url
        if network == "bluesky":
            account = self.on_pds[number]
            secrets = {"password": Secret(account.password)}
            bare = Access(account=account.handle, host=host, secrets=secrets)
        else:
            token = {"access": Secret(self.on_mastodon[number].token)}
            bare = Access(account=self.on_mastodon[number].username, host=host, secrets=token)
        return registry.connector(network, allow_private_hosts=["127.0.0.1"]).identify(bare)

    def posts(self) -> Counter[str]:
        """How often each share is on the servers, asked from the servers."""
        on_pds = [record["value"]["text"] for who in self.on_pds for record in self.pds.records(who)]
        on_mastodon = [
            status["content"] for who in self.on_mastodon for status in self.mastodon.statuses(who)
        ]
        return Counter(found for text in on_pds + on_mastodon for found in re.findall(r"share-\d{5}", text))


@pytest.fixture
def servers(pds: Pds, mastodon: Mastodon) -> Iterator[Servers]:
    with ExitStack() as stack:
        upstream = {"bluesky": pds.base_url, "mastodon": mastodon.base_url}
        ways = {
            name: stack.enter_context(
                FaultProxy(
                    url,
                    plan=seeded(SEED, CHANCES),
                    where=lambda method, path: method == "POST" and bool(CREATES.search(path)),
                )
            )
            for name, url in upstream.items()
        }
        yield Servers(
            pds=pds,
            mastodon=mastodon,
            ways=ways,
            on_pds=[pds.create_account() for _person in range(PEOPLE)],
            on_mastodon=mastodon.create_accounts(PEOPLE),
        )


def accepted() -> list[Share]:
    """The same stories for everybody, on both networks."""
    found = []
    for number in range(SHARES):
        story, person = divmod(number // 2, PEOPLE)
        network = ("bluesky", "mastodon")[number % 2]
        share = world.share(number, network=network, advocate=f"person-{person}")
        found.append(replace(share, story=f"story-{story:05}", text=f"Our pump saves water. {share.id}"))
    return found


def connect(store: Store, key: str, servers: Servers) -> None:
    accounts = Accounts(store, lambda: Vault([key]), clock=utc_now)
    world.fill(store, accounts, accepted())
    for person in range(PEOPLE):
        for network in servers.ways:
            accounts.connect(f"person-{person}", network, servers.access(network, person))


@pytest.mark.slow
@pytest.mark.pds
@pytest.mark.mastodon
@pytest.mark.timeout(900)
def test_after_twenty_kills_every_share_is_there_once_or_visibly_unknown(
    servers: Servers, tmp_path: Path
) -> None:
    database, key, ready = tmp_path / "advocacy.db", new_key(), tmp_path / "ready"
    store = Store.open(str(database))
    connect(store, key, servers)
    command = [sys.executable, Path(__file__).with_name("worker.py"), database, key, LEASE, ready]

    def begun() -> bool:
        return ready.exists()

    runs = kill_repeatedly(
        command,
        times=KILLS,
        seed=SEED,
        between=(0.2, 2.0),
        ready=begun,
        after_each=lambda _number, _ended: ready.unlink(missing_ok=True),
    )
    last = run_and_kill(command, 600)
    assert last.status == 0, last.output

    posts = servers.posts()
    with store.read() as tx:
        states = {share.id: share.state for share in shares.select(tx)}
    store.close()
    report(runs_killed=sum(run.killed for run in runs), servers=servers, states=states, posts=posts)
    assert sum(run.killed for run in runs) == KILLS
    assert {share: count for share, count in posts.items() if count > 1} == {}
    assert set(states.values()) <= {ShareState.PUBLISHED, ShareState.UNKNOWN}
    lost = [share for share, state in states.items() if state is ShareState.PUBLISHED and not posts[share]]
    assert lost == []


def report(*, runs_killed: int, servers: Servers, states: dict[str, ShareState], posts: Counter[str]) -> None:
    ends = Counter(str(state) for state in states.values())
    faults = {name: dict(way.counts) for name, way in servers.ways.items()}
    sys.__stdout__.write(
        f"\n{runs_killed} kills, seed {SEED}: {dict(ends)}; {posts.total()} posts on the servers, "
        f"{sum(count > 1 for count in posts.values())} double; faults {faults}\n"
    )
