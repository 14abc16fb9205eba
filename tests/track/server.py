"""A redirect served in processes of its own, and people who follow its links as fast as they can."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from advocacy.settings import Tracking
from advocacy.track import serve

if __name__ == "__main__":
    database, port, workers, durability, folder = sys.argv[1:]
    tracking = Tracking(durability=durability, trusted_proxies=["127.0.0.0/8"])
    logs = Path(folder) if folder else None
    serve(database, tracking, port=int(port), workers=int(workers), folder=logs)
"""


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """SIGKILL to every process of it at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM, and wait until it has put everything in order."""
        self.process.terminate()
        assert self.process.wait(60) in {0, -signal.SIGTERM}


@contextmanager
def serving(
    database: str, folder: Path, *, workers: int = 1, durability: str = "full", logs: str = "logs"
) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "serve_links.py"  # a file, since workers import what their parent was started with
    program.write_text(PROGRAM)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        str(program),
        database,
        str(port),
        str(workers),
        durability,
        logs and str(folder / logs),
    ]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, start_new_session=True, env=environment, cwd=folder)
    server = Server(port, process)
    try:
        _wait_for(server)
        yield server
    finally:
        if process.poll() is None:
            server.kill()


def _wait_for(server: Server) -> None:
    deadline = time.monotonic() + 60
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            asyncio.run(one(server.port, "/healthz"))
        except OSError:
            time.sleep(0.05)  # it is still being started
        else:
            return
    raise AssertionError("the server did not start")


async def one(
    port: int, path: str, *, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{method} {path} HTTP/1.1", "Host: go.example", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    first, *rest = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.lower().split(": ", 1) for line in rest), body


async def follow_until_killed(
    port: int, code: str, *, connections: int, started: asyncio.Event, answered: set[str] | None = None
) -> set[str]:
    """Follow a link over many connections, each as its own person, until the server is gone.

    The answer is the mark of every request that was answered. A mark travels as the referrer's host, so that
    it can be found again in the database.
    """
    answered = set() if answered is None else answered

    async def follow(number: int) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return
        with closing(writer):
            for count in range(1_000_000):
                mark = f"c{number}-{count}.{os.getpid()}.{started_at}"
                writer.write(REQUEST % (code.encode(), mark.encode()))
                try:
                    answer = await reader.readuntil(b"\r\n\r\n")
                except (OSError, asyncio.IncompleteReadError):
                    return
                assert answer.startswith(b"HTTP/1.1 302"), answer
                answered.add(mark)
                if len(answered) == connections:
                    started.set()

    started_at = time.monotonic_ns()
    await asyncio.gather(*(follow(number) for number in range(connections)))
    return answered


REQUEST = (
    b"GET /r/%s HTTP/1.1\r\nHost: go.example\r\nReferer: https://%s/\r\n"
    b"User-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
    b"(KHTML, like Gecko) Version/17.5 Safari/605.1.15\r\n\r\n"
)
