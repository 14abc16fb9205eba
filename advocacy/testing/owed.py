"""What the tests of a contract have in common."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from advocacy.connectors.base import Outgoing
from advocacy.errors import ConnectorError

E = TypeVar("E", bound=ConnectorError)

GARBAGE = (
    b"",
    b"<html><body>Bad Gateway</body></html>",
    b'{"data":{"id":',
    b"null",
    b"[]",
    b"[1,[2,{}]]",
    b"{}",
    b'"yes"',
    b"\xff\xfe\x00",
    b"[" * 5000,
)
"""Bodies that say nothing, and must not break anything."""


def outgoing(
    text: str = "Two years of work: https://acme.example/p #pumps", link: str = "https://acme.example/p"
) -> Outgoing:
    """A share that every network takes."""
    return Outgoing(share="share-1", text=text, language="en", link=link, title="Pumps", description="How")


def raised(kind: type[E] | tuple[type[E], ...], action: Callable[[], object]) -> E:
    """The error that `action` must raise."""
    try:
        action()
    except kind as error:
        return error
    except Exception as error:  # whatever it is, it is not what is owed
        raise AssertionError(f"{_named(kind)} is owed, not {error!r}") from error
    raise AssertionError(f"{_named(kind)} is owed, and nothing was raised")


@contextmanager
def no_finalizers() -> Iterator[None]:
    """For what is nested to the limit of recursion: what is finalized there fails, whosever it is."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _named(kind: type[E] | tuple[type[E], ...]) -> str:
    return " or ".join(each.__name__ for each in (kind if isinstance(kind, tuple) else (kind,)))
