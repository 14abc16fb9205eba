"""A network whose refresh tokens are good once, over real HTTP, and a connector to it.

As a program, ``python rotating.py DATABASE KEY URL``, it is one process that wants a good token.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

import requests

from advocacy.accounts import Accounts
from advocacy.connectors.base import Access, Capabilities, Connector, Lane, Outgoing, Posted, Secret
from advocacy.errors import AuthorizationExpired, TryLater
from advocacy.language import Text
from advocacy.storage import Store
from advocacy.vault import Vault

REFUSED = Text(fr="jeton déjà utilisé", en="token used already")


class Renewing(Protocol):
    """What answers those who renew."""

    def renew(self, asked: dict[str, str]) -> dict[str, str] | None: ...


class Rotating:
    """The server: how many renewals it made, and whether a token was used twice."""

    def __init__(self) -> None:
        self.renewals = 0
        self.is_misused = False
        self.asked = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._lock = threading.Lock()

    def renew(self, asked: dict[str, str]) -> dict[str, str] | None:
        self.asked.set()
        self.may_answer.wait(30)
        with self._lock:
            if asked["refresh"] != f"refresh-{self.renewals}":
                self.is_misused = True
                return None
            self.renewals += 1
            return {"access": f"access-{self.renewals}", "refresh": f"refresh-{self.renewals}"}


@contextmanager
def serving(rotating: Renewing) -> Iterator[str]:
    """Its address, while it lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = json.dumps(rotating.renew(asked)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_about: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class RotatingNetwork(Connector):
    """Renews a token when it is the first one."""

    name = "fake"
    title = "Fake"
    capabilities = Capabilities(lane=Lane.TOKEN)

    def __init__(self) -> None:
        pass

    @staticmethod
    def text_length(text: str) -> int:
        return len(text)

    def freeze(self, outgoing: Outgoing, access: Access, *, now: datetime) -> str:
        return outgoing.text

    def publish(self, frozen: str, access: Access) -> Posted:
        return Posted(remote_id="1", url=access.host)

    def renew_needed(self, access: Access, *, now: datetime) -> bool:
        return access.secrets["access"] == Secret("access-0")

    def renew(self, access: Access, *, now: datetime) -> Access:
        refresh = access.secrets["refresh"].reveal()
        answer = requests.post(access.host, json={"refresh": refresh}, timeout=30).json()
        if answer is None:
            raise AuthorizationExpired(REFUSED)
        return replace(access, secrets={name: Secret(value) for name, value in answer.items()})


def first_access(url: str) -> Access:
    secrets = {"access": Secret("access-0"), "refresh": Secret("refresh-0")}
    return Access(account="ada", host=url, secrets=secrets)


def good_token(accounts: Accounts) -> str:
    """Ask until no other process is renewing."""
    while True:
        try:
            return accounts.access("ada", RotatingNetwork()).secrets["access"].reveal()
        except TryLater:
            time.sleep(0.05)


def main(database: str, key: str) -> None:
    store = Store.open(database)
    sys.stdout.write(good_token(Accounts(store, lambda: Vault([key]))))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
