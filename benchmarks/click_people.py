"""People who follow links over many connections at once, and one who looks at another page meanwhile."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing
from functools import partial
from typing import Any

AGENTS = [
    f"Mozilla/5.0 (Linux; Android {version}; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    f"Chrome/{chrome}.0.0.0 Mobile Safari/537.36"
    for version in range(10, 15)
    for chrome in range(100, 130)
]
REQUEST = (
    b"GET /r/%s HTTP/1.1\r\nHost: go.example\r\nUser-Agent: %s\r\nAccept: text/html\r\n"
    b"Accept-Language: fr\r\nReferer: https://www.linkedin.com/\r\n\r\n"
)


async def people(
    port: int, codes: list[str], connections: int, seconds: float
) -> tuple[list[float], list[float]]:
    """Follow links over as many connections; how long a click took, and another page meanwhile."""
    loop = asyncio.get_running_loop()
    waits: list[float] = []
    others: list[float] = []
    connected = [
        await loop.create_connection(partial(Person, codes, number, waits), "127.0.0.1", port)
        for number in range(connections)
    ]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await look(reader, writer)  # by now the server has accepted everybody: a busy one may be slow to
    end = time.perf_counter() + seconds
    following = [person.follow_until(end) for _, person in connected]
    with closing(writer):
        while time.perf_counter() < end:
            others.append(await look(reader, writer))
            await asyncio.sleep(0.02)
        await asyncio.gather(*following)
    return waits, others


class Person(asyncio.Protocol):
    """Follows one link after the other. A protocol, since streams cost more than the server they measure."""

    def __init__(self, codes: list[str], number: int, waits: list[float]) -> None:
        self._is_done = asyncio.get_running_loop().create_future()
        self._codes = codes
        self._number = number
        self._waits = waits

    def connection_made(self, transport: Any) -> None:
        """Know where to write."""
        self._transport = transport

    def follow_until(self, end: float) -> asyncio.Future[None]:
        """Begin; done when the end has come and the last answer."""
        self._end = end
        self._follow()
        return self._is_done

    def data_received(self, data: bytes) -> None:
        """Follow the next one once the answer is whole; it has no body."""
        assert data.startswith(b"HTTP/1.1 302 "), data
        assert data.endswith(b"\r\n\r\n"), data
        self._waits.append(time.perf_counter() - self._start)
        self._follow()

    def connection_lost(self, _error: Exception | None) -> None:
        """Wait no longer."""
        if not self._is_done.done():
            self._is_done.set_exception(ConnectionError("the server closed the connection"))

    def _follow(self) -> None:
        self._start = time.perf_counter()
        if self._start >= self._end:
            self._is_done.set_result(None)
            self._transport.close()
            return
        self._number += 1
        code, agent = self._codes[self._number % len(self._codes)], AGENTS[self._number % len(AGENTS)]
        self._transport.write(REQUEST % (code.encode(), agent.encode()))


async def look(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> float:
    """How long another page takes."""
    start = time.perf_counter()
    writer.write(b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(int(length.split(b":")[1]))
    return time.perf_counter() - start
