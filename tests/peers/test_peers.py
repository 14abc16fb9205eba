from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import requests

from peers.mastodon import Mastodon, mastodon_command
from peers.pds import POST, Pds, pds_command
from peers.postgres import Postgres, postgres_command


@pytest.mark.pds
def test_a_record_put_twice_on_the_pds_is_one_record(pds: Pds) -> None:
    ada = pds.create_account()
    record = {"$type": POST, "text": "Bonjour", "createdAt": "2026-03-02T09:00:00.000Z"}
    put = {"repo": ada.did, "collection": POST, "rkey": "3kzzzzzzzzz22", "record": record, "swapRecord": None}
    headers = {"Authorization": f"Bearer {ada.access}"}
    first, second = (pds.call("com.atproto.repo.putRecord", json=put, headers=headers) for _ in range(2))
    assert first["cid"] == second["cid"]
    assert [one["value"]["text"] for one in pds.records(ada)] == ["Bonjour"]


@pytest.mark.pds
def test_a_suspended_account_is_refused(pds: Pds) -> None:
    ada = pds.create_account()
    pds.take_down(ada)
    asked = {"identifier": ada.handle, "password": ada.password}
    answer = requests.post(f"{pds.base_url}/xrpc/com.atproto.server.createSession", json=asked, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "AccountTakedown")


def post(mastodon: Mastodon, token: str, text: str, key: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return requests.post(
        f"{mastodon.base_url}/api/v1/statuses", data={"status": text}, headers=headers, timeout=10
    )


@pytest.mark.mastodon
def test_a_status_posted_twice_with_one_key_is_one_status_until_the_key_is_forgotten(
    mastodon: Mastodon,
) -> None:
    ada = mastodon.create_account()
    first, second = (post(mastodon, ada.token, "Bonjour", "k1").json()["id"] for _ in range(2))
    assert first == second
    assert [one["id"] for one in mastodon.statuses(ada)] == [first]
    mastodon.forget_keys()
    third = post(mastodon, ada.token, "Bonjour", "k1").json()["id"]
    assert [one["id"] for one in mastodon.statuses(ada)] == [third, first]


@pytest.mark.mastodon
def test_every_status_is_listed_beyond_the_first_page(mastodon: Mastodon) -> None:
    ada, ben = mastodon.create_accounts(2)
    posted = [
        post(mastodon, ada.token, f"number {number}", f"n{number}").json()["id"] for number in range(45)
    ]
    assert [one["id"] for one in mastodon.statuses(ada)] == posted[::-1]
    assert mastodon.statuses(ben) == []


@pytest.mark.mastodon
def test_a_fault_strikes_as_often_as_asked(mastodon: Mastodon) -> None:
    ada = mastodon.create_account()
    mastodon.fault({"type": "status", "status": 503})
    assert [post(mastodon, ada.token, "Bonjour", key).status_code for key in ("a", "b")] == [503, 200]
    assert len(mastodon.statuses(ada)) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("time", [1, 2])
def test_each_test_has_a_database_of_its_own(postgres_url: str, time: int) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE mine (id bigint)")


STARTS_PEERS = """
import json, sys
from contextlib import ExitStack
from peers.process import running
with ExitStack() as stack:
    peers = [stack.enter_context(running(json.loads(command))) for command in sys.argv[1:]]
    print(json.dumps([peer["pid"] for peer in peers]), flush=True)
    sys.stdin.read()
"""


@pytest.mark.pds
@pytest.mark.mastodon
@pytest.mark.postgres
def test_no_peer_outlives_a_test_run_that_is_killed(
    pds: Pds, mastodon: Mastodon, postgres: Postgres, tmp_path: Path
) -> None:
    commands = [pds_command(), mastodon_command(tmp_path / "mastodon.db"), postgres_command()]
    run = subprocess.Popen(
        [sys.executable, "-c", STARTS_PEERS, *(json.dumps([str(part) for part in one]) for one in commands)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    with run:
        assert run.stdout is not None
        waiting = [os.pidfd_open(pid) for pid in json.loads(run.stdout.readline())]
        run.send_signal(signal.SIGKILL)
    for process in waiting:
        with os.fdopen(process), selectors.DefaultSelector() as ends:
            ends.register(process, selectors.EVENT_READ)
            assert ends.select(timeout=20), "a peer lives on"
