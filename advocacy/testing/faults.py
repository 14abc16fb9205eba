"""A proxy that loses answers and delivers late or twice: the way between a client and a server, at its worst.

    client ──request──▶ FaultProxy ──request──▶ server
       ◀──────answer──      │      ◀──answer───
                            ├─ lose_request, refuse, answer   the server never hears of it
                            ├─ lose_answer, truncate          the server did it, the client is not told
                            ├─ late                           the client gave up, then the server does it
                            └─ twice, delay                   it is done twice; it takes long

Behind it a lost request and a lost answer look the same to the client, as they do on a real network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import repeat
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from advocacy.testing.fault import Fault, FaultKind
from advocacy.testing.relay import Answer, Listener, Request, Upstream


class FaultProxy:
    """An HTTP proxy on loopback in front of `upstream`, such as ``http://127.0.0.1:3000``.

    Each request that `where(method, path)` chooses (without it, all of them) meets the next fault of those
    asked for with `strike()`, else of `plan`, else none. Threads serve it and keep connections alive. It
    passes on whole answers, so a stream without end is not for it.

    >>> from advocacy.testing import Fault, FaultProxy
    >>> with FaultProxy("http://127.0.0.1:9") as proxy:
    ...     proxy.strike(Fault.lose_answer())
    ...     proxy.url.startswith("http://127.0.0.1:"), dict(proxy.counts)
    (True, {})

    Raises `ConfigurationError` where `upstream` is not on this machine: faults must not reach real people.
    """

    def __init__(
        self,
        upstream: str,
        *,
        plan: Iterable[Fault] = (),
        where: Callable[[str, str], bool] | None = None,
    ) -> None:
        self._upstream = Upstream(upstream)
        self._plan = iter(plan)
        self._where = where
        self._asked: list[Fault] = []
        self._counts: Counter[FaultKind] = Counter()
        self._forwarded = 0
        self._late: list[Thread] = []
        self._release = Event()
        self._lock = Lock()
        self._listener = Listener(self._handle)

    @property
    def url(self) -> str:
        """Where clients find it; the same until it is closed."""
        return f"http://127.0.0.1:{self._listener.port}"

    @property
    def counts(self) -> Counter[FaultKind]:
        """How many requests met each kind of fault so far; a copy."""
        with self._lock:
            return self._counts.copy()

    @property
    def forwarded(self) -> int:
        """How many requests were handed to the server so far, those delivered late or twice included."""
        with self._lock:
            return self._forwarded

    def strike(self, fault: Fault, *, times: int = 1) -> None:
        """Let the next `times` chosen requests meet `fault`, before the plan goes on."""
        with self._lock:
            self._asked.extend(repeat(fault, times))

    def deliver_late(self) -> None:
        """Deliver every request that `Fault.late` still holds back, and wait for the server to answer."""
        with self._lock:
            late, self._late = self._late, []
            release, self._release = self._release, Event()
        release.set()
        for thread in late:
            thread.join()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Refuse every connection while this lasts, and cut those that are open: the server is down."""
        self._listener.stop()
        try:
            yield
        finally:
            self._listener.start()

    def close(self) -> None:
        """Stop listening, deliver what is late and wait for what is under way."""
        self._listener.close()
        self.deliver_late()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _draw(self, request: Request) -> Fault:
        """The fault that `request` meets, counted."""
        chosen = self._where is None or self._where(request.method, request.path)
        with self._lock:
            fault = Fault.pass_on()
            if chosen:
                fault = self._asked.pop(0) if self._asked else next(self._plan, fault)
            self._counts[fault.kind] += 1
        return fault

    def _handle(self, request: Request) -> Answer | None:
        """What the client gets; None is a connection closed without an answer."""
        fault = self._draw(request)
        match fault.kind:
            case FaultKind.LOSE_REQUEST:
                return None
            case FaultKind.REFUSE:
                self._refuse(fault)
                return None
            case FaultKind.ANSWER:
                body = b"" if request.bodiless else fault.body
                return Answer(status=fault.status, headers=fault.headers, body=body)
            case FaultKind.LATE:
                self._deliver_later(request, fault)
                return None
            case FaultKind.TWICE:
                self._forward(request)
        answer = self._forward(request)
        if fault.kind is FaultKind.DELAY:
            self._listener.closed.wait(fault.seconds)
        if fault.kind is FaultKind.LOSE_ANSWER or answer is None:
            return None
        return answer.truncated() if fault.kind is FaultKind.TRUNCATE else answer

    def _forward(self, request: Request) -> Answer | None:
        with self._lock:
            self._forwarded += 1
        return self._upstream.send(request)

    def _refuse(self, fault: Fault) -> None:
        """Close the door before the client hears that its request is lost."""
        self._listener.stop(but_this_thread=True)
        Thread(target=self._reopen, args=(fault,), daemon=True).start()

    def _reopen(self, fault: Fault) -> None:
        self._listener.closed.wait(fault.seconds)
        self._listener.start()

    def _deliver_later(self, request: Request, fault: Fault) -> None:
        with self._lock:
            release = self._release
            thread = Thread(target=self._deliver, args=(request, fault, release), daemon=True)
            self._late.append(thread)
            thread.start()

    def _deliver(self, request: Request, fault: Fault, release: Event) -> None:
        release.wait(fault.seconds)
        self._forward(request)
