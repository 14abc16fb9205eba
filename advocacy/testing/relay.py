"""The plumbing under `FaultProxy`: read a whole request on loopback, send it on, read a whole answer."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from socketserver import TCPServer
from threading import Event, RLock, Thread, current_thread
from typing import Any, cast
from urllib.parse import urlsplit

from advocacy.errors import ConfigurationError

Headers = tuple[tuple[str, str], ...]

HOP_BY_HOP = frozenset(
    (
        *("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
        *("proxy-authenticate", "proxy-authorization", "content-length", "host", "expect"),
    )
)
"""What concerns one connection only (RFC 9110, 7.6.1), and what is written anew for the next one."""

UPSTREAM_TIMEOUT = 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came, read to its end."""

    method: str
    path: str
    headers: Headers
    body: bytes

    @property
    def bodiless(self) -> bool:
        """Whether its answer has no body, whatever the headers say."""
        return self.method == "HEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it will be written; `cut` breaks it off in the middle."""

    status: int
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""
    bodiless: bool = False
    """An answer to HEAD, or a 204 or 304: its Content-Length, if any, announces nothing."""
    cut: bool = False

    def truncated(self) -> Answer:
        """The same, broken off in the middle of its body, or of its first line where it has none."""
        return replace(self, cut=True)

    def to_bytes(self) -> bytes:
        r"""What goes over the wire.

        >>> Answer(status=200, reason="OK", body=b"Hello").to_bytes()
        b'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello'
        """
        length: Headers = () if self.bodiless else (("Content-Length", str(len(self.body))),)
        lines = [f"HTTP/1.1 {self.status} {self.reason}", *(f"{k}: {v}" for k, v in (*self.headers, *length))]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if not self.cut:
            return head + self.body
        return head + self.body[: len(self.body) // 2] if self.body else b"HTTP/"


class Upstream:
    """The server behind; each request goes there on a connection of its own."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
            raise ConfigurationError(
                fr=f"Un serveur de cette machine est attendu, tel que http://127.0.0.1:3000, et non {url}.",
                en=f"Give a server on this machine, such as http://127.0.0.1:3000, not {url}.",
            )
        self.host, self.port = cast("str", parts.hostname), parts.port or 80
        self.prefix = parts.path.rstrip("/")

    def send(self, request: Request) -> Answer | None:
        """The server's answer; None where it could not be reached or broke off."""
        connection = HTTPConnection(self.host, self.port, timeout=UPSTREAM_TIMEOUT)
        try:
            return self._exchange(connection, request)
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()

    def _exchange(self, connection: HTTPConnection, request: Request) -> Answer:
        connection.putrequest(request.method, self.prefix + request.path, skip_accept_encoding=True)
        for name, value in _without_hops(request.headers):
            connection.putheader(name, value)
        if request.body or request.method in {"POST", "PUT", "PATCH"}:
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body)
        response = connection.getresponse()
        body = response.read()
        bodiless = request.bodiless or response.status in {204, 304}
        headers = _without_hops(tuple(response.getheaders()), keep_length=bodiless)
        return Answer(
            status=response.status, reason=response.reason, headers=headers, body=body, bodiless=bodiless
        )


def is_loopback(host: str) -> bool:
    """Whether `host` can only be this machine.

    >>> is_loopback("localhost"), is_loopback("::1"), is_loopback("192.0.2.1"), is_loopback("example.org")
    (True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Listener:
    """A port on loopback whose door can be closed and opened again; `handle` answers each request."""

    def __init__(self, handle: Callable[[Request], Answer | None]) -> None:
        self.closed = Event()
        self._handle = handle
        self._lock = RLock()
        self._stops = 0
        self._server = _Server(0, handle)
        self.port: int = self._server.server_address[1]

    def stop(self, *, but_this_thread: bool = False) -> None:
        """Refuse connections and cut those that are open, but the one served by this thread if so asked."""
        with self._lock:
            self._stops += 1
            if self._stops == 1:
                self._server.stop(but=current_thread() if but_this_thread else None)

    def start(self) -> None:
        """Take back one `stop()`; after the last, connections are accepted again on the same port."""
        with self._lock:
            self._stops -= 1
            if self._stops == 0 and not self.closed.is_set():
                self._server = _Server(self.port, self._handle)

    def close(self) -> None:
        """Stop for good, and wait for what is under way."""
        self.closed.set()
        self.stop()
        self._server.join()


class _Server(TCPServer):
    """Each connection in a thread of its own, known so that it can be cut."""

    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, port: int, handle: Callable[[Request], Answer | None]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.handle_whole = handle
        self._connections: dict[socket.socket, Thread] = {}
        self._loop = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._loop.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = Thread(target=self._serve, args=(request, client_address), daemon=True)
        self._connections[request] = thread
        thread.start()

    def _serve(self, request: Any, client_address: Any) -> None:
        with suppress(OSError, ValueError):  # the client went away, or speaks no HTTP: so do we
            self.finish_request(request, client_address)
        self._connections.pop(request, None)
        self.shutdown_request(request)

    def stop(self, *, but: Thread | None) -> None:
        self.shutdown()
        self.server_close()
        for connection, thread in list(self._connections.items()):
            if thread is not but:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        for thread in list(self._connections.values()):
            thread.join(UPSTREAM_TIMEOUT)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests one after the other from one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _relay(self) -> None:
        headers = tuple(self.headers.items())
        request = Request(method=self.command, path=self.path, headers=headers, body=self._body())
        answer = cast("_Server", self.server).handle_whole(request)
        if answer is None or answer.cut:
            self.close_connection = True
        elif self.close_connection:  # the client, or the version of HTTP that it speaks, asked for it
            answer = replace(answer, headers=(*answer.headers, ("Connection", "close")))
        if answer is not None:
            self.wfile.write(answer.to_bytes())

    def __getattr__(self, name: str) -> Callable[[], None]:
        """Relay every method: the base class asks for `do_GET`, `do_POST` and so on."""
        if name.startswith("do_"):
            return self._relay
        raise AttributeError(name)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(iter(self._chunk, b""))
        return self._exactly(int(self.headers.get("Content-Length") or 0))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self._exactly(size)
        self.rfile.readline()
        return data

    def _exactly(self, size: int) -> bytes:
        data = self.rfile.read(size)
        if len(data) < size:  # the client was cut off: half a request is none
            raise ConnectionAbortedError
        return data

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 the name is the base class's
        """Say nothing: a proxy's log would hold tokens."""


def _without_hops(headers: Headers, *, keep_length: bool = False) -> Headers:
    left_out = HOP_BY_HOP - {"content-length"} if keep_length else HOP_BY_HOP
    return tuple((name, value) for name, value in headers if name.lower() not in left_out)
