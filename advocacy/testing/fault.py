"""What may befall one request on its way, and how such misfortunes are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from math import fsum
from random import Random

from advocacy.errors import InvalidInput, Mistake
from advocacy.language import Text


class FaultKind(StrEnum):
    """The kinds of `Fault`, by which a `FaultProxy` counts."""

    PASS = "pass"  # noqa: S105 this is no password
    LOSE_REQUEST = "lose_request"
    LOSE_ANSWER = "lose_answer"
    REFUSE = "refuse"
    DELAY = "delay"
    ANSWER = "answer"
    TRUNCATE = "truncate"
    TWICE = "twice"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One misfortune; make it with the method of its name.

    >>> Fault.answer(503, headers={"Retry-After": "7"}).status
    503
    """

    kind: FaultKind
    seconds: float | None = None
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @classmethod
    def pass_on(cls) -> Fault:
        """No misfortune."""
        return cls(kind=FaultKind.PASS)

    @classmethod
    def lose_request(cls) -> Fault:
        """The server never hears of it; the connection is closed without an answer."""
        return cls(kind=FaultKind.LOSE_REQUEST)

    @classmethod
    def lose_answer(cls) -> Fault:
        """The server has done it; the connection is closed without an answer."""
        return cls(kind=FaultKind.LOSE_ANSWER)

    @classmethod
    def refuse(cls, seconds: float) -> Fault:
        """As `lose_request`, and for `seconds` each new connection is refused: a server restarts."""
        return cls(kind=FaultKind.REFUSE, seconds=seconds)

    @classmethod
    def delay(cls, seconds: float) -> Fault:
        """The server does it at once; its answer takes `seconds` more."""
        return cls(kind=FaultKind.DELAY, seconds=seconds)

    @classmethod
    def answer(cls, status: int, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Fault:
        """An answer as from the server, which never hears of it."""
        return cls(kind=FaultKind.ANSWER, status=status, headers=tuple((headers or {}).items()), body=body)

    @classmethod
    def truncate(cls) -> Fault:
        """The server has done it; its answer breaks off in the middle."""
        return cls(kind=FaultKind.TRUNCATE)

    @classmethod
    def twice(cls) -> Fault:
        """The server gets it twice, one after the other, and the client gets the second answer."""
        return cls(kind=FaultKind.TWICE)

    @classmethod
    def late(cls, seconds: float | None = None) -> Fault:
        """The connection is closed without an answer, and the server gets it `seconds` after that.

        Without `seconds`, it gets it when `FaultProxy.deliver_late()` or `close()` says so.
        """
        return cls(kind=FaultKind.LATE, seconds=seconds)


def seeded(seed: int, chances: Mapping[Fault, float]) -> Iterator[Fault]:
    """Faults without end, each drawn with its chance; what is left of 1 passes.

    The same seed gives the same faults.

    >>> plan = seeded(7, {Fault.lose_answer(): 0.5, Fault.delay(0.1): 0.2})
    >>> [str(next(plan).kind) for _ in range(4)]
    ['lose_answer', 'lose_answer', 'delay', 'lose_answer']

    Raises `InvalidInput` where the chances are negative or come to more than 1.
    """
    total = fsum(chances.values())
    if total > 1 or min(chances.values(), default=0) < 0:
        message = Text(
            fr=f"Les chances doivent être positives et ne pas dépasser 1 ensemble ; elles font {total:g}.",
            en=f"Chances must be positive and come to at most 1; these come to {total:g}.",
        )
        raise InvalidInput(Mistake(message=message, field="chances"))
    faults, weights = [*chances, Fault.pass_on()], [*chances.values(), 1 - total]
    random = Random(seed)  # noqa: S311 it is to be repeatable, not secret
    return (random.choices(faults, weights)[0] for _ in repeat(None))
