"""A worker is killed again and again while it publishes to real servers that lose answers."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from advocacy.connectors.base import Access, Secret
from advocacy.people import Advocate
from advocacy.program import Program
from advocacy.settings import NetworkSettings, Settings
from advocacy.share import ShareState
from advocacy.testing import Fault, FaultProxy, seeded
from advocacy.vault import VARIABLE, new_key
from builders import CHARTER, advocate, approved, story
from peers.kill import kill_repeatedly, run_and_kill
from peers.mastodon import Mastodon, MastodonAccount
from peers.pds import Pds, PdsAccount
from publish import fleet

SEED = int(os.environ.get("ADVOCACY_SEED", "0"))
KILLS = 10
PEOPLE = 10
STORIES = 10
CREATES = re.compile(r"/xrpc/com\.atproto\.repo\.putRecord|/api/v1/statuses$")
BASE = "https://go.acme.example"
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
            return Access(account=account.handle, host=host, secrets={"password": Secret(account.password)})
        token = {"access": Secret(self.on_mastodon[number].token)}
        return Access(account=self.on_mastodon[number].username, host=host, secrets=token)

    def arrived(self) -> int:
        """How many requests went through the lossy ways so far."""
        return sum(way.forwarded for way in self.ways.values())

    def posts(self, codes: dict[str, str]) -> Counter[str]:
        """How often each share is on the servers, asked from the servers; its link tells which it is."""
        on_pds = [record["value"]["text"] for who in self.on_pds for record in self.pds.records(who)]
        on_mastodon = [
            status["content"] for who in self.on_mastodon for status in self.mastodon.statuses(who)
        ]
        found = [set(re.findall(rf"{BASE}/r/(\w+)", text)) for text in on_pds + on_mastodon]
        return Counter(codes[code] for each in found for code in each)


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


def settings(folder: Path) -> Settings:
    """A programme in `folder`, with a small charter."""
    charter = folder / "charter.yaml"
    charter.write_text(CHARTER, encoding="utf-8")
    own = NetworkSettings(allow_private_hosts=("127.0.0.1",))
    given = {
        "database": {"url": str(folder / "advocacy.db")},
        "charter": {"file": str(charter)},
        "tracking": {"base_url": BASE},
    }
    return Settings.model_validate(given).model_copy(update={"networks": {"bluesky": own, "mastodon": own}})


def accepted(program: Program, servers: Servers) -> dict[str, str]:
    """Everybody takes every story, on both networks; by the code of its link, which share it is."""
    people: list[Advocate] = [advocate(f"person-{number}") for number in range(PEOPLE)]
    program.import_advocates(people)
    for number, person in enumerate(people):
        for network in servers.ways:
            program.connect(person.id, network, servers.access(network, number), by=person.id)
    taken = [
        program.accept(offer, by=offer.advocate)
        for number in range(STORIES)
        for offer in approved(program, story(f"story-{number}"))
    ]
    return {share.link.rpartition("/")[2]: share.id for share in taken}


@pytest.mark.slow
@pytest.mark.pds
@pytest.mark.mastodon
@pytest.mark.timeout(900)
def test_after_ten_kills_every_share_is_there_once_or_visibly_unknown(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, new_key())
    told = {fleet.VARIABLE: fleet.told(settings(tmp_path)), "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-m", "publish.fleet", "once"]
    with Program.open(settings=settings(tmp_path)) as program:
        codes = accepted(program, servers)
        arrived = servers.arrived()

        def begun() -> bool:
            return servers.arrived() > arrived

        def killed(_number: int, _ended: object) -> None:
            nonlocal arrived
            arrived = servers.arrived()

        runs = kill_repeatedly(
            command,
            times=KILLS,
            seed=SEED,
            between=(0.05, 0.6),
            environment=told,
            ready=begun,
            after_each=killed,
        )
        last = run_and_kill(command, 600, environment=told)
        assert last.status == 0, last.output
        posts = servers.posts(codes)
        states = {share.id: share.state for share in program.shares()}
    report(runs_killed=sum(run.killed for run in runs), servers=servers, states=states, posts=posts)
    assert sum(run.killed for run in runs) > KILLS / 2
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
