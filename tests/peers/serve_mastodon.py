"""Serve mastodon_mock on loopback until standard input closes: serve_mastodon.py DATABASE_FILE."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path

import uvicorn
from mastodon_mock.app import create_app
from mastodon_mock.config import AuthConfig, DatabaseConfig, MastodonMockConfig, SeedConfig


class Server(uvicorn.Server):
    """Says where it is once it answers."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        host, port = sockets[0].getsockname() if sockets else ("", 0)
        ready = json.dumps({"url": f"http://{host}:{port}", "pid": os.getpid()})
        print(ready, flush=True)  # noqa: T201 this is what we say to whoever started us


def stop_with_our_parent(server: uvicorn.Server) -> None:
    while os.read(0, 1):  # nobody writes: it returns when they are gone
        pass
    server.should_exit = True


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    listener = socket.create_server(("127.0.0.1", 0))
    host, port = listener.getsockname()
    config = MastodonMockConfig(
        domain=f"{host}:{port}",
        url_scheme="http",
        database=DatabaseConfig(path=sys.argv[1]),
        media_storage_path=str(Path(sys.argv[1]).with_name("media")),
        auth=AuthConfig(enforce_scopes=True),
        seed=SeedConfig(),
    )
    server = Server(uvicorn.Config(create_app(config), log_level="warning", timeout_graceful_shutdown=2))
    threading.Thread(target=stop_with_our_parent, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
