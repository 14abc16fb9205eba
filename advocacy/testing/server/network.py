"""What every fake network does: listen, route, meet faults, remember requests and tell the truth."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from itertools import repeat
from threading import RLock
from typing import Any, ClassVar, Self, TypeVar
from urllib.parse import parse_qsl, urlsplit

from advocacy.clock import Clock, utc_now
from advocacy.connectors.base import Access, Secret
from advocacy.testing.fault import Fault, FaultKind
from advocacy.testing.relay import Answer, Listener, Request
from advocacy.testing.server.multipart import Part, parts_of

_REMEMBERED = 10_000
_MADE = 201


@dataclass(frozen=True, slots=True, kw_only=True)
class FakePost:
    """A post that exists on a fake network; `at` is in ISO 8601."""

    account: str
    remote_id: str
    url: str
    text: str
    at: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeMedia:
    """An image or document that belongs to a post, as the network has it."""

    data: bytes = field(repr=False)
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request as a fake network reads it: query and body by name, header names in lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    raw: bytes = field(repr=False)
    found: tuple[str, ...] = ()
    """What the route's groups matched."""

    @classmethod
    def of(cls, request: Request) -> Call:
        """Read `request`."""
        parts = urlsplit(request.path)
        query: dict[str, list[str]] = {}
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            query.setdefault(name, []).append(value)
        headers = {name.lower(): value for name, value in request.headers}
        return cls(method=request.method, path=parts.path, query=query, headers=headers, raw=request.body)

    @property
    def body(self) -> Mapping[str, Any]:
        """The body, whether it came as JSON or as a form; empty where it is neither."""
        if "json" in self.headers.get("content-type", ""):
            try:
                value = json.loads(self.raw)
            except ValueError:
                return {}
            return value if isinstance(value, dict) else {}
        return dict(parse_qsl(self.raw.decode("utf-8", errors="replace"), keep_blank_values=True))

    @property
    def parts(self) -> Mapping[str, Part]:
        """The fields of a form that carries files; empty where it came as something else."""
        return parts_of(self.headers.get("content-type", ""), self.raw)

    @property
    def token(self) -> str:
        """The bearer token; empty where there is none."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token if kind == "Bearer" else ""

    def one(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]


Handler = TypeVar("Handler", bound=Callable[..., Answer])


def route(method: str, path: str) -> Callable[[Handler], Handler]:
    """Mark a method of a `FakeNetwork` as what answers `method` on paths that match the pattern `path`."""

    def mark(handler: Handler) -> Handler:
        handler.route = (method, re.compile(path))  # type: ignore[attr-defined]
        return handler

    return mark


def reply(status: int, body: object = None, **headers: str) -> Answer:
    """An answer in JSON; header names are written with underscores."""
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    kind = () if body is None else (("Content-Type", "application/json; charset=utf-8"),)
    data = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
    return Answer(status=status, reason=HTTPStatus(status).phrase, headers=(*kind, *named), body=data)


class FakeNetwork(ABC):
    """A network on loopback. A new one names itself and its creates, and answers its routes.

    Besides its own routes every one of them has ``POST /_fake/accounts``, ``GET /_fake/posts`` and
    ``POST /_fake/faults``, so that another process can use it too.
    """

    name: ClassVar[str]
    app: ClassVar[tuple[str, str] | None] = None
    """The app's id and secret, where a person's consent can be asked here too."""
    creates: ClassVar[str]
    """A pattern for ``METHOD /path``: the requests that faults befall."""
    uploads: ClassVar[str] = ""
    """The same for those that carry images."""

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self.clock = clock
        self.lock = RLock()
        self.requests: deque[Call] = deque(maxlen=_REMEMBERED)
        self._faults: deque[Fault] = deque()
        self._routes = [
            (*handler.route, getattr(self, name))
            for name in dir(type(self))
            if hasattr(handler := getattr(type(self), name), "route")
        ]
        self._listener = Listener(self._handle)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.port}"

    @abstractmethod
    def add_account(self, handle: str) -> Access:
        """A new account, and what a connector needs to act for it; the same one for the same handle."""

    @abstractmethod
    def posts(self) -> list[FakePost]:
        """Every post that exists, oldest first."""

    @abstractmethod
    def engage(self, remote_id: str, **counts: int) -> None:
        """Set a post's public counts: likes, reposts, replies, quotes."""

    def media(self, remote_id: str) -> list[FakeMedia]:  # noqa: ARG002 - for those that take any
        """What goes with a post, in order."""
        return []

    def follow(  # noqa: B027 - for those that show it
        self, handle: str, *followers: str, hidden: bool = False
    ) -> None:
        """Let these people follow an account there, after those who do; or let it hide them all."""

    def forget_media(self) -> None:  # noqa: B027 - for those that take any
        """Lose what was uploaded and belongs to no post yet, as networks do after a while."""

    def settings(self) -> dict[str, Any]:
        """What a connector must be made with to speak to this network."""
        here: dict[str, Any] = {"allow_private_hosts": ("127.0.0.1",)}
        if self.app is None:
            return here
        key, secret = self.app
        return {**here, "client_id": key, "client_secret": Secret(secret), "login": self.url}

    def strike(self, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` creates meet `fault`."""
        with self.lock:
            self._faults.extend(repeat(fault, times))

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _handle(self, request: Request) -> Answer | None:
        """What the client gets; None is a connection closed without an answer."""
        call = Call.of(request)
        if call.path.startswith("/_fake/"):
            return self._route(call)
        self.requests.append(call)
        fault = self._next(call)
        if fault.kind is FaultKind.LOSE_REQUEST:
            return None
        if fault.kind is FaultKind.ANSWER:
            return Answer(status=fault.status, headers=fault.headers, body=fault.body)
        answer = self._route(call)
        if fault.kind is FaultKind.TWICE:
            answer = self._route(call)
        if fault.kind is FaultKind.TRUNCATE:
            return answer.truncated()
        return None if fault.kind is FaultKind.LOSE_ANSWER else answer

    def _next(self, call: Call) -> Fault:
        with self.lock:
            if self._faults and re.fullmatch(self.creates, f"{call.method} {call.path}"):
                return self._faults.popleft()
        return Fault.pass_on()

    def _route(self, call: Call) -> Answer:
        for method, pattern, handler in self._routes:
            found = pattern.fullmatch(call.path)
            if found and method == call.method:
                answer: Answer = handler(Call(**{**_fields(call), "found": found.groups()}))
                return answer
        return reply(404, {"error": "NotFound", "message": "no such address here"})

    @route("POST", "/_fake/accounts")
    def _accounts(self, call: Call) -> Answer:
        access = self.add_account(str(call.body["handle"]))
        secrets = {name: secret.reveal() for name, secret in access.secrets.items()}
        told = {"account": access.account, "host": access.host, "details": dict(access.details)}
        return reply(_MADE, {**told, "secrets": secrets})

    @route("GET", "/_fake/posts")
    def _truth(self, call: Call) -> Answer:  # noqa: ARG002 - every route takes one
        return reply(200, [asdict(post) for post in self.posts()])

    @route("POST", "/_fake/faults")
    def _misfortune(self, call: Call) -> Answer:
        asked = dict(call.body)
        fault = Fault(
            kind=FaultKind(asked["kind"]),
            status=int(asked.get("status", 0)),
            headers=tuple(dict(asked.get("headers", {})).items()),
            body=str(asked.get("body", "")).encode(),
        )
        self.strike(fault, times=int(asked.get("times", 1)))
        return reply(_MADE, {})


def _fields(call: Call) -> dict[str, Any]:
    return {name: getattr(call, name) for name in ("method", "path", "query", "headers", "raw")}
