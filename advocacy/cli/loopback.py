"""A page on this machine, for the browser that comes back from a network: it is there for one consent.

/start/… (nobody else knows it) ──cookie──▶ the network's page ──▶ /connected, with the cookie ──▶ done
"""

from __future__ import annotations

import html
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from advocacy.cli.speech import say
from advocacy.errors import AdvocacyError, ConfigurationError, TryLater
from advocacy.language import Text

HOST = "127.0.0.1"
PORT = 8733
"""Where people come back to; the same is registered with an app: ``http://127.0.0.1:8733/connected``."""
_BACK = "/connected"
_COOKIE = "advocacy"

Complete = Callable[[Mapping[str, str]], str]
"""Takes the parameters that the browser came back with, and gives what to tell the person."""


class Loopback:
    """Listens on this machine only.

    Raises:
        ConfigurationError: The port is taken.
    """

    def __init__(self, port: int = PORT) -> None:
        self.session = secrets.token_urlsafe(32)
        self._start = f"/start/{secrets.token_urlsafe(16)}"
        try:
            self._server = HTTPServer((HOST, port), _Page)
        except OSError as error:
            raise ConfigurationError(_TAKEN.format(port=port, why=error.strerror)) from None
        self._site = f"{HOST}:{self._server.server_port}"

    @property
    def redirect_uri(self) -> str:
        """Where the network sends the browser back to."""
        return f"http://{self._site}{_BACK}"

    @property
    def start(self) -> str:
        """What the person opens: it marks their browser and sends it on."""
        return f"http://{self._site}{self._start}"

    def wait(self, url: str, complete: Complete, *, seconds: float) -> None:
        """Send the browser to `url`, and wait until it has come back.

        Raises:
            TryLater: It did not come back in time.
            AdvocacyError: What `complete` raised.
        """
        page = _Waiting(site=self._site, start=self._start, url=url, session=self.session, complete=complete)
        self._server.waiting = page  # type: ignore[attr-defined]
        self._server.timeout = seconds
        self._server.handle_timeout = page.give_up  # type: ignore[method-assign]
        while not page.is_over:
            self._server.handle_request()
        if page.error is not None:
            raise page.error

    def close(self) -> None:
        """Listen no longer."""
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class _Waiting:
    """What the page knows of the one consent that it is there for."""

    def __init__(self, *, site: str, start: str, url: str, session: str, complete: Complete) -> None:
        self.site, self.start, self.url, self.session = site, start, url, session
        self.error: AdvocacyError | None = None
        self.is_over = False
        self._complete = complete

    def come_back(self, params: Mapping[str, str]) -> str:
        """Complete the consent, well or not; what to tell the person."""
        self.is_over = True
        try:
            return self._complete(params)
        except AdvocacyError as error:
            self.error = error
            return say(error.text.fr, error.text.en)

    def give_up(self) -> None:
        """Nobody came back."""
        self.is_over, self.error = True, TryLater(_LATE)


class _Page(BaseHTTPRequestHandler):
    """Answers two addresses, and writes no log: they hold a code."""

    timeout = 5
    """Seconds; browsers open connections ahead, and say nothing on them."""

    def do_GET(self) -> None:
        waiting: _Waiting = self.server.waiting  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        if self.headers.get("Host") != waiting.site:  # a name that somebody pointed at this machine
            self._say(HTTPStatus.FORBIDDEN, "")
        elif parts.path == waiting.start:
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Set-Cookie", f"{_COOKIE}={waiting.session}; HttpOnly; SameSite=Lax; Path=/")
            self.send_header("Location", waiting.url)
            self._end()
        elif parts.path == _BACK and secrets.compare_digest(self._cookie(), waiting.session):
            self._say(HTTPStatus.OK, waiting.come_back(dict(parse_qsl(parts.query))))
        else:
            self._say(HTTPStatus.NOT_FOUND, "")

    def _cookie(self) -> str:
        with suppress(CookieError, KeyError):
            return SimpleCookie(self.headers.get("Cookie", ""))[_COOKIE].value
        return ""

    def _say(self, status: HTTPStatus, words: str) -> None:
        body = (
            f"<!doctype html><meta charset=utf-8><title>advocacy</title><p>{html.escape(words)}</p>".encode()
        )
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'")
        self._end(body)

    def _end(self, body: bytes = b"") -> None:
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_about: object) -> None:
        """Say nothing."""


_TAKEN = Text(
    fr="Le port {port} de cette machine est pris ({why}) : donnez-en un autre, --port.",
    en="Port {port} of this machine is taken ({why}): give another one, --port.",
)
_LATE = Text(
    fr="Personne n’est revenu du réseau à temps. Recommencez.",
    en="Nobody came back from the network in time. Begin again.",
)
